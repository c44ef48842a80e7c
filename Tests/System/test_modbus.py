"""The agent against Modbus devices of pymodbus's making: every type and order of registers, injured replies, an excursion.

pymodbus knows nothing of libmodbus, nor of what our own tests think of registers; the expected values come from Python's struct.
"""

import json
import os
import struct
import subprocess
import sys
import threading
import unittest

from support import ROOT, FieldTest

from field import Node, Process, free_port, wait_for  # isort: skip

PYTHON = ROOT / ".build/venv/bin/python"
SLAVE = ROOT / "Tests/System/pymodbus_slave.py"
HAS_PYMODBUS = PYTHON.exists() and not subprocess.run(
    [str(PYTHON), "-c", "import pymodbus.simulator, serial"], capture_output=True
).returncode

TYPES = {
    "int16": ("h", [-32768, -205, 0, 305]), "uint16": ("H", [0, 1, 40000, 65535]),
    "int32": ("i", [-2_000_000_000, -2, 65536]), "uint32": ("I", [1, 305_419_896, 4_294_967_295]),
    "int64": ("q", [-3, 4_295_098_371]), "uint64": ("Q", [65537, 2**40 + 5]),
    "float32": ("f", [-123.5, 0.125, 30.5625]), "float64": ("d", [3.141, -1e6]),
}
ORDERS = ["ABCD", "CDAB", "BADC", "DCBA"]


def registers(kind, value, order):
    """A value's registers as a device of that order holds them."""
    data = struct.pack(">" + TYPES[kind][0], value)
    words = [data[place:place + 2] for place in range(0, len(data), 2)]
    if order in ("CDAB", "DCBA"):
        words.reverse()
    if order in ("BADC", "DCBA"):
        words = [word[::-1] for word in words]
    return [int.from_bytes(word, "big") for word in words]


def register(name, address, kind="int16", order="ABCD", scale=1, measures="voltage", unit="V", valid="[-1e9, 1e9]", function=3):
    return (
        f'[[register]]\nname = "{name}"\nfunction = {function}\naddress = {address}\ntype = "{kind}"\norder = "{order}"\n'
        f'scale = {scale}\nmeasures = "{measures}"\nunit = "{unit}"\nvalid = {valid}\n'
    )


def map_file(folder, name, tables):
    (folder / f"{name}.toml").write_text(f'title = "{name}"\nsource = ["this test"]\n' + "".join(tables))


class LonelyNode(Node):
    """An agent without a coordinator."""

    def __init__(self, tools, folder, body):
        self.tools, self.folder = tools, folder
        folder.mkdir(parents=True)
        tools.call(tools.agent, "keys", "init", "--directory", folder / "keys")
        self.config, self.process = folder / "agent.toml", None
        self.config.write_text(
            '[node]\nid = 1\ncall_sign = "LAGER-1"\nkind = "warehouse"\n'
            '[keys]\ndirectory = "keys"\n[journal]\ndirectory = "journal"\ncommit_interval = 0.2\n'
            f'[agent]\nsocket = "agent.sock"\n{body}'
        )


class Cable:
    """Two ttys that are joined."""

    def __init__(self):
        self.ends = [os.openpty(), os.openpty()]
        for master, line in self.ends:
            subprocess.run(["stty", "-F", os.ttyname(line), "raw", "-echo"], check=True)
        for one, other in (self.ends, self.ends[::-1]):
            threading.Thread(target=self._carry, args=(one[0], other[0]), daemon=True).start()

    @property
    def paths(self):
        return [os.ttyname(line) for _, line in self.ends]

    @staticmethod
    def _carry(source, target):
        while True:
            try:
                os.write(target, os.read(source, 512))
            except OSError:
                return


