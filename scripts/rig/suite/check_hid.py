"""HID scanners made with uhid: a keyboard that goes through the kernel's HID driver, and one of the point-of-sale page by hidraw."""

import time

import hid
import node
import scans
import wire

CONFIG = """
[[input]]
name = "keys"
type = "scanner"
keyboard = { name = "Rig HID Keyboard" }
layout = "se"

[[input]]
name = "pos"
type = "scanner"
hid = { name = "Rig POS Scanner" }
"""
devices = {}


def prepare():
    devices["keys"] = hid.Device("Rig HID Keyboard", hid.KEYBOARD)
    devices["pos"] = hid.Device("Rig POS Scanner", hid.POINT_OF_SALE, product=0x0B6B)
    node.configure(CONFIG)
    for name in devices:
        node.wait_for(lambda: node.is_open(name), 30, f"the input {name} to open; it says {node.state_of(name)}")


def clean():
    node.release(devices)


def type_with(name: str, text: str):
    for report in hid.reports(text, "se"):
        devices[name].report(report)
        time.sleep(0.001)


def keyboard_by_uhid():
    since = node.next_offset("stock")
    type_with("keys", "BK:RECEIVE")
    time.sleep(0.5)
    type_with("keys", scans.label("UHID-1"))
    scans.arrived(["UHID-1"], since)
    return "Swedish layout through the kernel's HID driver"


def point_of_sale():
    since = node.next_offset("stock")
    hid.scan(devices["pos"], "]A0", b"BK:RECEIVE")
    time.sleep(0.5)
    hid.scan(devices["pos"], "]d2", f"01{scans.GTIN}10POS1\x1d17271231".encode())
    hid.scan(devices["pos"], "]C1", f"01{scans.GTIN}10POS2".encode())
    scans.arrived(["POS1", "POS2"], since)
    items = wire.items(node.events("stock", since))
    node.expect((scans.GTIN, "POS1", 20271231) in items, f"{items}")
    return "symbology from the report, GS as it is"


def point_of_sale_in_parts():
    since = node.next_offset("stock")
    text = f"01{scans.GTIN}17271231" + "10PARTS" + "0123456789" + "\x1d" + "21" + "SERIAL0123456789" + "\x1d" + "240" + "A" * 25
    hid.scan(devices["pos"], "]d2", text.encode())
    scans.arrived(["PARTS0123456789"], since)
    return f"{len(text)} bytes in {-(-len(text) // hid.DATA_ROOM)} reports"


def bad_reports():
    process, since = node.process_id(), node.next_offset("stock")
    for data in (b"\x02", b"\x02\xff", b"\x02\xff]d2" + b"A" * 57, b"\x09" * 64, b"", bytes(300)):
        if data:
            devices["pos"].report(data)
    # One of them said that more follows, so the next scan is taken for its end and refused with it.
    for lot in ("JOINED", "AFTER"):
        time.sleep(0.5)
        hid.scan(devices["pos"], "]d2", f"01{scans.GTIN}10{lot}".encode())
    scans.arrived(["AFTER"], since)
    node.expect(node.process_id() == process, "the agent was restarted")
    return f"faults: {node.state_of('pos').get('faults')}"


def unplugged_and_replugged():
    device, since = devices["pos"], node.next_offset("stock")
    for turn in range(5):
        device.unplug()
        node.wait_for(lambda: not node.is_open("pos"), 20, "the status to tell that the scanner is away")
        device.plug()
        node.wait_for(lambda: node.is_open("pos"), 30, "the input to open again")
        hid.scan(device, "]A0", b"BK:RECEIVE")
        time.sleep(0.3)
        hid.scan(device, "]d2", f"01{scans.GTIN}10AGAIN{turn}".encode())
    scans.arrived([f"AGAIN{turn}" for turn in range(5)], since)
    return "5 times"


CHECKS = [keyboard_by_uhid, point_of_sale, point_of_sale_in_parts, bad_reports, unplugged_and_replugged]
