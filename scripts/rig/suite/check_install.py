"""The package on a real systemd: installed, started as a user of its own, watched over and restarted."""

import json
import os
import pathlib
import pwd
import signal
import time

import node

DROP_IN = pathlib.Path("/etc/systemd/system/budkavle.service.d/rig.conf")
SCANNER = '[[input]]\nname = "scanner"\ntype = "scanner"\ndevice = "/dev/serial/by-id/none"\n'


def prepare():
    node.configure(SCANNER)


def systemd_is_process_1():
    node.expect(pathlib.Path("/proc/1/comm").read_text().strip() == "systemd", "process 1 is not systemd")
    broken = node.call("systemctl", "list-units", "--failed", "--no-legend", "--plain").split("\n")
    broken = [line.split()[0] for line in broken if line]
    node.expect(not any("budkavle" in unit for unit in broken), f"failed units: {broken}")
    return node.call("systemctl", "--version").split("\n")[0].split(" (")[0] + (f", failed: {' '.join(broken)}" if broken else "")


def service_runs_unprivileged():
    process = node.process_id()
    fields = dict(line.split(":", 1) for line in pathlib.Path(f"/proc/{process}/status").read_text().splitlines() if ":" in line)
    users = {int(number) for number in fields["Uid"].split()}
    node.expect(0 not in users, "the agent runs as root")
    node.expect(pwd.getpwuid(users.pop()).pw_name == node.USER, "the agent runs as another user")
    node.expect(int(fields["CapEff"], 16) == 0, f"the agent has capabilities {fields['CapEff'].strip()}")
    return f"user {node.USER}, groups {fields['Groups'].split()}, no capabilities, {int(fields['VmRSS'].split()[0]) // 1024} MiB"


def status_and_check_as_technician():
    told = json.loads(node.call(node.AGENT, "status", "--json"))
    node.expect(told["node"] == 7, "status tells another node")
    node.call(node.AGENT, "check", "--config", node.CONFIG)
    node.call(node.AGENT, "journal", "list", "node", "--limit", 1)
    return ""


def killed_and_restarted():
    times = []
    for _ in range(3):
        process = node.process_id()
        started = time.monotonic()
        os.kill(process, signal.SIGKILL)
        node.wait_for(lambda: node.process_id() not in (0, process), 60, "systemd to start it again")
        node.wait_until_up()
        times.append(time.monotonic() - started)
    return f"3 times, answers again after {max(times):.1f} s at most"


def hung_and_restarted():
    usual = node.call("systemctl", "show", "-P", "WatchdogUSec", node.SERVICE).strip()
    node.expect(usual not in ("0", "infinity", ""), "the unit has no watchdog")
    DROP_IN.parent.mkdir(exist_ok=True)
    DROP_IN.write_text("[Service]\nWatchdogSec=4\n")
    try:
        node.call("systemctl", "daemon-reload")
        node.call("systemctl", "restart", node.SERVICE)
        node.wait_until_up()
        process = node.process_id()
        time.sleep(4.5)
        node.expect(node.process_id() == process, "a sound agent did not satisfy its watchdog")
        started = time.monotonic()
        os.kill(process, signal.SIGSTOP)
        node.wait_for(lambda: node.process_id() not in (0, process), 120, "the watchdog to restart a hung agent")
        took = time.monotonic() - started
        node.wait_until_up()
    finally:
        # It counts from the next start on, which another check makes.
        DROP_IN.unlink(missing_ok=True)
        node.call("systemctl", "daemon-reload")
    return f"WatchdogSec={usual}; hung with WatchdogSec=4: new process after {took:.1f} s"


def stopped_in_order():
    started = time.monotonic()
    node.call("systemctl", "stop", node.SERVICE)
    took = time.monotonic() - started
    node.expect(node.call("systemctl", "show", "-P", "Result", node.SERVICE).strip() == "success", "it did not end in order")
    node.call("systemctl", "start", node.SERVICE)
    node.wait_until_up()
    return f"in {took:.1f} s"


CHECKS = [systemd_is_process_1, service_runs_unprivileged, status_and_check_as_technician, killed_and_restarted, hung_and_restarted,
          stopped_in_order]
