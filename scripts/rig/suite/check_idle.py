"""What the agent takes while everything is plugged in and nothing happens but time: a receiver, four probes, eight lines, a scanner."""

import os
import pathlib
import subprocess
import time

import node
from gadget import Gadget
from sim_gpio import Chip
from slave import Slave

FOLDER, PORT, SECONDS, LINES = "/run/hardware", 1510, 60, 8
ROLES = ["ignition", "mains", "door", "door", "stretcher", "duress", "tamper", "accepted-light"]
LINE = '[[line]]\nname = "line{0}"\nchip = "rig-idle"\noffset = {0}\nrole = "{1}"\n'
PROBE = """[[input]]
name = "probe{0}"
type = "modbus"
bus = "net"
unit = {0}
map = "xy-md02"
interval = 10
[[probe]]
name = "cell{0}"
input = "probe{0}"
register = "temperature"
"""
CONFIG = f"""
[[input]]
name = "gnss"
type = "nmea"
device = "{FOLDER}/gnss"
baud = 38400
[[input]]
name = "scanner"
type = "scanner"
device = "/dev/serial/by-id/usb-Rig_Rig_Scanner_RIG0001-if00"
[[bus]]
name = "net"
connect = "127.0.0.1:{PORT}"
timeout = 2
"""
rig = {}


def prepare():
    subprocess.run(["install", "-d", "-o", node.USER, FOLDER], check=True)
    rig["receiver"] = subprocess.Popen(
        ["runuser", "-u", node.USER, "--", node.AGENT, "simulate", "--gnss", "--directory", FOLDER], stdout=subprocess.DEVNULL)
    node.wait_for(lambda: os.path.islink(f"{FOLDER}/gnss"), 30, "the simulated receiver")
    rig["slave"] = Slave(PORT)
    rig["slave"].set(1, 52, 455)
    rig["chip"] = Chip("rig-idle", lines=LINES)
    rig["scanner"] = Gadget(functions=("acm",))
    rig["scanner"].plug()
    lines = "".join(LINE.format(number, role) for number, role in enumerate(ROLES))
    node.configure(CONFIG + lines + "".join(PROBE.format(number) for number in range(1, 5)))


def clean():
    node.call("systemctl", "stop", node.SERVICE)
    node.release(rig)


def figures(process: int) -> tuple:
    """Processor time in seconds and voluntary sleeps of all threads so far."""
    sleeps = seconds = 0
    for task in pathlib.Path(f"/proc/{process}/task").iterdir():
        state = dict(line.split(":", 1) for line in (task / "status").read_text().splitlines() if ":" in line)
        sleeps += int(state["voluntary_ctxt_switches"])
        fields = (task / "stat").read_text().rsplit(")", 1)[1].split()
        seconds += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return seconds, sleeps


def everything_plugged_in_and_quiet():
    names = ["gnss", "scanner", *(f"probe{number}" for number in range(1, 5))]
    node.wait_for(lambda: all(map(node.is_open, names)), 60, "every input to be open")
    time.sleep(15)
    process, start = node.process_id(), time.monotonic()
    before = figures(process)
    time.sleep(SECONDS)
    after, elapsed = figures(process), time.monotonic() - start
    faults = {name: found for name in names if (found := node.state_of(name)["faults"])}
    node.expect(not faults, f"faults: {faults}")
    wakes, share = (after[1] - before[1]) / elapsed, (after[0] - before[0]) / elapsed * 100
    # Wake-ups are counted and not timed; what they cost is for a machine of known speed.
    node.expect(wakes <= 20, f"{wakes:.1f} wake-ups/s")
    return f"receiver at 1 Hz, 4 probes at 10 s, {LINES} lines, a scanner: {wakes:.1f} wake-ups/s, {share:.2f} % of this core, over {SECONDS} s"


CHECKS = [everything_plugged_in_and_quiet]
