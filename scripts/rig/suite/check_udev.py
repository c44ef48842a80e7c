"""What the package's udev rules make of devices: names that stay, groups, modes, and who may open them."""

import grp
import os
import stat

import hid
import node
from gadget import Gadget
from keyboard import Keyboard
from sim_gpio import Chip

FOLDER = "/dev/budkavle"


def settled():
    node.call("udevadm", "settle")


def links() -> dict:
    """Each link of the rules and the device that it leads to."""
    names = sorted(os.listdir(FOLDER)) if os.path.isdir(FOLDER) else []
    return {name: os.path.realpath(f"{FOLDER}/{name}") for name in names}


def expect_access(path: str, group: str):
    """A device of mode 660 and of this group, which the agent may open and nobody else."""
    state = os.stat(path)
    found = f"{stat.filemode(state.st_mode)} {grp.getgrgid(state.st_gid).gr_name}"
    node.expect(found == f"crw-rw---- {group}", f"{path} is {found}")
    node.expect(node.may(node.USER, path), f"{node.USER} may not open {path}")
    node.expect(not node.may("nobody", path), f"anybody may open {path}")


def expect_links(expected: dict, group: str):
    """These links lead to these devices."""
    found = links()
    for name, device in expected.items():
        node.expect(found.get(name) == device, f"{name} is not {device} among {found}")
        expect_access(f"{FOLDER}/{name}", group)


def ports() -> list:
    """The serial ports of the plugged device by the number of their USB interface."""
    folder = "/sys/class/tty"
    found = []
    for name in os.listdir(folder):
        place = f"{folder}/{name}/device/bInterfaceNumber"
        if name.startswith("ttyACM") and os.path.exists(place):
            with open(place) as file:
                found.append((int(file.read(), 16), f"/dev/{name}"))
    return [path for _, path in sorted(found)]


def expect_gone():
    settled()
    node.expect(not links(), f"links of devices that are gone: {links()}")


def with_socket(found: dict, name: str) -> dict:
    """The links that begin with a name: it alone, and it with the socket of the device."""
    return {each: path for each, path in found.items() if each == name or each.startswith(f"{name}-")}


def usb_scanner():
    gadget = Gadget()
    try:
        gadget.plug()
        node.wait_for(lambda: ports() and "scanner" in links() and "keys" in links(), 20, "both links of a scanner")
        settled()
        line, found = ports()[0], links()
        keys = found["keys"]
        with open(f"/sys/class/input/{os.path.basename(keys)}/device/name") as file:
            node.expect(file.read().strip() == "Rig Rig Scanner", f"keys is {keys}, which is another keyboard")
        for name, device, group in (("scanner", line, "dialout"), ("keys", keys, "input")):
            both = with_socket(found, name)
            node.expect(len(both) == 2, f"links {sorted(both)}")
            expect_links({each: device for each in both}, group)
    finally:
        gadget.remove()
    expect_gone()
    return " ".join(f"{name}->{os.path.basename(path)}" for name, path in found.items()) + "; gone with it"


def usb_receiver():
    gadget = Gadget(vendor=0x1546, product=0x01A8, functions=("acm",))
    try:
        gadget.plug()
        node.wait_for(lambda: ports() and "gnss" in links(), 20, "the link of a receiver")
        settled()
        both = with_socket(links(), "gnss")
        node.expect(len(both) == 2 and len(links()) == 2, f"links {links()}")
        expect_links({each: ports()[0] for each in both}, "dialout")
    finally:
        gadget.remove()
    expect_gone()
    return " ".join(sorted(both))


def ports_in_order():
    """Three of a CH344's four: the emulated controller has no endpoints for more."""
    gadget = Gadget(vendor=0x1A86, product=0x55D5, functions=("acm",) * 3)
    try:
        gadget.plug()
        names = [f"ch344-{number}" for number in range(3)]
        node.wait_for(lambda: set(names) <= set(links()), 20, "the links of three ports")
        settled()
        expect_links(dict(zip(names, ports())), "dialout")
    finally:
        gadget.remove()
    expect_gone()
    return " ".join(names)


def unknown_device_has_no_link():
    gadget = Gadget(vendor=0x1D6B, product=0x0104)
    try:
        gadget.plug()
        node.wait_for(ports, 20, "the serial port")
        settled()
        node.expect(not links(), f"links {links()}")
        expect_access(ports()[0], "dialout")
    finally:
        gadget.remove()
    return ""


def chips_keyboards_and_raw_devices():
    made = {"chip": Chip("rig-permissions", lines=4), "keys": Keyboard("Rig Scanner Permissions"),
            "raw": hid.Device("Rig POS Permissions", hid.POINT_OF_SALE)}
    try:
        settled()
        paths = {made["chip"].path: "budkavle", made["keys"].event_path(): "input", made["raw"].raw_path(): "budkavle"}
        for path, group in paths.items():
            expect_access(path, group)
    finally:
        node.release(made)
    return " ".join(f"{path}:{group}" for path, group in paths.items())


CHECKS = [usb_scanner, usb_receiver, ports_in_order, unknown_device_has_no_link, chips_keyboards_and_raw_devices]
