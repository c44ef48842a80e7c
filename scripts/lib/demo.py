"""The main job, end to end: two nodes, a mast that falls, a process that is killed, and nothing lost."""

import argparse
import json
import pathlib
import shutil
import sys
import time

from field import Coordinator, Mast, Node, Process, Tools, compare, wait_for

VEHICLE = """type = "akutambulans"
owner = "Region Stockholm"
region = "Stockholm"
[node.capacity]
litter = 1
sitting = 2
icu = 1
[[input]]
name = "gnss"
type = "nmea"
device = "hardware/gnss"
[[input]]
name = "scanner"
type = "scanner"
device = "hardware/scanner"
tag_patterns = ["PAT-######"]"""

WAREHOUSE = """owner = "Statligt säkerhetslager"
region = "Stockholm"
[stock]
gln = "7350000000009"
bin = "A-01"
[[input]]
name = "scanner"
type = "scanner"
device = "hardware/scanner"
"""


class Story:
    """Says what happens, with the time since the start."""

    def __init__(self):
        self.start = time.monotonic()

    def say(self, text: str):
        print(f"{time.monotonic() - self.start:6.1f} s  {text}", flush=True)

    def watch(self, nodes, seconds: float):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(min(4, max(0.1, end - time.monotonic())))
            waiting = []
            for node in nodes:
                status = node.status()
                waiting.append(f"{node.call_sign} {status['unsent'] if status else 'dead,'} unsent")
            self.say("         " + ", ".join(waiting))


def answered(node: Node) -> dict:
    """What the simulated person typed, by the answer it got."""
    counts = {"accepted": 0, "refused": 0, "lost": 0, "silent": 0}
    epochs = 0
    for line in (node.folder / "hardware/generated.jsonl").read_text().splitlines():
        record = json.loads(line)
        if record["kind"] == "scan" and record["answer"] in counts:
            counts[record["answer"]] += 1
        epochs += record["kind"] == "epoch"
    return {**counts, "epochs": epochs}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--binaries", type=pathlib.Path, required=True)
    parser.add_argument("--folder", type=pathlib.Path, required=True)
    parser.add_argument("--once", action="store_true")
    arguments = parser.parse_args()
    arguments.folder = arguments.folder.resolve()
    shutil.rmtree(arguments.folder, ignore_errors=True)
    tools, story = Tools(arguments.binaries), Story()

    coordinator = Coordinator(tools, arguments.folder / "coordinator")
    story.say(f"coordinator is up; the picture: {coordinator.page}")
    mast = Mast(coordinator.port)
    url = f"http://127.0.0.1:{mast.port}"
    link = "report_interval = 2"
    vehicle = Node(tools, arguments.folder / "vehicle", 1, "75-9310", "vehicle", VEHICLE, coordinator, url, link)
    store = Node(tools, arguments.folder / "store", 2, "SSL Uppsala", "warehouse", WAREHOUSE, coordinator, url, link)
    nodes = [vehicle, store]
    hardware = [
        Process([tools.agent, "simulate", "--gnss", "--shift", "ambulance", "--speed", "20", "--directory",
                 vehicle.folder / "hardware"], vehicle.folder / "hardware.log"),
        Process([tools.agent, "simulate", "--shift", "warehouse", "--speed", "20", "--directory",
                 store.folder / "hardware"], store.folder / "hardware.log"),
    ]
    try:
        for node in nodes:
            node.start()
        story.say("an ambulance drives from Södertälje to Solna at 20 times the pace; a store receives and issues")
        story.watch(nodes, 16)
        mast.cut()
        story.say("THE MAST FALLS: no link")
        story.watch(nodes, 12)
        vehicle.process.kill()
        story.say("the ambulance's agent is KILLED in the middle of it (SIGKILL)")
        story.watch(nodes, 4)
        vehicle.start()
        story.say("and starts again; still no link")
        story.watch(nodes, 8)
        mast.restore()
        story.say("the mast is back: what is newest goes first, then history")
        story.watch(nodes, 12)
        for process in hardware:
            process.stop()
        story.say("the day ends; waiting until everything is delivered")
        for node in nodes:
            wait_for(node.is_delivered, 60, f"{node.call_sign} to be delivered", 0.3)
            # The last fixes may still wait for company.
            node.process.stop()
            node.start()
            wait_for(node.is_delivered, 60, f"{node.call_sign} to be delivered", 0.3)
        return summary(nodes, coordinator, story, arguments.once)
    finally:
        for process in hardware + [node.process for node in nodes] + [coordinator.process]:
            if process is not None and process.is_running():
                process.stop()


def summary(nodes, coordinator, story, once: bool) -> int:
    whole = coordinator.get("/v1/completeness")["complete"]
    print()
    print("unit          scans ok  events made  received  missing  different  duplicates suppressed")
    is_good = whole
    for node in nodes:
        counts, scans = compare(node, coordinator), answered(node)
        is_good &= counts["made"] == counts["received"] and not counts["missing"] and not counts["different"]
        is_good &= counts["conflicts"] == 0 and counts["made"] > 0 and scans["accepted"] > 0
        print(f"{node.call_sign:12}{scans['accepted']:>10}{counts['made']:>13}{counts['received']:>10}"
              f"{counts['missing']:>9}{counts['different']:>11}{counts['duplicates']:>23}")
    is_good &= stock_agrees(nodes[1], coordinator)
    verdict = "everything that was acknowledged is at the coordinator exactly once" if is_good else "IT DIFFERS"
    print(f"\ndemo: {verdict}; completeness {'proved' if whole else 'NOT proved'}")
    if not once and sys.stdout.isatty():
        print(f"\nThe picture stays up at {coordinator.page} until Ctrl-C.")
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            print()
    return 0 if is_good else 1


def stock_agrees(store: Node, coordinator: Coordinator) -> bool:
    """Whether the coordinator's balances are what the simulated person did, scan by scan."""
    expected, sign, quantity = {}, 0, 1
    for line in (store.folder / "hardware/generated.jsonl").read_text().splitlines():
        record = json.loads(line)
        if record["kind"] != "scan" or record["answer"] != "accepted":
            continue
        text = record["text"]
        if record["meaning"] in ("receive", "issue"):
            sign, quantity = (1 if record["meaning"] == "receive" else -1), 1
        elif record["meaning"] == "quantity":
            quantity = int(text.rsplit(":", 1)[1])
        elif record["meaning"] == "item":
            key = (text[5:19], text[29:])
            expected[key] = expected.get(key, 0) + sign * quantity
            quantity = 1
    found = {}
    for line in coordinator.get("/v1/stock")["stock"]:
        key = (line["item"]["code"], line["lot"])
        found[key] = found.get(key, 0) + line["balance"]
    print(f"\nstock: {len(expected)} lots typed by the store, {len(found)} at the coordinator, "
          f"{sum(expected.get(key) != found.get(key) for key in expected.keys() | found.keys())} balances differ")
    return expected == found


if __name__ == "__main__":
    sys.exit(main())
