"""Writes first inputs for the targets of scripts/fuzz: fuzz_seeds.py FOLDER.

They come from Tests/Vectors, from literals in the tests of Codecs, from the maps of firmware-config, and from ../shared where that is at hand. A target's file in
Tests/Fuzz says what the bytes in front of the data mean.
"""
import hashlib
import json
import os
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
SHARED = pathlib.Path(os.environ.get("BUDKAVLE_SHARED", ROOT.parent / "shared"))
LONGEST = 4_000


class Seeds:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    def add(self, target, data):
        place = self.folder / target
        place.mkdir(parents=True, exist_ok=True)
        data = data[:LONGEST]
        (place / hashlib.sha1(data).hexdigest()).write_bytes(data)


def labels():
    """What scanners sent: (system or None, bytes)."""
    for file in [SHARED / "vectors/barcode.jsonl", ROOT / "Tests/Vectors/barcode/scans.jsonl"]:
        for line in file.read_text().splitlines() if file.exists() else []:
            try:
                value = json.loads(line)
            except ValueError:
                yield None, line.encode()
                continue
            system = value.get("system") if isinstance(value, dict) else None
            texts = value.get("input", []) if isinstance(value, dict) else value
            for text in [texts] if isinstance(texts, str) else texts:
                yield system, text.encode(errors="surrogatepass")
    for file in sorted((ROOT / "Tests/CodecsTests").rglob("*.swift")):
        for text in re.findall(r'"((?:[^"\\\n]|\\.)+)"', file.read_text()):
            text = re.sub(r"\\u\{([0-9A-Fa-f]+)\}", lambda found: chr(int(found[1], 16)), text)
            text = text.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t").replace('\\"', '"')
            if len(text) > 3 and "\\(" not in text:
                yield None, text.encode()


def printed():
    """The shared GS1 cases as text with identifiers in parentheses."""
    file = SHARED / "vectors/barcode.jsonl"
    for line in file.read_text().splitlines() if file.exists() else []:
        case = json.loads(line)
        if case.get("system") == "gs1":
            yield "".join(f"({key}){value}" for key, value in case["expect"].get("elements", [])).encode()


def add_labels(seeds):
    for text in printed():
        seeds.add("gs1-printed", text[1:])
    for system, data in labels():
        plain = data[3:] if re.match(rb"\][A-Za-z][0-9A-Za-z]", data) else data
        for flags in (b"\x00", b"\x07"):
            seeds.add("scan", flags + data)
        seeds.add("scan-lines", b"\x00\x07" + data + b"\n")
        seeds.add("scan-lines", b"\x01\x20" + json.dumps([data.decode("latin-1")]).encode() + b"\n")
        if plain.startswith(b"("):
            seeds.add("gs1-printed", plain[1:])
        elif re.match(rb"(?i)https?://", plain):
            seeds.add("gs1-link", re.sub(rb"(?i)^https?://[^/]*/", b"", plain))
            seeds.add("gs1", data)
        elif system == "hibc" or plain.startswith(b"+"):
            seeds.add("hibc", plain)
        elif system == "isbt128" or plain[:1] in (b"=", b"&"):
            seeds.add("isbt128", plain)
        elif system == "ppn" or plain.startswith((b"[)>", b"9N")):
            seeds.add("ppn", plain)
        elif system == "gs1" or re.match(rb"\d{4,}|\]", data):
            seeds.add("gs1", data)
        if len(plain) < 60:
            seeds.add("personal-number", plain)
            seeds.add("tag-pattern", b"TAG-##@?*\n" + plain)


def recordings():
    for folder in (ROOT / "Tests/Vectors/gnss", SHARED / "gnss"):
        yield from (file.read_bytes() for file in sorted(folder.glob("*.log")))


