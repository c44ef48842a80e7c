"""The power of a whole machine goes: a few cuts and a few torn disks in each check; `scripts/rig` does many."""

import subprocess
import unittest

from support import BINARIES, ROOT

RIG = ROOT / "scripts/rig"


def why_not() -> str:
    ready = subprocess.run([RIG / "kernel", "--ready"], capture_output=True, text=True)
    return ready.stderr.strip() if ready.returncode else ""


class PowerTest(unittest.TestCase):
    def setUp(self):
        if reason := why_not():
            self.skipTest(reason)

    def run_rig(self, program: str, *arguments: str):
        done = subprocess.run([RIG / program, *arguments], capture_output=True, text=True, timeout=300)
        print(f"\n{done.stdout.strip()}")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_what_was_acknowledged_survives_power_cuts(self):
        self.run_rig("power-cuts", "--cuts", "4")

    def test_what_was_acknowledged_survives_torn_and_dropped_writes(self):
        self.run_rig("log-writes", "--replays", "4", "--seconds", "4")

    def test_without_fsync_a_loss_is_seen(self):
        if BINARIES.name != "debug":
            self.skipTest("only a debug build can leave out its fsync")
        self.run_rig("power-cuts", "--cuts", "3", "--synchronous", "NORMAL")


if __name__ == "__main__":
    unittest.main()
