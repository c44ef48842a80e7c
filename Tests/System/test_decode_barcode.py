"""`budkavle decode barcode` as a stranger runs it: lines in, lines out, against the golden file and the schema."""

import json
import re
import subprocess
import unittest

from support import BINARIES, ROOT

GOLDEN = ROOT / "Tests/Vectors/barcode"
SCHEMA = json.loads((ROOT / "docs/schemas/decode/barcode.schema.json").read_text())


def decode(*arguments, data):
    return subprocess.run([BINARIES / "budkavle", "decode", "barcode", *arguments], input=data, capture_output=True)


def faults(value, schema, place="$"):
    """Where a value breaks a schema, for as much of JSON Schema as the file uses."""
    if "$ref" in schema:
        target = SCHEMA
        for key in schema["$ref"].lstrip("#").split("/")[1:]:
            target = target[key]
        return faults(value, target, place)
    kinds = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int}
    found = []
    if "type" in schema:
        kind = kinds[schema["type"]]
        if not isinstance(value, kind) or kind is int and isinstance(value, bool):
            return [f"{place}: not {schema['type']}"]
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{place}: {value!r} is none of the names")
    if "pattern" in schema and not re.search(schema["pattern"], value):
        found.append(f"{place}: {value!r} is not {schema['pattern']}")
    if value.__class__ is int and value < schema.get("minimum", value):
        found.append(f"{place}: {value} is too small")
    if isinstance(value, list):
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
            found.append(f"{place}: {len(value)} items")
        for index, item in enumerate(value):
            found += faults(item, schema.get("items", {}), f"{place}[{index}]")
    if isinstance(value, dict):
        found += [f"{place}: no {key}" for key in schema.get("required", []) if key not in value]
        for key, item in value.items():
            part = schema.get("properties", {}).get(key, schema.get("additionalProperties", True))
            if part is False:
                found.append(f"{place}: {key} is not in the schema")
            elif isinstance(part, dict):
                found += faults(item, part, f"{place}.{key}")
    return found


class DecodeBarcodeTest(unittest.TestCase):
    def test_the_answers_are_those_of_the_golden_file(self):
        result = decode("--json-input", "--now", "2026-06-01", data=(GOLDEN / "scans.jsonl").read_bytes())
        self.assertEqual(result.returncode, 1)
        golden = (GOLDEN / "answers.jsonl").read_text().splitlines()
        answers = result.stdout.decode().splitlines()
        scans = (GOLDEN / "scans.jsonl").read_text().splitlines()
        self.assertEqual(len(answers), len(scans))
        for scan, answer, expected in zip(scans, answers, golden, strict=True):
            self.assertEqual(answer, expected, scan)
            self.assertEqual(faults(json.loads(answer), SCHEMA), [], scan)

    def test_the_schema_refuses_what_no_answer_is(self):
        for wrong in [{}, {"ok": 1}, {"ok": True, "x": 1}, {"ok": False, "error": "?"}, {"ok": True, "elements": [["01"]]}]:
            self.assertNotEqual(faults(wrong, SCHEMA), [], wrong)

    def test_plain_lines_are_scans_with_their_bytes(self):
        data = b"]d2010735003540001010L1\x1d21S1\r\n]C100373500354000000011\n+A123BJC5D6E71G"
        result = decode(data=data)
        self.assertEqual(result.returncode, 0, result.stderr)
        answers = [json.loads(line) for line in result.stdout.splitlines()]
        self.assertEqual([answer["system"] for answer in answers], ["gs1", "gs1", "hibc"])
        self.assertEqual(answers[0]["elements"][1:], [["10", "L1"], ["21", "S1"]])

    def test_the_exit_status_tells_good_bad_and_wrong_use(self):
        self.assertEqual(decode(data=b"").returncode, 0)
        self.assertEqual(decode(data=b"]E07350035400010\n").returncode, 0)
        self.assertEqual(decode(data=b"]E07350035400011\n").returncode, 1)
        for arguments in [["--now", "2026-13-01"], ["--now", "today"], ["--unknown"], ["extra"]]:
            self.assertEqual(decode(*arguments, data=b"").returncode, 64, arguments)

    def test_a_large_stream_is_answered_in_constant_memory(self):
        line = b"]d201073500354000101727033110B12A\x1d21SN0001\n"
        count = 200_000
        command = [BINARIES / "budkavle", "decode", "barcode"]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as child:
            peaks = []
            for _ in range(2):
                for _ in range(count // 1000):
                    child.stdin.write(line * 1000)
                child.stdin.flush()
                with open(f"/proc/{child.pid}/status") as status:
                    peaks.append(next(int(row.split()[1]) for row in status if row.startswith("VmHWM")))
            child.stdin.write(b"x" * 50_000_000 + b"\n")
            child.stdin.flush()
            with open(f"/proc/{child.pid}/status") as status:
                peaks.append(next(int(row.split()[1]) for row in status if row.startswith("VmHWM")))
            child.stdin.close()
            self.assertEqual(child.wait(), 1)
        self.assertLess(peaks[1] - peaks[0], 512, peaks)
        self.assertLess(peaks[2] - peaks[0], 1024, peaks)


if __name__ == "__main__":
    unittest.main()
