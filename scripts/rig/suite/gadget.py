"""A USB device that is not there: dummy_hcd and a gadget with a keyboard and serial lines, as scanners have them.

Source: the kernel's Documentation/usb/gadget_configfs.rst, Documentation/usb/gadget_hid.rst and
Documentation/ABI/testing/configfs-usb-gadget*.
"""

import os
import pathlib
import select
import subprocess
import time
import tty

import hid
import node
import sim_gpio

FOLDER = pathlib.Path("/sys/kernel/config/usb_gadget")


class Gadget:
    """A scanner at the emulated USB port. `functions` is any of "hid" and "acm", the latter as often as it has serial lines."""

    def __init__(self, name: str = "rigscan", vendor: int = 0x05E0, product: int = 0x1701, functions=("hid", "acm"), serial: str = "RIG0001"):
        if not os.path.ismount(sim_gpio.CONFIGS):
            subprocess.run(["mount", "-t", "configfs", "none", sim_gpio.CONFIGS], check=True)
        controllers = os.listdir("/sys/class/udc") if os.path.isdir("/sys/class/udc") else []
        if not FOLDER.exists() or not controllers:
            raise node.Lacking("this kernel has no USB gadgets or no dummy_hcd")
        self.controller, self.place = sorted(controllers)[0], FOLDER / name
        self.functions, self.is_plugged, self.line, self.keys = functions, False, None, None
        self._make(vendor, product, serial)

    def _make(self, vendor: int, product: int, serial: str):
        self.place.mkdir()
        (self.place / "idVendor").write_text(f"{vendor:#06x}")
        (self.place / "idProduct").write_text(f"{product:#06x}")
        texts, configuration = self.place / "strings/0x409", self.place / "configs/c.1"
        texts.mkdir(parents=True)
        for key, text in (("serialnumber", serial), ("manufacturer", "Rig"), ("product", "Rig Scanner")):
            (texts / key).write_text(text)
        configuration.mkdir(parents=True)
        for number, function in enumerate(self.functions):
            folder = self.place / f"functions/{function}.rig{number}"
            folder.mkdir(parents=True)
            if function == "hid":
                for key, value in (("protocol", "1"), ("subclass", "1"), ("report_length", "8")):
                    (folder / key).write_text(value)
                (folder / "report_desc").write_bytes(hid.KEYBOARD)
            (configuration / folder.name).symlink_to(folder)

    def plug(self):
        (self.place / "UDC").write_text(self.controller)
        self.is_plugged = True
        if "acm" in self.functions:
            node.wait_for(lambda: os.path.exists("/dev/ttyGS0"), 10, "/dev/ttyGS0")
            self.line = os.open("/dev/ttyGS0", os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)
            tty.setraw(self.line)
        if "hid" in self.functions:
            node.wait_for(lambda: os.path.exists("/dev/hidg0"), 10, "/dev/hidg0")
            self.keys = os.open("/dev/hidg0", os.O_RDWR | os.O_NONBLOCK)

    def pull(self):
        """Pulls the plug in whatever is under way."""
        (self.place / "UDC").write_text("\n")
        self.is_plugged = False
        for place in (self.line, self.keys):
            if place is not None:
                os.close(place)
        self.line = self.keys = None

    def report(self, data: bytes, seconds: float = 10):
        """Hands a report of the keyboard to the host, which takes the next one when it has fetched this one."""
        if not select.select([], [self.keys], [], seconds)[1]:
            raise TimeoutError(f"the host fetched no report for {seconds:.0f} s")
        os.write(self.keys, data)

    def type(self, text: str, layout: str):
        """A scan by the keyboard, with return behind it."""
        for report in hid.reports(text, layout):
            self.report(report)

    def lights(self, seconds: float) -> list:
        """What the host asks of the keyboard's LEDs: each report until it has asked for nothing for so long."""
        found = []
        while select.select([self.keys], [], [], seconds)[0]:
            found.append(os.read(self.keys, 8)[0])
        return found

    def drain(self):
        try:
            while os.read(self.line, 4096):
                pass
        except OSError:
            pass

    def write(self, data: bytes) -> bool:
        try:
            return os.write(self.line, data) == len(data)
        except OSError:
            return False

    def answer(self, seconds: float) -> bytes:
        """What the host wrote to the serial line within so many seconds; one piece, empty for silence."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([self.line], [], [], left)[0]:
                try:
                    if data := os.read(self.line, 64):
                        return data
                except OSError:
                    pass
                time.sleep(0.005)
        return b""

    def scan(self, text: str, seconds: float) -> str:
        """A scan over the serial line: accepted, refused or silent."""
        self.drain()
        if not self.write(text.encode() + b"\r"):
            return "silent"
        answer = self.answer(seconds)
        if not answer:
            return "silent"
        return "accepted" if answer == b"\x07" else "refused"

    def remove(self):
        if self.is_plugged:
            self.pull()
        configuration = self.place / "configs/c.1"
        for link in configuration.iterdir():
            if link.is_symlink():
                link.unlink()
        configuration.rmdir()
        for function in (self.place / "functions").iterdir():
            function.rmdir()
        (self.place / "strings/0x409").rmdir()
        self.place.rmdir()
