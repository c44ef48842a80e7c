"""Probes on two buses: libmodbus's own server over a serial line and over TCP, a dead unit beside them, and an excursion."""

import time

import node
import wire
from slave import Slave, bus

LINE, PORT = "/run/hardware/rs485", 1502
CONFIG = f"""
[[bus]]
name = "cabin"
device = "{LINE}"
timeout = 0.5
[[bus]]
name = "net"
connect = "127.0.0.1:{PORT}"
timeout = 2
[[input]]
name = "wired"
type = "modbus"
bus = "cabin"
unit = 1
map = "xy-md02"
interval = 0.5
[[input]]
name = "dead"
type = "modbus"
bus = "cabin"
unit = 9
map = "xy-md02"
interval = 0.5
[[input]]
name = "remote"
type = "modbus"
bus = "net"
map = "xy-md02"
interval = 0.5
[[probe]]
name = "box"
input = "wired"
register = "temperature"
band = [2, 8]
tolerated_minutes = 0.05
report = 10
[[probe]]
name = "cell"
input = "remote"
register = "temperature"
report = 10
"""
TEMPERATURE, EXCURSION = 1, 24
slaves = {}


def prepare():
    slaves["wired"], slaves["remote"] = Slave(bus(LINE), 1), Slave(PORT)
    for slave, tenths in ((slaves["wired"], 52), (slaves["remote"], -187)):
        slave.set(TEMPERATURE, tenths, 455)
    node.configure(CONFIG)


def clean():
    node.release(slaves)


def signed(number: int) -> int:
    """A number of protobuf's zigzag encoding."""
    return number >> 1 if number % 2 == 0 else -(number + 1 >> 1)


def values(probe: str, since: int = 0) -> list:
    """The values of a probe's samples in thousandths; None where it was unknown."""
    samples = [wire.body(event, wire.SAMPLE) for event in node.events("climate", since)]
    return [signed(sample[3][0]) if 3 in sample else None for sample in samples if sample and sample[1] == [probe.encode()]]


def values_of_both_buses():
    node.wait_for(lambda: values("box") and values("cell"), 40, "a sample of each probe")
    node.expect(values("box")[-1] == 5200, f"box: {values('box')}")
    node.expect(values("cell")[-1] == -18700, f"cell: {values('cell')}")
    return "5.2 °C over RTU and -18.7 °C over TCP, signed"


def dead_unit_slows_nobody():
    first, begun = {name: node.state_of(name) for name in ("wired", "dead", "remote")}, time.monotonic()
    time.sleep(8)
    last, seconds = {name: node.state_of(name) for name in first}, time.monotonic() - begun
    rates = {name: (last[name]["observations"] - first[name]["observations"]) / seconds for name in ("wired", "remote")}
    # Two polls a second are asked for. Each try of the dead unit takes the bus for as long as one of them.
    node.expect(min(rates.values()) > 1.2, f"observations a second: {rates}")
    node.expect(rates["wired"] > 0.7 * rates["remote"], f"the bus with the dead unit is slower: {rates}")
    node.expect(bool(last["dead"]["faults"]), "no fault is counted of the dead unit")
    node.expect(last["dead"]["observations"] == 0, "the dead unit told something")
    faults = sum(last["wired"]["faults"].values())
    node.expect(faults * 10 < last["wired"]["observations"], f"faults of the live unit: {last['wired']['faults']}")
    return f"{rates['wired']:.1f} and {rates['remote']:.1f} polls/s beside it; it counts {last['dead']['faults']}"


def excursion():
    since = node.next_offset("stock")
    slaves["wired"].set(TEMPERATURE, 91)
    began = time.monotonic()

    def found() -> list:
        return [body for event in node.events("stock", since) if (body := wire.body(event, EXCURSION))]

    node.wait_for(found, 60, "an excursion", 0.2)
    took = time.monotonic() - began
    node.expect(took > 2.5, f"declared after {took:.1f} s of 3 tolerated")
    node.expect(found()[0][1] == [b"box"], f"it names {found()[0][1]}")
    slaves["wired"].set(TEMPERATURE, 50)
    node.wait_for(lambda: any(body.get(8) == [1] for body in found()), 60, "its end", 0.2)
    return f"9.1 °C in a band of 2 to 8: declared after {took:.1f} s of 3 tolerated, ended when it was back"


def silent_probe_is_unknown():
    since = node.next_offset("climate")
    slaves["remote"].silence()
    node.wait_for(lambda: None in values("cell", since), 60, "a sample without value", 0.5)
    rest = values("cell", since)
    node.expect(rest[rest.index(None):] == [None] * len(rest[rest.index(None):]), f"values after it fell silent: {rest}")
    slaves["wired"].set(TEMPERATURE, 60)
    node.wait_for(lambda: 6000 in values("box", since), 30, "the other probe")
    return "no value where none came; the other bus goes on"


CHECKS = [values_of_both_buses, dead_unit_slows_nobody, excursion, silent_probe_is_unknown]
