"""The daemon as its operator meets it: signals, refusals with a reason, radio silence, clocks that jump."""

import hashlib
import json
import os
import pathlib
import pwd
import signal
import socket
import subprocess
import time
import unittest

from support import ROOT, FieldTest, HandScanner

from field import Coordinator, Node, Process, wait_for  # isort: skip

STORE = """[stock]
gln = "7350000000009"
[[input]]
name = "scanner"
type = "scanner"
device = "scanner"
"""


class DaemonTest(FieldTest):
    def setUp(self):
        super().setUp()
        self.coordinator = Coordinator(self.tools, self.folder / "coordinator")
        self.processes.append(self.coordinator)
        self.node = Node(self.tools, self.folder / "node", 1, "SSL 1", "warehouse", STORE, self.coordinator,
                         f"http://127.0.0.1:{self.coordinator.port}", "report_interval = 1", commit_interval=0.2)
        self.processes.append(self.node)
        self.scanner = HandScanner(self.node.folder / "scanner")
        self.lots = 0

    def receive(self, count: int):
        wait_for(lambda: self.scanner.scan("BK:RECEIVE", 2) == "accepted", 30, "the scanner")
        for _ in range(count):
            self.lots += 1
            answer = self.scanner.scan(f"]d2010735003501000410L{self.lots:05}", 10)
            self.assertEqual(answer, "accepted")

    def at_coordinator(self) -> int:
        return len(self.coordinator.get("/v1/stock")["stock"])

    def agent(self, *arguments):
        return subprocess.run([str(self.tools.agent), *map(str, arguments)], capture_output=True, text=True)

    def digest(self) -> dict:
        files = sorted((self.node.folder / "journal").iterdir())
        return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}

    def test_a_wrong_or_missing_key_is_refused_and_nothing_is_touched(self):
        self.node.start()
        self.receive(3)
        self.node.process.stop()
        before = self.digest()
        key = self.node.folder / "keys/journal.key"
        right = key.read_text()
        key.write_text("ab" * 32 + "\n")
        wrong = self.agent("run", "--config", self.node.config)
        self.assertEqual(wrong.returncode, 78, wrong.stderr)
        self.assertIn("does not open", wrong.stderr)
        key.unlink()
        missing = self.agent("run", "--config", self.node.config)
        self.assertEqual(missing.returncode, 78, missing.stderr)
        self.assertIn("journal.key is missing", missing.stderr)
        self.assertEqual(self.digest(), before)
        key.write_text(right)
        verified = self.agent("journal", "verify", "--config", self.node.config)
        self.assertEqual((verified.returncode, verified.stdout[:10]), (0, '{"ok":true'))

    def test_every_fault_of_a_configuration_is_named_at_once(self):
        text = self.node.config.read_text().replace("commit_interval", "comit_interval").replace(
            'kind = "warehouse"', 'kind = "submarine"')
        broken = self.node.folder / "broken.toml"
        broken.write_text(text)
        for command in ("check", "run"):
            done = self.agent(command, "--config", broken)
            self.assertEqual(done.returncode, 78)
            self.assertIn("commit_interval", done.stderr)
            self.assertIn(f"{broken}:4: node.kind", done.stderr)
        for command in (("status",), ("silence", "on"), ("journal", "stat")):
            done = self.agent(*command, "--config", broken)
            self.assertEqual((done.returncode, done.stdout), (78, ""))
            self.assertIn(f"{broken}:4: node.kind", done.stderr)
        self.assertEqual(self.agent("journal", "list", "nowhere").returncode, 64)
        self.assertEqual(self.agent("status", "--config", self.node.config).returncode, 1)
        self.assertEqual(self.agent("journal", "stat", "--config", self.node.config).returncode, 1)
        self.assertFalse((self.node.folder / "journal").exists())

    def test_silence_survives_a_restart_and_a_reload_takes_over_what_can_be(self):
        self.node.start()
        self.receive(2)
        wait_for(lambda: self.at_coordinator() == 2, 30, "two lots")
        self.assertEqual(self.agent("silence", "on", "--config", self.node.config).returncode, 0)
        self.receive(2)
        self.node.process.kill()
        self.node.start()
        self.receive(2)
        self.assertTrue(self.node.status()["radio_silence"])
        self.assertGreater(self.node.status()["unsent"], 0)
        self.assertEqual(self.at_coordinator(), 2)

        config = self.node.config.read_text()
        self.node.config.write_text(config.replace('"SSL 1"', '"SSL 2"'))
        self.node.process.child.send_signal(signal.SIGHUP)
        wait_for(lambda: (self.node.status() or {}).get("call_sign") == "SSL 2", 20, "the new call sign")
        self.node.config.write_text(config.replace('kind = "warehouse"', 'kind = "submarine"'))
        self.node.process.child.send_signal(signal.SIGHUP)
        wait_for(lambda: "kept as it was" in (self.node.folder / "log").read_text(), 20, "the refusal")
        # The agent works on, and whoever asks it is told what is wrong with the file.
        for command in (("status",), ("silence", "on"), ("journal", "stat")):
            done = self.agent(*command, "--config", self.node.config)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("has faults", done.stderr)
        self.assertEqual(self.agent("status", "--config", self.folder / "nowhere.toml").returncode, 78)
        self.node.config.write_text(config.replace('"SSL 1"', '"SSL 2"'))
        self.receive(1)

        self.assertEqual(self.at_coordinator(), 2)
        self.agent("silence", "off", "--config", self.node.config)
        wait_for(lambda: self.at_coordinator() == 7, 30, "all seven lots")
        sent = self.node.status()["links"][0]["envelopes"]
        self.assertGreater(sent, 0)
        counted = self.node.status()["inputs"][0]
        self.assertGreater(counted["observations"], 0)
        self.node.process.child.send_signal(signal.SIGHUP)
        wait_for(lambda: (self.node.folder / "log").read_text().count("reloaded") == 3, 20, "the third reload")
        self.assertGreaterEqual(self.node.status()["links"][0]["envelopes"], sent)
        went_on = self.node.status()["inputs"][0]
        for count in ("bytes", "lines", "observations"):
            self.assertGreaterEqual(went_on[count], counted[count])

    @unittest.skipUnless(os.geteuid() == 0, "needs root")
    def test_root_leaves_no_file_to_the_agent_that_is_roots(self):
        self.node.start()
        self.receive(1)
        self.node.process.stop()
        nobody = pwd.getpwnam("nobody")
        for path in (self.folder, *self.folder.rglob("*")):
            os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
        (self.node.folder / "journal/journal.ballast").unlink(missing_ok=True)
        self.assertEqual(self.agent("journal", "stat", "--config", self.node.config).returncode, 0)
        self.assertEqual(self.agent("keys", "init", "--directory", self.node.folder / "more").returncode, 0)
        for folder in ("journal", "keys", "more"):
            files = list((self.node.folder / folder).iterdir())
            self.assertGreater(len(files), 1)
            self.assertEqual({file.stat().st_uid for file in files}, {nobody.pw_uid}, files)

    def test_the_status_has_the_shape_of_its_schema(self):
        self.node.start()
        self.receive(1)
        wait_for(lambda: self.at_coordinator() == 1, 30, "the lot")
        schema = json.loads((ROOT / "docs/schemas/agent/status.schema.json").read_text())
        self.assert_shape(self.node.status(), schema, "status")

    def assert_shape(self, value, schema, place):
        """As much of JSON Schema as the file uses."""
        names = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "number": float,
                 "null": type(None)}
        if "type" in schema:
            types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
            self.assertIsInstance(value, tuple(names[name] for name in types), place)
        if "enum" in schema:
            self.assertIn(value, schema["enum"], place)
        if "properties" in schema:
            if value is None and "null" in schema["type"]:
                return
            self.assertEqual(set(value), set(schema["required"]), place)
            for key, part in schema["properties"].items():
                self.assert_shape(value[key], part, f"{place}.{key}")
        if "items" in schema:
            for item in value:
                self.assert_shape(item, schema["items"], place)

    def test_a_position_is_live_while_its_receiver_speaks_and_held_after(self):
        config = self.node.config.read_text()
        self.node.config.write_text(config + """
[[input]]
name = "gnss"
type = "nmea"
device = "hardware/gnss"
[position]
maximum_kmh = 160
""")
        receiver = Process([self.tools.agent, "simulate", "--gnss", "--directory", self.node.folder / "hardware"],
                           self.folder / "hardware.log")
        self.processes.append(receiver)
        self.node.start()

        def position():
            return (self.node.status() or {}).get("position") or {}

        wait_for(lambda: position().get("source") == "gnss" and position()["doubts"] == [], 30, "a live position")
        schema = json.loads((ROOT / "docs/schemas/agent/status.schema.json").read_text())
        self.assert_shape(self.node.status(), schema, "status")
        live = position()
        self.assertEqual((live["integrity"], live["age_s"], live["receiver"]), ("ok", 0, "gnss"))
        self.assertIn("position: live", self.agent("status", "--config", self.node.config).stdout)
        # A reload forgets no place.
        receiver.kill()
        wait_for(lambda: position().get("source") == "held", 30, "a held position")
        self.node.process.child.send_signal(signal.SIGHUP)
        wait_for(lambda: position().get("age_s", 0) >= 8, 30, "an old position")
        held = position()
        self.assertEqual((held["source"], held["integrity"]), ("held", "ok"))
        self.assertGreater(held["accuracy_m"], live["accuracy_m"])
        self.assertIn("position: HELD, measured", self.agent("status", "--config", self.node.config).stdout)

        def reported():
            features = self.coordinator.get("/v1/positions")["features"]
            return features[0]["properties"]["source"] if features else None

        wait_for(lambda: reported() == "held", 30, "the held fix at the coordinator")
        # A restart of the agent neither.
        held = position()
        self.node.process.kill()
        self.node.start()
        wait_for(lambda: position().get("source") == "held", 30, "the place of before the restart")
        again = position()
        self.assertEqual((again["lat"], again["lon"], again["receiver"]), (held["lat"], held["lon"], None))
        self.assertGreaterEqual(again["age_s"], held["age_s"])

    def test_places_are_converted_between_grids(self):
        shown = self.agent("convert", "59.3522,", "18.0322")
        self.assertEqual(shown.returncode, 0, shown.stderr)
        place = json.loads(shown.stdout)
        self.assertEqual((place["sweref99tm"], place["mgrs"]), ("N 6583196 E 672386", "34V CL 31273 83031"))
        lines = "33V XF 67731 68413\n\nN 6583196 E 672386\nStorgatan 5\n-33.8568, 151.2153\n"
        several = subprocess.run([str(self.tools.agent), "convert"], input=lines, capture_output=True, text=True)
        self.assertEqual(several.returncode, 1)
        answers = [json.loads(line) for line in several.stdout.splitlines()]
        self.assertEqual([answer["ok"] for answer in answers], [True, True, False, True])
        self.assertAlmostEqual(answers[0]["lat"], 59.2215, delta=1e-5)
        self.assertAlmostEqual(answers[0]["lon"], 17.939, delta=1e-5)
        self.assertEqual(answers[2]["error"], "unexpected_character")
        self.assertIsNone(answers[3]["sweref99tm"])

    def test_systemd_hears_ready_watchdog_and_stopping(self):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
            path = self.folder / "notify"
            manager.bind(str(path))
            manager.settimeout(20)
            os.environ["NOTIFY_SOCKET"], os.environ["WATCHDOG_USEC"] = str(path), "400000"
            try:
                self.node.start()
            finally:
                del os.environ["NOTIFY_SOCKET"], os.environ["WATCHDOG_USEC"]
            heard = set()
            while not {"READY=1", "WATCHDOG=1"} <= heard:
                heard |= set(manager.recv(4096).decode().splitlines())
            self.assertEqual(self.node.process.stop(), 0)
            while "STOPPING=1" not in heard:
                heard |= set(manager.recv(4096).decode().splitlines())

    def test_a_clock_that_jumps_twenty_years_changes_neither_order_nor_delivery(self):
        shim, offset = self.folder / "clock.so", self.folder / "offset"
        source = pathlib.Path(__file__).with_name("jumping_clock.c")
        subprocess.run(["cc", "-shared", "-fPIC", "-o", str(shim), str(source), "-ldl"], check=True)
        offset.write_text("0")
        self.node.process = Process(
            ["env", f"LD_PRELOAD={shim}", f"CLOCK_JUMP_FILE={offset}", self.tools.agent, "run", "--config",
             self.node.config], self.node.folder / "log")
        years = 20 * 365 * 86_400
        for jump in (0, years, -years, 0):
            offset.write_text(str(jump))
            self.receive(3)
        wait_for(lambda: self.at_coordinator() == 12, 30, "twelve lots")
        wait_for(self.node.is_delivered, 30, "the delivery", 0.2)
        clock = self.node.status()["clock"]
        self.assertEqual(clock["quality"], "trusted")
        self.assertLess(abs(clock["unix_ms"] - time.time() * 1000), 60_000)
        events = self.node.events("stock", self.node.status()["epoch"])
        times = [event["time_ms"] for event in events]
        self.assertEqual(times, sorted(times))
        lots = [bytes.fromhex(event["bytes"]).split(b"L")[1][:5] for event in events]
        self.assertEqual(lots, [b"%05d" % number for number in range(1, 13)])


if __name__ == "__main__":
    unittest.main()
