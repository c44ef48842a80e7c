"""In the guest: an emulated chip, and a program that takes its lines.

    lines.py PROGRAM

The program is an executable in the share; what it says of its checks goes to the console.
"""

import os
import pathlib
import subprocess
import sys

from guest import SHARE, arguments, power_off, tell

sys.path.append(str(pathlib.Path(__file__).parents[1] / "suite"))

from sim_gpio import Chip

try:
    subprocess.run(["mount", "-t", "sysfs", "sysfs", "/sys"], check=True)
    if not os.path.ismount("/dev"):
        subprocess.run(["mount", "-t", "devtmpfs", "devtmpfs", "/dev"], check=True)
    chip = Chip("rig-lines", names={3: "rig-3"})
    done = subprocess.run([SHARE / arguments()[0], chip.path, chip.state, chip.folder / "live"],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60)
    tell(done.stdout + f"LINES {done.returncode}")
finally:
    power_off()
