"""A coordinator that is deleted, restored from yesterday or replaced is refilled from its nodes, and equal to them afterwards."""

import os
import shutil
import subprocess
import time
import unittest

from support import BINARIES, FieldTest

from field import Coordinator, Node, compare, wait_for  # isort: skip

NODES = 3
# Fixes of each node before the first loss, and twice as many patient events. A day is 200 of these and 100 fixes, which thinning
# leaves of a day's drive; the 90 days that a node keeps are BUDKAVLE_REFILL=9000.
EVENTS = int(os.environ.get("BUDKAVLE_REFILL", "900"))
PATIENCE = 120 + EVENTS / 20
KINDS = ["vehicle", "warehouse", "csu"]


class RefillTest(FieldTest):
    def setUp(self):
        super().setUp()
        self.coordinator = Coordinator(self.tools, self.folder / "coordinator")
        self.processes.append(self.coordinator)
        self.nodes = []
        for number in range(NODES):
            node = Node(self.tools, self.folder / f"node{number}", number + 1, f"REFILL-{number}", KINDS[number], "",
                        self.coordinator, f"http://127.0.0.1:{self.coordinator.port}", "report_interval = 1")
            self.processes.append(node)
            self.nodes.append(node)

    @property
    def ledger(self):
        return self.coordinator.folder / "ledger.db"

    def command(self, *arguments) -> str:
        return self.tools.call(self.tools.coordinator, *arguments, "--config", self.coordinator.config)

    def go_on(self, events: int):
        """Each node lives on while nobody hears it, and then sends."""
        for node in self.nodes:
            subprocess.run([str(BINARIES / "budkavle-bench"), "fill", "--config", str(node.config),
                            "--events", str(events), "--interval", "64"], check=True, capture_output=True)
            node.start()
        wait_for(lambda: all(node.is_delivered() for node in self.nodes), PATIENCE, "the delivery", 0.2)

    def rest(self):
        for node in self.nodes:
            node.process.stop()

    def life(self) -> dict:
        return self.coordinator.get("/v1/completeness")["incarnation"]

    def is_whole(self) -> bool:
        """Every node has nothing unsent, and nothing is missing here."""
        return all(node.is_delivered() for node in self.nodes) and self.coordinator.get("/v1/completeness")["complete"]

    def settled(self, node) -> dict | None:
        counts = compare(node, self.coordinator)
        return None if counts["missing"] or counts["different"] else counts

    def check_equal(self) -> int:
        wait_for(self.is_whole, PATIENCE, "the refill", 0.2)
        received = 0
        for node in self.nodes:
            # The nodes live on: what one wrote between the two lists is under way.
            counts = wait_for(lambda: self.settled(node), 60, f"the same events here and at node {node.id}", 0.5)
            for what in ("missing", "different", "conflicts"):
                self.assertEqual(counts[what], 0, counts)
            self.assertEqual(counts["received"], counts["made"], counts)
            received += counts["received"]
        totals = self.coordinator.get("/v1/completeness")["nodes"]
        self.assertTrue(all(total["complete"] and total["missing"] == 0 for total in totals), totals)
        self.assertEqual(sum(total["received"] for total in totals), received)
        return received

    def test_refilled_and_equal(self):
        begun, lives, took = time.monotonic(), [], []

        def refill(cause: str):
            start = time.monotonic()
            self.go_on(100)
            took.append((cause, self.check_equal(), time.monotonic() - start))
            life = self.life()
            self.assertEqual(life["cause"], cause)
            self.assertNotIn(life["id"], lives)
            lives.append(life["id"])
            self.rest()

        self.go_on(EVENTS // 2)
        backup = self.folder / "yesterday.db"
        self.command("backup", backup)
        with self.assertRaises(RuntimeError):
            self.command("backup", backup)
        with self.assertRaises(RuntimeError):
            self.command("restore", backup)
        self.rest()
        self.go_on(EVENTS // 2)
        lives.append(self.life()["id"])
        self.assertEqual(self.life()["cause"], "created")
        first = self.check_equal()
        self.assertGreater(first, NODES * 2.9 * EVENTS)
        self.rest()

        # Restored as the manual says.
        self.coordinator.process.stop()
        self.command("restore", backup)
        self.coordinator.start()
        refill("restored")

        # Killed, and a file copied over by hand, beside the WAL that the kill left.
        self.command("backup", "--replace", backup)
        self.go_on(100)
        self.rest()
        self.coordinator.process.kill()
        self.assertGreater(self.ledger.with_name("ledger.db-wal").stat().st_size, 0)
        shutil.copy(backup, self.ledger)
        self.coordinator.start()
        refill("restored")

        # An image of the database alone, taken at rest.
        self.coordinator.process.stop()
        image = self.folder / "image.db"
        shutil.copy(self.ledger, image)
        self.coordinator.start()
        self.go_on(100)
        self.rest()
        self.coordinator.process.stop()
        shutil.copy(image, self.ledger)
        self.coordinator.start()
        refill("older")

        # The database deleted: who is enrolled stands beside it.
        self.coordinator.process.kill()
        for name in ("ledger.db", "ledger.db-wal"):
            self.ledger.with_name(name).unlink(missing_ok=True)
        self.coordinator.start()
        refill("gone")

        # Overwritten in the middle, as by a failing disk: set aside, and refilled.
        self.coordinator.process.stop()
        with open(self.ledger, "r+b") as file:
            file.write(bytes(65_536))
        self.coordinator.start()
        self.assertTrue(self.ledger.with_name("ledger.db.damaged-1").exists())
        refill("damaged")

        # Everything deleted: the nodes must be added again.
        self.coordinator.process.stop()
        for path in self.coordinator.folder.glob("ledger.db*"):
            path.unlink()
        self.coordinator.start()
        for node in self.nodes:
            self.coordinator.add(node.id, node.keys, node.call_sign)
        refill("created")

        # Another coordinator with other keys takes over.
        former = self.coordinator
        former.process.stop()
        self.coordinator = Coordinator(self.tools, self.folder / "successor")
        self.processes.append(self.coordinator)
        for node in self.nodes:
            self.coordinator.add(node.id, node.keys, node.call_sign)
            text = node.config.read_text()
            for old, new in ((former.root, self.coordinator.root), (former.key_set, self.coordinator.key_set),
                             (f":{former.port}", f":{self.coordinator.port}")):
                text = text.replace(str(old), str(new))
            node.config.write_text(text)
        refill("created")

        print(f"\n{NODES} nodes, {first} events before, refilled and equal:",
              ", ".join(f"{cause} {count} events in {seconds:.1f} s" for cause, count, seconds in took),
              f"({time.monotonic() - begun:.0f} s in all)")


if __name__ == "__main__":
    unittest.main()
