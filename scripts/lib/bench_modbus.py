"""Four probes of a bench behind one port: libmodbus's own server, which answers for every unit. Usage: bench_modbus.py PORT_FILE"""

import pathlib
import socket
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "rig/suite"))
from slave import Slave  # noqa: E402

with socket.create_server(("127.0.0.1", 0)) as probe:
    port = probe.getsockname()[1]
Slave(port).set(1, 52, 455)
pathlib.Path(sys.argv[1]).write_text(str(port))
time.sleep(3600)
