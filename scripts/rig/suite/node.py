"""The installed agent as a technician meets it: a service, its configuration, its status and its journal."""

import contextlib
import glob
import json
import os
import pathlib
import subprocess
import time

SERVICE = "budkavle.service"
USER = "budkavle"
CONFIG = pathlib.Path("/etc/budkavle/agent.toml")
AGENT = "/usr/bin/budkavle"
KEYS = "/var/lib/budkavle/keys"
BASE = """[node]
id = 7
call_sign = "RIG-7"
kind = "vehicle"
[stock]
gln = "7350000000009"
[journal]
commit_interval = 1
"""


class Lacking(Exception):
    """The guest or the agent has not what a check needs."""


def call(*arguments, user: str = "", seconds: float = 60, allowed=(0,)) -> str:
    """Runs a program, as another user if one is named, and returns what it wrote."""
    command = [str(argument) for argument in arguments]
    if user:
        command = ["runuser", "-u", user, "--", *command]
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds)
    if allowed is not None and done.returncode not in allowed:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}: {done.stdout[-300:]}{done.stderr[-300:]}")
    return done.stdout


def wait_for(condition, seconds: float, what: str, pause: float = 0.05):
    """Waits until condition() is true and returns what it gave."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise TimeoutError(f"waited {seconds:.0f} s for {what}")
        time.sleep(pause)


def expect(is_so: bool, what: str):
    if not is_so:
        raise AssertionError(what)


def install():
    """The package, which makes the keys of a new node."""
    packages = glob.glob("/run/share/package/*.deb")
    expect(bool(packages), "there is no package to install")
    call("dpkg", "-i", *packages, seconds=240)
    expect(os.path.exists(f"{KEYS}/node.key"), "the package made no keys")


def configure(text: str, base: str = BASE):
    """Writes the configuration, has `budkavle check` look at it and starts the service anew."""
    CONFIG.parent.mkdir(parents=True, exist_ok=True)
    CONFIG.write_text(base + text)
    call(AGENT, "check", "--config", CONFIG)
    call("systemctl", "reset-failed", SERVICE, allowed=None)
    call("systemctl", "restart", SERVICE)
    wait_until_up()


def wait_until_up(seconds: float = 60):
    wait_for(lambda: status(patient=True), seconds, "the agent to answer")


def status(patient: bool = False) -> dict:
    done = subprocess.run([AGENT, "status", "--json"], capture_output=True, text=True, timeout=60)
    if done.returncode != 0:
        if patient:
            return {}
        raise RuntimeError(f"budkavle status: {done.stderr[-300:]}")
    return json.loads(done.stdout)


def state_of(name: str) -> dict:
    """What the status says of one input; empty when it names none so."""
    found = [each for each in status().get("inputs", []) if each["name"] == name]
    return found[0] if found else {}


def is_open(name: str) -> bool:
    return state_of(name).get("state") == "open"


def process_id() -> int:
    return int(call("systemctl", "show", "-P", "MainPID", SERVICE))


def next_offset(stream: str) -> int:
    """Where the next event of a stream will stand, in the newest epoch."""
    return max([each["next"] for each in status()["streams"] if each["stream"] == stream], default=0)


def events(stream: str, since: int = 0) -> list:
    """The events of a stream from an offset on."""
    found = []
    while True:
        lines = call(AGENT, "journal", "list", stream, "--from", since, "--limit", 1000).splitlines()
        page = [json.loads(line) for line in lines if line]
        found += page
        if len(page) < 1000:
            return found
        since = page[-1]["offset"] + 1


def release(things: dict):
    """Takes away every device that a group made, also after a failure in the middle."""
    for thing in things.values():
        for way in ("remove", "unplug", "silence", "terminate"):
            if hasattr(thing, way):
                with contextlib.suppress(OSError):
                    getattr(thing, way)()
                break
    things.clear()


def last_words() -> str:
    """What the service and the kernel said last."""
    agent = call("journalctl", "-u", SERVICE, "-n", 40, "--no-pager", "-o", "cat", allowed=None)
    kernel = call("dmesg", allowed=None).splitlines()[-15:]
    return agent + "\n" + "\n".join(kernel)

