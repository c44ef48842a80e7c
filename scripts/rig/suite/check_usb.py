"""A USB scanner with a serial line and a keyboard at an emulated port, found by its udev links, plugged and pulled while it scans."""

import random
import time

import node
import scans
import wire
from gadget import Gadget

ROUNDS = 50
# The bit of an LED report, by the Device Class Definition for HID 1.11, appendix B.1.
SCROLL_LOCK = 0x04
CONFIG = """
[[input]]
name = "scanner"
type = "scanner"
device = "/dev/budkavle/scanner"

[[input]]
name = "keys"
type = "scanner"
keyboard = "/dev/budkavle/keys"
layout = "se"
"""
devices = {}


def prepare():
    devices["scanner"] = Gadget()
    node.configure(CONFIG)


def clean():
    node.release(devices)


def receive(gadget: Gadget, seconds: float = 30):
    """Begins an action that takes goods, once the host has opened the line."""
    end = time.monotonic() + seconds
    node.wait_for(lambda: node.is_open("scanner"), seconds, f"the scanner to open; it says {node.state_of('scanner')}")
    while time.monotonic() < end:
        # The same code again within 300 ms counts as a trigger that bounces, and is not answered.
        if gadget.scan("BK:RECEIVE", 1) == "accepted":
            return
    raise TimeoutError(f"no scan was answered in {seconds:.0f} s; the input says {node.state_of('scanner')}")


def answer(gadget: Gadget, text: str) -> str:
    """Types a scan and reads the keyboard's LEDs: one long light of Scroll Lock accepts, whatever lights Num Lock does not."""
    gadget.type(text, "se")
    lights = gadget.lights(1)
    return "accepted" if set(lights) == {0, SCROLL_LOCK} else f"LEDs {lights}"


def typed_by_the_gadgets_keyboard():
    gadget, since = devices["scanner"], node.next_offset("stock")
    gadget.plug()
    try:
        node.wait_for(lambda: node.is_open("keys"), 30, f"the keyboard to open; it says {node.state_of('keys')}")
        gadget.lights(1)
        # One that comes before the agent has done anything else may be late for the kernel's queue, and is refused then.
        node.wait_for(lambda: answer(gadget, "BK:RECEIVE") == "accepted", 30, "an action to begin")
        for text in (scans.label("HID-1_"), f"]C101{scans.GTIN}1727123110HID2"):
            told = answer(gadget, text)
            node.expect(told == "accepted", f"{text} is answered by {told}")
        took = scans.arrived(["HID-1_", "HID2"], since)
    finally:
        gadget.pull()
    items = wire.items(node.events("stock", since))
    node.expect((scans.GTIN, "HID2", 20271231) in items, f"{items}")
    node.wait_for(lambda: not node.is_open("keys"), 20, "the status to tell that the keyboard is away")
    return f"AIM ids ]d2 and ]C1 by AltGr of the Swedish layout through hidg and usbhid, stored {took:.1f} s after the last key"


def plugged_and_pulled_50_times():
    dice, gadget = random.Random(5), devices["scanner"]
    since = node.next_offset("stock")
    accepted, waits = [], []
    for turn in range(ROUNDS):
        started = time.monotonic()
        gadget.plug()
        receive(gadget)
        waits.append(time.monotonic() - started)
        for number in range(dice.randint(1, 4)):
            lot = f"U{turn:02}{number:02}"
            if gadget.scan(scans.label(lot), 5) == "accepted":
                accepted.append(lot)
            else:
                receive(gadget)
        # The plug goes in the middle of a scan, or between a scan and its answer.
        rest = scans.label(f"X{turn:02}").encode()
        gadget.write(rest[:dice.randint(1, len(rest))] if turn % 2 else rest + b"\r")
        time.sleep(dice.choice([0, 0.002, 0.02]))
        gadget.pull()
    found = wire.lots(node.events("stock", since))
    lost = [lot for lot in accepted if lot not in found]
    twice = [lot for lot in accepted if found.count(lot) > 1]
    node.expect(len(accepted) >= ROUNDS, f"only {len(accepted)} scans were accepted in {ROUNDS} rounds")
    node.expect(not lost, f"{len(lost)} of {len(accepted)} acknowledged are lost: {lost[:5]}")
    node.expect(not twice, f"stored twice: {twice[:5]}")
    return (f"{ROUNDS} rounds, {len(accepted)} acknowledged, 0 lost, 0 twice; first answer {sorted(waits)[len(waits) // 2]:.2f} s "
            f"after the plug in the median, {max(waits):.2f} s at most")


def absence_is_told():
    node.wait_for(lambda: not node.is_open("scanner"), 20, "the status to tell that the scanner is away")
    return f"reason: {node.state_of('scanner').get('reason')}"


CHECKS = [typed_by_the_gadgets_keyboard, plugged_and_pulled_50_times, absence_is_told]
