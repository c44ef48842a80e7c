"""The installed agent as a technician meets it: a service, its configuration, its status and its journal."""

import contextlib
import glob
import json
import os
import pathlib
import pwd
import socket
import subprocess
import time

SERVICE = "budkavle.service"
USER = "budkavle"
CONFIG = pathlib.Path("/etc/budkavle/agent.toml")
AGENT = "/usr/bin/budkavle"
KEYS = "/var/lib/budkavle/keys"
SOCKET = "/run/budkavle/agent.sock"
PROCESSES = pathlib.Path("/sys/fs/cgroup/system.slice/budkavle.service/cgroup.procs")
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
    """Writes the configuration and starts the service anew."""
    CONFIG.parent.mkdir(parents=True, exist_ok=True)
    CONFIG.write_text(base + text)
    call("systemctl", "reset-failed", SERVICE, allowed=None)
    call("systemctl", "restart", SERVICE)
    wait_until_up()


def wait_until_up(seconds: float = 60):
    wait_for(lambda: ask("status json"), seconds, "the agent to answer")


def ask(request: str) -> str:
    """What the running agent answers, as its command line asks it, without the half second that a program takes here to start.

    Empty when nobody answers.
    """
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(60)
        try:
            line.connect(SOCKET)
            line.sendall(request.encode() + b"\n")
            parts = []
            while part := line.recv(65536):
                parts.append(part)
        except (FileNotFoundError, ConnectionError):
            return ""
    return b"".join(parts).decode()


def status() -> dict:
    answer = ask("status json")
    if not answer:
        raise RuntimeError("the agent does not answer")
    return json.loads(answer)


def state_of(name: str) -> dict:
    """What the status says of one input; empty when it names none so."""
    found = [each for each in status().get("inputs", []) if each["name"] == name]
    return found[0] if found else {}


def is_open(name: str) -> bool:
    return state_of(name).get("state") == "open"


def process_id() -> int:
    """The agent's process, 0 while there is none. Asking systemd for it would take the processor that the agent needs."""
    try:
        for number in PROCESSES.read_text().split():
            if pathlib.Path(f"/proc/{number}/comm").read_text().strip() == "budkavle":
                return int(number)
    except OSError:
        pass  # It ended a moment ago.
    return 0


def may(user: str, path: str) -> bool:
    """Whether a user with its own groups may open a device for reading and writing."""
    person = pwd.getpwnam(user)
    child = os.fork()
    if child == 0:
        try:
            os.initgroups(user, person.pw_gid)
            os.setgid(person.pw_gid)
            os.setuid(person.pw_uid)
            os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)
            os._exit(0)
        finally:
            os._exit(1)
    return os.waitpid(child, 0)[1] == 0


def next_offset(stream: str) -> int:
    """Where the next event of a stream will stand, in the newest epoch."""
    return max([each["next"] for each in status()["streams"] if each["stream"] == stream], default=0)


def events(stream: str, since: int = 0) -> list:
    """The events of a stream from an offset on."""
    found = []
    while True:
        page = [json.loads(line) for line in ask(f"journal list {stream} {since} 1000 -").splitlines() if line]
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

