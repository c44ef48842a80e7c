"""A coordinator that was written from docs/protocol.md alone takes our envelopes, and the agent takes its receipts."""

import json
import os
import pathlib
import secrets
import subprocess
import sys
import unittest

from support import ROOT, FieldTest, HandScanner

from field import Node, Process, free_port, wait_for  # isort: skip

STRANGER = pathlib.Path(__file__).with_name("stranger.py")
VECTORS = ROOT / "Tests/Vectors/envelope.json"
VENV = ROOT / ".build/venv/bin/python"
PYTHON = str(VENV) if VENV.exists() else sys.executable

BODY = """[[input]]
name = "gnss"
type = "nmea"
device = "hardware/gnss"
[[input]]
name = "scanner"
type = "scanner"
device = "scanner"
tag_patterns = ["PAT-######"]"""


def stranger(*arguments) -> str:
    done = subprocess.run([PYTHON, str(STRANGER), *map(str, arguments)], capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return done.stdout


class StrangersKeys:
    """As much of a coordinator as a node's configuration needs."""

    def __init__(self, folder: pathlib.Path, private: str):
        self.key_set = folder / "stranger.keyset"
        self.root = stranger("keyset", "--key", private, "--coordinator", 77, "--out", self.key_set).strip()
        self.added = {}

    def add(self, node: int, keys: str, _: str):
        self.added[node] = keys


class StrangerTest(FieldTest):
    def setUp(self):
        probe = subprocess.run([PYTHON, "-c", "import cryptography, zstandard"], capture_output=True)
        if probe.returncode != 0:
            self.skipTest("needs cryptography and zstandard from PyPI: scripts/setup installs them where it can")
        super().setUp()

    def test_the_stranger_reads_the_vector(self):
        vector = json.loads(VECTORS.read_text())
        envelope = self.folder / "envelope"
        envelope.write_bytes(bytes.fromhex(vector["envelope"]))
        lines = stranger("open", "--key", vector["coordinator_private"], "--node", vector["node_public"], envelope)
        *events, summary = map(json.loads, lines.splitlines())
        self.assertEqual(summary["events"], len(vector["events"]))
        for event, expected in zip(events, vector["events"], strict=True):
            self.assertEqual((event["stream"], event["offset"]), (expected["stream"], expected["offset"]))
            if "lat" in expected:
                self.assertAlmostEqual(event["lat"], expected["lat"], 6)
                self.assertAlmostEqual(event["lon"], expected["lon"], 6)

    def test_the_agent_delivers_to_the_stranger(self):
        private, port, out = secrets.token_hex(64), free_port(), self.folder / "events.jsonl"
        keys = StrangersKeys(self.folder, private)
        node = Node(self.tools, self.folder / "node", 7, "75-9310", "vehicle", BODY, keys,
                    f"http://127.0.0.1:{port}", "report_interval = 1", commit_interval=0.2)
        server = Process([PYTHON, STRANGER, "serve", "--key", private, "--coordinator", 77, "--port", port, "--node",
                          f"7={keys.added[7]}", "--out", out], self.folder / "stranger.log")
        receiver = Process([self.tools.agent, "simulate", "--gnss", "--speed", "20", "--directory",
                            node.folder / "hardware"], node.folder / "hardware.log")
        scanner = HandScanner(node.folder / "scanner")
        self.processes += [server, receiver, node]
        node.start()
        wait_for(lambda: scanner.scan("BK:EMBARK", 2) == "accepted", 30, "the scanner")
        for code in ("PAT-000001", "BK:T1", "BK:LITTER", "PAT-000002"):
            self.assertEqual(scanner.scan(code, 10), "accepted")

        def has_track():
            streams = (node.status() or {}).get("streams", [])
            return any(stream["stream"] == "track" and stream["next"] >= 8 for stream in streams)

        wait_for(has_track, 60, "some fixes", 0.3)
        receiver.stop()
        wait_for(node.is_delivered, 60, "the delivery", 0.3)
        self.assertEqual(node.status()["clock"]["quality"], "trusted")

        there = {}
        for line in map(json.loads, out.read_text().splitlines()):
            there[(line["stream"], line["offset"])] = line
            if "lat" in line:
                self.assertTrue(59.0 < line["lat"] < 59.6 and 17.4 < line["lon"] < 18.4, line)
        count = 0
        for stream in node.streams():
            for event in node.events(stream["stream"], stream["epoch"]):
                place = (event["stream"], event["offset"])
                self.assertEqual(self.found(there, place)["canonical"], event["bytes"], place)
                count += 1
        self.assertGreater(count, 16)

    @staticmethod
    def found(there: dict, place: tuple) -> dict:
        names = {"alarm": 1, "patients": 2, "stock": 3, "track": 4, "climate": 5, "node": 6}
        return there.get(place) or there[(names[place[0]], place[1])]


if __name__ == "__main__":
    unittest.main()
