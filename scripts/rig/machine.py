"""A User-Mode Linux kernel as a machine whose power can be cut, and the disks that it runs on."""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARIES = pathlib.Path(os.environ.get("BUDKAVLE_BINARIES", ROOT / ".build/debug"))
AGENT = BINARIES / "budkavle"
GUEST = ROOT / "scripts/rig/guest"
# Memory: the guest's page cache is what a cut loses, and waiting for the host's disk would show nothing more.
MEMORY_FOLDER = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None

CONFIG = """[node]
id = 1
call_sign = "RIG-1"
kind = "warehouse"
[stock]
gln = "7350000000009"
[[input]]
name = "gnss"
type = "nmea"
device = "/run/hardware/gnss"
interval = 0.1
[[input]]
name = "scanner"
type = "scanner"
device = "/run/scanner"
[keys]
directory = "keys"
[journal]
directory = "journal"
commit_interval = 0.2
[agent]
socket = "/run/agent.sock"
"""


def kernel(*options: str) -> pathlib.Path:
    """The kernel, built when there is none."""
    done = subprocess.run([ROOT / "scripts/rig/kernel", *options], stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(1)
    return pathlib.Path(done.stdout.strip())


def work_folder():
    """A folder in memory that goes away by itself."""
    return tempfile.TemporaryDirectory(prefix="budkavle-rig-", dir=MEMORY_FOLDER)


def keep(folder: pathlib.Path, name: str):
    """Saves what a failed run left, disks and log included, for somebody to look at."""
    place = ROOT / ".build/rig" / name
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    files = [path for path in folder.iterdir() if path.is_file()]
    subprocess.run(["cp", "--sparse=always", *files, place], check=True)
    print(f"its disks and logs are kept in {place}", file=sys.stderr)


def make_disk(folder: pathlib.Path, name: str = "disk.ext4", megabytes: int = 64) -> pathlib.Path:
    """A disk with a file system on which a node's configuration and new keys lie."""
    if not AGENT.exists():
        sys.exit(f"{AGENT} is missing: run scripts/build first")
    files, disk = folder / "files", folder / name
    files.mkdir()
    (files / "agent.toml").write_text(CONFIG)
    subprocess.run([AGENT, "keys", "init", "--directory", files / "keys"], check=True, stdout=subprocess.DEVNULL)
    make_empty(disk, megabytes)
    subprocess.run(["mke2fs", "-q", "-t", "ext4", "-d", files, disk], check=True)
    return disk


def make_empty(disk: pathlib.Path, megabytes: int):
    with open(disk, "wb") as file:
        file.truncate(megabytes << 20)


class Guest:
    """One boot of a kernel, whose console is listened to until the guest powers itself off or is cut off."""

    def __init__(self, kernel: pathlib.Path, share: pathlib.Path, disks: list, options: list):
        """`disks` become /dev/ubda, /dev/ubdb and so on."""
        self.lines = []
        self._condition = threading.Condition(threading.RLock())
        self._is_over = False
        self._child = subprocess.Popen(
            [kernel, f"uml_dir={share}", "quiet", "con=null", "con0=null,fd:1",
             *(f"ubd{number}={disk}" for number, disk in enumerate(disks)), f"RIG_SHARE={share}", *options],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
            env={**os.environ, "TMPDIR": MEMORY_FOLDER or tempfile.gettempdir(), "HOME": str(share)})
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self._child.stdout:
            # A line without its end was under way when the power went, and counts as never said.
            if line.endswith(b"\n"):
                with self._condition:
                    self.lines.append(line.decode(errors="replace").strip())
                    self._condition.notify_all()
        with self._condition:
            self._is_over = True
            self._condition.notify_all()

    def said(self, word: str) -> list:
        """What the guest said behind this word, in order. Kernel and agent write to the same console."""
        pattern = re.compile(rf"(?:^|\s){word}(?: (\S+))?$")
        with self._condition:
            return [match[1] for line in self.lines if (match := pattern.search(line))]

    def wait_for(self, word: str, seconds: float) -> bool:
        """Waits until the guest says the word; false when it ends or stays silent."""
        with self._condition:
            self._condition.wait_for(lambda: self._is_over or self.said(word), seconds)
        return bool(self.said(word))

    def wait_for_end(self, seconds: float) -> bool:
        """Waits until the guest has powered itself off; cuts it off after so many seconds."""
        with self._condition:
            has_ended = self._condition.wait_for(lambda: self._is_over, seconds)
        self.cut()
        return has_ended

    def is_running(self) -> bool:
        with self._condition:
            return not self._is_over

    def cut(self):
        """Kills the kernel and everything in it: what it held in memory is gone."""
        try:
            os.killpg(self._child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass  # It has ended by itself.
        self._child.wait()
        self._reader.join()
        self._child.stdout.close()

    def last_words(self) -> str:
        """The end of what the console said, without the kernel's own stack."""
        return "\n".join([line for line in self.lines if "[<" not in line][-25:])


class Machine(Guest):
    """A guest whose root is the host's, which carries out one task."""

    def __init__(self, kernel: pathlib.Path, share: pathlib.Path, disks: list, task: list, synchronous: str = "FULL"):
        """`task` is a file in `guest` and its arguments."""
        program, *arguments = task
        # Not behind the kernel's own arguments: it adds some of its own to those, and there is little room.
        (share / "arguments.json").write_text(json.dumps([str(argument) for argument in arguments]))
        super().__init__(kernel, share, disks, [
            "mem=256M", "root=/dev/root", "rootfstype=hostfs", "rootflags=/", "ro", f"RIG_AGENT={AGENT}",
            f"RIG_TASK={GUEST / program}", f"BUDKAVLE_UNSAFE_SYNCHRONOUS={synchronous}", f"init={GUEST / 'init'}"])
