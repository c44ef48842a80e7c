"""budkavle doctor on a healthy machine and on machines with one planted fault each, in both languages."""

import functools
import grp
import json
import os
import pathlib
import pwd
import shutil
import subprocess
import termios
import threading
import time
import tty
import unittest

from support import ROOT, FieldTest

from field import Coordinator, Node, Process, free_port, wait_for  # isort: skip


def sentence(tenths: int, status: str = "A") -> bytes:
    """What a receiver says so many tenths of a second after noon."""
    clock = f"12{tenths // 600 % 60:02}{tenths // 10 % 60:02}.{tenths % 10}0"
    place = "5921.1000,N,01801.9000,E,10.0,90.0" if status == "A" else ",,,,,"
    body = f"GPRMC,{clock},{status},{place},010126,,,{'A' if status == 'A' else 'N'}"
    return f"${body}*{functools.reduce(lambda a, b: a ^ b, body.encode()):02X}\r\n".encode()


class Terminal:
    """A serial line with a device behind it that speaks ten times a second: text, or what text says of the tenths."""

    def __init__(self, link: pathlib.Path, text=b"", rate=None):
        self.master, slave = os.openpty()
        tty.setraw(slave)
        settings = termios.tcgetattr(slave)
        settings[4] = settings[5] = termios.B1200
        termios.tcsetattr(slave, termios.TCSANOW, settings)
        os.set_blocking(self.master, False)
        self.path, self.text, self.rate, self.is_open = os.ttyname(slave), text, rate, True
        # Nobody but the one under test may hold the line.
        os.close(slave)
        link.symlink_to(self.path)
        self.thread = threading.Thread(target=self.play, daemon=True)
        self.thread.start()

    def play(self):
        tenths = 0
        while self.is_open:
            tenths += 1
            text = self.text(tenths) if callable(self.text) else self.text
            is_right = self.rate is None or termios.tcgetattr(self.master)[5] == self.rate
            try:
                if text:
                    os.write(self.master, text if is_right else bytes(b ^ 0x95 for b in text))
            except OSError:
                pass
            time.sleep(0.1)

    def close(self):
        self.is_open = False
        self.thread.join()
        os.close(self.master)


INPUTS = """[[input]]
name = "gnss"
type = "nmea"
device = "gnss"
baud = 9600
[[input]]
name = "scanner"
type = "scanner"
device = "scanner"
"""
HEALTHY = {
    "proc/meminfo": "MemTotal: 1900000 kB\nMemAvailable: 1200000 kB\n",
    "sys/class/thermal/thermal_zone0/type": "cpu-thermal",
    "sys/class/thermal/thermal_zone0/temp": "48000",
    "sys/block/mmcblk0/device/life_time": "0x01 0x02",
    "sys/block/mmcblk0/device/pre_eol_info": "0x01",
    "sys/class/power_supply/AC/type": "Mains",
    "sys/class/power_supply/AC/online": "1",
}


def checksum(frame: bytes) -> bytes:
    """CRC-16 of MODBUS over Serial Line V1.02, §6.2.2."""
    crc = 0xFFFF
    for byte in frame:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc.to_bytes(2, "little")


class Slave:
    """A Modbus device with the same value in every register."""

    def __init__(self, link: pathlib.Path, unit: int, value: int = 215):
        self.terminal = Terminal(link)
        self.unit, self.value, self.is_open = unit, value, True
        self.thread = threading.Thread(target=self.answer, daemon=True)
        self.thread.start()

    def answer(self):
        pending = b""
        while self.is_open:
            try:
                pending += os.read(self.terminal.master, 256)
            except OSError:
                time.sleep(0.005)
                continue
            if len(pending) >= 8 and pending[0] == self.unit and checksum(pending[:6]) == pending[6:8]:
                count = int.from_bytes(pending[4:6], "big")
                frame = bytes([self.unit, pending[1], 2 * count]) + self.value.to_bytes(2, "big") * count
                os.write(self.terminal.master, frame + checksum(frame))
            if len(pending) >= 8:
                pending = b""

    def close(self):
        self.is_open = False
        self.thread.join()
        self.terminal.close()


