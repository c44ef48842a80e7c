"""100,000 random GS1 scans, good and damaged, through the decoder and through biip; every disagreement has a known reason."""

import collections
import datetime
import importlib.util
import json
import os
import random
import re
import subprocess
import sys
import unittest

from support import BINARIES, ROOT

VENV = ROOT / ".build/venv/bin/python"
COUNT = int(os.environ.get("BUDKAVLE_BIIP_SCANS", "100000"))
GS = "\x1d"

REASONS = {
    "association": "biip does not look at which elements stand together",
    "content": "biip knows no code lists, company prefixes, percent signs, bank accounts or coupons",
    "check digit": "biip computes check digits of 00, 01, 02, 03 and 41n alone, and no check pairs",
    "day": "biip takes day 00 in every date, and any day of a birth",
    "time": "biip takes 99:99 for no time, and looks at no time of birth",
    "boundary": "biip begins a new element where a value is full, or before an optional part, although no separator is there",
    "separators": "biip takes any number of separators in a row, where one is the rule",
    "nothing": "biip takes no digits at all for a count (30, 37)",
    "spaces": "biip strips white space around a scan",
    "digits": "biip takes the digits of every script",
    "leading separator": "we take one separator in front, as scanners send it for FNC1",
    "period": "biip reads the second date of a harvest (7007) as a time of day",
    "padding": "biip takes no padding in a signature (8030)",
    "alphanumeric": "biip lets letters into coupons (8110, 8112), whose digits say their own structure",
    "personal number": "we refuse what looks like a personal identity number before reading it",
    "repaired": "we repaired what a scanner or a keyboard layout did, and say so",
    "minutes": "biip gives a production time (8008) without minutes no time",
}

CHECKED = re.compile(r"0[0123]|41\d")


