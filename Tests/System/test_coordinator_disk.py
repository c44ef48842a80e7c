"""A coordinator's disk is full, then has space again: no receipt for what is not stored, and no restart needed."""

import os
import subprocess
import unittest
import urllib.request

from support import BINARIES, FieldTest

from field import Coordinator, Node, compare, wait_for  # isort: skip

EVENTS = 6000
SIZE = 12 << 20


class CoordinatorDiskTest(FieldTest):
    def setUp(self):
        super().setUp()
        self.disk = self.folder / "disk"
        self.disk.mkdir()
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "none", str(self.disk)],
                                 capture_output=True, text=True)
        if mounted.returncode != 0:
            self.skipTest(f"no small file system to be had: {mounted.stderr.strip()}")
        self.addCleanup(subprocess.run, ["umount", "-l", str(self.disk)], check=True)

    def metric(self, name: str) -> int:
        with urllib.request.urlopen(f"{self.coordinator.page}metrics", timeout=20) as answer:
            for line in answer.read().decode().splitlines():
                if line.startswith(name + " "):
                    return int(line.split()[1])
        raise KeyError(name)

    def fill(self, node: Node, events: int):
        subprocess.run([str(BINARIES / "budkavle-bench"), "fill", "--config", str(node.config), "--events", str(events)],
                       check=True, capture_output=True)

    @staticmethod
    def take_space(path):
        with open(path, "wb", buffering=0) as file:
            try:
                while file.write(bytes(4096)):
                    pass
            except OSError:
                pass

    def test_full_and_free_again(self):
        self.coordinator = coordinator = Coordinator(self.tools, self.disk / "coordinator")
        self.processes.append(coordinator)
        node = Node(self.tools, self.folder / "node", 1, "FULL-1", "vehicle", "", coordinator,
                    f"http://127.0.0.1:{coordinator.port}", "report_interval = 1")
        self.processes.append(node)
        process = coordinator.process
        filler = self.disk / "filler"
        for _ in range(3):
            self.fill(node, EVENTS)
            self.take_space(filler)
            node.start()
            wait_for(lambda: self.metric("budkavle_store_refusing") == 1, 60, "the refusal")
            self.assertFalse(coordinator.get("/v1/completeness")["complete"] and node.is_delivered())
            os.unlink(filler)
            wait_for(lambda: node.is_delivered() and coordinator.get("/v1/completeness")["complete"], 120, "the delivery")
            self.assertEqual(self.metric("budkavle_store_refusing"), 0)
            counts = compare(node, coordinator)
            for what in ("missing", "different", "conflicts"):
                self.assertEqual(counts[what], 0, counts)
            node.process.stop()
        self.assertIs(coordinator.process, process)
        self.assertTrue(process.is_running())
        self.assertEqual(coordinator.get("/v1/completeness")["incarnation"]["cause"], "created")


if __name__ == "__main__":
    unittest.main()
