"""A Modbus device of pymodbus's making: serves one unit over TCP or on a tty until it is killed.

    pymodbus_slave.py tcp PORT REGISTERS
    pymodbus_slave.py TTY UNIT REGISTERS [FAULT-FILE]

REGISTERS is a JSON array of the registers from address 0. FAULT-FILE, when it is there, names what becomes of each reply.
"""

import asyncio
import json
import pathlib
import sys
import warnings

warnings.simplefilter("ignore")

from pymodbus import FramerType  # noqa: E402
from pymodbus.server import ModbusSerialServer, ModbusTcpServer  # noqa: E402
from pymodbus.simulator import DataType, SimData, SimDevice  # noqa: E402

FAULTS = {
    "crc": lambda frame: frame[:-1] + bytes([frame[-1] ^ 0x55]),
    "wrong_slave": lambda frame: bytes.fromhex("0a03020001dc45"),
    "short_reply": lambda frame: frame[: len(frame) // 2],
    "exception_6": lambda frame: bytes.fromhex("018306c132"),
    "timeout": lambda frame: b"",
}


def injured(path):
    """What pymodbus calls with each frame: those that are sent come out as the file says."""

    def trace(is_sending, frame):
        if is_sending and path and path.exists():
            return FAULTS[path.read_text().strip()](frame)
        return frame

    return trace


async def main():
    if sys.argv[1] == "tcp":
        device = SimDevice(0, [SimData(0, values=json.loads(sys.argv[3]), datatype=DataType.REGISTERS)])
        server = ModbusTcpServer(device, address=("127.0.0.1", int(sys.argv[2])))
    else:
        unit, values = int(sys.argv[2]), json.loads(sys.argv[3])
        device = SimDevice(unit, [SimData(0, values=values, datatype=DataType.REGISTERS)])
        path = pathlib.Path(sys.argv[4]) if len(sys.argv) > 4 else None
        server = ModbusSerialServer(
            device, framer=FramerType.RTU, port=sys.argv[1], baudrate=19200, ignore_missing_devices=True,
            trace_packet=injured(path)
        )
    await server.serve_forever()


asyncio.run(main())