def add_recordings(seeds):
    for data in recordings():
        for start in (0, len(data) // 2):
            part = data[start : start + 1_000]
            for flags in (b"\x00", b"\x0c"):
                seeds.add("gnss-stream", flags + b"\x03\xff\x1f" + part)
            seeds.add("gnss-stream", b"\xfc\x03\xff\x1f" + part[:300])
            sentences = re.findall(rb"\$[A-Z][ -~]+", part)
            if sentences:
                seeds.add("nmea", b"\x01" + b"\n".join(sentences[:10]))
        add_messages(seeds, data)


def add_messages(seeds, data):
    """UBX messages without their frames, the first of each kind and a run of them."""
    kinds, run = set(), b""
    for found in re.finditer(rb"\xb5\x62", data):
        head = data[found.end() : found.end() + 4]
        if len(head) < 4:
            continue
        payload = data[found.end() + 4 :][: int.from_bytes(head[2:4], "little")]
        if len(payload) > 250:
            continue
        record = head[:2] + bytes([len(payload)]) + payload
        if len(run) + len(record) < 2_500:
            run += record
        if head[:2] not in kinds:
            kinds.add(head[:2])
            seeds.add("ubx", record)
    if run:
        seeds.add("ubx", run)


def add_gpsd(seeds):
    text = (ROOT / "Tests/CodecsTests/GNSS/GpsdParserTests.swift").read_text()
    objects = [line.strip() for line in re.findall(r'\{"class":.*\}', text)]
    objects += ['{"class":"TPV",%s}' % members for members in re.findall(r'#"("mode".*?)"#', text)]
    for line in objects:
        seeds.add("gpsd", line.encode())
        seeds.add("gnss-stream", b"\x00\x05\x01\x0b" + line.encode() + b"\r\n")
    if objects:
        seeds.add("gpsd", "\n".join(objects).encode())


def add_keys(seeds):
    """Scans typed on an American keyboard: the key codes of figures, letters, the AIM id's bracket and Enter, each down and up."""
    row = {"1234567890": 2, "qwertyuiop": 16, "asdfghjkl": 30, "zxcvbnm": 44, "]": 27, "-": 12, " ": 57, "\r": 28}
    codes = {letter: first + place for letters, first in row.items() for place, letter in enumerate(letters)}
    for text in ("]d2010735003540001010b12a\r", "]c100373500354000000011\r", "pat-000123\r"):
        for layout in range(3):
            typed = b"".join(bytes([down, codes[letter], 0]) for letter in text for down in (1, 0))
            seeds.add("keys", bytes([layout]) + typed)
    group_separator = bytes([1, 29, 0, 1, 27, 0, 0, 27, 0, 0, 29, 0])
    alt = bytes([1, 56, 0, 1, 82, 0, 0, 82, 0, 1, 80, 0, 0, 80, 0, 1, 73, 0, 0, 73, 0, 0, 56, 0])
    seeds.add("keys", b"\x00" + group_separator + alt + bytes([0xFF, 0, 0]))


def add_reports(seeds):
    """The descriptors of the tests, each with two reports."""
    text = (ROOT / "Tests/CodecsTests/Barcode/HIDReports.swift").read_text()
    for found in re.findall(r": \[UInt8\] = \[(.*?)\n    \]", text, re.S):
        lines = re.sub(r"//.*", "", found)
        descriptor = bytes(int(number, 16) for number in re.findall(r"0x([0-9A-Fa-f]{2})", lines))
        part = b"\x02\x38]d2" + b"7" * 56 + b"s\x00\x01"
        end = b"\x02\x19]d2" + b"010735003540001010B12A\x1d21".ljust(56, b"\x00") + b"s\x00\x00"
        reports = b"".join(bytes([len(report)]) + report for report in (part, end))
        seeds.add("hid", len(descriptor).to_bytes(2, "little") + descriptor + reports)


def add_modbus(seeds):
    """The maps of the package, whole and in parts; maps with every type and order, each with replies that fit and that do not."""
    for file in sorted((ROOT / "firmware-config/modbus").glob("*.toml")):
        text = file.read_bytes()
        seeds.add("modbus-map", text)
        head, *registers = text.split(b"[[register]]")
        for register in registers:
            seeds.add("modbus-map", head + b"[[register]]" + register)
    for kind in range(128):
        register = bytes([kind, 0, 16, kind & 7, kind & 3, 0])
        floats = bytes([0x41, 0xA4, 0, 0, 0x7F, 0xC0, 0, 0])
        seeds.add("modbus-reply", b"\x01" + register + b"\x7c\x01" + floats)
        following = bytes([kind, 0, 20, 1, 0, 1])
        seeds.add("modbus-reply", b"\x02" + register + following + b"\x03\x01" + floats + b"\x01" + floats[::-1])
    request = bytes([2, 0, 0, 0, 0, 0])
    for reply in (b"\x01\x83\x02", b"\x01\x03\x02\x00\x05", b"\x02\x03\x02\x00\x05", b"\x01\x03\x04\x00\x05", b"\x01"):
        seeds.add("modbus-reply", b"\x01" + request + b"\x7c" + bytes([len(reply) << 1]) + reply)


def add_coordinates(seeds):
    for file in sorted((ROOT / "Tests/CodecsTests/Coordinates").rglob("*.swift")):
        for text in re.findall(r'"([^"\\\n]*[0-9][^"\\\n]*)"', file.read_text()):
            seeds.add("coordinates", text.encode())


if __name__ == "__main__":
    folder = Seeds(sys.argv[1])
    add_labels(folder)
    add_recordings(folder)
    add_gpsd(folder)
    add_coordinates(folder)
    add_keys(folder)
    add_reports(folder)
    add_modbus(folder)
