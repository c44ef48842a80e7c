"""A disk that hangs, fails, fills up or turns read-only under a running agent: nothing is promised falsely, and all goes on."""

import json
import pathlib
import subprocess
import time
import unittest

from support import FieldTest, HandScanner

from field import Coordinator, Node, Process, wait_for  # isort: skip

STORE = """[stock]
gln = "7350000000009"
[[input]]
name = "scanner"
type = "scanner"
device = "scanner"
"""


class FailingDiskTest(FieldTest):
    def setUp(self):
        super().setUp()
        self.coordinator = Coordinator(self.tools, self.folder / "coordinator")
        self.processes.append(self.coordinator)
        self.node = Node(self.tools, self.folder / "node", 1, "SSL 1", "warehouse", STORE, self.coordinator,
                         f"http://127.0.0.1:{self.coordinator.port}", "report_interval = 1", commit_interval=0.2)
        self.processes.append(self.node)
        self.scanner = HandScanner(self.node.folder / "scanner")
        self.shim, self.way = self.folder / "disk.so", self.folder / "way"
        source = pathlib.Path(__file__).with_name("failing_disk.c")
        subprocess.run(["cc", "-shared", "-fPIC", "-o", str(self.shim), str(source), "-ldl"], check=True)
        self.lots, self.accepted = 0, set()
        self.set_disk("")
        self.start()
        self.begin()

    def set_disk(self, way: str):
        # Replaced in one step: the agent reads it at every call.
        fresh = self.folder / "way.new"
        fresh.write_text(way)
        fresh.replace(self.way)

    def start(self):
        self.node.process = Process(
            ["env", f"LD_PRELOAD={self.shim}", f"FAILING_DISK_FILE={self.way}",
             f"FAILING_DISK_FOLDER={self.node.folder / 'journal'}", self.tools.agent, "run", "--config",
             self.node.config], self.node.folder / "log")

    def begin(self):
        wait_for(lambda: self.scanner.scan("BK:RECEIVE", 2) == "accepted", 60, "the scanner")

    def scan(self, patience: float = 20) -> str:
        self.lots += 1
        lot = f"L{self.lots:05}"
        answer = self.scanner.scan(f"]d2010735003501000410{lot}", patience)
        if answer == "accepted":
            self.accepted.add(lot)
        return answer

    def expect_all_delivered(self):
        wait_for(self.node.is_delivered, 60, "the delivery", 0.2)
        balances = {line["lot"]: line["balance"] for line in self.coordinator.get("/v1/stock")["stock"]}
        self.assertEqual([lot for lot in sorted(self.accepted) if balances.get(lot) != 1], [])
        self.assertEqual([lot for lot, balance in balances.items() if balance != 1], [])
        self.assertTrue(self.coordinator.get("/v1/completeness")["complete"])

    def test_while_an_fsync_hangs_a_look_is_answered_and_says_so(self):
        self.assertEqual(self.scan(), "accepted")
        wait_for(lambda: self.node.status()["unsent"] == 0, 30, "the delivery", 0.2)
        self.set_disk("hang")
        self.assertEqual(self.scan(1), "silent")
        began = time.monotonic()
        status = self.node.status()
        self.assertLess(time.monotonic() - began, 2)
        self.assertGreaterEqual(status["disk"]["figures_age_s"], 0)
        text = subprocess.run([str(self.tools.agent), "status", "--config", str(self.node.config)],
                              capture_output=True, text=True).stdout
        self.assertIn("THE DISK DOES NOT ANSWER", text)
        self.set_disk("")
        wait_for(lambda: "DOES NOT ANSWER" not in subprocess.run(
            [str(self.tools.agent), "status", "--config", str(self.node.config)],
            capture_output=True, text=True).stdout, 30, "the disk")
        self.assertEqual(self.scan(), "accepted")
        self.expect_all_delivered()

    def test_a_full_disk_refuses_scans_and_accepts_them_again_with_space(self):
        self.assertEqual(self.scan(), "accepted")
        for _ in range(3):
            self.set_disk("full")
            self.assertEqual(self.scan(), "refused")
            self.assertTrue(self.node.process.is_running())
            self.set_disk("")
            self.assertEqual(self.scan(), "accepted")
        self.expect_all_delivered()

    def test_a_disk_that_fails_ends_the_agent_with_a_reason_and_the_next_one_goes_on(self):
        for way in ("broken", "read-only"):
            self.assertEqual(self.scan(), "accepted")
            self.set_disk(way)
            # Refused by the scanner's own task, or silent when the agent ended before it was read.
            self.assertNotEqual(self.scan(5), "accepted")
            self.assertNotEqual(self.node.process.child.wait(30), 0)
            again = subprocess.run(
                ["env", f"LD_PRELOAD={self.shim}", f"FAILING_DISK_FILE={self.way}",
                 f"FAILING_DISK_FOLDER={self.node.folder / 'journal'}", str(self.tools.agent), "run", "--config",
                 str(self.node.config)], capture_output=True, text=True, timeout=60)
            self.assertNotEqual(again.returncode, 0, way)
            self.assertIn("journal", again.stderr)
            self.set_disk("")
            self.start()
            self.begin()
            self.assertEqual(self.scan(), "accepted")
        self.expect_all_delivered()
        verified = json.loads(self.tools.call(self.tools.agent, "journal", "verify", "--config", self.node.config))
        self.assertTrue(verified["ok"], verified)


if __name__ == "__main__":
    unittest.main()
