"""A disk that fills up and is freed again, and a journal that is smaller than what it has to keep."""

import os
import pathlib
import subprocess
import time
import unittest

from support import BINARIES, FieldTest, HandScanner

from field import Coordinator, Mast, Node, Process, Tools, wait_for  # isort: skip

ROUNDS = int(os.environ.get("BUDKAVLE_FULL_DISKS", "20"))
DISK = 24 << 20
EVENTS = "260000"

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

ORDER = ["ok", "sacrificing", "thinning", "retiring", "refusing_routine", "reserve", "full", "disk_full"]


class StorageTest(FieldTest):
    def start(self, speed: int, interval: float):
        self.coordinator = Coordinator(self.tools, self.folder / "coordinator")
        self.processes.append(self.coordinator)
        self.mast = Mast(self.coordinator.port)
        self.addCleanup(self.mast.cut)
        self.node = Node(self.tools, self.folder / "node", 1, "FULL-1", "warehouse", BODY, self.coordinator,
                         f"http://127.0.0.1:{self.mast.port}", "report_interval = 1", commit_interval=0.2)
        self.processes.append(self.node)
        text = self.node.config.read_text().replace("interval = 0.1", f"interval = {interval}")
        self.node.config.write_text(text)
        self.scanner = HandScanner(self.node.folder / "scanner")
        receiver = Process(
            [self.tools.agent, "simulate", "--gnss", "--speed", str(speed), "--directory",
             self.node.folder / "hardware"], self.node.folder / "hardware.log")
        self.processes.append(receiver)

    def storage(self) -> dict:
        return wait_for(self.node.status, 20, "the status")["storage"]

    def lanes(self) -> dict:
        answer = self.coordinator.get("/v1/completeness")
        self.assertTrue(answer["complete"], answer)
        return {lane["stream"]: lane for lane in answer["streams"]}


class FullDiskTest(StorageTest):
    def mount(self) -> pathlib.Path:
        """A file system of its own for the journal, mounted before the node has anything there."""
        place = self.folder / "disk"
        place.mkdir()
        if os.geteuid() != 0:
            self.skipTest("mounting a small tmpfs needs root")
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(place)],
                              capture_output=True, text=True)
        if done.returncode != 0:
            self.skipTest(f"no tmpfs can be mounted here: {done.stderr.strip()}")
        self.addCleanup(subprocess.run, ["umount", "-l", str(place)], check=False)
        return place

    def fill(self, place: pathlib.Path) -> int:
        """Writes until nothing fits any more, twice, because room may come back in between."""
        written = 0
        with open(place / "other", "ab", buffering=0) as other:
            for block in (1 << 20, 4096, 512):
                try:
                    while True:
                        written += other.write(b"\xff" * block)
                except OSError:
                    pass
        return written

    def test_a_disk_that_fills_up_loses_nothing_that_was_acknowledged(self):
        place = self.mount()
        self.start(speed=20, interval=0.1)
        text = self.node.config.read_text().replace('directory = "journal"', f'directory = "{place}/journal"')
        self.node.config.write_text(text)
        # Something undelivered to give up, so that the order shows.
        Tools.call(BINARIES / "budkavle-bench", "fill", "--config", self.node.config, "--events", "10000")
        self.node.start()
        process = self.node.process
        wait_for(lambda: self.scanner.scan("BK:RECEIVE", 2) == "accepted", 30, "the scanner")

        acknowledged, refused, number = set(), 0, 0

        def scan(count: int, seconds: float = 30):
            nonlocal number, refused
            end = time.monotonic() + seconds
            for _ in range(count):
                if time.monotonic() > end:
                    return
                number += 1
                lot = f"L{number:06}"
                answer = self.scanner.scan(f"]d2010735003501000410{lot}", 20)
                self.assertNotEqual(answer, "silent", "a full disk must not keep the person waiting")
                if answer == "accepted":
                    acknowledged.add(lot)
                else:
                    refused += 1
                    self.scanner.scan("BK:RECEIVE", 20)

        levels, lost_ballast = set(), 0
        for life in range(ROUNDS):
            # Without a link every second time, so that nothing delivered helps.
            if life % 2 == 0:
                self.mast.cut()
            else:
                self.mast.restore()
            scan(5)
            self.fill(place)
            scan(20)
            self.fill(place)
            scan(10)
            storage = self.storage()
            levels.add(storage["level"])
            lost_ballast += not storage["ballast"]
            self.assertTrue(process.is_running(), (self.node.folder / "log").read_text()[-2000:])
            (place / "other").unlink()
            scan(5)
        log = (self.node.folder / "log").read_text().splitlines()
        said = [word for line in log for word in ("thinned for room", "REFUSED", "ONLY ALARMS") if word in line]
        # Nothing is refused before what may be thinned was thinned.
        self.assertEqual(said[:1], ["thinned for room"], log[-20:])
        self.mast.restore()
        wait_for(lambda: self.storage()["ballast"], 30, "the ballast")
        wait_for(lambda: self.storage()["level"] not in ("full", "disk_full", "reserve"), 30, "room")
        before = len(acknowledged)
        scan(5)
        self.assertEqual(len(acknowledged), before + 5)
        self.assertTrue(process.is_running())
        self.assertEqual(sum("started" in line for line in log), 1)
        if refused:
            self.assertGreater(self.storage()["refused"].get("stock", 0), 0)

        wait_for(self.node.is_delivered, 120, "the delivery", 0.2)
        self.lanes()
        balances = {line["lot"]: line["balance"] for line in self.coordinator.get("/v1/stock")["stock"]}
        self.assertEqual(sorted(lot for lot in acknowledged if balances.get(lot) != 1), [])
        self.assertEqual(process.stop(), 0)
        verified = subprocess.run([str(self.tools.agent), "journal", "verify", "--config", str(self.node.config)],
                                  capture_output=True, text=True)
        self.assertEqual(verified.returncode, 0, verified.stdout)
        print(f"\n{ROUNDS} full disks: {number} scans, {len(acknowledged)} acknowledged, {refused} refused, "
              f"{lost_ballast} times without ballast, levels seen {sorted(levels, key=ORDER.index)}, 0 lost")