class DoctorTest(FieldTest):
    def setUp(self):
        super().setUp()
        self.coordinator = Coordinator(self.tools, self.folder / "coordinator")
        self.processes.append(self.coordinator)
        self.node = Node(self.tools, self.folder / "node", 1, "SSL 1", "vehicle", INPUTS, self.coordinator,
                         f"http://127.0.0.1:{self.coordinator.port}", "report_interval = 1", commit_interval=0.2)
        self.processes.append(self.node)
        self.root = self.folder / "machine"
        for path, text in HEALTHY.items():
            self.write(path, text)
        self.scanner = self.terminal("scanner")

    def write(self, path: str, text: str):
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text + "\n")

    def terminal(self, name: str, text=b"", rate=None) -> Terminal:
        terminal = Terminal(self.node.folder / name, text, rate)
        self.addCleanup(terminal.close)
        return terminal

    def receiver(self):
        return self.terminal("gnss", sentence)

    def doctor(self, *arguments, environment=None):
        return subprocess.run(
            [str(self.tools.agent), "doctor", "--config", str(self.node.config), "--root", str(self.root), "--seconds",
             "1", *map(str, arguments)], capture_output=True, text=True, timeout=120,
            env={**os.environ, **(environment or {})})

    def findings(self, *arguments, environment=None):
        done = self.doctor("--json", *arguments, environment=environment)
        return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]

    def expect(self, code: str, *arguments, severity: str = "error", words=(), environment=None):
        """The fault is named in both languages, with its own words, and tells by the exit code how bad it is."""
        texts = []
        for language in ("en", "sv"):
            status, found = self.findings(*arguments, "--language", language, environment=environment)
            named = [finding for finding in found if finding["code"] == code]
            self.assertEqual(len(named), 1, f"{code} in {json.dumps(found, indent=1)}")
            self.assertEqual(named[0]["severity"], severity)
            for word in words:
                self.assertIn(str(word), named[0]["arguments"])
            if severity == "error":
                self.assertEqual(status, 1)
                self.assertEqual(found[0]["severity"], "error")
                others = {f["code"] for f in found if f["severity"] == "error"} - {code}
                self.assertEqual(others, set(), "one fault was planted")
            self.assertTrue(named[0]["remedy"] or severity == "note")
            texts.append(named[0]["problem"])
        self.assertNotEqual(*texts)

    def test_a_healthy_machine_has_no_error_and_says_what_it_saw(self):
        self.receiver()
        status, found = self.findings()
        codes = {finding["code"] for finding in found}
        self.assertEqual(status, 0, found)
        self.assertLessEqual({"receiver_ok", "scanner_ready", "keys_ok", "journal_absent", "coordinator_ok"}, codes)
        self.assertLessEqual({f["code"] for f in found if f["severity"] != "note"},
                             {"agent_stopped", "clock_undisciplined", "disk_short", "network_unknown"})
        ranks = ["error", "warning", "note"]
        self.assertEqual([f["severity"] for f in found], sorted((f["severity"] for f in found), key=ranks.index))
        text = self.doctor(environment={"LC_ALL": "sv_SE.UTF-8"}).stdout
        self.assertIn("VARNING Agenten är inte igång", text)
        self.assertIn("ok gnss: mottagaren på", text)
        self.assertIn("0 fel, ", text)
        self.assertIn("0 errors, ", self.doctor(environment={"LC_ALL": "C.UTF-8"}).stdout)

    def test_a_running_agent_is_asked_and_keeps_its_devices(self):
        self.receiver()
        self.node.start()
        wait_for(lambda: (self.node.status() or {"position": {}})["position"].get("source") == "gnss", 30, "a position")
        wait_for(self.node.is_delivered, 30, "the delivery")
        status, found = self.findings()
        codes = {finding["code"] for finding in found}
        self.assertEqual(status, 0, found)
        self.assertLessEqual({"agent_running", "input_ok", "link_ok", "keys_ok"}, codes)
        self.assertFalse(codes & {"device_held", "receiver_ok", "coordinator_ok", "agent_stopped"}, codes)
        openings = [i["openings"] for i in self.node.status()["inputs"]]
        self.assertEqual(openings, [1, 1])
        (self.node.folder / "gnss").unlink()
        self.tools.call(self.tools.agent, "silence", "on", "--config", self.node.config)
        self.expect("radio_silence", severity="warning")

    def test_a_running_agent_that_waits_for_its_device_is_named(self):
        self.node.start()
        wait_for(self.node.status, 30, "the agent")
        self.expect("input_waiting", words=["gnss"])

    def test_a_missing_device(self):
        self.expect("device_missing", words=["gnss", self.node.folder / "gnss"])

    def test_a_path_that_is_no_serial_device(self):
        (self.node.folder / "gnss").write_text("")
        self.expect("device_not_serial", words=["gnss"])

    def test_a_device_that_the_agents_user_may_not_use(self):
        if os.geteuid() != 0:
            self.skipTest("judging another user's permissions needs root")
        # Everything else must be the other user's, or more than one fault is planted.
        nobody = pwd.getpwnam("nobody")
        for place in [self.folder, *self.folder.rglob("*")]:
            os.chown(place, nobody.pw_uid, nobody.pw_gid)
        terminal = self.receiver()
        os.chown(self.scanner.path, nobody.pw_uid, nobody.pw_gid)
        os.chmod(terminal.path, 0o600)
        self.expect("device_mode", "--user", "nobody", words=["gnss", "nobody", "0600"])
        os.chown(terminal.path, 0, grp.getgrnam("dialout").gr_gid)
        os.chmod(terminal.path, 0o660)
        self.expect("device_permission", "--user", "nobody", words=["gnss", "nobody", "dialout"])
        self.assertIn("sudo usermod -a -G dialout nobody", self.doctor("--user", "nobody").stdout)

    def test_a_silent_receiver(self):
        self.terminal("gnss")
        self.expect("receiver_silent", words=["gnss"])

    def test_a_receiver_at_another_baud_rate(self):
        self.terminal("gnss", sentence, termios.B38400)
        self.expect("receiver_wrong_baud", words=["gnss", 9600, 38400])

    def test_a_device_that_is_no_receiver(self):
        self.terminal("gnss", b"OpenWrt login: \r\n")
        self.expect("receiver_garbled", words=["gnss"])

    def test_a_receiver_without_a_position(self):
        self.terminal("gnss", lambda tenths: sentence(tenths, "V"))
        self.expect("receiver_no_fix", severity="warning", words=["gnss"])

    def test_a_line_that_another_program_holds(self):
        terminal = self.receiver()
        held = os.open(terminal.path, os.O_RDWR | os.O_NOCTTY)
        self.addCleanup(os.close, held)
        self.expect("device_held", words=["gnss"])

    def test_a_scanner_that_sends_no_symbology(self):
        self.receiver()
        self.scanner.text = b"0107350035010004\r"
        self.expect("scanner_no_symbology", "--wait", severity="warning", words=["scanner"])
        self.scanner.text = b""

    def test_a_missing_key(self):
        self.receiver()
        (self.node.folder / "keys/journal.key").unlink()
        self.expect("key_missing", words=[self.node.folder / "keys/journal.key"])

    def test_a_key_that_others_may_read(self):
        self.receiver()
        (self.node.folder / "keys/node.key").chmod(0o644)
        self.expect("key_mode", words=["0644"])

    def test_a_key_set_that_the_root_did_not_sign(self):
        self.receiver()
        set_file = self.node.folder / "copy.keyset"
        content = bytearray(self.coordinator.key_set.read_bytes())
        content[-1] ^= 1
        set_file.write_bytes(content)
        self.node.config.write_text(
            self.node.config.read_text().replace(str(self.coordinator.key_set), str(set_file)))
        self.expect("key_set_bad")

    def test_an_unreachable_coordinator(self):
        self.receiver()
        text = self.node.config.read_text()
        self.node.config.write_text(text.replace(f":{self.coordinator.port}", f":{free_port()}"))
        self.expect("coordinator_unreachable", words=["mast"])

    def test_a_router_that_does_not_give_positions(self):
        text = self.node.config.read_text()
        self.node.config.write_text(
            text.replace('device = "gnss"\nbaud = 9600', f'connect = "127.0.0.1:{free_port()}"'))
        self.expect("receiver_unreachable", words=["gnss"])

    def test_a_modbus_device_that_answers_and_one_that_is_dead(self):
        self.receiver()
        slave = Slave(self.node.folder / "rs485", 3)
        self.addCleanup(slave.close)
        table = '[[input]]\nname = "{}"\ntype = "modbus"\nbus = "rs485"\nunit = {}\nmap = "{}"\n'
        register_map = ROOT / "firmware-config/modbus/xy-md02.toml"
        bus = '[[bus]]\nname = "rs485"\ndevice = "rs485"\nbaud = 9600\ntimeout = 0.3\n'
        text = self.node.config.read_text()
        self.node.config.write_text(text + bus + table.format("cold", 3, register_map))
        status, found = self.findings()
        self.assertEqual(status, 0, found)
        named = [f["arguments"] for f in found if f["code"] == "slave_ok"]
        self.assertEqual(named, [["cold", "rs485", "3", "2"]])
        self.node.config.write_text(text + bus + table.format("cold", 3, register_map) +
                                    table.format("warm", 9, register_map))
        self.expect("slave_silent", words=["warm", "rs485", "9", "timeout"])

    def test_a_line_of_a_chip_that_this_machine_does_not_have(self):
        self.receiver()
        line = '[[line]]\nname = "ignition"\nchip = "no-such-chip"\noffset = 3\nrole = "ignition"\n'
        self.node.config.write_text(self.node.config.read_text() + line)
        self.expect("chip_unusable", words=["ignition", "no-such-chip"])

    def test_no_call_where_silence_may_be_ordered(self):
        self.receiver()
        (self.node.folder / "journal").mkdir()
        (self.node.folder / "journal/journal.db").write_bytes(b"")
        status, found = self.findings()
        self.assertIn("coordinator_untried", {f["code"] for f in found})
        self.assertNotIn("coordinator_ok", {f["code"] for f in found})
        status, found = self.findings("--transmit")
        self.assertIn("coordinator_ok", {f["code"] for f in found})

    def test_worn_flash_heat_battery_and_little_memory(self):
        self.receiver()
        planted = {
            "flash_worn": ("sys/block/mmcblk0/device/life_time", "0x0b 0x05", "error"),
            "flash_wearing": ("sys/block/mmcblk0/device/pre_eol_info", "0x02", "warning"),
            "temperature_high": ("sys/class/thermal/thermal_zone0/temp", "91000", "error"),
            "on_battery": ("sys/class/power_supply/AC/online", "0", "warning"),
            "memory_low": ("proc/meminfo", "MemTotal: 240000 kB\nMemAvailable: 30000 kB", "warning"),
        }
        for code, (path, text, severity) in planted.items():
            with self.subTest(code):
                self.write(path, text)
                self.expect(code, severity=severity)
                self.write(path, HEALTHY[path])

    def test_a_full_and_a_read_only_disk(self):
        if os.geteuid() != 0:
            self.skipTest("mounting a small tmpfs needs root")
        self.receiver()
        place = self.node.folder / "journal"
        place.mkdir()
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(place)], capture_output=True)
        if done.returncode != 0:
            self.skipTest("no tmpfs can be mounted here")
        self.addCleanup(subprocess.run, ["umount", "-l", str(place)], check=False)
        self.expect("disk_full", words=[place])
        subprocess.run(["mount", "-o", "remount,ro", str(place)], check=True)
        _, found = self.findings()
        self.assertIn("disk_read_only", {f["code"] for f in found})

    def test_a_clock_that_was_never_set(self):
        self.receiver()
        shim, offset = self.folder / "jumping_clock.so", self.folder / "jump"
        source = pathlib.Path(__file__).with_name("jumping_clock.c")
        subprocess.run(["cc", "-shared", "-fPIC", "-o", str(shim), str(source), "-ldl"], check=True)
        offset.write_text(str(-int(time.time())))
        self.expect("clock_unset", words=["1970-01-01"],
                    environment={"LD_PRELOAD": str(shim), "CLOCK_JUMP_FILE": str(offset)})

    def test_an_interface_that_is_not_there(self):
        self.receiver()
        text = self.node.config.read_text().replace(
            f'url = "http://127.0.0.1:{self.coordinator.port}"',
            'url = "https://192.0.2.1"\ninterface = "wwan9"')
        self.node.config.write_text(text)
        (self.node.folder / "journal").mkdir()
        (self.node.folder / "journal/journal.db").write_bytes(b"")
        self.expect("interface_missing", words=["mast", "wwan9"])

    def test_a_configuration_that_is_wrong_or_absent(self):
        self.node.config.write_text(self.node.config.read_text().replace("baud = 9600", "baud = 9601"))
        status, found = self.findings()
        self.assertEqual((status, found[0]["code"]), (78, "config_fault"))
        self.node.config.unlink()
        status, found = self.findings()
        self.assertEqual((status, found[0]["code"]), (78, "config_missing"))

    def test_wrong_usage(self):
        for arguments in (["--seconds", "0"], ["--device", "/dev/null"], ["--language", "de"], ["--user", "no such one"]):
            self.assertEqual(self.doctor(*arguments).returncode, 64, arguments)

    def test_the_first_configuration_that_it_suggests_is_sound_and_works(self):
        self.terminal("gnss", sentence, termios.B38400)
        self.terminal("usb-Zebra_CDC_Scanner-if00")
        self.terminal("other")
        folder = self.node.folder
        done = self.doctor("--suggest", "--device", folder / "gnss", "--device", folder / "usb-Zebra_CDC_Scanner-if00",
                           "--device", folder / "other", "--device", folder / "absent")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(f'device = "{folder}/gnss"\nbaud = 38400\n', done.stdout)
        self.assertIn('name = "scanner"\ntype = "scanner"\n', done.stdout)
        self.assertIn(f'# "{folder}/other": silent', done.stdout)
        first = self.folder / "first.toml"
        first.write_text(done.stdout + f'[keys]\ndirectory = "{folder}/keys"\n')
        self.tools.call(self.tools.agent, "check", "--config", first)
        done = subprocess.run([str(self.tools.agent), "doctor", "--json", "--config", str(first), "--seconds", "1"],
                              capture_output=True, text=True)
        self.assertLessEqual({"receiver_ok", "scanner_ready"},
                             {json.loads(line)["code"] for line in done.stdout.splitlines()})


