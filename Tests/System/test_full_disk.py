"""A disk that fills up and is freed again, and a journal that is smaller than what it has to keep."""

import contextlib
import os
import pathlib
import subprocess
import threading
import time
import unittest

from support import BINARIES, FieldTest, HandScanner

from field import Coordinator, Mast, Node, Process, Tools, wait_for  # isort: skip

ROUNDS = int(os.environ.get("BUDKAVLE_FULL_DISKS", "20"))
DISK = 24 << 20
EVENTS = "850000"

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
tag_patterns = ["PAT-######"]
"""

SAID = ["thinned for room", "TRACK AND CLIMATE ARE REFUSED", "ONLY ALARMS", "THE DISK IS FULL"]
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

    def fill(self, place: pathlib.Path):
        """Takes whatever is left."""
        with open(place / "other", "ab", buffering=0) as other:
            for block in (1 << 20, 4096, 512):
                try:
                    while True:
                        other.write(b"\xff" * block)
                except OSError:
                    pass

    @contextlib.contextmanager
    def hog(self, place: pathlib.Path):
        """Somebody else who takes whatever is given back, until the block ends; then everything is free."""
        ends = threading.Event()

        def take():
            while not ends.wait(0.02):
                self.fill(place)

        self.fill(place)
        thread = threading.Thread(target=take)
        thread.start()
        try:
            yield
        finally:
            ends.set()
            thread.join()
            (place / "other").unlink()

    def test_a_disk_that_fills_up_loses_nothing_that_was_acknowledged(self):
        place = self.mount()
        self.start(speed=20, interval=0.1)
        text = self.node.config.read_text().replace('directory = "journal"', f'directory = "{place}/journal"')
        self.node.config.write_text(text)
        # Something undelivered to give up, so that the order shows.
        Tools.call(BINARIES / "budkavle-bench", "fill", "--config", self.node.config, "--events", "10000")
        # Nor may a link deliver it before the first disk is full.
        self.mast.cut()
        self.node.start()
        process = self.node.process
        wait_for(lambda: self.scanner.scan("BK:RECEIVE", 2) == "accepted", 30, "the scanner")

        acknowledged, refused, number = {"stock": set(), "patients": set()}, {"stock": 0, "patients": 0}, 0

        def scan(stream: str, count: int, until_refused: bool = False) -> bool:
            """Returns whether one was refused."""
            nonlocal number
            self.scanner.scan({"stock": "BK:RECEIVE", "patients": "BK:EMBARK"}[stream], 20)
            was_refused = False
            for _ in range(count):
                number += 1
                name = {"stock": f"L{number:06}", "patients": f"PAT-{number:06}"}[stream]
                code = {"stock": f"]d2010735003501000410{name}", "patients": name}[stream]
                answer = self.scanner.scan(code, 20)
                self.assertNotEqual(answer, "silent", "a full disk must not keep the person waiting")
                if answer == "accepted":
                    acknowledged[stream].add(name)
                    continue
                was_refused = True
                refused[stream] += 1
                if until_refused:
                    break
            return was_refused

        levels, lost_ballast, deep = set(), 0, 0
        for life in range(ROUNDS):
            # Without a link every second time, so that nothing delivered helps.
            if life % 2 == 0:
                self.mast.cut()
            else:
                self.mast.restore()
            scan("stock", 5)
            is_deep = life % 8 == 0
            with self.hog(place):
                if is_deep:
                    # To the end: stock is refused first, and only later a patient.
                    before = refused["patients"]
                    self.assertTrue(scan("stock", 30_000, until_refused=True), self.storage())
                    self.assertEqual(refused["patients"], before)
                    self.assertTrue(scan("patients", 30_000, until_refused=True), self.storage())
                    deep += 1
                    storage = self.storage()
                    self.assertEqual(storage["level"], "disk_full")
                    self.assertFalse(storage["ballast"])
                else:
                    was_refused = scan("stock", 20)
                    # A patient goes before stock, unless what was kept for it was taken in the moment in which it was given back.
                    if scan("patients", 5) and not was_refused:
                        self.assertFalse(self.storage()["ballast"], "a patient was refused before stock was")
                storage = self.storage()
                levels.add(storage["level"])
                lost_ballast += not storage["ballast"]
                self.assertTrue(process.is_running(), (self.node.folder / "log").read_text()[-2000:])
            wait_for(lambda: self.storage()["level"] not in ("full", "disk_full", "reserve"), 30, "room")
            self.assertFalse(scan("stock", 5))
            self.assertFalse(scan("patients", 1))
        log = (self.node.folder / "log").read_text().splitlines()
        said = [word for line in log for word in SAID if word in line]
        # Every level was reached, in its order, and the person was told loudly in the end.
        self.assertEqual(list(dict.fromkeys(said)), SAID, log[-20:])
        self.mast.restore()
        wait_for(lambda: self.storage()["ballast"], 30, "the ballast")
        self.assertTrue(process.is_running())
        self.assertEqual(sum("started" in line for line in log), 1)
        counted = self.storage()["refused"]
        for stream, count in refused.items():
            self.assertGreaterEqual(counted.get(stream, 0), count)

        wait_for(self.node.is_delivered, 120, "the delivery", 0.2)
        self.lanes()
        balances = {line["lot"]: line["balance"] for line in self.coordinator.get("/v1/stock")["stock"]}
        self.assertEqual(sorted(lot for lot in acknowledged["stock"] if balances.get(lot) != 1), [])
        epoch = self.node.streams()[0]["epoch"]
        moved = "".join(event["bytes"] for event in self.coordinator.events(self.node.id, "patients", epoch))
        self.assertEqual(sorted(tag for tag in acknowledged["patients"] if tag.encode().hex() not in moved), [])
        self.assertEqual(process.stop(), 0)
        verified = subprocess.run([str(self.tools.agent), "journal", "verify", "--config", str(self.node.config)],
                                  capture_output=True, text=True)
        self.assertEqual(verified.returncode, 0, verified.stdout)
        print(f"\n{ROUNDS} full disks: {number} scans, {sum(map(len, acknowledged.values()))} acknowledged, {refused} refused, "
              f"{lost_ballast} times without ballast, levels seen {sorted(levels, key=ORDER.index)}, 0 lost")


class SmallQuotaTest(StorageTest):
    def test_what_was_thinned_arrives_complete_and_with_its_reason(self):
        self.start(speed=20, interval=0.1)
        text = self.node.config.read_text().replace("[journal]\n", '[journal]\nquota = "16 MiB"\n')
        self.node.config.write_text(text)
        self.mast.cut()
        # Days of a drive without a link: more fixes than the quota has room for.
        Tools.call(BINARIES / "budkavle-bench", "fill", "--config", self.node.config, "--events", EVENTS, "--noise")
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
