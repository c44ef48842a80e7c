"""A node that lost its journal gets back from its coordinator what was folded from events that it had delivered."""

import json
import shutil
import subprocess
import unittest

from support import FieldTest, HandScanner

from field import Coordinator, Node, wait_for  # isort: skip

SCANNER = """[[input]]
name = "scanner"
type = "scanner"
device = "scanner"
tag_patterns = ["PAT-######"]
"""


def fields(message: bytes) -> dict:
    """The last value of each field of a protobuf message: a number or bytes."""
    found, at = {}, 0

    def number():
        nonlocal at
        value, shift = 0, 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while at < len(message):
        key = number()
        value = number()
        if key & 7 == 2:
            at += value
            value = message[at - value:at]
        found[key >> 3] = value
    return found


def lot(number: int) -> str:
    return f"(01)07350035400010(10)LOT{number}"


class BaselineTest(FieldTest):
    def setUp(self):
        super().setUp()
        self.coordinator = Coordinator(self.tools, self.folder / "coordinator")
        self.processes.append(self.coordinator)
        # A slow link, so that rows come in several parts.
        self.node = Node(self.tools, self.folder / "node", 1, "CSU-1", "csu", SCANNER, self.coordinator,
                         f"http://127.0.0.1:{self.coordinator.port}", "report_interval = 1\nbit_rate = 4800",
                         commit_interval=0.2)
        self.processes.append(self.node)
        self.scanner = HandScanner(self.node.folder / "scanner")

    def scan(self, *codes):
        wait_for(lambda: self.scanner.scan(codes[0], 2) == "accepted", 30, "the scanner")
        for code in codes[1:]:
            self.assertEqual(self.scanner.scan(code, 10), "accepted")

    def balances(self) -> dict:
        return {line["lot"]: line["balance"] for line in self.coordinator.get("/v1/stock")["stock"]}

    def load(self):
        units = self.coordinator.get("/v1/load")["units"]
        return units[0]["total"] if units else None

    def recovery(self) -> dict | None:
        status = self.node.status()
        return {"projections_unknown": True} if status is None else status["recovery"]

    def text(self) -> str:
        return self.tools.call(self.tools.agent, "status", "--config", self.node.config)

    def last_balance(self):
        """What the node wrote as the balance after its last movement."""
        event = bytes.fromhex(self.node.events("stock", self.node.status()["epoch"])[-1]["bytes"])
        balance = fields(fields(event)[23]).get(10)
        return None if balance is None else balance >> 1 ^ -(balance & 1)

    def fill(self):
        """A store with forty lots and two on board, of which the coordinator knows."""
        self.node.start()
        self.scan("BK:RECEIVE", *(lot(number) for number in range(40)))
        self.scan("BK:EMBARK", "PAT-000001", "PAT-000002")
        wait_for(lambda: self.node.is_delivered() and self.load() == 2, 60, "the delivery")

    def lose(self, *, marks: bool):
        self.node.process.kill()
        journal = self.node.folder / "journal"
        if marks:
            (journal / "journal.db").write_bytes(b"")
            (journal / "journal.db-wal").write_bytes(b"")
        else:
            shutil.rmtree(journal)

    def declare(self):
        command = [self.tools.agent, "journal", "declare", "stock", "--as-coordinator", "--config", self.node.config]
        return subprocess.run([str(word) for word in command], capture_output=True, text=True)

    def test_what_was_delivered_is_known_again_without_anybody(self):
        self.fill()
        refused = self.declare()
        self.assertEqual((refused.returncode, json.loads(refused.stdout)["error"]), (1, "no balance is unknown"))
        self.coordinator.process.kill()
        self.lose(marks=True)
        self.node.start()
        wait_for(lambda: self.recovery().get("projections_unknown") is False, 30, "the end of the search")
        self.assertTrue(self.recovery()["stock_unknown"] and self.recovery()["load_unknown"])
        self.assertIn("STOCK BALANCES ARE UNKNOWN until the coordinator", self.text())
        # Work goes on meanwhile, and says nothing that nobody knows.
        self.scan("BK:ISSUE", lot(7))
        self.scan("BK:EMBARK", "PAT-000003")
        self.assertIsNone(self.last_balance())
        self.coordinator.start()
        wait_for(lambda: self.recovery() is None, 60, "state from the coordinator")
        self.assertNotIn("UNKNOWN", self.text())
        self.scan("BK:RECEIVE", lot(7))
        self.assertEqual(self.last_balance(), 1)
        self.scan("BK:ISSUE", lot(39))
        self.assertEqual(self.last_balance(), 0)
        self.scan("BK:DISEMBARK", "PAT-000001")
        wait_for(lambda: self.load() == 2, 30, "the load at the coordinator")
        wait_for(self.node.is_delivered, 30, "the delivery")
        self.assertEqual(self.balances(), {f"LOT{number}": 0 if number == 39 else 1 for number in range(40)})

    def test_where_movements_reached_nobody_a_person_decides(self):
        self.fill()
        self.coordinator.process.kill()
        self.scan("BK:ISSUE", lot(1), lot(2), lot(3))
        self.lose(marks=True)
        self.node.start()
        self.coordinator.start()
        wait_for(lambda: (self.recovery() or {}).get("stock_missing") == 3, 60, "the count of what is gone")
        # The load lost nothing.
        wait_for(lambda: not self.recovery()["load_unknown"], 60, "the load from the coordinator")
        self.assertIn("the coordinator's balances lack 3 events", self.text())
        said = self.declare()
        self.assertEqual(said.returncode, 0, said.stdout + said.stderr)
        wait_for(lambda: self.recovery() is None, 60, "state from the coordinator")
        self.scan("BK:ISSUE", lot(5))
        self.assertEqual(self.last_balance(), 0)

    def test_where_nobody_knows_how_far_it_came_a_person_decides(self):
        self.fill()
        self.lose(marks=False)
        self.node.start()
        wait_for(lambda: (self.recovery() or {}).get("stock_missing") == 0, 60, "an answer that does not suffice")
        self.assertTrue(self.recovery()["stock_unknown"] and self.recovery()["load_unknown"])
        self.assertIn("nobody knows whether the coordinator has every movement", self.text())
        self.assertEqual(self.declare().returncode, 0)
        wait_for(lambda: not self.recovery()["stock_unknown"], 60, "state from the coordinator")
        self.assertTrue(self.recovery()["load_unknown"])

    def test_without_an_agent_the_command_says_that_it_needs_one(self):
        self.node.start()
        wait_for(lambda: self.node.status(), 30, "the agent")
        self.node.process.stop()
        said = self.declare()
        self.assertEqual(said.returncode, 1)
        self.assertIn("needs a running agent", said.stderr)


if __name__ == "__main__":
    unittest.main()
