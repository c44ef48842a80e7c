"""One series of durable messages through another program: prints how many a second were on the disk.

    bench_peers.py PEER --in-flight N --seconds S --bytes B --directory FOLDER --programs FOLDER

What counts was found in the peer's own files after it was killed, so it stood there before. The peer runs anew for each series, in a
folder of its own on the disk to measure.
"""

import argparse
import ctypes
import itertools
import os
import pathlib
import selectors
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

START_SECONDS = 10


class Peer:
    """A program that keeps messages, run from unpacked packages where there are some."""

    def __init__(self, folder, programs, program):
        self.folder = folder
        self.programs = programs
        found = programs / "usr/sbin" / program
        self.program = found if found.exists() else shutil.which(program, path="/usr/sbin:/usr/bin:/sbin")
        if self.program is None:
            sys.exit(f"bench: {program} is neither unpacked nor installed")
        self.process = None

    def libraries(self):
        return [str(path) for path in self.programs.glob("usr/lib/*-linux-gnu")]

    def start(self, *arguments):
        environment = dict(os.environ, LD_LIBRARY_PATH=":".join(self.libraries()))
        with open(self.folder / "log", "wb") as log:
            self.process = subprocess.Popen(
                [str(self.program), *map(str, arguments)], env=environment, stdout=log, stderr=log
            )

    def connect(self, family, address):
        """The first connection that the program takes."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            line = socket.socket(family, socket.SOCK_STREAM)
            try:
                line.connect(address)
                return line
            except OSError:
                line.close()
                if self.process.poll() is not None or time.monotonic() > deadline:
                    sys.exit(f"bench: {self.program} does not run:\n{(self.folder / 'log').read_text()}")
                time.sleep(0.02)

    def kill(self):
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()


class Mosquitto(Peer):
    """Publishes with QoS 1 for a subscriber that is away; the store is saved after every change.

    A PUBACK leaves before its save, so a publisher's next message waits for the save of the one before. Several in flight come from as
    many connections: Mosquitto takes one message of each before it saves, of one connection it would take one.
    """

    waiting = 0

    def __init__(self, folder, programs):
        super().__init__(folder, programs, "mosquitto")

    def measure(self, in_flight, seconds, message):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            address = free.getsockname()
        config = self.folder / "mosquitto.conf"
        config.write_text(
            f"listener {address[1]} 127.0.0.1\n"
            "allow_anonymous true\n"
            "set_tcp_nodelay true\n"
            "persistence true\n"
            f"persistence_location {self.folder}/\n"
            "autosave_interval 1\n"
            "autosave_on_changes true\n"
            "max_queued_messages 0\n"
            "max_queued_bytes 0\n" + ("user root\n" if os.geteuid() == 0 else "")
        )
        self.start("-c", config)
        with self.connect(socket.AF_INET, address) as line:
            self.greet(line, b"away")
            line.sendall(packet(0x82, struct.pack(">H", 1) + text(b"bench") + b"\x01"))
            line.recv(64)
            line.sendall(b"\xe0\x00")
        if self.waiting:
            self.publish(self.lines(100, address), itertools.repeat(b"w" * len(message), self.waiting))
        lines = self.lines(in_flight, address)
        until = time.monotonic() + seconds
        messages = itertools.takewhile(lambda _: time.monotonic() < until, itertools.repeat(message))
        elapsed = self.publish(lines, messages)
        self.kill()
        return (self.folder / "mosquitto.db").read_bytes().count(message), elapsed

    def lines(self, count, address):
        lines = [self.connect(socket.AF_INET, address) for _ in range(count)]
        for number, line in enumerate(lines):
            self.greet(line, b"bench%d" % number)
        return lines

    @staticmethod
    def greet(line, name):
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.sendall(packet(0x10, text(b"MQTT") + struct.pack(">BBH", 4, 0, 0) + text(name)))
        if line.recv(4)[:1] != b"\x20":
            sys.exit("bench: Mosquitto refused a connection")

    @staticmethod
    def publish(lines, messages):
        """Sends the next message on a line when the one before was answered; returns the seconds of all."""
        selector = selectors.EpollSelector()
        ready = lines
        start = time.monotonic()
        for line in lines:
            selector.register(line, selectors.EVENT_READ)
        while ready:
            for line in ready:
                message = next(messages, None)
                if message is None:
                    selector.unregister(line)
                    line.close()
                else:
                    line.sendall(packet(0x32, text(b"bench") + b"\x00\x01" + message))
            ready = [key.fileobj for key, _ in selector.select()] if selector.get_map() else []
            for line in ready:
                if line.recv(64)[:1] != b"\x40":
                    sys.exit("bench: Mosquitto did not answer a message")
        return time.monotonic() - start


class FullMosquitto(Mosquitto):
    """The same with a backlog: each save writes all of it."""

    waiting = 20_000


def text(value):
    return struct.pack(">H", len(value)) + value


def packet(kind, body):
    size, length = b"", len(body)
    while True:
        length, rest = divmod(length, 128)
        size += bytes([rest | (0x80 if length else 0)])
        if not length:
            return bytes([kind]) + size + body


class Rsyslog(Peer):
    """Lines through a socket; a line is on the disk when it stands in the file that is watched."""

    def __init__(self, folder, programs):
        super().__init__(folder, programs, "rsyslogd")

    def measure(self, in_flight, seconds, message):
        config = self.folder / "rsyslog.conf"
        path = self.folder / "lines"
        config.write_text(
            f'global(workDirectory="{self.folder}")\n'
            'module(load="imptcp")\n'
            f'input(type="imptcp" path="{path}")\n'
            'template(name="line" type="string" string="%msg%\\n")\n' + self.action()
        )
        modules = [f"{path}/rsyslog" for path in self.libraries()]
        arguments = ["-M", modules[0]] if modules and pathlib.Path(modules[0]).is_dir() else []
        self.start("-n", "-f", config, "-i", self.folder / "pid", *arguments)
        with self.connect(socket.AF_UNIX, str(path)) as line:
            elapsed = self.feed(line, in_flight, seconds, b"<13>Jan  1 00:00:00 node bench: " + message + b"\n")
        self.kill()
        return sum(1 for _ in self.kept(self.folder / self.store)), elapsed

    def feed(self, line, in_flight, seconds, content):
        store = self.folder / self.store
        growth = Growth(self.folder)
        start = last = time.monotonic()
        sent = seen = position = 0
        while seen < sent or last - start < seconds:
            if last - start < seconds:
                line.sendall(content * (in_flight - (sent - seen)))
                sent += in_flight - (sent - seen)
            growth.wait()
            if store.exists():
                with open(store, "rb") as file:
                    file.seek(position)
                    new = file.read()
                # Whole records only; the rest of one is read again.
                end = new.rfind(self.mark) + len(self.mark) if self.mark in new else 0
                seen += new[:end].count(self.mark)
                position += end
            last = time.monotonic()
            if last - start > seconds + START_SECONDS:
                sys.exit("bench: rsyslog did not write what it got")
        return last - start

    def kept(self, path):
        with open(path, "rb") as file:
            yield from (1 for _ in range(file.read().count(self.mark)))


class RsyslogFile(Rsyslog):
    """The file output with sync; its buffer holds a whole batch, so that a batch costs one sync."""

    store = "out"
    mark = b"\n"

    def action(self):
        return f'action(type="omfile" file="{self.folder}/out" template="line" sync="on" ioBufferSize="256k")\n'


class RsyslogQueue(Rsyslog):
    """The disk queue in front of a destination that is away, synced, its state saved after every message."""

    store = "queue.00000001"
    mark = b">End\n.\n"

    def action(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        return (
            f'action(type="omfwd" target="127.0.0.1" port="{port}" protocol="tcp" action.resumeRetryCount="-1"\n'
            '    queue.type="Disk" queue.filename="queue" queue.maxFileSize="1g" queue.size="10000000"\n'
            '    queue.syncQueueFiles="on" queue.checkpointInterval="1")\n'
        )


class Growth:
    """Waits until a file of a folder is written to."""

    MODIFY = 0x2

    def __init__(self, folder):
        libc = ctypes.CDLL(None, use_errno=True)
        self.descriptor = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        if libc.inotify_add_watch(self.descriptor, os.fsencode(folder), self.MODIFY) < 0:
            sys.exit(f"bench: {folder} cannot be watched")
        self.selector = selectors.EpollSelector()
        self.selector.register(self.descriptor, selectors.EVENT_READ)

    def wait(self):
        if self.selector.select(0.2):
            os.read(self.descriptor, 65536)


PEERS = {"mosquitto": Mosquitto, "mosquitto-full": FullMosquitto, "rsyslog-file": RsyslogFile, "rsyslog-queue": RsyslogQueue}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("peer", choices=PEERS)
    parser.add_argument("--in-flight", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=1)
    parser.add_argument("--bytes", type=int, default=100)
    parser.add_argument("--directory", type=pathlib.Path, default=pathlib.Path("."))
    parser.add_argument("--programs", type=pathlib.Path, default=pathlib.Path(".build/peers"))
    arguments = parser.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="peer-", dir=arguments.directory)).resolve()
    peer = PEERS[arguments.peer](folder, arguments.programs.resolve())
    try:
        count, elapsed = peer.measure(arguments.in_flight, arguments.seconds, b"m" * arguments.bytes)
        print(f"{count / elapsed:.2f}")
    finally:
        peer.kill()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
