"""What every task in the guest needs: words to the outside, mounts, the agent, and an end."""

import ctypes
import json
import os
import pathlib
import socket
import subprocess
import time

AGENT = os.environ["RIG_AGENT"]
DISK = pathlib.Path("/run/disk")
SHARE = pathlib.Path("/run/share")
CONFIG = DISK / "agent.toml"
SOCKET = "/run/agent.sock"
POWER_OFF = 0x4321FEDC  # LINUX_REBOOT_CMD_POWER_OFF


def arguments() -> list:
    """What the task was given."""
    return json.loads((SHARE / "arguments.json").read_text())


def tell(text: str):
    """One line to the world that a power cut does not touch."""
    os.write(1, f"{text}\n".encode())


def mount(device: str, *options: str):
    subprocess.run(["mount", "-t", "ext4", "-o", ",".join(["noatime", *options]), device, DISK], check=True)


def unmount():
    # A loop device may be gone before umount gets to detach it, which it takes for a failure.
    subprocess.run(["umount", DISK])
    if os.path.ismount(DISK):
        raise RuntimeError(f"{DISK} is still mounted")


def start_agent() -> subprocess.Popen:
    pathlib.Path(SOCKET).unlink(missing_ok=True)
    return subprocess.Popen([AGENT, "run", "--config", CONFIG])


def ask(request: str) -> list:
    """Asks the running agent as its command line does; JSON lines come back."""
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(SOCKET)
        line.sendall(request.encode() + b"\n")
        text = b""
        while part := line.recv(65536):
            text += part
    return [json.loads(answer) for answer in text.splitlines() if answer]


def wait_for_agent(agent: subprocess.Popen, seconds: float) -> bool:
    """Waits until the agent answers; false when it ended or stayed silent."""
    end = time.monotonic() + seconds
    while agent.poll() is None and time.monotonic() < end:
        try:
            return bool(ask("journal stat"))
        except (FileNotFoundError, ConnectionRefusedError):
            time.sleep(0.02)
    return False


def power_off():
    libc = ctypes.CDLL(None)
    libc.sync()
    libc.reboot(POWER_OFF)
