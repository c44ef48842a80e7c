"""A link of 4.8 kbit/s comes back with 100,000 events behind it: what is newest arrives before any history."""

import os
import shutil
import subprocess
import time
import unittest

from support import BINARIES, FieldTest

from field import Coordinator, Node, Process, wait_for  # isort: skip

EVENTS = 100_000
BITS = 4800
NAMESPACE = f"budkavle-{os.getpid()}"
NEAR, FAR = f"bkn{os.getpid() % 100_000}", f"bkf{os.getpid() % 100_000}"
SUBNET = f"10.77.{os.getpid() % 250}"
COORDINATOR, NODE = f"{SUBNET}.1", f"{SUBNET}.2"


def run(*arguments):
    subprocess.run([str(a) for a in arguments], check=True, capture_output=True)


def why_not() -> str:
    if os.geteuid() != 0:
        return "needs root, for a network namespace"
    if not shutil.which("ip") or not shutil.which("tc") or not shutil.which("openssl"):
        return "needs ip, tc and openssl"
    probe = subprocess.run(["ip", "netns", "add", NAMESPACE], capture_output=True, text=True)
    if probe.returncode != 0:
        return f"no network namespace to be had: {probe.stderr.strip()}"
    run("ip", "netns", "delete", NAMESPACE)
    return ""


class NarrowLinkTest(FieldTest):
    def setUp(self):
        reason = why_not()
        if reason:
            self.skipTest(reason)
        super().setUp()
        run("ip", "netns", "add", NAMESPACE)
        self.addCleanup(run, "ip", "netns", "delete", NAMESPACE)
        run("ip", "link", "add", NEAR, "type", "veth", "peer", "name", FAR, "netns", NAMESPACE)
        run("ip", "addr", "add", f"{COORDINATOR}/30", "dev", NEAR)
        run("ip", "-n", NAMESPACE, "addr", "add", f"{NODE}/30", "dev", FAR)
        run("ip", "-n", NAMESPACE, "link", "set", "lo", "up")
        for place, device in (([], NEAR), (["-n", NAMESPACE], FAR)):
            tc = ["tc"] + place
            run(*tc, "qdisc", "add", "dev", device, "root", "tbf", "rate", f"{BITS}bit", "burst", "1600",
                "limit", "16000")
        run("ip", "link", "set", NEAR, "up")

    def set_link(self, state: str):
        run("ip", "-n", NAMESPACE, "link", "set", FAR, state)

    def test_newest_before_history(self):
        certificate, key = self.folder / "tls.pem", self.folder / "tls.key"
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-days", "2", "-subj", "/CN=budkavle test", "-addext", f"subjectAltName=IP:{COORDINATOR}",
            "-keyout", key, "-out", certificate)
        coordinator = Coordinator(
            self.tools, self.folder / "coordinator",
            f'address = "{COORDINATOR}"\ncertificate = "{certificate}"\nkey = "{key}"')
        self.processes.append(coordinator)
        node = Node(self.tools, self.folder / "node", 1, "75-9310", "vehicle", "", coordinator,
                    f"https://{COORDINATOR}:{coordinator.port}",
                    f'bit_rate = {BITS}\nca_file = "{certificate}"\nreport_interval = 10')
        run(BINARIES / "budkavle-bench", "fill", "--config", node.config, "--events", EVENTS)
        node.process = Process(
            ["ip", "netns", "exec", NAMESPACE, self.tools.agent, "run", "--config", node.config],
            node.folder / "log")
        self.processes.append(node)
        before = wait_for(node.status, 20, "the agent")["unsent"]
        self.assertGreaterEqual(before, EVENTS)

        self.set_link("up")
        start = time.monotonic()

        def received():
            lanes = coordinator.get("/v1/completeness")["streams"]
            return {lane["stream"]: lane["received"] for lane in lanes}

        def is_current():
            positions = coordinator.get("/v1/positions")["features"]
            load = coordinator.get("/v1/load")["units"]
            return positions and load and load[0]["total"] == 1

        try:
            wait_for(is_current, 90, "position and load", 0.1)
        except TimeoutError:
            print((node.folder / "log").read_text(), node.status())
            raise
        seconds, first = time.monotonic() - start, received()
        # What came with them: the newest fix, the load, and the profile. No history.
        self.assertLessEqual(sum(first.values()), 6, first)
        wait_for(lambda: sum(received().values()) > 200, 120, "history", 0.5)
        time.sleep(20)
        later, elapsed = received(), time.monotonic() - start
        status = node.status()
        carried = status["links"][0]["bytes"]
        print(f"\n{BITS} bit/s, {before} events behind it: newest position and load after {seconds:.1f} s "
              f"({sum(first.values())} events), after {elapsed:.0f} s {sum(later.values())} events in "
              f"{carried} sealed bytes: {carried * 8 / elapsed / BITS:.0%} of the link, {later}")
        # Patients go before track.
        self.assertGreater(later.get("patients", 0), later.get("track", 0))


if __name__ == "__main__":
    unittest.main()
