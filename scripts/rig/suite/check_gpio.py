"""Lines of a simulated chip against the running agent: edges, debounce, storms, pulses, outputs, a chip that goes and comes."""

import os
import statistics
import time

import node
import wire
from gadget import Gadget
from scans import label
from sim_gpio import Chip

CHIP = "rig-lines"
# Name, offset, role and further keys.
LINES = [("ignition", 0, "ignition", ""), ("mains", 1, "mains", ""), ("fail", 2, "power-fail", "debounce = 0.001"),
         ("door", 3, "door", ""), ("latch", 4, "stretcher", ""), ("duress", 5, "duress", ""),
         ("help", 6, "duress", "active_low = true"), ("way", 7, "odometer", "millimetres_per_pulse = 500"),
         ("cover", 8, "tamper", ""), ("green", 9, "accepted-light", ""), ("red", 10, "refused-light", ""), ("horn", 11, "beeper", "")]
OFFSETS = {name: offset for name, offset, _, _ in LINES}
CONFIG = "".join(f'[[line]]\nname = "{name}"\nchip = "{CHIP}"\noffset = {offset}\nrole = "{role}"\n{more}\n'
                 for name, offset, role, more in LINES)
SCANNER = '[[input]]\nname = "scanner"\ntype = "scanner"\ndevice = "/dev/serial/by-id/usb-Rig_Rig_Scanner_RIG0001-if00"\n'
# Seconds: the agent's debounce of an input, and a longer time with room for a guest that is late.
DEBOUNCE, SETTLED = 0.02, 0.1
rig = {}


def prepare():
    rig["chip"] = Chip(CHIP)
    rig["scanner"] = Gadget(functions=("acm",))
    chip = rig["chip"]
    chip.pull(OFFSETS["help"], True)
    chip.pull(OFFSETS["mains"], True)
    rig["scanner"].plug()
    node.configure(SCANNER + CONFIG)


def clean():
    node.call("systemctl", "stop", node.SERVICE)
    node.release(rig)


def pull(name: str, is_high: bool):
    rig["chip"].pull(OFFSETS[name], is_high)


def alarms(since: int) -> list:
    return [event for event in node.events("alarm", since) if wire.body(event, wire.ALARM) is not None]


def line_of(name: str) -> dict:
    """What the status says of a line."""
    found = [each for each in node.status().get("lines", []) if each["name"] == name]
    if not found:
        raise node.Lacking("the status knows no lines")
    return found[0]


def press(name: str, seconds: float = 0.1):
    is_low = name == "help"
    pull(name, not is_low)
    time.sleep(seconds)
    pull(name, is_low)


def duress_is_an_alarm():
    since, times = node.next_offset("alarm"), []
    for turn in range(10):
        name = ("duress", "help")[turn % 2]
        begun = time.monotonic()
        press(name)
        node.wait_for(lambda: node.next_offset("alarm") > since + turn, 10, f"the alarm of press {turn} of {name}", 0.01)
        times.append(time.monotonic() - begun)
        time.sleep(SETTLED)
    found = alarms(since)
    node.expect(len(found) == 10, f"{len(found)} alarms for 10 presses")
    node.expect([event["source"] for event in found] == ["duress", "help"] * 5, "the alarms do not name their lines")
    return f"10 of 10, one of the lines active low, in the journal within {max(times):.2f} s"


def levels_are_told():
    for name in ("ignition", "mains", "door", "latch", "cover"):
        for is_high in (True, False):
            pull(name, is_high)
            node.wait_for(lambda: line_of(name)["level"] == ("on" if is_high else "off"), 20, f"{name} {is_high} in the status")
    pull("mains", True)
    # Two reports are two seconds apart, and what changes and changes back in between is not told.
    for is_high in (True, False):
        time.sleep(2.5)
        health = node.next_offset("node")
        pull("door", is_high)
        node.wait_for(lambda: node.next_offset("node") > health, 10, f"health in the journal after the door: {is_high}")
    tampers = [event for event in alarms(0) if event["source"] == "cover"]
    node.expect(len(tampers) == 1, f"{len(tampers)} tamper alarms")
    return "ignition, mains, door, latch and cover on and off; tamper alarm; health written"


def bounces_count_once():
    since = node.next_offset("alarm")
    rates = []
    for turn in range(5):
        rates.append(rig["chip"].bounce(OFFSETS["duress"], 200, 10_000, ends_high=True))
        node.wait_for(lambda: node.next_offset("alarm") > since + turn, 10, f"the alarm of press {turn}")
        rig["chip"].bounce(OFFSETS["duress"], 200, 10_000, ends_high=False)
        time.sleep(SETTLED)
    node.expect(len(alarms(since)) == 5, f"{len(alarms(since))} alarms for 5 presses that bounce 200 times")
    return f"5 presses with 200 bounces at {statistics.median(rates):.0f} Hz: 5 alarms"


def short_pulses_do_not_count():
    chip, line, since = rig["chip"], OFFSETS["duress"], node.next_offset("alarm")
    lengths = []
    # A guest that stands still makes some of them longer than was asked for, and those may count.
    while len(lengths) < 60 and sum(length < DEBOUNCE for length in lengths) < 20:
        rise, _ = chip.edge(line, True)
        _, fall = chip.edge(line, False)
        lengths.append(fall - rise)
        time.sleep(SETTLED)
    long = sum(length >= DEBOUNCE for length in lengths)
    found = len(alarms(since))
    node.expect(len(lengths) - long >= 10, f"{long} of {len(lengths)} pulses became longer than {DEBOUNCE * 1000:.0f} ms")
    node.expect(found <= long, f"{found} alarms for {len(lengths) - long} short pulses and {long} long ones")
    return f"{len(lengths) - long} pulses of {statistics.median(lengths) * 1000:.0f} ms and {long} longer than {DEBOUNCE * 1000:.0f} ms: {found} alarms"