class Scans:
    """Makes scans from the table of identifiers that biip carries, so that none is forgotten."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        path = importlib.util.find_spec("biip").submodule_search_locations[0]
        with open(f"{path}/gs1_application_identifiers/_application_identifiers.json", encoding="utf-8") as file:
            self.table = {entry["ai"]: entry for entry in json.load(file)}
        self.common = ["10", "11", "17", "21", "240", "30", "7003", "710", "8008", "8012", "254", "37", "400"]

    def next(self):
        pick = self.random
        identifiers = pick.choice([["01"], ["01"], ["01"], ["00"], ["8018"], ["414"], ["00", "02", "37"], []])
        for _ in range(pick.randint(0, 3)):
            identifiers = identifiers + [pick.choice(self.common if pick.random() < 0.6 else list(self.table))]
        identifiers = identifiers or ["01"]
        if pick.random() < 0.2:
            pick.shuffle(identifiers)
        text = ""
        for index, ai in enumerate(identifiers):
            needs = self.table[ai]["separator_required"]
            is_last = index == len(identifiers) - 1
            text += ai + self.value(ai) + (GS if needs and not is_last else "")
        if pick.random() < 0.4:
            text = self.damage(text)
        return "]d2" + text

    def value(self, ai):
        parts = re.findall(r"\[?\+?\[?([NXYZ])(\d*)(?:\.\.N?(\d+))?\]?", self.table[ai]["format"])[1:]
        value = "".join(self.part(kind, int(low or 1), int(high or 0)) for kind, low, high in parts)
        if ai in ("11", "12", "13", "15", "16", "17", "7006", "4326"):
            value = self.day()
        elif ai in ("7003", "4324", "4325"):
            value = self.day() + self.time()
        elif ai == "8008":
            value = self.day() + self.time()[:2] + self.random.choice(["", "30", "3059"])
        elif ai in ("7007", "7011"):
            value = self.day() + self.random.choice(["", self.day() if ai == "7007" else self.time()])
        elif ai in ("00", "01", "02", "03", "402", "8017", "8018") or ai.startswith("41"):
            value = checked(value[:-1]) if self.random.random() < 0.95 else value
        elif ai in ("253", "255"):
            value = checked(value[:12]) + value[13:]
        elif ai == "8003":
            value = "0" + checked(value[1:13]) + value[14:]
        return value

    def part(self, kind, low, high):
        letters = {
            "N": "0123456789",
            "X": "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-./%_+!",
            "Y": "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-/#",
            "Z": "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
        }[kind]
        count = self.random.randint(1, min(high, 20)) if high else low
        return "".join(self.random.choice(letters) for _ in range(count))

    def day(self):
        pick = self.random
        return f"{pick.randint(0, 99):02}{pick.randint(1, 12):02}{pick.choice([0, *range(1, 29), 30, 31]):02}"

    def time(self):
        return f"{self.random.randint(0, 23):02}{self.random.randint(0, 59):02}" if self.random.random() < 0.9 else "9999"

    def damage(self, text):
        pick = self.random
        for _ in range(pick.randint(1, 2)):
            at = pick.randrange(len(text) + 1)
            match pick.randrange(7):
                case 0:
                    text = text[:at] + text[at + 1 :]
                case 1:
                    text = text[:at] + pick.choice("0123456789") + text[at + 1 :]
                case 2:
                    text = text[:at] + pick.choice("0129AZaz #$å٣") + text[at:]
                case 3:
                    text = text.replace(GS, "", 1)
                case 4:
                    text = text[:at] + GS + text[at:]
                case 5:
                    text = text[:at]
                case 6:
                    text = text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]
            text = text or "0"
        return text


def checked(digits):
    total = sum(int(digit) * (3 if index % 2 == 0 else 1) for index, digit in enumerate(reversed(digits)))
    return digits + str(-total % 10)


def biip_reads(text):
    """What biip says: the elements and dates, or `None` when it refuses the scan or a number in it."""
    from biip import ParseError
    from biip.gs1_messages import GS1Message

    try:
        message = GS1Message.parse(text[3:])
    except (ParseError, ValueError):
        return None
    if any(e.gtin_error or e.gln_error or e.sscc_error for e in message.element_strings):
        return None
    dates = {}
    for e in message.element_strings:
        if e.datetime:
            dates[e.ai.ai] = e.datetime.isoformat()
        elif e.date:
            dates[e.ai.ai] = e.date.isoformat()
    return [[e.ai.ai, e.value] for e in message.element_strings], dates


def reason(text, ours, theirs):
    """The key of the reason why the two disagree, or `None` when there is none."""
    error, ai = ours.get("error"), ours.get("ai", "")
    if error == "personal_number":
        return "personal number"
    if any(key in ours for key in ("recovered", "repairs", "gs_lost", "layout", "messages")):
        return "repaired"
    data = text[3:]
    if ours["ok"] and theirs is None:
        if data.startswith(GS):
            return "leading separator"
        if any(e[0] == "7007" and len(e[1]) == 12 for e in ours["elements"]):
            return "period"
        return "padding" if any(e[0] == "8030" and "=" in e[1] for e in ours["elements"]) else None
    if not ours["ok"]:
        if error in ("missing_required", "excluded_pair", "duplicate_conflict"):
            # All elements were read before it was seen what they lack, so biip must have read the same.
            if theirs[0] == ours["elements"]:
                return "association"
            return "spaces" if data != data.strip() else None
        if error == "content":
            return "content"
        if error == "check_digit":
            return None if CHECKED.fullmatch(ai) else "check digit"
        if error == "date":
            if ai == "7007":
                return "period"
            return "day" if ai.startswith("725") or raw(text, ours["pos"], 2) == "00" else None
        if error == "time":
            if ai in ("8008", "7011") and raw(text, ours["pos"], 4) != "9999":
                return "boundary"
            return "time" if ai == "7251" or raw(text, ours["pos"], 4) == "9999" else None
        if error == "empty_value" and ai in ("30", "37"):
            return "nothing"
        if error in ("too_long", "length"):
            return "boundary"
        if error == "unknown_ai" and raw(text, ours["pos"], 1) == GS:
            return "separators"
        if data != data.strip():
            return "spaces"
        if error == "charset":
            if ai in ("8110", "8112"):
                return "alphanumeric"
            if ai in ("8013", "8014"):
                return "check digit"
            if ai in ("7007", "7011", "8008"):
                return "boundary"
            return "digits" if "٣" in text else None
        return "digits" if "٣" in text else None
    elements, dates = theirs
    if elements == ours["elements"]:
        differing = {ai for ai in ours["dates"].keys() | dates.keys() if ours["dates"].get(ai) != dates.get(ai)}
        if differing <= {"7007"}:
            return "period"
        return "minutes" if differing <= {"8008"} else None
    return "spaces" if data != data.strip() else None


def raw(text, position, count):
    return text.encode()[position : position + count].decode(errors="replace")


def agree(ours, theirs):
    if theirs is None or not ours["ok"]:
        return theirs is None and not ours["ok"]
    return [ours["elements"], ours.get("dates", {})] == [*theirs]


class BiipTest(unittest.TestCase):
    def test_every_disagreement_has_a_reason(self):
        scans = Scans(4)
        texts = [scans.next() for _ in range(COUNT)]
        today = datetime.date.today().isoformat()
        command = [str(BINARIES / "budkavle"), "decode", "barcode", "--json-input", "--now", today]
        lines = "".join(json.dumps(text) + "\n" for text in texts)
        done = subprocess.run(command, input=lines, capture_output=True, text=True, encoding="utf-8")
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual(len(answers), len(texts), done.stderr)

        counts = collections.Counter()
        unexplained = []
        for text, ours in zip(texts, answers):
            ours.setdefault("dates", {})
            theirs = biip_reads(text)
            if agree(ours, theirs):
                counts["both read it" if theirs else "both refuse it"] += 1
                continue
            key = reason(text, ours, theirs)
            counts[key] += 1
            if key is None:
                unexplained.append((text, ours, theirs))
        for key, number in counts.most_common():
            print(f"{number:7} {key}{': ' + REASONS[key] if key in REASONS else ''}", file=sys.stderr)
        for text, ours, theirs in unexplained[:20]:
            print(repr(text), ours, theirs, sep="\n    ", file=sys.stderr)
        self.assertEqual(len(unexplained), 0)
        self.assertGreater(counts["both read it"], COUNT // 10)
        self.assertGreater(counts["both refuse it"], COUNT // 10)


def load_tests(loader, tests, pattern):
    """Runs under the virtual environment where biip is, when this interpreter has none."""
    if importlib.util.find_spec("biip"):
        return tests
    if VENV.exists() and not subprocess.run([str(VENV), "-c", "import biip"], capture_output=True).returncode:
        return unittest.TestSuite([unittest.FunctionTestCase(run_in_venv, description="biip, in the virtual environment")])
    return unittest.TestSuite([unittest.FunctionTestCase(skip, description="biip")])


def run_in_venv():
    done = subprocess.run([str(VENV), "-B", "-m", "unittest", "test_barcode_biip"], cwd=ROOT / "Tests/System")
    if done.returncode:
        raise AssertionError("the decoder and biip disagree, see above")


def skip():
    raise unittest.SkipTest("biip is not installed (pip install biip)")


if __name__ == "__main__":
    unittest.main()