@unittest.skipUnless(HAS_PYMODBUS, "pymodbus and pyserial are not installed in .build/venv (scripts/setup)")
class ModbusTest(FieldTest):
    def start(self, text, maps):
        self.node = LonelyNode(self.tools, self.folder / "node", text)
        for name, tables in maps.items():
            map_file(self.node.folder, name, tables)
        self.tools.call(self.tools.agent, "check", "--config", self.node.config)
        self.processes.append(self.node)
        self.node.start()

    def slave(self, *arguments):
        process = Process([PYTHON, "-B", SLAVE, *arguments], self.folder / "slave.log")
        self.processes.append(process)
        return process

    def probes(self):
        return {probe["name"]: probe for probe in (self.node.status() or {"probes": []})["probes"]}

    def faults(self, name):
        inputs = (self.node.status() or {"inputs": []})["inputs"]
        return next((one["faults"] for one in inputs if one["name"] == name), {})

    def excursions(self):
        listed = self.tools.call(
            self.tools.agent, "journal", "list", "stock", "--config", self.node.config
        )
        return [line for line in map(json.loads, listed.splitlines()) if line.get("kind") == "excursion"]

    def test_every_type_in_every_order_over_tcp(self):
        held, tables, probes, expected = [], [], [], {}
        for kind, (_, values) in TYPES.items():
            for order in ORDERS:
                for number, value in enumerate(values):
                    name = f"{kind}-{order.lower()}-{number}"
                    # Within what a voltage can be.
                    scale = 1e-6 if abs(value) > 1e9 else 1
                    tables.append(register(name, len(held), kind, order, scale))
                    held += registers(kind, value, order)
                    probes.append(f'[[probe]]\nname = "{name}"\ninput = "IN"\nregister = "{name}"\n')
                    expected[name] = value * scale
        port = free_port()
        self.slave("tcp", port, json.dumps(held))
        text = f'[[bus]]\nname = "tcp"\nconnect = "127.0.0.1:{port}"\n'
        maps, start = {}, 0
        while start < len(tables):
            name = f"part-{start}"
            maps[name] = tables[start:start + 60]
            text += f'[[input]]\nname = "{name}"\ntype = "modbus"\nbus = "tcp"\nmap = "{name}"\ninterval = 1\n'
            text += "".join(probe.replace('"IN"', f'"{name}"') for probe in probes[start:start + 60])
            start += 60
        self.start(text, maps)
        wait_for(lambda: all(probe["value"] is not None for probe in self.probes().values()) and self.probes(), 30,
                 "all values")
        found = {name: probe["value"] for name, probe in self.probes().items()}
        self.assertEqual(set(found), set(expected))
        for name, value in expected.items():
            self.assertAlmostEqual(found[name], value, delta=0.001, msg=name)
        print(f"{len(expected)} values in {len(TYPES)} types and {len(ORDERS)} orders", file=sys.stderr)

    def test_injured_replies_are_counted_and_others_go_on(self):
        cable = Cable()
        near, far = cable.paths
        injury = self.folder / "injury"
        self.slave(far, 1, json.dumps([91, 546]), injury)
        port = free_port()
        self.slave("tcp", port, json.dumps([50]))
        maps = {"fridge": [register("t", 0, scale=0.1, measures="temperature", unit="°C", valid="[-40, 60]")]}
        self.start(
            f"""[[bus]]
name = "line"
device = "{near}"
baud = 19200
[[bus]]
name = "tcp"
connect = "127.0.0.1:{port}"
[[input]]
name = "one"
type = "modbus"
bus = "line"
unit = 1
map = "fridge"
interval = 0.5
[[input]]
name = "two"
type = "modbus"
bus = "tcp"
map = "fridge"
interval = 0.5
[[probe]]
name = "t-one"
input = "one"
register = "t"
[[probe]]
name = "t-two"
input = "two"
register = "t"
""",
            maps,
        )
        value = lambda name: self.probes().get(name, {}).get("value")  # noqa: E731
        wait_for(lambda: value("t-one") == 9.1 and value("t-two") == 5, 30, "both probes")
        for name in ["crc", "wrong_slave", "short_reply", "exception_6", "timeout"]:
            before = self.faults("one").get(name, 0)
            injury.write_text(name)
            wait_for(lambda: self.faults("one").get(name, 0) > before, 20, name)
            wait_for(lambda: value("t-one") is None, 20, f"unknown after {name}")
            self.assertEqual(value("t-two"), 5)
            injury.unlink()
            wait_for(lambda: value("t-one") == 9.1, 20, f"the probe after {name}")
        self.assertEqual(self.faults("two"), {})
        text = self.tools.call(self.tools.agent, "status", "--config", self.node.config)
        self.assertIn("probe t-one: 9.1 °C", text)

    def test_an_excursion_is_declared_and_ends_and_an_unplugged_probe_is_unknown(self):
        port = free_port()
        slave = self.slave("tcp", port, json.dumps([50]))
        maps = {"fridge": [register("t", 0, scale=0.1, measures="temperature", unit="°C", valid="[-40, 60]")]}
        self.start(
            f"""[[bus]]
name = "tcp"
connect = "127.0.0.1:{port}"
[[input]]
name = "kyl"
type = "modbus"
bus = "tcp"
map = "fridge"
interval = 0.2
[[probe]]
name = "kyl-temp"
input = "kyl"
register = "t"
bin = "KYL-1"
band = [2, 8]
tolerated_minutes = 0.05
""",
            maps,
        )
        state = lambda: self.probes().get("kyl-temp", {})  # noqa: E731
        wait_for(lambda: state().get("value") == 5, 30, "5 °C")
        self.assertEqual(state()["excursion"], "none")

        def hold(tenths):
            code = (
                "from pymodbus.client import ModbusTcpClient\n"
                f"client = ModbusTcpClient('127.0.0.1', port={port})\n"
                f"assert client.connect() and not client.write_registers(0, [{tenths}], device_id=1).isError()\n"
            )
            subprocess.run([str(PYTHON), "-W", "ignore", "-c", code], check=True)

        hold(91)
        wait_for(lambda: state()["excursion"] == "begun", 20, "the band to be left")
        self.assertEqual(self.excursions(), [])
        wait_for(lambda: state()["excursion"] == "declared", 20, "the declaration")
        hold(50)
        wait_for(lambda: state()["excursion"] == "none", 20, "the end")
        told = self.excursions()
        self.assertEqual(len(told), 2, told)
        slave.kill()
        wait_for(lambda: state()["value"] is None, 20, "unknown")
        self.assertEqual(state()["excursion"], "none")
        self.assertIn("probe kyl-temp: UNKNOWN", self.tools.call(self.tools.agent, "status", "--config", self.node.config))


if __name__ == "__main__":
    unittest.main()
