"""Doctor on a sound node, and on one with planted faults, each of which it names."""

import contextlib
import json
import os
import pwd
import subprocess
import threading
import time

import node
from gadget import Gadget
from sim_gpio import Chip
from slave import Slave, bus, terminal

FOLDER = "/run/hardware"
CHIP = "rig-doctor"
HEALTHY = f"""
[[input]]
name = "gnss"
type = "nmea"
device = "{FOLDER}/gnss"
[[input]]
name = "scanner"
type = "scanner"
device = "/dev/serial/by-id/usb-Rig_Rig_Scanner_RIG0001-if00"
[[line]]
name = "door"
chip = "{CHIP}"
offset = 1
role = "door"
[[bus]]
name = "cabin"
device = "{FOLDER}/rs485"
[[input]]
name = "probe"
type = "modbus"
bus = "cabin"
unit = 1
map = "xy-md02"
"""
FAULTS = f"""
[[input]]
name = "missing"
type = "scanner"
device = "/dev/serial/by-id/gone"
[[input]]
name = "silent"
type = "nmea"
device = "{FOLDER}/silent"
[[input]]
name = "garbled"
type = "nmea"
device = "{FOLDER}/garbled"
[[input]]
name = "forbidden"
type = "scanner"
device = "/dev/rig-forbidden"
[[line]]
name = "nochip"
chip = "no-such-chip"
offset = 0
role = "door"
[[line]]
name = "noline"
chip = "{CHIP}"
offset = 99
role = "door"
[[line]]
name = "held"
chip = "{CHIP}"
offset = 2
role = "door"
[[bus]]
name = "cabin"
device = "{FOLDER}/deadbus"
[[input]]
name = "probe"
type = "modbus"
bus = "cabin"
unit = 5
map = "xy-md02"
"""
rig = {}


def prepare():
    subprocess.run(["install", "-d", "-o", node.USER, FOLDER], check=True)
    subprocess.run("ip link set lo up; ip link add rig0 type dummy; ip address add 192.0.2.2/24 dev rig0; ip link set rig0 up;"
                   "ip route replace default via 192.0.2.1", shell=True, check=True)
    rig["chip"] = Chip(CHIP, lines=8)
    rig["scanner"] = Gadget(functions=("acm",))
    rig["scanner"].plug()
    rig["slave"] = Slave(bus(f"{FOLDER}/rs485"), 1)
    rig["slave"].set(1, 52, 455)
    rig["receiver"] = subprocess.Popen(
        ["runuser", "-u", node.USER, "--", node.AGENT, "simulate", "--gnss", "--directory", FOLDER], stdout=subprocess.DEVNULL)
    node.wait_for(lambda: os.path.exists(f"{FOLDER}/gnss"), 30, "the simulated receiver")


def clean():
    node.release(rig)


def doctor(*options) -> list:
    text = node.call(node.AGENT, "doctor", "--json", "--language", "en", *options, seconds=180, allowed=(0, 1, 78))
    return [json.loads(line) for line in text.splitlines() if line]


def errors(findings: list) -> list:
    return [f"{each['code']} {each['arguments']}" for each in findings if each["severity"] == "error"]


def sound_node_with_agent():
    node.configure(HEALTHY)
    node.wait_for(lambda: node.state_of("gnss")["observations"] > 2 and node.state_of("probe")["observations"] > 0, 30, "receiver and probe")
    node.wait_for(lambda: node.is_open("scanner"), 30, "the scanner to open")
    found = doctor()
    node.expect(not errors(found), f"errors on a sound node: {errors(found)}")
    codes = {each["code"] for each in found}
    node.expect("agent_running" in codes, f"it does not see the agent: {codes}")
    return f"{len(found)} findings, no error: {' '.join(sorted(codes))}"


def sound_node_without_agent():
    node.call("systemctl", "stop", node.SERVICE)
    found = doctor()
    node.expect(not errors(found), f"errors on a sound node: {errors(found)}")
    codes = {each["code"] for each in found}
    for code in ("receiver_ok", "scanner_ready", "line_level", "slave_ok", "keys_ok"):
        node.expect(code in codes, f"no {code} among {sorted(codes)}")
    return f"{len(found)} findings, no error: {' '.join(sorted(codes))}"


def speaker(name: str, noise: bytes = b""):
    """A serial line at which somebody says nothing, or the same over and over."""
    master, path = terminal()
    os.set_blocking(master, False)
    user = pwd.getpwnam(node.USER)
    os.chown(path, user.pw_uid, user.pw_gid)
    os.symlink(path, f"{FOLDER}/{name}")

    def speak():
        while noise:
            with contextlib.suppress(OSError):
                os.write(master, noise)
            time.sleep(0.1)

    threading.Thread(target=speak, daemon=True).start()


def planted_faults_are_named():
    speaker("silent")
    speaker("garbled", bytes(range(128, 192)))
    speaker("deadbus")
    subprocess.run(["mknod", "-m", "600", "/dev/rig-forbidden", "c", "4", "73"])
    holder = subprocess.Popen(["gpiomon", rig["chip"].path, "2"], stdout=subprocess.DEVNULL)
    key = f"{node.KEYS}/node.key"
    mode = os.stat(key).st_mode
    os.chmod(key, 0o644)
    subprocess.run(["ip", "route", "del", "default"])
    node.CONFIG.write_text(node.BASE + FAULTS)
    try:
        time.sleep(1)
        found = doctor()
    finally:
        holder.terminate()
        os.chmod(key, mode)
    expected = {"device_missing", "receiver_silent", "receiver_garbled", "chip_unusable", "line_missing", "line_held", "slave_silent",
                "key_mode", "no_default_route", "device_mode", "agent_stopped"}
    codes = {each["code"] for each in found}
    node.expect(not expected - codes, f"not named: {sorted(expected - codes)}; found: {[each['problem'] for each in found]}")
    return f"{len(expected)} of {len(expected)}: {' '.join(sorted(expected))}"


def faulty_configuration_is_named():
    node.CONFIG.write_text(node.BASE + '[[input]]\nname = "x"\ntype = "scaner"\n')
    found = doctor()
    node.expect("config_fault" in {each["code"] for each in found}, f"found: {[each['code'] for each in found]}")
    node.CONFIG.write_text(node.BASE)
    return ""


def permissions_of_another_user():
    node.CONFIG.write_text(node.BASE + HEALTHY)
    codes = {each["code"] for each in doctor("--user", "nobody", "--seconds", "1")}
    wanted = {"device_permission", "device_mode"} & codes
    node.expect(bool(wanted), f"nobody may use everything: {sorted(codes)}")
    return " ".join(sorted(wanted | codes & {"chip_unusable", "key_owner", "journal_permission"}))


CHECKS = [sound_node_with_agent, sound_node_without_agent, planted_faults_are_named, faulty_configuration_is_named,
          permissions_of_another_user]
