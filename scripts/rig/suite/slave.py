"""Modbus slaves made of libmodbus's own server: on a TCP port, or on a serial line that is a pty.

Source: libmodbus(3), modbus_mapping_new(3), modbus_receive(3), modbus_reply(3).
"""

import ctypes
import ctypes.util
import os
import pwd
import threading
import time
import tty

import node

ROOM = 260
pointer, integer = ctypes.c_void_p, ctypes.c_int


class Mapping(ctypes.Structure):
    _fields_ = [(name, integer) for name in (
        "nb_bits", "start_bits", "nb_input_bits", "start_input_bits", "nb_input_registers", "start_input_registers",
        "nb_registers", "start_registers")] + [
        ("tab_bits", ctypes.POINTER(ctypes.c_uint8)), ("tab_input_bits", ctypes.POINTER(ctypes.c_uint8)),
        ("tab_input_registers", ctypes.POINTER(ctypes.c_uint16)), ("tab_registers", ctypes.POINTER(ctypes.c_uint16))]


def library():
    name = ctypes.util.find_library("modbus") or "libmodbus.so.5"
    modbus = ctypes.CDLL(name, use_errno=True)
    for function in ("modbus_new_tcp", "modbus_new_rtu"):
        getattr(modbus, function).restype = pointer
    modbus.modbus_new_rtu.argtypes = [ctypes.c_char_p, integer, ctypes.c_char, integer, integer]
    modbus.modbus_mapping_new.restype = ctypes.POINTER(Mapping)
    for function, arguments in (("modbus_tcp_listen", [pointer, integer]), ("modbus_set_slave", [pointer, integer]),
                                ("modbus_tcp_accept", [pointer, ctypes.POINTER(integer)]), ("modbus_connect", [pointer]),
                                ("modbus_receive", [pointer, ctypes.c_char_p]), ("modbus_close", [pointer]),
                                ("modbus_reply", [pointer, ctypes.c_char_p, integer, ctypes.POINTER(Mapping)])):
        getattr(modbus, function).argtypes = arguments
    return modbus


class Slave:
    """`place` is a port, or the path of a serial line. Registers are set by whoever plays the probe."""

    def __init__(self, place, number: int = 1):
        self.modbus, self.place, self.number = library(), place, number
        self.mapping = self.modbus.modbus_mapping_new(0, 0, 1000, 1000)
        self.queries, self.is_over = 0, False
        self.thread = threading.Thread(target=self._serve_tcp if isinstance(place, int) else self._serve_line, daemon=True)
        self.thread.start()

    def set(self, register: int, *values: int):
        """The same in input and in holding registers."""
        for offset, value in enumerate(values):
            self.mapping.contents.tab_registers[register + offset] = value & 0xFFFF
            self.mapping.contents.tab_input_registers[register + offset] = value & 0xFFFF

    def _answer(self, context) -> bool:
        query = ctypes.create_string_buffer(ROOM)
        size = self.modbus.modbus_receive(context, query)
        if size > 0 and not self.is_over:
            self.queries += 1
            self.modbus.modbus_reply(context, query, size, self.mapping)
        return size >= 0

    def _serve_tcp(self):
        context = self.modbus.modbus_new_tcp(b"127.0.0.1", self.place)
        listener = integer(self.modbus.modbus_tcp_listen(context, 1))
        while not self.is_over and self.modbus.modbus_tcp_accept(context, ctypes.byref(listener)) >= 0:
            while self._answer(context):
                pass
            self.modbus.modbus_close(context)

    def _serve_line(self):
        context = self.modbus.modbus_new_rtu(self.place.encode(), 9600, b"N", 8, 1)
        self.modbus.modbus_set_slave(context, self.number)
        self.modbus.modbus_connect(context)
        while not self.is_over:
            self._answer(context)

    def silence(self):
        """From now on it hears and does not answer."""
        self.is_over = True


def terminal() -> tuple:
    """A raw pty that nobody but the agent holds open: its master, and the path of its slave."""
    master, slave = os.openpty()
    tty.setraw(slave)
    path = os.ttyname(slave)
    os.close(slave)
    return master, path


def bus(link: str) -> str:
    """Two ends of a serial line: a link for the agent's end; returns the path of the other."""
    ends = []
    for _ in range(2):
        ends.append(terminal())
    user = pwd.getpwnam(node.USER)
    os.chown(ends[0][1], user.pw_uid, user.pw_gid)
    if os.path.islink(link):
        os.unlink(link)
    os.makedirs(os.path.dirname(link), exist_ok=True)
    os.symlink(ends[0][1], link)
    for here, there in ((0, 1), (1, 0)):
        threading.Thread(target=_carry, args=(ends[here][0], ends[there][0]), daemon=True).start()
    return ends[1][1]


def _carry(source: int, target: int):
    while True:
        try:
            os.write(target, os.read(source, 4096))
        except OSError:
            # Nobody has the other side open at the moment.
            time.sleep(0.05)
