"""`budkavle decode gnss` as outsiders use it: golden files, schemas, exit codes, a pipe, and a long recording."""

import json
import resource
import subprocess
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
        self.assertEqual(decode(input=b"$GPGLL,5910.0,N,01738.0,E,120000,A,A*47\r\n").returncode, 0)
        self.assertEqual(decode(input=b"$GPGLL,5910.0,N,01738.0,E,120000,A,A*00\r\n").returncode, 1)
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
        day = b"".join(
            sentence(f"GPRMC,{second // 3600:02}{second // 60 % 60:02}{second % 60:02},A,5910.0,N,01738.0,E,0.0,,010126,,,A")
            for second in range(20_000))
        peaks = []
        for days in (1, 40):
            before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
            found = decode(input=day * days)
            self.assertEqual(found.stdout.count(b"\n"), 20_000 * days)
            peaks.append(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
            self.assertGreaterEqual(peaks[-1], before)
        self.assertLess(peaks[1], peaks[0] + 2_048, "kB more for forty times as much")


def sentence(body):
    total = 0
    for byte in body.encode():
        total ^= byte
    return f"${body}*{total:02X}\r\n".encode()


if __name__ == "__main__":
    unittest.main()
