"""What the system tests share: where the programs are, a folder that goes away, and a scanner held by the test."""

import os
import pathlib
import shutil
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts/lib"))

from field import Tools  # noqa: E402
from scanner import HandScanner  # noqa: E402, F401

BINARIES = pathlib.Path(os.environ.get("BUDKAVLE_BINARIES", ROOT / ".build/debug"))


class FieldTest(unittest.TestCase):
    """Gives each test a folder of its own and stops every process that it started."""

    def setUp(self):
        self.tools = Tools(BINARIES)
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="budkavle-"))
        self.processes = []
        self.addCleanup(self._clean)

    def _clean(self):
        for process in self.processes:
            process = getattr(process, "process", process)
            if process is not None and process.is_running():
                process.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
