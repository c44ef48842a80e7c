"""Lines of a simulated chip against the running agent: edges, debounce, storms, pulses, outputs, a chip that goes and comes."""

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
        time.sleep(0.2)
    found = alarms(since)
    node.expect(len(found) == 10, f"{len(found)} alarms for 10 presses")
    node.expect([event["source"] for event in found] == ["duress", "help"] * 5, "the alarms do not name their lines")
    return f"10 of 10, one of the lines active low, in the journal within {max(times):.2f} s"


def levels_are_told():
    health = node.next_offset("node")
    for name in ("ignition", "mains", "door", "latch", "cover"):
        for is_high in (True, False):
            pull(name, is_high)
            node.wait_for(lambda: line_of(name)["level"] == ("on" if is_high else "off"), 20, f"{name} {is_high} in the status")
    pull("mains", True)
    node.wait_for(lambda: node.next_offset("node") > health, 20, "health in the journal")
    tampers = [event for event in alarms(0) if event["source"] == "cover"]
    node.expect(len(tampers) == 1, f"{len(tampers)} tamper alarms")
    return "ignition, mains, door, latch and cover on and off; tamper alarm; health written"


def bounces_count_once():
    since = node.next_offset("alarm")
    rates = []
    for turn in range(5):
        rates.append(rig["chip"].bounce(OFFSETS["duress"], 200, 10_000, ends_high=True))
        time.sleep(0.5)
        rig["chip"].bounce(OFFSETS["duress"], 200, 10_000, ends_high=False)
        time.sleep(0.5)
    node.wait_for(lambda: node.next_offset("alarm") >= since + 5, 10, "five alarms")
    time.sleep(0.5)
    node.expect(len(alarms(since)) == 5, f"{len(alarms(since))} alarms for 5 presses that bounce 200 times")
    return f"5 presses with 200 bounces at {statistics.median(rates):.0f} Hz: 5 alarms"


def short_pulses_do_not_count():
    since, short, long = node.next_offset("alarm"), 0, 0
    while short < 20 and long < 60:
        begun = time.monotonic()
        press("duress", 0.002)
        # A busy machine makes some of them longer than was asked for, and those may count.
        if time.monotonic() - begun < 0.015:
            short += 1
        else:
            long += 1
        time.sleep(0.1)
    time.sleep(0.5)
    found = len(alarms(since))
    node.expect(short >= 5, f"only {short} of {short + long} pulses were short")
    # The emulated chip merges two edges that a busy guest has not served yet; what is left then looks like one long pulse.
    node.expect(found <= long + short // 5, f"{found} alarms for {short} pulses of 2 ms and {long} longer than 15 ms")
    return f"{short} pulses of 2 ms and {long} longer than 15 ms: {found} alarms"


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
    time.sleep(3)
    press("help")
    node.wait_for(lambda: node.next_offset("alarm") >= since + 2, 10, "both alarms")
    pull("duress", False)
    time.sleep(0.3)
    found = [event["source"] for event in alarms(since)]
    node.expect(found == ["duress", "help"], f"alarms: {found}")
    return "held for 3 s: one alarm, the other button works"


def odometer_pulses():
    before = line_of("way").get("pulses", 0)
    chip, count = rig["chip"], 400
    rate = chip.bounce(OFFSETS["way"], count * 2, 80, ends_high=False)
    time.sleep(3)
    line = line_of("way")
    counted = line["pulses"] - before
    # A guest that stands still for a moment loses edges, and the agent must have noticed.
    is_noticed = line["faults"].get("overflow", 0) > 0 and count * 0.8 <= counted < count
    node.expect(counted == count or is_noticed, f"{counted} of {count} pulses at {rate / 2:.0f} Hz; {line}")
    return f"{counted} of {count} at {rate / 2:.0f} Hz{', the loss is counted' if is_noticed else ''}"


def watch_output(name: str, seconds: float) -> list:
    """The levels that an output took, each once for each change."""
    chip, levels, end = rig["chip"], [], time.monotonic() + seconds
    while time.monotonic() < end:
        level = chip.is_high(OFFSETS[name])
        if not levels or levels[-1] != level:
            levels.append(level)
    return levels


def outputs_answer_scans():
    scanner = rig["scanner"]
    node.wait_for(lambda: scanner.scan("BK:RECEIVE", 2) == "accepted", 40, "the scanner")
    time.sleep(3)
    for name in ("green", "red", "horn"):
        node.expect(not rig["chip"].is_high(OFFSETS[name]), f"{name} is on for no reason")
    shown = {}
    for word, text in (("accepted", label("OUT1")), ("refused", "nonsense")):
        shown[word] = {}
        for name in ("green", "red"):
            scanner.write(text.replace("OUT1", f"OUT{name}").encode() + b"\r")
            shown[word][name] = len(watch_output(name, 2)) - 1
            time.sleep(2)
    node.expect(shown["accepted"]["green"] > 0 and shown["accepted"]["red"] == 0, f"accepted shows {shown['accepted']}")
    node.expect(shown["refused"]["red"] > 0 and shown["refused"]["green"] == 0, f"refused shows {shown['refused']}")
    return f"changes of level read back: {shown}"


def chip_goes_and_comes():
    since = node.next_offset("alarm")
    for turn in range(5):
        rig["chip"].set_live(False)
        time.sleep(1)
        node.expect(bool(node.status()), "the agent is gone with the chip")
        rig["chip"].set_live(True)
        pull("help", True)
        pull("mains", True)
        begun = time.monotonic()
        while node.next_offset("alarm") == since + turn:
            press("duress", 0.2)
            node.expect(time.monotonic() - begun < 40, f"line dead after return {turn} of the chip: {node.status().get('chips')}")
            time.sleep(0.3)
        since = node.next_offset("alarm") - turn - 1
    return "5 times; a press counts again after each"


CHECKS = [levels_are_told, duress_is_an_alarm, bounces_count_once, short_pulses_do_not_count, stuck_line, storm_leaves_others_alone, odometer_pulses,
          outputs_answer_scans, chip_goes_and_comes]
