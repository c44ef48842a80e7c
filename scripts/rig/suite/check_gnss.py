"""A serial receiver, a new configuration while it runs, and a clock that jumps."""

import subprocess
import time

import node

FOLDER = "/run/hardware"
CONFIG = """
[[input]]
name = "gnss"
type = "nmea"
device = "/run/hardware/gnss"
baud = 38400
interval = {interval}
"""
receiver = []


def prepare():
    subprocess.run(["install", "-d", "-o", node.USER, FOLDER], check=True)
    # The terminal belongs to who makes it, and the agent must be able to open it.
    receiver.append(subprocess.Popen(
        ["runuser", "-u", node.USER, "--", node.AGENT, "simulate", "--gnss", "--directory", FOLDER], stdout=subprocess.DEVNULL))
    node.wait_for(lambda: node.os.path.islink(f"{FOLDER}/gnss"), 30, "the simulated receiver")
    node.configure(CONFIG.format(interval=1))


def clean():
    for process in receiver:
        process.terminate()
        process.wait()
    receiver.clear()


def position_over_a_serial_line():
    node.wait_for(lambda: (node.status().get("position") or {}).get("integrity") == "ok", 60, "a position that is believed")
    position, first = node.status()["position"], node.state_of("gnss")
    node.wait_for(lambda: node.state_of("gnss")["observations"] > first["observations"] + 2, 20, "three more observations")
    second = node.state_of("gnss")
    node.expect(not second["faults"], f"faults: {second['faults']}")
    return f"{position['lat']:.4f} {position['lon']:.4f}, {second['observations']} observations, {second['lines']} lines, no fault"


def reload_on_sighup():
    process = node.process_id()
    node.CONFIG.write_text(node.BASE.replace("RIG-7", "RIG-8") + CONFIG.format(interval=2))
    node.call("systemctl", "reload", node.SERVICE)
    node.wait_for(lambda: node.status()["call_sign"] == "RIG-8", 20, "the new call sign")
    node.expect(node.process_id() == process, "it was restarted instead")
    sound = node.CONFIG.read_text()
    node.CONFIG.write_text("[node]\nid = 7\nfarbe = 1\n")
    node.call("systemctl", "reload", node.SERVICE, allowed=None)
    time.sleep(1)
    # Whoever asks for the status reads there where the agent is to be found.
    node.CONFIG.write_text(sound)
    node.expect(node.status()["call_sign"] == "RIG-8", "a faulty file was taken over")
    node.expect(node.process_id() == process, "a faulty file ended the agent")
    return "new call sign taken, faulty file refused, same process"


def time_jump():
    process, track = node.process_id(), node.next_offset("track")
    seconds = time.time()
    # A receiver tells its own time; only the machine's clock jumps.
    try:
        for jump in (86400, -7200):
            seen = node.state_of("gnss")["observations"]
            time.clock_settime(time.CLOCK_REALTIME, seconds + jump)
            node.wait_for(lambda: node.state_of("gnss")["observations"] > seen + 1, 20, f"two observations after a jump of {jump} s")
            node.expect(node.process_id() == process, f"a jump of {jump} s ended the agent")
        node.wait_for(lambda: node.next_offset("track") > track, 40, "a track event after the jumps")
    finally:
        time.clock_settime(time.CLOCK_REALTIME, seconds + 10)
    faults = node.call(node.AGENT, "journal", "verify")
    return f"+24 h and -2 h, same process, track goes on; verify: {faults.strip()[:80]}"


CHECKS = [position_over_a_serial_line, reload_on_sighup, time_jump]
