"""In the guest: carries out the groups of checks that were asked for and says on the console how each check went.

A group is a module `check_NAME.py` with a list CHECKS of functions. A check returns its figures, or raises.
"""

import importlib
import json
import os
import pathlib
import subprocess
import sys
import time
import traceback

import node

SHARE = pathlib.Path("/run/share")


def tell(text: str):
    os.write(1, f"RIG {text}\n".encode())


def mount_libraries(place: str):
    """The agent's library folder lies where its build found it."""
    if place:
        os.makedirs(place, exist_ok=True)
        subprocess.run(["mount", "-t", "hostfs", "none", place, "-o", place], check=True)


class Stopwatch:
    def __init__(self):
        self.start = self._look()

    def __str__(self) -> str:
        """Seconds, and how many of them nothing had to be done."""
        elapsed, idle = (now - then for now, then in zip(self._look(), self.start))
        return f"{elapsed:.1f} s, idle {idle:.1f}"

    @staticmethod
    def _look() -> tuple:
        return time.monotonic(), float(pathlib.Path("/proc/uptime").read_text().split()[1])


def carry_out(group: str, check, log):
    watch = Stopwatch()
    name = f"{group}.{check.__name__}"

    try:
        figures = check() or ""
        tell(f"ok {name} {figures} ({watch})")
    except node.Lacking as lack:
        tell(f"skipped {name} {lack} ({watch})")
    except BaseException as fault:
        reason = str(fault).strip().replace("\n", " | ") or type(fault).__name__
        tell(f"failed {name} {reason[:600]} ({watch})")
        log.write(f"--- {name}\n{traceback.format_exc()}\n{node.last_words()}\n")
        log.flush()


def run_group(group: str, log):
    watch = Stopwatch()
    module = importlib.import_module(f"check_{group}")
    try:
        getattr(module, "prepare", bool)()
        tell(f"took {group}.prepare {watch}")
        for check in module.CHECKS:
            carry_out(group, check, log)
    except node.Lacking as lack:
        tell(f"skipped {group} {lack}")
    except BaseException as fault:
        tell(f"failed {group}.prepare {str(fault).strip()[:600]}")
        log.write(f"--- {group}.prepare\n{traceback.format_exc()}\n{node.last_words()}\n")
    try:
        getattr(module, "clean", bool)()
    except BaseException as fault:
        log.write(f"--- {group}.clean\n{fault}\n")
    tell(f"took {group} {watch}")


def main():
    orders = json.loads((SHARE / "orders.json").read_text())
    with open(SHARE / "failures.log", "w") as log:
        try:
            tell(f"started systemd={pathlib.Path('/proc/1/comm').read_text().strip()} kernel={os.uname().release} "
                 f"boot={time.clock_gettime(time.CLOCK_BOOTTIME):.1f} s")
            mount_libraries(orders["swift"])
            watch = Stopwatch()
            node.install()
            tell(f"took package {watch}")
            for group in orders["groups"]:
                run_group(group, log)
        except BaseException as fault:
            tell(f"failed suite {fault}")
            log.write(traceback.format_exc())
    with open(SHARE / "journal.log", "w") as journal:
        subprocess.run(["journalctl", "--no-pager", "-o", "short-monotonic"], stdout=journal)
    # The power is cut at this word.
    os.sync()
    tell("over")


if __name__ == "__main__":
    sys.path.insert(0, str(pathlib.Path(__file__).parent))
    main()
