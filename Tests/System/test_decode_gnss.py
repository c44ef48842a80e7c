"""`budkavle decode gnss` as outsiders use it: golden files, schemas, exit codes, a pipe, and a long recording."""

import json
import os
import pathlib
import re
import subprocess
import tempfile
import time
import unittest

from support import BINARIES, ROOT

try:
    import jsonschema
    import referencing
except ImportError:
    jsonschema = None

GOLDEN = ROOT / "Tests/Vectors/gnss"
SCHEMAS = ROOT / "docs/schemas/decode"


def decode(*arguments, **options):
    command = [BINARIES / "budkavle", "decode", "gnss", *arguments]
    return subprocess.run(command, capture_output=True, timeout=120, **options)


def schema(name):
    documents = {path.name: json.loads(path.read_text()) for path in SCHEMAS.glob("gnss*.schema.json")}
    registry = referencing.Registry().with_resources(
        (key, referencing.Resource.from_contents(value)) for key, value in documents.items())
    return jsonschema.Draft202012Validator(documents[name], registry=registry)


class DecodeGNSS(unittest.TestCase):
    def test_golden_stream_from_a_file_and_from_a_pipe(self):
        expected = (GOLDEN / "mixed.jsonl").read_bytes()
        from_file = decode(GOLDEN / "mixed.log")
        self.assertEqual(from_file.stdout, expected)
        self.assertEqual(from_file.returncode, 1, "two sentences of the golden stream are damaged")
        self.assertIn(b"6 epochs", from_file.stderr)
        self.assertEqual(decode(input=(GOLDEN / "mixed.log").read_bytes()).stdout, expected)

    def test_explanation_names_every_frame(self):
        found = decode("--explain", GOLDEN / "mixed.log").stdout
        self.assertEqual(found, (GOLDEN / "mixed.explain.jsonl").read_bytes())

    @unittest.skipUnless(jsonschema, "jsonschema is absent: the schemas are not checked")
    def test_lines_keep_to_their_schemas(self):
        for name, options in (("gnss", ()), ("gnss-explain", ("--explain",))):
            check = schema(f"{name}.schema.json")
            streams = [GOLDEN / "mixed.log", *sorted((ROOT / "../shared/gnss").glob("*-nmea.log"))]
            for stream in streams:
                for line in decode(*options, stream).stdout.splitlines():
                    check.validate(json.loads(line))
        with self.assertRaises(jsonschema.ValidationError):
            schema("gnss.schema.json").validate({"lat": 91, "lon": 0, "mode": 3})

    def test_exit_codes(self):
        good = sentence("GPGLL,5910.0,N,01738.0,E,120000,A,A")
        self.assertEqual(decode(input=good).returncode, 0)
        self.assertEqual(decode(input=good.replace(b"5910", b"5911")).returncode, 1)
        self.assertEqual(decode(input=b"nothing of use").returncode, 1)
        self.assertEqual(decode("--format", "morse").returncode, 64)
        self.assertEqual(decode("/nonexistent/recording").returncode, 64)

    def test_a_live_pipe_gives_each_epoch_at_once(self):
        command = [BINARIES / "budkavle", "decode", "gnss"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            for second in range(5):
                process.stdin.write(sentence(f"GPRMC,12000{second},A,5910.0,N,01738.0,E,0.0,,010126,,,A"))
                process.stdin.flush()
                if second > 0:
                    found = json.loads(process.stdout.readline())
                    self.assertEqual(found["tod"], f"12:00:0{second - 1 if second == 1 else second}.000")
                    if second == 1:
                        self.assertEqual(json.loads(process.stdout.readline())["tod"], "12:00:01.000")
            process.stdin.close()
            self.assertEqual(process.stdout.read(), b"")

    def test_a_long_recording_needs_no_more_memory_than_a_short_one(self):
        hour = b"".join(
            sentence(f"GPRMC,12{second // 60:02}{second % 60:02},A,5910.0,N,01738.0,E,0.0,,010126,,,A")
            for second in range(3_600))
        peaks = [self._peak(hour, times) for times in (1, 60)]
        self.assertLess(peaks[1], peaks[0] + 1_024, "kB more for 60 times as much")

    def _peak(self, piece, times):
        """The most memory in kB that a process held which decoded so many pieces."""
        command = [BINARIES / "budkavle", "decode", "gnss"]
        with tempfile.TemporaryFile() as output, subprocess.Popen(command, stdin=subprocess.PIPE, stdout=output) as process:
            for _ in range(times):
                process.stdin.write(piece)
            process.stdin.flush()
            wanted = (3_600 * times - 1) * len('{"tod":"12:00:00.000","lat":59.1666666667,"lon":17.6333333333,"mode":2,"speed_mps":0}\n')
            deadline = time.monotonic() + 120
            while os.fstat(output.fileno()).st_size < wanted and time.monotonic() < deadline:
                time.sleep(0.05)
            status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
            process.stdin.close()
            process.wait(60)
            self.assertEqual(process.returncode, 0)
            output.seek(0)
            self.assertEqual(output.read().count(b"\n"), 3_600 * times)
        return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1])


def sentence(body):
    total = 0
    for byte in body.encode():
        total ^= byte
    return f"${body}*{total:02X}\r\n".encode()


if __name__ == "__main__":
    unittest.main()
