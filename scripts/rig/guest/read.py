"""In the guest: starts the agent on each disk and writes down what it holds.

    read.py DEVICE...       block devices, or images in the share

For each, the share gets NAME.json with `is_up`, `lots`, `is_sound`, `faults`, `epochs`, `files`.
"""

import json
import os
import pathlib
import re
import subprocess

from guest import DISK, SHARE, arguments, ask, mount, power_off, start_agent, tell, unmount, wait_for_agent

LOT = re.compile(rb"L\d{8}")
PAGE = 1000


def lots(epoch: str) -> list:
    """The lots of one epoch's stock events, as often as they are there."""
    counter, random = epoch.split("-")
    number = int(counter) << 32 | int(random, 16)
    found, first = [], 0
    while page := ask(f"journal list stock {first} {PAGE} {number}"):
        found += [lot.decode() for event in page for lot in LOT.findall(bytes.fromhex(event["bytes"]))]
        first = page[-1]["offset"] + 1
    return found


def read(device: str) -> dict:
    mount(device, *([] if device.startswith("/dev/") else ["loop"]))
    agent = start_agent()
    try:
        report = {"is_up": wait_for_agent(agent, 60)}
        if report["is_up"]:
            epochs = sorted({stream["epoch"] for stream in ask("journal stat")[0]["streams"]})
            verification = ask("journal verify")[0]
            report["lots"] = [lot for epoch in epochs for lot in lots(epoch)]
            report["epochs"] = len(epochs)
            report["is_sound"], report["faults"] = verification["ok"], verification["faults"]
        report["files"] = sorted(path.name for path in (DISK / "journal").iterdir())
    finally:
        agent.kill()
        agent.wait()
        unmount()
    return report


for device in arguments():
    try:
        report = read(device if device.startswith("/dev/") else str(SHARE / device))
    except (subprocess.CalledProcessError, OSError, ValueError) as error:
        # One disk that cannot be read says nothing of the next.
        tell(f"{device}: {error}")
        continue
    with open(SHARE / f"{pathlib.Path(device).stem}.json", "w") as file:
        json.dump(report, file)
        file.flush()
        os.fsync(file.fileno())
    tell(f"READ {device}")
power_off()
