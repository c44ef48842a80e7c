"""The agent's package on a real systemd against emulated hardware: `scripts/rig/run`, where a kernel is at hand."""

import subprocess
import unittest

from support import ROOT

RUN = ROOT / "scripts/rig/run"


class RigTest(unittest.TestCase):
    def test_the_agent_serves_emulated_hardware(self):
        ready = subprocess.run([RUN, "--ready"], capture_output=True, text=True)
        if ready.returncode:
            self.skipTest(ready.stderr.strip())
        done = subprocess.run([RUN], capture_output=True, text=True, timeout=900)
        print(f"\n{done.stdout.strip()}")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
