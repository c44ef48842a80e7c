"""HID devices made with uhid: a keyboard, and a scanner of the point-of-sale page that hands over whole codes.

Source: linux/uhid.h; HID Usage Tables 1.5, page 0x8C; Device Class Definition for HID 1.11, appendix B and E.
"""

import os
import struct

import layouts
import node

UHID = "/dev/uhid"
DESTROY, OUTPUT, CREATE2, INPUT2 = 1, 6, 11, 12
EVENT_SIZE = 4380
BUS_USB = 3

KEYBOARD = bytes.fromhex(
    "05010906a101050719e029e71500250175019508810295017508810395057501050819012905910295017503910395067508150025650507190029658100c0")
# Report 2: byte count, three characters of AIM id, 56 bytes of data, one bit that says that more follows.
POINT_OF_SALE = bytes.fromhex(
    "058c0902a1010912a10285021500 26ff00 7508 9501 0501 093b 8102 9503 058c 09fb 09fc 09fd 8102"
    "9538 09fe 820201 1500 2501 7501 9501 09ff 8102 9507 8103 c0 c0".replace(" ", ""))
DATA_ROOM = 56
# HID usages of the keyboard page for the kernel's key codes, by HID Usage Tables, section 10.
USAGES = {code: usage for code, usage in [
    *((code, usage) for usage, code in enumerate([30, 48, 46, 32, 18, 33, 34, 35, 23, 36, 37, 38, 50, 49, 24, 25, 16, 19, 31, 20, 22,
                                                   47, 17, 45, 21, 44, *range(2, 12), 28, 1, 14, 15, 57, 12, 13, 26, 27, 43], 4)),
    (39, 0x33), (40, 0x34), (41, 0x35), (51, 0x36), (52, 0x37), (53, 0x38), (86, 0x64)]}
MODIFIERS = {layouts.SHIFT: 0x02, layouts.ALT: 0x04, layouts.ALT_GR: 0x40}


class Device:
    def __init__(self, name: str, descriptor: bytes, vendor: int = 0x0C2E, product: int = 0x0B6A):
        if not os.path.exists(UHID):
            raise node.Lacking("this kernel has no uhid")
        self.name, self.descriptor, self.vendor, self.product = name, descriptor, vendor, product
        self.place = None
        self.plug()

    def plug(self):
        self.place = os.open(UHID, os.O_RDWR | os.O_NONBLOCK)
        create = struct.pack("<I128s64s64sHHIIII4096s", CREATE2, self.name.encode(), b"rig", b"1", len(self.descriptor), BUS_USB,
                             self.vendor, self.product, 1, 0, self.descriptor)
        os.write(self.place, create)
        node.wait_for(self.raw_path, 10, f"a hidraw device of {self.name}")

    def unplug(self):
        if self.place is not None:
            os.write(self.place, struct.pack("<I", DESTROY))
            os.close(self.place)
            self.place = None

    def raw_path(self) -> str:
        """The newest /dev/hidrawN of this name, empty while there is none."""
        for entry in sorted(os.listdir("/sys/class/hidraw"), reverse=True):
            try:
                with open(f"/sys/class/hidraw/{entry}/device/uevent") as file:
                    if f"HID_NAME={self.name}\n" in file.read() and os.path.exists(f"/dev/{entry}"):
                        return f"/dev/{entry}"
            except FileNotFoundError:
                continue  # Another one that is being pulled.
        return ""

    def report(self, data: bytes):
        os.write(self.place, struct.pack("<IH4096s", INPUT2, len(data), data))

    def outputs(self) -> list:
        """The output reports that the host has sent since the last call."""
        found = []
        try:
            while event := os.read(self.place, EVENT_SIZE):
                if len(event) >= 4102 and struct.unpack_from("<I", event)[0] == OUTPUT:
                    size = struct.unpack_from("<H", event, 4100)[0]
                    found.append(event[4:4 + size])
        except BlockingIOError:
            pass
        return found


def scan(device: Device, aim: str, data: bytes):
    """Hands over one code by the reports of POINT_OF_SALE, as many as it takes."""
    parts = [data[start:start + DATA_ROOM] for start in range(0, len(data), DATA_ROOM)] or [b""]
    for number, part in enumerate(parts):
        has_more = number + 1 < len(parts)
        device.report(bytes([2, len(part)]) + aim.encode() + part.ljust(DATA_ROOM, b"\0") + bytes([has_more]))


def reports(text: str, layout: str) -> list:
    """The boot keyboard's reports for a text and return."""
    found = []
    for character in text + "\r":
        *held, key = layouts.keys_of(character, layout)
        found += [bytes([sum(MODIFIERS[each] for each in held), 0, USAGES[key], 0, 0, 0, 0, 0]), bytes(8)]
    return found
