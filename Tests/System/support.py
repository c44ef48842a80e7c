"""What the system tests share: where the programs are, a folder that goes away, and a scanner held by the test."""

import os
import pathlib
import select
import shutil
import sys
import tempfile
import time
import tty
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts/lib"))

from field import Tools  # noqa: E402

BINARIES = pathlib.Path(os.environ.get("BUDKAVLE_BINARIES", ROOT / ".build/debug"))


class FieldTest(unittest.TestCase):
    """Gives each test a folder of its own and stops every process that it started."""

    def setUp(self):
        self.tools = Tools(BINARIES)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="budkavle-"))
        self.processes = []
        self.addCleanup(self._clean)

    def _clean(self):
        for process in self.processes:
            process = getattr(process, "process", process)
            if process is not None and process.is_running():
                process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


class HandScanner:
    """A serial scanner whose trigger the test pulls: types a code, waits for the beep."""

    def __init__(self, link: pathlib.Path):
        self.master, self.slave = os.openpty()
        tty.setraw(self.slave)
        os.set_blocking(self.master, False)
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(os.ttyname(self.slave))

    def drain(self):
        try:
            while os.read(self.master, 4096):
                pass
        except BlockingIOError:
            pass

    def scan(self, text: str, patience: float, give_up=lambda: False) -> str:
        """Returns accepted, refused or silent."""
        self.drain()
        os.write(self.master, text.encode() + b"\r")
        end = time.monotonic() + patience
        answer = b""
        while time.monotonic() < end and not give_up():
            ready, _, _ = select.select([self.master], [], [], 0.02)
            if ready:
                answer += os.read(self.master, 64)
                # One BEL says accepted, two say refused, and both are written at once.
                return "accepted" if answer == b"\x07" else "refused"
        return "silent"
