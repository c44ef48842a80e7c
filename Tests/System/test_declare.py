"""A vehicle that lost its journal: who is on board is unknown until its crew looks and says it, and then known everywhere."""

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


class DeclareTest(FieldTest):
    def setUp(self):
        super().setUp()
        self.coordinator = Coordinator(self.tools, self.folder / "coordinator")
        self.processes.append(self.coordinator)
        self.node = Node(self.tools, self.folder / "node", 1, "75-9310", "vehicle", SCANNER, self.coordinator,
                         f"http://127.0.0.1:{self.coordinator.port}", "report_interval = 1", commit_interval=0.2)
        self.processes.append(self.node)
        self.scanner = HandScanner(self.node.folder / "scanner")

    def scan(self, *codes):
        wait_for(lambda: self.scanner.scan(codes[0], 2) == "accepted", 30, "the scanner")
        for code in codes[1:]:
            self.assertEqual(self.scanner.scan(code, 10), "accepted")

    def declare(self, *arguments):
        command = [self.tools.agent, "journal", "declare", "onboard", *arguments, "--config", self.node.config]
        return subprocess.run([str(word) for word in command], capture_output=True, text=True)

    def load(self):
        units = self.coordinator.get("/v1/load")["units"]
        return units[0]["total"] if units else None

    def recovery(self):
        return (self.node.status() or {"recovery": {}})["recovery"]

    def lose(self):
        """Two came on board and the coordinator knows; then the journal is gone."""
        self.node.start()
        self.scan("BK:EMBARK", "PAT-000001", "PAT-000002")
        wait_for(lambda: self.load() == 2, 30, "both at the coordinator")
        self.node.process.kill()
        shutil.rmtree(self.node.folder / "journal")

    def test_a_crew_that_looked_is_believed_by_its_node_and_by_the_coordinator(self):
        self.lose()
        self.node.start()
        wait_for(lambda: (self.recovery() or {}).get("projections_unknown") is False, 30, "the end of the search")
        self.assertTrue(self.recovery()["load_unknown"])
        text = self.tools.call(self.tools.agent, "status", "--config", self.node.config)
        self.assertIn("WHO IS ON BOARD IS UNKNOWN", text)
        # What is scanned meanwhile is kept, and says nothing of a total.
        self.scan("BK:EMBARK", "PAT-000003")
        wait_for(self.node.is_delivered, 30, "the delivery")
        self.assertEqual(self.load(), 2)

        said = self.declare("--total", 3)
        self.assertEqual(said.returncode, 0, said.stderr)
        answer = json.loads(said.stdout)
        self.assertEqual((answer["ok"], answer["onboard"]), (True, 3))
        self.assertEqual(answer["epoch"], self.node.status()["epoch"])
        wait_for(lambda: self.load() == 3, 30, "the declaration at the coordinator")
        self.assertFalse(self.recovery()["load_unknown"])
        self.scan("BK:DISEMBARK", "PAT-000001")
        wait_for(lambda: self.load() == 2, 30, "one less")

    def test_without_an_agent_the_command_writes_it_and_the_agent_delivers_it(self):
        self.lose()
        nothing = self.declare("--empty")
        self.assertEqual(nothing.returncode, 1)
        self.assertIn("there is no journal", nothing.stderr)
        self.node.start()
        wait_for(lambda: self.node.status(), 30, "the agent")
        self.node.process.stop()
        self.assertEqual(self.declare("--empty").returncode, 0)
        self.node.start()
        wait_for(lambda: self.load() == 0, 30, "the declaration at the coordinator")
        self.scan("BK:EMBARK", "PAT-000004")
        wait_for(lambda: self.load() == 1, 30, "one more")

    def test_what_is_no_number_of_patients_is_refused(self):
        for arguments in ([], ["--empty", "--total", 1], ["--total", -1], ["--total", 1001], ["--total", "two"]):
            self.assertEqual(self.declare(*arguments).returncode, 64, arguments)


if __name__ == "__main__":
    unittest.main()
