"""What a disk holds against what was acknowledged before the power went."""

import collections
import json
import pathlib


class Verdict:
    """The report of guest/read.py on one disk, judged."""

    def __init__(self, report: pathlib.Path, acknowledged: list):
        found = json.loads(report.read_text()) if report.exists() else {"is_up": False, "files": []}
        held = collections.Counter(found.get("lots", []))
        self.is_up = found["is_up"]
        self.lost = [lot for lot in acknowledged if lot not in held]
        self.twice = sorted(lot for lot, times in held.items() if times > 1)
        self.faults = found.get("faults", [])
        self.epochs = found.get("epochs", 0)
        # A journal that was set aside is a dead one, even though the agent goes on.
        self.is_dead = not self.is_up or "aside" in found["files"]

    @property
    def is_sound(self) -> bool:
        """Whether the journal is alive and says nothing wrong; what it lost is another matter."""
        return not self.is_dead and not self.twice and not self.faults
