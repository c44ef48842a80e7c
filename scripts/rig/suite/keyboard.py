"""A keyboard-mode scanner made with uinput: types as a scanner does, in a layout, and can be pulled out."""

import fcntl
import os
import struct
import time

import layouts
import node

UINPUT = "/dev/uinput"
# Source: linux/uinput.h and linux/input-event-codes.h.
UI_DEV_CREATE, UI_DEV_DESTROY = 0x5501, 0x5502
UI_DEV_SETUP, UI_SET_EVBIT, UI_SET_KEYBIT, UI_SET_LEDBIT = 0x405C5503, 0x40045564, 0x40045565, 0x40045569
EV_SYN, EV_KEY, EV_LED, EV_REP = 0, 1, 0x11, 0x14
SYN_REPORT, SYN_DROPPED = 0, 3
EVENT = struct.Struct("llHHi")


class Keyboard:
    """`claims` are the event types that the device says to have; a liar claims what it does not send."""

    def __init__(self, name: str, layout: str = "us", vendor: int = 0x05E0, product: int = 0x1200, claims=(EV_KEY, EV_LED)):
        if not os.path.exists(UINPUT):
            raise node.Lacking("this kernel has no uinput")
        self.name, self.layout, self.vendor, self.product, self.claims = name, layout, vendor, product, claims
        self.place = None
        self.plug()

    def plug(self):
        self.place = os.open(UINPUT, os.O_RDWR | os.O_NONBLOCK)
        for kind in self.claims:
            fcntl.ioctl(self.place, UI_SET_EVBIT, kind)
        for code in range(1, 128):
            fcntl.ioctl(self.place, UI_SET_KEYBIT, code)
        if EV_LED in self.claims:
            for led in range(3):
                fcntl.ioctl(self.place, UI_SET_LEDBIT, led)
        setup = struct.pack("HHHH80sI", 3, self.vendor, self.product, 1, self.name.encode(), 0)
        fcntl.ioctl(self.place, UI_DEV_SETUP, setup)
        fcntl.ioctl(self.place, UI_DEV_CREATE)
        node.wait_for(self.event_path, 10, f"an event device of {self.name}")

    def unplug(self):
        if self.place is not None:
            fcntl.ioctl(self.place, UI_DEV_DESTROY)
            os.close(self.place)
            self.place = None

    def event_path(self) -> str:
        """The newest /dev/input/eventN of this name, empty while there is none."""
        found = []
        for entry in os.listdir("/sys/class/input"):
            try:
                with open(f"/sys/class/input/{entry}/device/name") as file:
                    if entry.startswith("event") and file.read().strip() == self.name:
                        found.append(int(entry[5:]))
            except OSError:
                continue
        path = f"/dev/input/event{max(found)}" if found else ""
        return path if path and os.path.exists(path) else ""

    def send(self, kind: int, code: int, value: int):
        os.write(self.place, EVENT.pack(0, 0, kind, code, value))

    def key(self, code: int, value: int):
        """1 presses, 0 lets go, 2 repeats."""
        os.write(self.place, EVENT.pack(0, 0, EV_KEY, code, value) + EVENT.pack(0, 0, EV_SYN, SYN_REPORT, 0))

    def stroke(self, codes: list):
        for code in codes:
            self.key(code, 1)
        for code in reversed(codes):
            self.key(code, 0)

    def alt_code(self, digits: str):
        """A character by its decimal number: Alt held, digits on the pad."""
        self.key(layouts.ALT, 1)
        for digit in digits:
            self.stroke([layouts.PAD[int(digit)]])
        self.key(layouts.ALT, 0)

    def type(self, text: str, pause: float = 0.001, suffix: str = "\r") -> int:
        """Types a text and its suffix; control characters go as Alt and three digits. Returns the number of strokes.

        The kernel keeps 64 events for a reader, and no USB keyboard is faster than one report in a millisecond.
        """
        for character in text + suffix:
            if character < " " and character != "\r":
                self.alt_code(f"{ord(character):03}")
            else:
                self.stroke(layouts.keys_of(character, self.layout))
            if pause:
                time.sleep(pause)
        return len(text + suffix)

    def lights(self) -> list:
        """What the host has asked of the LEDs since the last call, as (led, is_on)."""
        asked = []
        try:
            while data := os.read(self.place, EVENT.size * 64):
                for _, _, kind, code, value in EVENT.iter_unpack(data):
                    if kind == EV_LED:
                        asked.append((code, bool(value)))
        except BlockingIOError:
            pass
        return asked
