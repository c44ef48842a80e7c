"""A USB scanner at an emulated port, plugged and pulled while it scans: what was acknowledged is in the journal, once."""

import random
import time

import node
import wire
from gadget import Gadget

ROUNDS = 50
LINK = "/dev/serial/by-id/usb-Rig_Rig_Scanner_RIG0001-if00"
CONFIG = f"""
[[input]]
name = "scanner"
type = "scanner"
device = "{LINK}"
"""
GTIN = "07350035010004"


def prepare():
    gadget = Gadget(functions=("acm",))
    gadget.remove()
    node.configure(CONFIG)


def label(lot: str) -> str:
    return f"]d201{GTIN}10{lot}"


def receive(gadget: Gadget, seconds: float = 30):
    """Begins an action that takes goods; scans until the host has opened the line."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if gadget.scan("BK:RECEIVE", 1) == "accepted":
            return
    raise TimeoutError(f"no scan was answered in {seconds:.0f} s; the input says {node.state_of('scanner')}")


def plugged_and_pulled_50_times():
    dice = random.Random(5)
    gadget = Gadget(functions=("acm",))
    since = node.next_offset("stock")
    accepted, waits = [], []
    try:
        for turn in range(ROUNDS):
            started = time.monotonic()
            gadget.plug()
            receive(gadget)
            waits.append(time.monotonic() - started)
            for number in range(dice.randint(1, 4)):
                lot = f"U{turn:02}{number:02}"
                if gadget.scan(label(lot), 5) == "accepted":
                    accepted.append(lot)
                else:
                    receive(gadget)
            # The plug goes in the middle of a scan, or between a scan and its answer.
            rest = label(f"X{turn:02}").encode()
            gadget.write(rest[:dice.randint(1, len(rest))] if turn % 2 else rest + b"\r")
            time.sleep(dice.choice([0, 0.002, 0.02]))
            gadget.pull()
    finally:
        gadget.remove()
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


CHECKS = [plugged_and_pulled_50_times, absence_is_told]
