"""When the guest stood still: its one processor is a share of the host's, which may take it away in the middle of everything."""

import multiprocessing
import os
import time

NAP, LATE = 0.005, 0.003


class Stillness:
    """A process that nothing in the guest goes before, naps and notes when it was woken late: then nothing else ran either."""

    def __init__(self):
        self.ours, theirs = multiprocessing.Pipe()
        self.process = multiprocessing.get_context("fork").Process(target=_watch, args=(theirs,), daemon=True)
        self.process.start()

    def end(self) -> list:
        """(from, to) of each time without processor, by CLOCK_BOOTTIME in seconds."""
        self.ours.send("end")
        found = self.ours.recv()
        self.process.join()
        return found


def lost(times: list, start: float, end: float) -> float:
    """How much of the time from start to end the guest stood still, in seconds."""
    return sum(max(0.0, min(end, until) - max(start, since)) for since, until in times)


def _watch(pipe):
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(50))
    found, now = [], time.clock_gettime(time.CLOCK_BOOTTIME)
    while not pipe.poll():
        due = now + NAP
        time.sleep(NAP)
        now = time.clock_gettime(time.CLOCK_BOOTTIME)
        if now - due > LATE:
            found.append((due, now))
    pipe.send(found)
