"""In the guest: the agent on the data disk, a receiver that moves, and somebody who scans as fast as the agent beeps.

    load.py LIFE SECONDS [logged]

Tells UP when the first scan is answered and ACK LOT for each lot that was acknowledged. With `logged` the disk is /dev/ubda behind
a log on /dev/ubdb, and each acknowledgement is a mark in it.
"""

import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "lib"))

from guest import AGENT, arguments, mount, power_off, start_agent, tell, unmount  # noqa: E402
from logged_disk import LoggedDisk  # noqa: E402
from scanner import HandScanner  # noqa: E402


def scan_on(scanner: HandScanner, life: int, seconds: float, has_ended, acknowledged):
    """Scans for so many seconds from the first answer on.

    One scan waits for its answer, the first of them until the agent has started. An agent that is silent for a minute ends the task:
    when it answers at last, nobody could tell which scan it means.
    """
    is_receiving = False
    number, end = 0, None
    while not has_ended() and (end is None or time.monotonic() < end):
        lot = f"L{life:03}{number:05}"
        answer = scanner.scan(f"]d2010735003501000410{lot}" if is_receiving else "BK:RECEIVE", 60, has_ended)
        if answer == "silent":
            return
        if answer == "accepted" and is_receiving:
            acknowledged(lot)
            number += 1
        elif answer == "accepted" and end is None:
            end = time.monotonic() + seconds
            tell("UP")
        is_receiving = answer == "accepted"


def main():
    life, seconds, *rest = arguments()
    log = LoggedDisk("/dev/ubda", "/dev/ubdb") if rest == ["logged"] else None
    mount(log.device if log else "/dev/ubda")
    scanner = HandScanner(pathlib.Path("/run/scanner"))
    agent = start_agent()
    receiver = subprocess.Popen(
        [AGENT, "simulate", "--gnss", "--speed", "20", "--directory", "/run/hardware"], stdout=subprocess.DEVNULL)

    def acknowledged(lot: str):
        if log:
            log.mark(lot)
        tell(f"ACK {lot}")

    scan_on(scanner, int(life), float(seconds), lambda: agent.poll() is not None, acknowledged)
    if agent.poll() is not None:
        tell(f"ENDED {agent.returncode}")
    for process in (agent, receiver):
        process.kill()
        process.wait()
    unmount()
    if log:
        log.close()
    tell("DONE")
    power_off()


main()
