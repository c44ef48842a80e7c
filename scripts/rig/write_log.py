"""Reads the log of dm-log-writes and makes the disk that a power cut could have left at a moment of it.

The format stands in drivers/md/dm-log-writes.c of the kernel, little-endian: a super block of magic (8), version (8), number of entries
(8), sector size (4), then for each entry a sector of sector (8), sectors (8), flags (8), length (8) and, for a mark, its text; the
data of a write follows.
"""

import pathlib
import random
import struct
import subprocess
import typing

MAGIC = 0x6A736677736872
SECTOR = 512
FLUSH, FUA, DISCARD, MARK = 1, 2, 4, 8


class Entry(typing.NamedTuple):
    sector: int
    flags: int
    data: bytes


class WriteLog:
    def __init__(self, path: pathlib.Path):
        self.entries = []
        with open(path, "rb") as file:
            magic, version, count, size = struct.unpack("<QQQI", file.read(28))
            if magic != MAGIC or version != 1 or size != SECTOR:
                raise ValueError(f"{path} is no log of 512-byte sectors")
            position = size
            for _ in range(count):
                file.seek(position)
                sector, sectors, flags, length = struct.unpack("<4Q", file.read(32))
                position += size
                data = b""
                if flags & MARK:
                    data = file.read(length)
                elif not flags & DISCARD:
                    file.seek(position)
                    data = file.read(sectors * size)
                    position += sectors * size
                self.entries.append(Entry(sector, flags, data))

    def marks(self, end: int | None = None) -> list:
        """The texts of the marks before this entry."""
        return [entry.data.rstrip(b"\0").decode() for entry in self.entries[:end] if entry.flags & MARK]

    @property
    def first_mark(self) -> int:
        return next(number for number, entry in enumerate(self.entries) if entry.flags & MARK)

    def replay(self, base: pathlib.Path, target: pathlib.Path, end: int, dice: random.Random) -> int:
        """Makes `target`: `base` and what reached it before the power went while entry `end` was being written.

        What a flush or FUA covers is there. The rest, with a disk that reorders what is in its cache, is each dropped, kept or torn
        between sectors. Returns how many were torn.
        """
        subprocess.run(["cp", "--sparse=always", base, target], check=True)
        torn = 0
        with open(target, "r+b") as disk:

            def put(sector: int, data: bytes):
                disk.seek(sector * SECTOR)
                disk.write(data)

            pending = []
            for entry in self.entries[:end]:
                if entry.flags & FLUSH:
                    for write in pending:
                        put(*write)
                    pending = []
                if entry.flags & FUA:
                    put(entry.sector, entry.data)
                elif not entry.flags & (MARK | DISCARD):
                    pending.append((entry.sector, entry.data))
            last = self.entries[end]
            if not last.flags & (MARK | DISCARD):
                pending.append((last.sector, last.data))
            for sector, data in pending:
                fate = dice.choice(["dropped", "kept", "torn"])
                if fate == "kept":
                    put(sector, data)
                elif fate == "torn" and len(data) > SECTOR:
                    put(sector, data[:SECTOR * dice.randrange(1, len(data) // SECTOR)])
                    torn += 1
        return torn
