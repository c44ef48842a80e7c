"""HID devices made with uhid: a keyboard, and a scanner of the point-of-sale page that hands over whole codes.

Source: linux/uhid.h; HID Usage Tables 1.5, page 0x8C; Device Class Definition for HID 1.11, appendix B and E.
"""

import os
import struct

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
            with open(f"/sys/class/hidraw/{entry}/device/uevent") as file:
                if f"HID_NAME={self.name}\n" in file.read() and os.path.exists(f"/dev/{entry}"):
                    return f"/dev/{entry}"
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
