"""A disk behind the kernel's dm-log-writes: every write, flush and mark goes into a log on another disk."""

import fcntl
import struct
import subprocess

NAME = "logged"
DM_TARGET_MSG = 0xC138FD0E  # _IOWR(0xFD, 14, struct dm_ioctl), see linux/dm-ioctl.h
HEADER = 312


class LoggedDisk:
    # Nobody gives it a better name here: there is no udev.
    device = "/dev/dm-0"

    def __init__(self, disk: str, log: str):
        sectors = subprocess.run(["blockdev", "--getsz", disk], check=True, capture_output=True, text=True).stdout
        table = f"0 {sectors.strip()} log-writes {disk} {log}"
        subprocess.run(["dmsetup", "create", "--noudevsync", NAME, "--table", table], check=True)
        self.control = open("/dev/mapper/control", "r+b", buffering=0)

    def mark(self, text: str):
        """Puts a mark behind what has reached the disk. By ioctl, because a process a mark would be most of the load."""
        message = struct.pack("<Q", 0) + f"mark {text}".encode() + b"\0"
        size = HEADER + len(message)
        header = struct.pack("<3I2I5IQ128s136s", 4, 0, 0, size, HEADER, 0, 0, 0, 0, 0, 0, NAME.encode(), b"")
        fcntl.ioctl(self.control, DM_TARGET_MSG, bytearray(header + message))

    def close(self):
        """Ends the log. Nothing may be mounted from the disk any more."""
        self.control.close()
        subprocess.run(["dmsetup", "remove", "--noudevsync", NAME], check=True)
