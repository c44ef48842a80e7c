"""The supply is about to end, a hundred times while somebody scans: what was acknowledged is in the journal."""

import json
import os
import random
import re
import signal
import statistics
import threading
import time

import node
import wire
from gadget import Gadget
from scans import label
from sim_gpio import Chip
from stillness import Stillness, lost

EDGES = 100
TOLD = re.compile(r"the power fails: all is durable after (\d+) ms, in the database after (\d+) ms")
# Milliseconds in which everything is to be durable.
PROMISE = 200
CONFIG = """
[[line]]
name = "fail"
chip = "rig-power"
offset = 0
role = "power-fail"
debounce = 0.001
"""
rig = {}


def prepare():
    # What the guest has still to write of the package and of its log would stand before the agent's commits.
    os.sync()
    rig["chip"] = Chip("rig-power", lines=4)
    rig["scanner"] = Gadget(functions=("acm",))
    rig["chip"].pull(0, False)
    rig["scanner"].plug()
    node.configure('[[input]]\nname = "scanner"\ntype = "scanner"\ndevice = "/dev/serial/by-id/usb-Rig_Rig_Scanner_RIG0001-if00"\n' + CONFIG)
    node.wait_for(lambda: rig["scanner"].scan("BK:RECEIVE", 2) == "accepted", 40, "the scanner")


def clean():
    node.call("systemctl", "stop", node.SERVICE)
    node.release(rig)


def hundred_edges_under_load():
    accepted, is_over, since = [], threading.Event(), node.next_offset("stock")

    def scan_on():
        number = 0
        while not is_over.is_set():
            lot = f"P{number:05}"
            answer = rig["scanner"].scan(label(lot), 10)
            if answer == "accepted":
                accepted.append(lot)
            number += 1

    person, dice, stillness = threading.Thread(target=scan_on), random.Random(7), Stillness()
    person.start()
    process = node.process_id()
    try:
        for _ in range(EDGES):
            rig["chip"].pull(0, True)
            time.sleep(dice.uniform(0.08, 0.16))
            rig["chip"].pull(0, False)
            time.sleep(dice.uniform(0.05, 0.1))
        # The last one is meant: the machine is gone before anybody can do anything about it.
        rig["chip"].pull(0, True)
        time.sleep(PROMISE / 1000)
        os.kill(process, signal.SIGKILL)
    finally:
        is_over.set()
        person.join()
        still = stillness.end()
    node.wait_until_up()
    found = wire.lots(node.events("stock", since))
    missing = [lot for lot in accepted if lot not in found]
    node.expect(len(accepted) > EDGES, f"only {len(accepted)} scans were accepted")
    node.expect(not missing, f"{len(missing)} of {len(accepted)} acknowledged are lost: {missing[:5]}")
    return f"{EDGES} edges, {len(accepted)} acknowledged, 0 lost; {times_to_durable(process, still)}"


def times_to_durable(process: int, still: list) -> str:
    """What the agent's log says of the edges, each of which it names, with and without the times in which nothing could run."""
    log = node.call("journalctl", f"_PID={process}", "-o", "json", "--output-fields=MESSAGE", "--no-pager", "-b")
    whole, own = [], []
    for line in log.splitlines():
        entry = json.loads(line)
        if match := TOLD.search(str(entry["MESSAGE"])):
            durable, told = int(match[1]), int(match[2])
            # The monotonic and the boot clock are one in a guest that never sleeps.
            edge = int(entry["__MONOTONIC_TIMESTAMP"]) / 1e6 - told / 1000
            whole.append(durable)
            own.append(durable - 1000 * lost(still, edge, edge + durable / 1000))
    node.expect(len(own) >= EDGES, f"the log tells of {len(own)} of {EDGES + 1} power-fails")
    figures = [f"{name} {statistics.median(times):.0f} ms in the median, {max(times):.0f} ms at most, "
               f"{sum(each <= PROMISE for each in times)} of {len(times)} within {PROMISE} ms"
               for name, times in (("durable after", whole), ("of processor", own))]
    text = "; ".join(figures)
    node.expect(statistics.median(own) <= PROMISE / 2, f"too slow: {text}")
    node.expect(sum(each <= PROMISE for each in own) >= 0.95 * len(own), f"too many are late: {text}")
    node.expect(max(own) <= 5 * PROMISE, f"one is far too late: {text}")
    return text


CHECKS = [hundred_edges_under_load]