def storm_leaves_others_alone():
    since = node.next_offset("alarm")
    rate = rig["chip"].bounce(OFFSETS["door"], 20_000, 10_000, ends_high=False)
    begun = time.monotonic()
    press("duress")
    node.wait_for(lambda: node.next_offset("alarm") > since, 10, "the alarm during a storm on another line", 0.01)
    took = time.monotonic() - begun
    return f"20,000 edges at {rate:.0f} Hz on the door, alarm {took:.2f} s after it; status: {line_of('door').get('faults')}"


def stuck_line():
    since = node.next_offset("alarm")
    pull("duress", True)
    time.sleep(1.5)
    press("help")
    node.wait_for(lambda: node.next_offset("alarm") >= since + 2, 10, "both alarms")
    pull("duress", False)
    time.sleep(SETTLED)
    found = [event["source"] for event in alarms(since)]
    node.expect(found == ["duress", "help"], f"alarms: {found}")
    return "held for 1.5 s: one alarm, the other button works"


def roll(count: int) -> float:
    """So many pulses, each when the kernel has stamped the one before: of others the emulated chip itself loses some. Returns their rate."""
    chip, line, begun = rig["chip"], OFFSETS["way"], time.monotonic()
    # Whoever turns the wheels steps back, so that the agent is only as late as the whole guest is.
    os.setpriority(os.PRIO_PROCESS, 0, 19)
    try:
        for _ in range(count):
            chip.edge(line, True)
            chip.pull(line, False)
            time.sleep(0.012)
    finally:
        os.setpriority(os.PRIO_PROCESS, 0, 0)
    return count / (time.monotonic() - begun)


def odometer_pulses():
    count, lost = 400, []
    for _ in range(3):
        before = line_of("way")
        rate = roll(count)
        # Two reports later everything is told.
        time.sleep(2)
        line = line_of("way")
        counted = line["pulses"] - before["pulses"]
        if line["faults"] == before["faults"]:
            node.expect(counted == count, f"{counted} of {count} pulses at {rate:.0f} Hz, and no fault tells so; {line}")
            return f"{counted} of {count} at {rate:.0f} Hz, no fault{f'; lost and told so before: {lost}' if lost else ''}"
        # The kernel's queue holds 16 of them: a guest that is starved for a third of a second loses some, and the agent says so.
        node.expect(line["faults"].get("overflow", 0) > before["faults"].get("overflow", 0) and counted < count, f"{counted}; {line}")
        lost.append(counted)
    raise AssertionError(f"{lost} of {count} pulses in three tries; {line_of('way')}")


def watch_outputs(names: list, seconds: float) -> dict:
    """How often each output changed its level, from dark on."""
    chip, levels, changes, end = rig["chip"], dict.fromkeys(names, False), dict.fromkeys(names, 0), time.monotonic() + seconds
    while time.monotonic() < end:
        for name in names:
            level = chip.is_high(OFFSETS[name])
            changes[name] += level != levels[name]
            levels[name] = level
        time.sleep(0.005)
    return changes


def outputs_answer_scans():
    scanner, names = rig["scanner"], ["green", "red", "horn"]
    node.wait_for(lambda: scanner.scan("BK:RECEIVE", 2) == "accepted", 40, "the scanner")
    node.wait_for(lambda: not any(watch_outputs(names, 1).values()), 10, "the outputs to be dark when there is no reason")
    shown = {}
    for word, text in (("accepted", label("OUT1")), ("refused", "nonsense")):
        scanner.write(text.encode() + b"\r")
        shown[word] = watch_outputs(names, 2.5)
        node.wait_for(lambda: not any(rig["chip"].is_high(OFFSETS[name]) for name in names), 5, f"the outputs to go off after {word}")
    for word, lit, dark in (("accepted", "green", "red"), ("refused", "red", "green")):
        node.expect(shown[word][lit] > 0 and shown[word][dark] == 0 and shown[word]["horn"] > 0, f"{word} shows {shown[word]}")
    node.expect(shown["accepted"] != shown["refused"], f"both show {shown}")
    return f"changes of level read back: {shown}"


def chip_state() -> str:
    return node.status()["chips"][0]["state"]


def chip_goes_and_comes():
    since, times = node.next_offset("alarm"), []

    def presses() -> int:
        # The other button is active low, and the chip comes back with all wires low.
        return sum(event["source"] == "duress" for event in alarms(since))

    for turn in range(5):
        rig["chip"].set_live(False)
        node.wait_for(lambda: chip_state() == "waiting", 10, "the status to tell that the chip is away")
        node.expect(line_of("help")["level"] == "unknown", f"the chip is away and the line {line_of('help')}")
        rig["chip"].set_live(True)
        begun = time.monotonic()
        # Whatever drove the wires still does.
        pull("help", True)
        pull("mains", True)
        node.wait_for(lambda: chip_state() == "open", 20, f"the agent to take the chip again after its return {turn}")
        times.append(time.monotonic() - begun)
        node.wait_for(lambda: line_of("help")["level"] == "off", 10, f"the level of the button; it is {line_of('help')}")
        press("duress")
        node.wait_for(lambda: presses() > turn, 10, f"the alarm after return {turn}; {node.status()['chips']}")
        time.sleep(SETTLED)
    node.expect(presses() == 5, f"{presses()} alarms for 5 presses")
    return f"5 times, taken again after {max(times):.2f} s at most; each press after it is one alarm"


CHECKS = [levels_are_told, duress_is_an_alarm, bounces_count_once, short_pulses_do_not_count, stuck_line, storm_leaves_others_alone, odometer_pulses,
          outputs_answer_scans, chip_goes_and_comes]
