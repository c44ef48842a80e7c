"""Keyboard-mode scanners made with uinput: layouts, Alt codes, plugs, grabbing, haste, repeats and lies."""

import os
import random
import time

import layouts
import node
import scans
import wire
from keyboard import EV_KEY, EV_REP, Keyboard

INPUT = """
[[input]]
name = "{name}"
type = "scanner"
keyboard = {{ name = "{match}" }}
layout = "{layout}"
"""
# What is typed has each layout's own keys in it, all of which a lot may hold.
LOT = "Ay-9_/:+(Z)"
scanners = {}


def prepare():
    for layout in layouts.ROWS:
        scanners[layout] = Keyboard(f"Rig Scanner {layout}", layout)
    node.configure("".join(INPUT.format(name=layout, match=scanners[layout].name, layout=layout) for layout in scanners))
    for layout, scanner in scanners.items():
        begin(layout)


def clean():
    node.release(scanners)


def begin(name: str):
    """Waits for an open input and starts an action that takes goods with it."""
    node.wait_for(lambda: node.is_open(name), 30, f"the input {name} to open; it says {node.state_of(name)}")
    for _ in range(3):
        faults = node.state_of(name)["faults"]
        scanners[name].type("BK:RECEIVE")
        time.sleep(0.3)
        # The kernel keeps 64 events. An agent whose pages still come from the disk may be late; then it says so, and one scans again.
        if node.state_of(name)["faults"] == faults:
            return
    raise AssertionError(f"{name} was not read in three tries: {node.state_of(name)}")


def each_layout():
    since = node.next_offset("stock")
    for layout, scanner in scanners.items():
        scanner.type(scans.label(f"{LOT}{layout}"))
    scans.arrived([f"{LOT}{layout}" for layout in scanners], since)
    return f"{', '.join(scanners)}: lot {LOT}"


def gs_by_alt_code():
    since = node.next_offset("stock")
    for layout, scanner in scanners.items():
        scanner.type(scans.dated(f"GS{layout}"))
    scans.arrived([f"GS{layout}" for layout in scanners], since)
    items = wire.items(node.events("stock", since))
    for layout in scanners:
        node.expect((scans.GTIN, f"GS{layout}", 20271231) in items, f"{layout}: {items}")
    return "lot and expiry parted by Alt+029 in each layout"


def caps_lock():
    since, scanner = node.next_offset("stock"), scanners["us"]
    scanner.stroke([layouts.CAPS])
    # With caps lock on a scanner that wants `a` holds shift down, and a letter without shift is a capital.
    for character in scans.label("CAPS1"):
        keys = layouts.keys_of(character, "us")
        if character.isalpha():
            keys = keys[1:] if character.isupper() else [layouts.SHIFT, *keys]
        scanner.stroke(keys)
        time.sleep(0.002)
    scanner.stroke([layouts.ENTER])
    scanner.stroke([layouts.CAPS])
    scans.arrived(["CAPS1"], since)
    return ""


def two_at_once():
    since = node.next_offset("stock")
    first, second = scans.label("TWO1") + "\r", scans.label("TWO2") + "\r"
    for left, right in zip(first, second):
        scanners["us"].stroke(layouts.keys_of(left, "us"))
        scanners["se"].stroke(layouts.keys_of(right, "se"))
        time.sleep(0.002)
    scans.arrived(["TWO1", "TWO2"], since)
    return "two scans key by key in turn, in two layouts"


def grabbed():
    scanner, since = scanners["us"], node.next_offset("stock")
    other = os.open(scanner.event_path(), os.O_RDONLY | os.O_NONBLOCK)
    try:
        scanner.type(scans.label("GRAB1"))
        scans.arrived(["GRAB1"], since)
        try:
            seen = os.read(other, 65536)
        except BlockingIOError:
            seen = b""
    finally:
        os.close(other)
    node.expect(not seen, f"another reader saw {len(seen)} bytes")
    return "a second reader sees nothing"


def unplugged_in_mid_scan():
    scanner, since = scanners["us"], node.next_offset("stock")
    for turn in range(10):
        scanner.type(scans.label(f"HALF{turn}")[:12 + turn], suffix="")
        scanner.unplug()
        if turn % 3 == 0:
            node.wait_for(lambda: not node.is_open("us"), 20, "the status to tell that the scanner is away")
        scanner.plug()
        begin("us")
        scanner.type(scans.label(f"FULL{turn}"))
    scans.arrived([f"FULL{turn}" for turn in range(10)], since)
    found = wire.lots(node.events("stock", since))
    node.expect(len(found) == 10, f"half scans were stored: {found}")
    return "10 plugs pulled in mid-scan, 10 scans after replug, no half one"


def thousand_strokes_a_second():
    scanner, since = scanners["us"], node.next_offset("stock")
    lots = [f"FAST{number:03}" for number in range(60)]
    begun, strokes = time.perf_counter(), 0
    for lot in lots:
        strokes += scanner.type(scans.label(lot), pause=0.0005)
        ahead = strokes / 1000 - (time.perf_counter() - begun)
        if ahead > 0:
            time.sleep(ahead)
    rate = strokes / (time.perf_counter() - begun)
    took = scans.arrived(lots, since, 60)
    return f"{strokes} strokes at {rate:.0f}/s, {len(lots)} of {len(lots)} scans stored {took:.1f} s after the last"


def key_repeat():
    scanner, since = scanners["us"], node.next_offset("stock")
    for character in scans.label("REP1"):
        keys = layouts.keys_of(character, "us")
        for code in keys:
            scanner.key(code, 1)
        for _ in range(3):
            scanner.key(keys[-1], 2)
        for code in reversed(keys):
            scanner.key(code, 0)
        time.sleep(0.005)
    scanner.stroke([layouts.ENTER])
    scans.arrived(["REP1"], since)
    return "three repeats of each key are no characters"


def lies_do_no_harm():
    dice, process = random.Random(3), node.process_id()
    liar = Keyboard("Rig Scanner de", "de", claims=(EV_KEY, EV_REP))
    try:
        scanners["de"].unplug()
        time.sleep(1)
        for _ in range(5000):
            liar.key(dice.randrange(1, 128), dice.choice([0, 0, 1, 1, 2]))
        since = node.next_offset("stock")
        scanners["us"].type(scans.label("LIAR1"))
        scans.arrived(["LIAR1"], since)
    finally:
        liar.unplug()
        scanners["de"].plug()
    node.expect(node.process_id() == process, "the agent was restarted")
    return "5,000 keys without sense; the other scanner goes on"


def lights_answer():
    scanner, since = scanners["us"], node.next_offset("stock")
    scanner.lights()
    scanner.type(scans.label("LED1"))
    scans.arrived(["LED1"], since)
    time.sleep(1)
    accepted = scanner.lights()
    scanner.type("nonsense")
    time.sleep(2)
    refused = scanner.lights()
    node.expect(bool(accepted), "no light for an accepted scan")
    node.expect(bool(refused) and refused != accepted, f"refused shows as accepted: {refused}")
    return f"accepted {len(accepted)} changes, refused {len(refused)}"


CHECKS = [each_layout, gs_by_alt_code, caps_lock, two_at_once, grabbed, unplugged_in_mid_scan, thousand_strokes_a_second, key_repeat,
          lies_do_no_harm, lights_answer]
