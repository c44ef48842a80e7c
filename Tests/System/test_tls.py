"""The https carrier through a proxy, to a front that asks for a client certificate."""

import shutil
import socket
import ssl
import subprocess
import threading
import unittest

from support import FieldTest

from field import Coordinator, Node, free_port, wait_for  # isort: skip


def pump(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
    except OSError:
        pass
    finally:
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        source.close()


def relay(near, far):
    threading.Thread(target=pump, args=(near, far), daemon=True).start()
    threading.Thread(target=pump, args=(far, near), daemon=True).start()


class Listener:
    """Accepts on a loopback port and hands each connection to `serve` on a thread of its own."""

    def __init__(self, serve):
        self.port, self.serve = free_port(), serve
        self.socket = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self._guard, args=(connection,), daemon=True).start()

    def _guard(self, connection):
        try:
            self.serve(connection)
        except OSError:
            connection.close()


class TLSTest(FieldTest):
    def setUp(self):
        if not shutil.which("openssl"):
            self.skipTest("needs openssl")
        super().setUp()

    def certificate(self, name: str, *extra):
        key, certificate = self.folder / f"{name}.key", self.folder / f"{name}.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
             "-subj", f"/CN={name}", *extra, "-keyout", str(key), "-out", str(certificate)],
            check=True, capture_output=True)
        return certificate, key

    def test_a_proxy_and_a_client_certificate(self):
        coordinator = Coordinator(self.tools, self.folder / "coordinator")
        self.processes.append(coordinator)
        certificate, key = self.certificate("front", "-addext", "subjectAltName=IP:127.0.0.1")
        client, client_key = self.certificate("node")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        context.load_verify_locations(client)
        context.verify_mode = ssl.CERT_REQUIRED
        seen = {"connect": [], "clients": 0, "refused": 0}

        def front(connection):
            try:
                secured = context.wrap_socket(connection, server_side=True)
            except ssl.SSLError:
                seen["refused"] += 1
                raise
            seen["clients"] += 1
            # One connection is used in one direction at a time, so two threads may share the TLS socket.
            relay(secured, socket.create_connection(("127.0.0.1", coordinator.port)))

        def proxy(connection):
            head = b""
            while b"\r\n\r\n" not in head:
                head += connection.recv(4096)
            method, target, _ = head.decode().split(" ", 2)
            seen["connect"].append((method, target))
            host, port = target.rsplit(":", 1)
            far = socket.create_connection((host, int(port)))
            connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            relay(connection, far)

        secure, through = Listener(front), Listener(proxy)
        link = (f'ca_file = "{certificate}"\nproxy = "http://127.0.0.1:{through.port}"\ninterface = "lo"\n'
                f"report_interval = 1\n")
        identity = f'client_certificate = "{client}"\nclient_key = "{client_key}"\n'
        node = Node(self.tools, self.folder / "node", 1, "75-9310", "vehicle", "", coordinator,
                    f"https://127.0.0.1:{secure.port}", link)
        self.processes.append(node)

        # Without its certificate nothing gets through, and the status says that the link fails.
        node.start()
        wait_for(lambda: (node.status() or {"links": [{"last_failure": None}]})["links"][0]["last_failure"], 30,
                 "the refusal", 0.2)
        self.assertEqual(coordinator.get("/v1/completeness")["streams"], [])
        node.process.stop()
        node.config.write_text(node.config.read_text() + identity)
        node.start()
        wait_for(node.is_delivered, 30, "the delivery", 0.2)
        self.assertEqual({("CONNECT", f"127.0.0.1:{secure.port}")}, set(seen["connect"]))
        self.assertGreaterEqual(seen["clients"], 1)


if __name__ == "__main__":
    unittest.main()
