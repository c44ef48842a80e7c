"""`budkavle receiver` as a technician runs it, against simulated receivers on real terminals."""

import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time
import unittest

from support import BINARIES, ROOT

FILES = ROOT / "firmware-config/ublox"


def budkavle(*arguments):
    return subprocess.run([BINARIES / "budkavle", *map(str, arguments)], capture_output=True, text=True, timeout=120)


class ReceiverTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="budkavle-receiver-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.device = self.folder / "ublox"

    def play(self, model):
        process = subprocess.Popen(
            [BINARIES / "budkavle", "simulate", "--directory", self.folder, "--ublox", model], stdout=subprocess.DEVNULL)
        self.addCleanup(process.wait, 10)
        self.addCleanup(process.send_signal, signal.SIGTERM)
        deadline = time.monotonic() + 10
        while not os.path.lexists(self.device):
            self.assertLess(time.monotonic(), deadline, "no receiver")
            time.sleep(0.02)

    def run_receiver(self, command, *arguments):
        return budkavle("receiver", command, "--device", self.device, *arguments)

    def test_the_shipped_files_are_applied_verified_and_dumped(self):
        for model, name in (("f9", "automotive-f9"), ("m8", "automotive-m8")):
            with self.subTest(model):
                self.play(model)
                file = FILES / f"{name}.toml"
                before = self.run_receiver("verify", "--file", file, "--json")
                self.assertEqual(before.returncode, 1, before.stderr)
                wanted = json.loads(before.stdout)["layers"][0]["differences"]
                self.assertIn("navigation.dynamic_model", [item["name"] for item in wanted])
                applied = self.run_receiver("apply", "--file", file)
                self.assertEqual(applied.returncode, 0, applied.stderr)
                self.assertIn('navigation.dynamic_model: "portable" → "automotive"', applied.stdout)
                again = self.run_receiver("apply", "--file", file, "--json")
                self.assertEqual(again.returncode, 0, again.stderr)
                layers = [layer for layer in json.loads(again.stdout)["layers"] if layer["readable"]]
                self.assertEqual([(layer["written"], layer["differences"]) for layer in layers], [(False, [])] * len(layers))
                self.assertEqual(self.run_receiver("verify", "--file", file).returncode, 0)
                dump = self.run_receiver("dump")
                self.assertEqual(dump.returncode, 0, dump.stderr)
                copy = self.folder / "copy.toml"
                copy.write_text(dump.stdout)
                self.assertEqual(self.run_receiver("verify", "--file", copy).returncode, 0)
                self.doCleanups()
                self.setUp()

    def test_exit_codes(self):
        self.play("m9")
        bad = self.folder / "bad.toml"
        bad.write_text("[rate]\nmeasurement_ms = 5\n[navigaton]\n")
        faulty = self.run_receiver("apply", "--file", bad)
        self.assertEqual(faulty.returncode, 78)
        self.assertIn(f"{bad}:2: rate.measurement_ms: 5 is out of range", faulty.stderr)
        self.assertIn(f"{bad}:3: navigaton: unknown key; did you mean 'navigation'?", faulty.stderr)
        self.assertEqual(self.run_receiver("dump", "--layer", "rom").returncode, 64)
        self.assertEqual(self.run_receiver("apply").returncode, 64)
        self.assertEqual(self.run_receiver("apply", "--file", bad, "--layer", "default").returncode, 64)
        other = self.run_receiver("verify", "--file", FILES / "automotive-m8.toml")
        self.assertEqual(other.returncode, 1)
        self.assertIn("is of generation 9; the file is for 8", other.stderr)
        missing = budkavle("receiver", "dump", "--device", self.folder / "none")
        self.assertEqual(missing.returncode, 1)
        self.assertIn("No such file or directory", missing.stderr)

    def test_a_device_that_another_program_holds_is_left_alone(self):
        self.play("f9")
        hold = "import fcntl, os, sys; f = os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY); " \
            "fcntl.flock(f, fcntl.LOCK_EX); print('held', flush=True); sys.stdin.read()"
        holder = subprocess.Popen(["python3", "-c", hold, self.device], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            self.assertEqual(holder.stdout.readline(), b"held\n")
            result = self.run_receiver("dump", "--json")
            self.assertEqual(result.returncode, 1)
            self.assertIn("is in use by another program", result.stderr)
            self.assertFalse(json.loads(result.stdout)["ok"])
        finally:
            holder.communicate(timeout=10)


if __name__ == "__main__":
    unittest.main()
