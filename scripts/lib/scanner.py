"""A scanner held by a script: used by the system tests and, in the guest, by the rig."""

import os
import pathlib
import select
import time
import tty


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