class SmallQuotaTest(StorageTest):
    def test_what_was_thinned_arrives_complete_and_with_its_reason(self):
        self.start(speed=20, interval=0.1)
        text = self.node.config.read_text().replace("[journal]\n", '[journal]\nquota = "16 MiB"\n')
        self.node.config.write_text(text)
        self.mast.cut()
        # Days of a drive without a link: more fixes than the quota has room for.
        Tools.call(BINARIES / "budkavle-bench", "fill", "--config", self.node.config, "--events", EVENTS)
        self.node.start()
        wait_for(lambda: self.scanner.scan("BK:RECEIVE", 2) == "accepted", 30, "the scanner")
        for number in range(50):
            self.assertEqual(self.scanner.scan(f"]d2010735003501000410L{number:06}", 10), "accepted")

        def is_settled():
            storage = self.storage()
            return storage["level"] == "ok" and any(gap["reason"] == "thinned" for gap in storage["gaps"])

        wait_for(is_settled, 60, "the thinning", 0.5)
        storage = self.storage()
        self.assertLessEqual(storage["used_bytes"], storage["quota_bytes"])
        self.assertEqual(storage["refused"], {})
        self.assertEqual({gap["stream"] for gap in storage["gaps"]}, {"track"})
        self.mast.restore()
        self.processes[-1].stop()
        wait_for(self.node.is_delivered, 180, "the delivery", 0.5)
        lanes = self.lanes()
        self.assertEqual(lanes["stock"]["gaps"], {})
        self.assertEqual(lanes["patients"]["gaps"], {})
        track = lanes["track"]
        thinned = sum(gap["offsets"] for gap in storage["gaps"])
        self.assertEqual(track["gaps"], {"thinned": thinned})
        self.assertEqual(track["received"], track["next"] - thinned)
        self.assertGreater(track["next"], int(EVENTS))
        print(f"\n{thinned} fixes of {track['next']} thinned, complete at the coordinator")


if __name__ == "__main__":
    unittest.main()
