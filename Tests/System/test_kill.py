"""Nothing acknowledged is lost, nothing counts twice: SIGKILL at random moments, the coordinator restarting meanwhile."""

import os
import random
import threading
import time
import unittest

from support import FieldTest, HandScanner

from field import Coordinator, Node, Process, compare, wait_for  # isort: skip

KILLS = int(os.environ.get("BUDKAVLE_KILLS", "200"))

BODY = """[stock]
gln = "7350000000009"
[[input]]
name = "gnss"
type = "nmea"
device = "hardware/gnss"
interval = 0.1
[[input]]
name = "scanner"
type = "scanner"
device = "scanner"
"""


class KillTest(FieldTest):
    def test_every_acknowledged_event_arrives_exactly_once(self):
        dice = random.Random(20)
        coordinator = Coordinator(self.tools, self.folder / "coordinator")
        self.processes.append(coordinator)
        node = Node(self.tools, self.folder / "node", 1, "KILL-1", "warehouse", BODY, coordinator,
                    f"http://127.0.0.1:{coordinator.port}", "report_interval = 1", commit_interval=0.2)
        self.processes.append(node)
        scanner = HandScanner(node.folder / "scanner")
        receiver = Process(
            [self.tools.agent, "simulate", "--gnss", "--speed", "20", "--directory", node.folder / "hardware"],
            node.folder / "hardware.log")
        self.processes.append(receiver)

        acknowledged, tried = set(), 0
        restarts = []
        for life in range(KILLS):
            if life % 10 == 5:
                # Down for a while, so that some lives find no coordinator at all.
                for restart in restarts:
                    restart.join()
                coordinator.process.kill()
                restarts.append(threading.Timer(dice.uniform(0, 0.5), coordinator.start))
                restarts[-1].start()
            node.start()
            dead = threading.Event()
            killer = threading.Timer(dice.uniform(0.05, 0.5), lambda: (node.process.kill(), dead.set()))
            killer.start()
            is_receiving = False
            while not dead.is_set():
                if not is_receiving:
                    is_receiving = scanner.scan("BK:RECEIVE", 0.2, dead.is_set) == "accepted"
                    continue
                tried += 1
                lot = f"L{tried:06}"
                if scanner.scan(f"]d2010735003501000410{lot}", 2, dead.is_set) == "accepted":
                    acknowledged.add(lot)
            killer.join()
        for restart in restarts:
            restart.join()
        receiver.stop()
        node.start()
        wait_for(node.is_delivered, 120, "the delivery", 0.2)

        balances = {line["lot"]: line["balance"] for line in coordinator.get("/v1/stock")["stock"]}
        self.assertGreater(len(acknowledged), KILLS // 4, "too few scans got through for the test to say anything")
        lost = sorted(lot for lot in acknowledged if balances.get(lot) != 1)
        self.assertEqual(lost, [])
        # A scan without an answer may have been taken or not, but never twice.
        self.assertEqual([lot for lot, balance in balances.items() if balance != 1], [])

        # The last fixes are committed when the agent stops, and delivered when it starts again.
        node.process.stop()
        node.start()
        wait_for(node.is_delivered, 120, "the delivery", 0.2)
        self.assertTrue(coordinator.get("/v1/completeness")["complete"])
        counts = compare(node, coordinator)
        for what in ("missing", "different", "conflicts"):
            self.assertEqual(counts[what], 0, counts)
        self.assertGreaterEqual(counts["received"], len(acknowledged))
        print(f"\n{KILLS} kills, {len(restarts)} coordinator restarts: {tried} scans, {len(acknowledged)} acknowledged, "
              f"{counts['made']} events made, {counts['received']} received, "
              f"{counts['duplicates']} duplicates suppressed, 0 lost")


if __name__ == "__main__":
    unittest.main()
