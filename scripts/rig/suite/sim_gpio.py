"""A GPIO chip that is not there: the kernel's gpio-sim, whose inputs a file pulls and whose outputs a file shows.

Source: the kernel's Documentation/admin-guide/gpio/gpio-sim.rst.
"""

import os
import pathlib
import subprocess
import time

import node

CONFIGS = pathlib.Path("/sys/kernel/config")
FOLDER = CONFIGS / "gpio-sim"
INTERRUPTS = pathlib.Path("/proc/interrupts")


def prepare():
    if not os.path.ismount(CONFIGS):
        subprocess.run(["mount", "-t", "configfs", "none", CONFIGS], check=True)
    if not FOLDER.exists():
        raise node.Lacking("this kernel has no gpio-sim")


class Chip:
    """One chip. Lines are named `NAME-LINE`, so that two chips have no name in common."""

    def __init__(self, label: str, lines: int = 16, names=None):
        prepare()
        self.label, self.count, self.names = label, lines, names or {}
        self.folder = FOLDER / label
        self.is_live = False
        self.make()

    def make(self):
        """Plugs the chip in."""
        bank = self.folder / "bank0"
        bank.mkdir(parents=True, exist_ok=True)
        (bank / "num_lines").write_text(str(self.count))
        (bank / "label").write_text(self.label)
        for number, name in self.names.items():
            line = bank / f"line{number}"
            line.mkdir(exist_ok=True)
            (line / "name").write_text(name)
        self.set_live(True)

    def set_live(self, is_live: bool):
        """Takes the chip away, or brings it back."""
        (self.folder / "live").write_text("1" if is_live else "0")
        self.is_live = is_live
        if is_live:
            device = (self.folder / "dev_name").read_text().strip()
            chip = (self.folder / "bank0/chip_name").read_text().strip()
            self.path = f"/dev/{chip}"
            self.state = pathlib.Path("/sys/devices/platform") / device / chip
            node.wait_for(lambda: os.path.exists(self.path), 10, self.path)

    def pull(self, line: int, is_high: bool):
        """Lets a wire outside pull an input up or down."""
        (self.state / f"sim_gpio{line}/pull").write_text("pull-up" if is_high else "pull-down")

    def is_high(self, line: int) -> bool:
        """What a line carries; for an output, what the agent drives."""
        return (self.state / f"sim_gpio{line}/value").read_text().strip() == "1"

    def bounce(self, line: int, edges: int, hertz: float, ends_high: bool) -> float:
        """Changes an input so many times, evenly, and leaves it at a level. Returns the rate that was reached."""
        place = os.open(self.state / f"sim_gpio{line}/pull", os.O_WRONLY)
        pause, begun = 1 / hertz, time.perf_counter()
        try:
            for number in range(edges, -1, -1):
                os.pwrite(place, b"pull-up" if (number % 2 == 0) == ends_high else b"pull-down", 0)
                # The guest has one processor, and the agent needs it too: only what is too short to sleep is waited out.
                while (left := begun + (edges - number + 1) * pause - time.perf_counter()) > 0:
                    if left > 0.002:
                        time.sleep(left)
        finally:
            os.close(place)
        return edges / (time.perf_counter() - begun)

    def served(self, line: int) -> int:
        """How many interrupts of an input the kernel has served. It serves them at its next tick, and several in one tick as one."""
        for row in INTERRUPTS.read_text().splitlines():
            words = row.split()
            if "irq_sim" in words and words[words.index("irq_sim") + 1] == str(line):
                return int(words[1])
        return 0

    def edge(self, line: int, is_high: bool) -> tuple:
        """Changes an input that somebody watches and waits until the kernel has stamped the edge.

        Returns two moments between which it did, by time.monotonic().
        """
        before, first, end = self.served(line), time.monotonic(), time.monotonic() + 5
        self.pull(line, is_high)
        while self.served(line) == before:
            first = time.monotonic()
            node.expect(first < end, f"nobody serves line {line}")
            time.sleep(0.0005)
        return first, time.monotonic()

    def remove(self):
        if self.is_live:
            self.set_live(False)
        for line in (self.folder / "bank0").glob("line*"):
            line.rmdir()
        (self.folder / "bank0").rmdir()
        self.folder.rmdir()
