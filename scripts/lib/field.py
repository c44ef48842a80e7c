"""Real processes on this machine: a coordinator, nodes with simulated hardware, and a mast that can fall.

Used by scripts/demo and by the system tests. Needs nothing but Python's standard library.
"""

import json
import os
import pathlib
import select
import signal
import socket
import subprocess
import threading
import time
import urllib.request


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(condition, seconds: float, what: str, pause: float = 0.05):
    """Waits until condition() is true and returns what it gave; raises after so many seconds."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise TimeoutError(f"waited {seconds:.0f} s for {what}")
        time.sleep(pause)


class Process:
    """A child whose output goes to a log file."""

    def __init__(self, arguments, log: pathlib.Path):
        self.log = log
        with open(log, "ab") as out:
            self.child = subprocess.Popen([str(a) for a in arguments], stdout=out, stderr=out)

    def is_running(self) -> bool:
        return self.child.poll() is None

    def kill(self):
        self.child.send_signal(signal.SIGKILL)
        self.child.wait()

    def stop(self, seconds: float = 20) -> int:
        if self.is_running():
            self.child.send_signal(signal.SIGTERM)
        try:
            return self.child.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise


class Tools:
    """The programs under test."""

    def __init__(self, binaries: pathlib.Path):
        self.agent = binaries / "budkavle"
        self.coordinator = binaries / "budkavle-coordinator"
        for program in (self.agent, self.coordinator):
            if not program.exists():
                raise SystemExit(f"{program} is missing: run scripts/build first")

    @staticmethod
    def call(*arguments) -> str:
        done = subprocess.run([str(a) for a in arguments], capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(map(str, arguments))}: {done.stdout}{done.stderr}")
        return done.stdout


class Coordinator:
    """The reference coordinator on loopback ports that stay the same over restarts."""

    def __init__(self, tools: Tools, folder: pathlib.Path, envelopes: str = "", reading_port: int = 0):
        self.tools, self.folder = tools, folder
        folder.mkdir(parents=True)
        tools.call(tools.coordinator, "keys", "init", "--directory", folder / "keys", "--name", "PECC")
        self.port, self.reading_port = free_port(), reading_port or free_port()
        self.config = folder / "coordinator.toml"
        envelopes = envelopes or 'address = "127.0.0.1"'
        self.config.write_text(
            f'[coordinator]\nkeys = "keys"\ndatabase = "ledger.db"\n'
            f"[envelopes]\n{envelopes}\nport = {self.port}\n"
            f'[reading]\naddress = "127.0.0.1"\nport = {self.reading_port}\n'
        )
        self.process = None
        self.start()

    @property
    def root(self) -> str:
        return (self.folder / "keys/root.pub").read_text().strip()

    @property
    def key_set(self) -> pathlib.Path:
        return self.folder / "keys/coordinator.keyset"

    @property
    def page(self) -> str:
        return f"http://127.0.0.1:{self.reading_port}/"

    def start(self):
        ports = self.folder / "ports.json"
        ports.unlink(missing_ok=True)
        self.process = Process(
            [self.tools.coordinator, "run", "--config", self.config, "--port-file", ports],
            self.folder / "log",
        )
        wait_for(ports.exists, 20, f"the coordinator, see {self.folder / 'log'}")

    def add(self, node: int, keys: str, call_sign: str):
        self.tools.call(
            self.tools.coordinator, "nodes", "add", node, keys, "--call-sign", call_sign, "--config", self.config
        )

    def get(self, path: str):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.reading_port}{path}", timeout=20) as answer:
            return json.load(answer)

    def events(self, node: int, stream: str, epoch: str) -> list:
        found = []
        while True:
            page = self.get(
                f"/v1/events?node={node}&stream={stream}&epoch={epoch}&from={len(found)}&limit=1000"
            )["events"]
            found += page
            if len(page) < 1000:
                return found


class Node:
    """One agent with its folder."""

    def __init__(self, tools: Tools, folder: pathlib.Path, node: int, call_sign: str, kind: str, body: str,
                 coordinator: Coordinator, url: str, link: str = "", commit_interval: float = 2):
        self.tools, self.folder, self.id, self.call_sign = tools, folder, node, call_sign
        folder.mkdir(parents=True)
        self.keys = tools.call(tools.agent, "keys", "init", "--directory", folder / "keys").strip()
        coordinator.add(node, self.keys, call_sign)
        self.config = folder / "agent.toml"
        self.config.write_text(
            f'[node]\nid = {node}\ncall_sign = "{call_sign}"\nkind = "{kind}"\n{body}\n'
            f'[keys]\ndirectory = "keys"\n'
            f'[journal]\ndirectory = "journal"\ncommit_interval = {commit_interval}\n'
            f'[agent]\nsocket = "agent.sock"\n'
            f'[coordinator]\nroot = "{coordinator.root}"\nkey_set = "{coordinator.key_set}"\n'
            f'[[link]]\nname = "mast"\ntype = "https"\nurl = "{url}"\n{link}\n'
        )
        tools.call(tools.agent, "check", "--config", self.config)
        self.process = None

    def start(self):
        self.process = Process([self.tools.agent, "run", "--config", self.config], self.folder / "log")

    def status(self):
        done = subprocess.run(
            [str(self.tools.agent), "status", "--json", "--config", str(self.config)],
            capture_output=True,
            text=True,
        )
        return json.loads(done.stdout) if done.returncode == 0 else None

    def streams(self) -> list:
        return json.loads(self.tools.call(self.tools.agent, "journal", "stat", "--config", self.config))["streams"]

    def events(self, stream: str, epoch: str) -> list:
        found = []
        while True:
            text = self.tools.call(
                self.tools.agent, "journal", "list", stream, "--epoch", epoch, "--from", len(found), "--limit", 1000,
                "--config", self.config,
            )
            page = [json.loads(line) for line in text.splitlines() if line]
            found += page
            if len(page) < 1000:
                return found

    def is_delivered(self) -> bool:
        status = self.status()
        return status is not None and status["unsent"] == 0


class Mast:
    """A TCP relay that can be cut, as a mast without power is: what is under way breaks, nothing new connects."""

    def __init__(self, target_port: int):
        self.target_port, self.port = target_port, free_port()
        self._pairs, self._lock, self._listener = [], threading.Lock(), None
        self.restore()

    def restore(self):
        if self._listener is not None:
            return
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        listener.listen(16)
        self._listener = listener
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def cut(self):
        with self._lock:
            listener, self._listener = self._listener, None
            pairs, self._pairs = self._pairs, []
        if listener is not None:
            # Wakes the thread that waits in accept.
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        for end in (end for pair in pairs for end in pair):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def _accept(self, listener):
        while True:
            try:
                near, _ = listener.accept()
                far = socket.create_connection(("127.0.0.1", self.target_port), 5)
            except OSError:
                if self._listener is not listener:
                    return
                continue
            with self._lock:
                self._pairs.append((near, far))
            threading.Thread(target=self._relay, args=(near, far), daemon=True).start()

    def _relay(self, near, far):
        try:
            while True:
                ready, _, _ = select.select([near, far], [], [])
                for end in ready:
                    data = end.recv(65536)
                    if not data:
                        return
                    (far if end is near else near).sendall(data)
        except (OSError, ValueError):
            pass
        finally:
            near.close()
            far.close()


def compare(node: Node, coordinator: Coordinator) -> dict:
    """Counts a node's events here and there, byte for byte."""
    lanes = {
        (lane["epoch"], lane["stream"]): lane
        for lane in coordinator.get("/v1/completeness")["streams"]
        if lane["node"] == node.id
    }
    result = {"made": 0, "received": 0, "duplicates": 0, "missing": 0, "conflicts": 0, "different": 0}
    for stream in node.streams():
        epoch, name = stream["epoch"], stream["stream"]
        made = node.events(name, epoch)
        received = coordinator.events(node.id, name, epoch)
        lane = lanes.get((epoch, name), {"duplicates": 0, "conflicts": 0})
        here = {event["offset"]: event["bytes"] for event in made}
        there = {event["offset"]: event["bytes"] for event in received}
        result["made"] += len(here)
        result["received"] += len(there)
        result["duplicates"] += lane["duplicates"]
        result["conflicts"] += lane["conflicts"]
        result["missing"] += len(here.keys() - there.keys())
        result["different"] += sum(there[offset] != here.get(offset) for offset in there)
    return result