class NetworkTest(FieldTest):
    """Interfaces that come and go wake the agent; they live in a network of their own."""

    def test_an_interface_that_comes_up_is_seen_at_once(self):
        if os.geteuid() != 0 or not shutil.which("ip"):
            self.skipTest("a network of its own needs root and ip(8)")
        self.tools.call(self.tools.agent, "keys", "init", "--directory", self.folder / "keys")
        config = self.folder / "agent.toml"
        config.write_text('[node]\nid = 1\ncall_sign = "SSL 1"\nkind = "vehicle"\n[keys]\ndirectory = "keys"\n'
                          '[journal]\ndirectory = "journal"\n[agent]\nsocket = "agent.sock"\n')
        agent = Process(["unshare", "-n", self.tools.agent, "run", "--config", config], self.folder / "log")
        self.processes.append(agent)

        def machine():
            done = subprocess.run([str(self.tools.agent), "status", "--json", "--config", str(config)],
                                  capture_output=True, text=True)
            return json.loads(done.stdout)["machine"] if done.returncode == 0 else None

        def ip(*arguments):
            done = subprocess.run(["nsenter", "-t", str(agent.child.pid), "-n", "ip", *arguments],
                                  capture_output=True, text=True)
            if done.returncode != 0:
                self.skipTest(f"no interface can be made here: {done.stderr.strip()}")

        try:
            wait_for(machine, 30, "the agent")
        except TimeoutError:
            self.skipTest("no network of its own can be had here")
        self.assertEqual(machine()["default_routes"], [])
        ip("link", "add", "veth0", "type", "veth", "peer", "name", "veth1")
        ip("address", "add", "192.0.2.1/24", "dev", "veth0")
        ip("link", "set", "veth1", "up")
        ip("link", "set", "veth0", "up")
        ip("route", "add", "default", "via", "192.0.2.2")
        wait_for(lambda: machine()["default_routes"] == ["veth0"], 5, "the way out")
        self.assertIn({"name": "veth0", "up": True}, machine()["interfaces"])
        ip("link", "set", "veth0", "down")
        wait_for(lambda: {"name": "veth0", "up": False} in machine()["interfaces"], 5, "the way out to close")
        self.assertEqual(machine()["default_routes"], [])


if __name__ == "__main__":
    unittest.main()
