"""A reader of envelopes and a small coordinator, written from docs/protocol.md alone; § refers to its sections.
Needs `cryptography` and `zstandard`. HPKE and protobuf are done by hand, so that the bytes can be followed.
"""
from __future__ import annotations

import argparse, hashlib, hmac, json, os, secrets, sys, threading, time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import zstandard
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

CONTEXT, KEY_SET_CONTEXT = b"budkavle envelope v1\0", b"budkavle key set v1\0"
BUNDLE, RECEIPT, HEADER, SEALED_AT, SIGNATURE, TAG = 1, 2, 26, 58, 64, 16
MAX_ENVELOPE, MAX_CONTENT, MAX_EVENTS, MAX_SEGMENTS, MAX_EVENT = 1 << 20, 8 << 20, 65_536, 4_096, 32_768
Interval = tuple[int, int]  # first, end
STREAMS = {1: {1, 2, 4}, 2: {3, 5}, 3: {6}}
BODIES = dict(enumerate(("alarm", "unit_profile", "mission_status", "patient_movement", "patient_load", "census",
                         "movement_request", "stock_movement", "excursion", "fix", "sample", "health"), 16))

class Refused(Exception):
    """An envelope of which nothing is kept; status and name are those of §8."""
    def __init__(self, status: int, name: str, why: str = "") -> None:
        super().__init__(f"{status} {name} {why}".strip())
        self.status, self.name = status, name
def require(condition: bool, why: str, status: int = 422, name: str = "malformed") -> None:
    if not condition:
        raise Refused(status, name, why)

# Protobuf wire format
def read_varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        require(at < len(data) and shift < 64, "varint")
        byte = data[at]
        value, at, shift = value | (byte & 0x7F) << shift, at + 1, shift + 7
        if byte < 0x80:
            return value & (1 << 64) - 1, at
def zigzag(value: int) -> int:
    return value >> 1 ^ -(value & 1)

class Message:
    """The fields of one message by number: integers for varint and fixed64, bytes for all that has a length."""
    def __init__(self, data: bytes) -> None:
        self.fields: dict[int, list[int | bytes]] = {}
        at = 0
        while at < len(data):
            tag, at = read_varint(data, at)
            require(tag & 7 in (0, 1, 2, 5), "wire type")
            if tag & 7 == 0:
                value, at = read_varint(data, at)
                self.fields.setdefault(tag >> 3, []).append(value)
                continue
            size, at = read_varint(data, at) if tag & 7 == 2 else (8 if tag & 7 == 1 else 4, at)
            require(size <= len(data) - at, "length")
            blob, at = data[at:at + size], at + size
            self.fields.setdefault(tag >> 3, []).append(blob if tag & 7 == 2 else int.from_bytes(blob, "little"))
    def number(self, number: int) -> int:
        value = self.fields.get(number, [0])[-1]
        require(isinstance(value, int), "not a number")
        return value
    def blobs(self, number: int) -> list[bytes]:
        values = self.fields.get(number, [])
        require(all(isinstance(value, bytes) for value in values), "no length")
        return values
    def blob(self, number: int) -> bytes:
        return (self.blobs(number) or [b""])[-1]

    def numbers(self, number: int, signed: bool = False) -> list[int]:
        """A repeated number, packed."""
        result, data, at = [], b"".join(self.blobs(number)), 0
        while at < len(data):
            item, at = read_varint(data, at)
            result.append(zigzag(item) if signed else item)
        return result
def varint(value: int) -> bytes:
    return bytes([value]) if value < 0x80 else bytes([value & 0x7F | 0x80]) + varint(value >> 7)
def put(number: int, value: int | bytes | None, always: bool = False) -> bytes:
    """One field: a varint or a length with bytes. None is left out; a default also, unless `always`."""
    if value is None or not value and not always:
        return b""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value
def put_signed(number: int, value: int | None, always: bool = False) -> bytes:
    return put(number, None if value is None else value << 1 if value >= 0 else -value * 2 - 1, always)
def put_fixed64(number: int, value: int) -> bytes:
    return varint(number << 3 | 1) + value.to_bytes(8, "little") if value else b""

# Keys and HPKE (RFC 9180): DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305, base mode
def key_id(public: bytes) -> bytes:
    return hashlib.sha256(public).digest()[:8]
def two_keys(text: str) -> tuple[bytes, bytes]:
    data = bytes.fromhex(text)
    if len(data) != 64:
        raise ValueError("keys are Ed25519 || X25519, 128 hexadecimal digits")
    return data[:32], data[32:]
class Peer(NamedTuple):  # a node as it is enrolled
    signing: bytes
    agreement: bytes
    revoked: bool = False
class Own:  # a coordinator's private keys
    def __init__(self, text: str) -> None:
        self.signing, self.agreement = (kind.from_private_bytes(half) for kind, half in
                                        zip((Ed25519PrivateKey, X25519PrivateKey), two_keys(text)))
        self.signing_public, self.agreement_public = (key.public_key().public_bytes_raw() for key in (self.signing, self.agreement))
KEM_SUITE, HPKE_SUITE = b"KEM\x00\x20", b"HPKE\x00\x20\x00\x01\x00\x03"

def extract(suite: bytes, salt: bytes, label: bytes, secret: bytes) -> bytes:
    return hmac.digest(salt, b"HPKE-v1" + suite + label + secret, "sha256")
def expand(suite: bytes, key: bytes, label: bytes, info: bytes, size: int) -> bytes:
    """LabeledExpand for at most one block of SHA-256, which is all that this suite needs."""
    return hmac.digest(key, size.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info + b"\x01", "sha256")[:size]
def schedule(dh: bytes, encapsulated: bytes, recipient: bytes, info: bytes) -> tuple[ChaCha20Poly1305, bytes]:
    """The cipher and the nonce of sequence number 0."""
    shared = expand(KEM_SUITE, extract(KEM_SUITE, b"", b"eae_prk", dh), b"shared_secret", encapsulated + recipient, 32)
    context = b"\0" + extract(HPKE_SUITE, b"", b"psk_id_hash", b"") + extract(HPKE_SUITE, b"", b"info_hash", info)
    secret = extract(HPKE_SUITE, shared, b"secret", b"")
    cipher = ChaCha20Poly1305(expand(HPKE_SUITE, secret, b"key", context, 32))
    return cipher, expand(HPKE_SUITE, secret, b"base_nonce", context, 12)

# Envelope (§3)
def unpack(packed: bytes) -> bytes:
    if packed[:1] == b"\0":
        return packed[1:]
    require(packed[:1] == b"\1" and len(packed) >= 5, "packing")
    size = int.from_bytes(packed[1:5], "big")
    require(size <= MAX_CONTENT, "size", 422, "decompression_bomb")
    try:
        # The frame's own size rules how much is allocated; it may also be missing.
        declared = zstandard.get_frame_parameters(packed[5:]).content_size
        require(declared in (size, zstandard.CONTENTSIZE_UNKNOWN), "size of the frame", 422, "decompression_bomb")
        content = zstandard.ZstdDecompressor().decompress(packed[5:], max_output_size=size, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise Refused(422, "malformed", str(error)) from error
    require(len(content) == size, "unpacked size")
    return content

def open_envelope(data: bytes, find: Callable[[int], Peer | None], own: Own, kind: int = BUNDLE) -> tuple[int, int, bytes]:
    """Domain, node and content, after the checks of §3 in their order."""
    require(len(data) <= MAX_ENVELOPE, "size", 413, "oversized")
    require(len(data) >= SEALED_AT + TAG + SIGNATURE and data[:2] == b"BK", "size or magic", 400, "truncated")
    require(data[2] == 1 and data[3] == 1, "version or suite", 415, "unsupported_version")
    require(data[4] == kind and data[5] in STREAMS, "kind or domain")
    node = int.from_bytes(data[6:10], "big")
    peer = find(node)
    if peer is None:
        raise Refused(403, "unknown_node")
    require(not peer.revoked, "", 410, "revoked_node")
    require(data[10:18] == key_id(peer.signing), "sender's key id", 401, "bad_signature")
    require(data[18:26] == key_id(own.agreement_public), "", 421, "wrong_recipient")
    try:
        Ed25519PublicKey.from_public_bytes(peer.signing).verify(data[-SIGNATURE:], CONTEXT + data[:-SIGNATURE])
        encapsulated = data[HEADER:SEALED_AT]
        dh = own.agreement.exchange(X25519PublicKey.from_public_bytes(encapsulated))  # refuses an all-zero secret
        cipher, nonce = schedule(dh, encapsulated, own.agreement_public, CONTEXT + data[:HEADER])
        return data[5], node, unpack(cipher.decrypt(nonce, data[SEALED_AT:-SIGNATURE], b""))
    except InvalidSignature as error:
        raise Refused(401, "bad_signature") from error
    except (InvalidTag, ValueError) as error:
        raise Refused(422, "unsealable") from error

def seal(content: bytes, kind: int, domain: int, node: int, recipient: bytes, own: Own) -> bytes:
    header = (b"BK\x01\x01" + bytes([kind, domain]) + node.to_bytes(4, "big") + key_id(own.signing_public) + key_id(recipient))
    ephemeral = X25519PrivateKey.generate()
    encapsulated, dh = ephemeral.public_key().public_bytes_raw(), ephemeral.exchange(X25519PublicKey.from_public_bytes(recipient))
    cipher, nonce = schedule(dh, encapsulated, recipient, CONTEXT + header)
    body = header + encapsulated + cipher.encrypt(nonce, b"\0" + content, b"")
    return body + own.signing.sign(CONTEXT + body)

# Bundle, columns and canonical bytes (§4, §5)
class Event(NamedTuple):
    epoch: int
    stream: int
    offset: int
    canonical: bytes
    def summary(self) -> dict[str, int | float | str]:
        message = Message(self.canonical)
        body = next((number for number in message.fields if number in BODIES), 0)
        line = {"epoch": self.epoch, "stream": self.stream, "offset": self.offset, "kind": BODIES.get(body, "unknown")}
        fix = Message(message.blob(25))
        return line | {"lat": zigzag(fix.number(1)) / 1e6, "lon": zigzag(fix.number(2)) / 1e6} if body == 25 else line
@dataclass
class Bundle:
    boot_nonce: bytes
    events: list[Event] = field(default_factory=list)
    gaps: list[tuple[int, int, int, int]] = field(default_factory=list)  # (epoch, stream, first, end), without what was kept
    named: set[tuple[int, int]] = field(default_factory=set)  # every (epoch, stream) that the receipt has to name

def runs(flat: Sequence[int], expected: int, width: int = 2) -> Iterator[tuple[int, ...]]:
    """Expands runs, whose last number is a count, after checking that they are `expected` long."""
    require(len(flat) % width == 0 and 0 not in flat[width - 1::width] and sum(flat[width - 1::width]) == expected, "runs")
    return (tuple(flat[at:at + width - 1]) for at in range(0, len(flat), width) for _ in range(flat[at + width - 1]))
def column(message: Message, number: int, count: int, signed: bool = True, optional: bool = False) -> list[int]:
    values = message.numbers(number, signed) or [0] * (count if optional else 0)
    require(len(values) == count, "length of a column")
    return values
def bounded(value: int, low: int, high: int) -> int:
    require(low <= value < high, "range")
    return value
def coordinates(residuals: Sequence[int], times: Sequence[int]) -> Iterator[int]:
    """Undoes linear extrapolation; integers only, and the division is towards zero (Python's // is not)."""
    last = last_time = step = pace = 0
    for index, (residual, now) in enumerate(zip(residuals, times)):
        expected, elapsed = last, max(now - last_time, 0)
        if index >= 2 and pace:
            product = step * min(elapsed, 10 * pace)
            expected += product // pace if product >= 0 else -(-product // pace)
        value = bounded(expected + residual, -1 << 31, 1 << 31)
        if index:
            step, pace = value - last, min(elapsed, 1 << 20)
        last, last_time = value, now
        yield value
def sums(deltas: Sequence[int]) -> list[int]:
    return [bounded(total, 0, (1 << 32) + 1) for total in accumulate(deltas)]

def fix_bodies(columns: Message, times: Sequence[int]) -> Iterator[bytes]:
    count = len(times)
    axes = [coordinates(column(columns, number, count), times) for number in (1, 2)]
    codes = [sums(column(columns, number, count)) for number in (3, 4, 5)]
    ages, states = sums(column(columns, 7, count, optional=True)), runs(columns.numbers(6), count)
    for latitude, longitude, accuracy, speed, course, age, (state,) in zip(*axes, *codes, ages, states, strict=True):
        yield (put_signed(1, latitude) + put_signed(2, longitude) + put(3, state & 3) + put(4, state >> 2 & 3)
               + b"".join(put(number, code - 1, always=True) if code else b""
                          for number, code in ((5, accuracy), (6, speed), (7, course)))
               + put(8, age) + put(9, state >> 4 & 3) + put(10, state >> 6))

def stock_bodies(columns: Message, count: int) -> Iterator[bytes]:
    keys, tokens = columns.blobs(1), [b"", *columns.blobs(5)]
    key, action, delta = (column(columns, number, count, signed=number == 4) for number in (2, 3, 4))
    texts = [column(columns, number, count, signed=False, optional=True) for number in range(6, 12)]
    has_balance = [value for (value,) in runs(columns.numbers(13) or [0, count][:2 * count], count)]
    residuals = iter(column(columns, 12, sum(has_balance)))
    last: dict[int, int] = {}
    for i in range(count):
        balance = None
        if has_balance[i]:
            balance = last[key[i]] = bounded(last.get(key[i], 0) + delta[i] + next(residuals), -1 << 63, 1 << 63)
        yield (put(1, action[i]) + put(2, keys[key[i]], always=True) + put_signed(3, delta[i])
               + b"".join(put(number, tokens[text[i]]) for number, text in enumerate(texts, 4))
               + put_signed(10, balance, always=True))

def segment_events(segment: Message, count: int) -> Iterator[bytes]:
    kinds = [kind for (kind,) in runs(segment.numbers(4), count)]
    whole, columned = segment.blobs(5), [kind for kind in kinds if kind]
    require(len(whole) == count - len(columned) and set(columned) <= {1, 2}, "kinds")
    headers = Message(segment.blob(6))
    times = list(accumulate(accumulate(column(headers, 3, len(columned)))))  # differences of differences
    sources, unit = headers.blobs(1), headers.number(4)
    heads = (put(1, boot) + put(2, bounded(at * unit, 0, 1 << 64)) + put(3, sources[source]) + put(4, flags & 3) + put(5, flags >> 2)
             for at, (boot, source, flags) in zip(times, runs(headers.numbers(2), len(columned), 4), strict=True))
    fixes = fix_bodies(Message(segment.blob(7)), [at for at, kind in zip(times, columned) if kind == 1])
    stock = stock_bodies(Message(segment.blob(8)), columned.count(2))
    bodies = {0: iter(whole), 1: (put(25, body, always=True) for body in fixes), 2: (put(23, body, always=True) for body in stock)}
    for kind in kinds:
        canonical = (next(heads) if kind else b"") + next(bodies[kind])
        require(len(canonical) <= MAX_EVENT, "size of an event")
        yield canonical

def decode_bundle(content: bytes, domain: int) -> Bundle:
    message = Message(content)
    bundle, segments = Bundle(message.blob(1)), message.blobs(6)
    require(len(segments) <= MAX_SEGMENTS and len(bundle.boot_nonce) == 16, "segments or nonce")
    def place(part: Message) -> tuple[int, int]:
        require(part.number(2) in STREAMS[domain], "stream of another domain")
        bundle.named.add((part.number(1), part.number(2)))
        return part.number(1), part.number(2)
    for segment in map(Message, segments):
        epoch, stream = place(segment)
        first, count = segment.number(3), sum(segment.numbers(4)[1::2])
        require(len(bundle.events) + count <= MAX_EVENTS and first + count < 1 << 64, "number of events")
        try:
            bundle.events += [Event(epoch, stream, first + i, data) for i, data in enumerate(segment_events(segment, count))]
        except IndexError as error:  # into a dictionary
            raise Refused(422, "malformed", "index") from error
    for gap in map(Message, message.blobs(7)):
        epoch, stream = place(gap)
        at, end, kept = gap.number(3), bounded(gap.number(3) + gap.number(4), 0, 1 << 64), gap.blob(6)
        for i in (i for i in range(min(8 * len(kept), gap.number(4))) if kept[i >> 3] >> (i & 7) & 1):
            bundle.gaps.append((epoch, stream, at, gap.number(3) + i))
            at = gap.number(3) + i + 1
        bundle.gaps.append((epoch, stream, at, end))
    for head in map(Message, message.blobs(8)):
        place(head)
    return bundle

# Receipt (§7) and coordinator (§6, §8)
def build_receipt(coordinator: int, incarnation: bytes, nonce: bytes, envelope: bytes, durable: dict[tuple[int, int], list[Interval]]) -> bytes:
    """`durable`: for each (epoch, stream) its intervals, ascending and apart from each other."""
    out = (put_fixed64(1, coordinator) + put(2, incarnation) + put(3, nonce) + put_signed(4, time.time_ns() // 1_000_000))
    for (epoch, stream), intervals in durable.items():
        packed, before = b"", 0
        for first, end in intervals[:4_096]:
            packed, before = packed + varint(first - before) + varint(end - first), end
        out += put(5, put_fixed64(1, epoch) + put(2, stream) + put(3, packed))
    return out + put(6, hashlib.sha256(envelope).digest()[:16])

def merged(intervals: list[Interval], new: list[Interval]) -> list[Interval]:
    result: list[Interval] = []
    for first, end in sorted(intervals + [interval for interval in new if interval[0] < interval[1]]):
        if result and first <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((first, end))
    return result

class Coordinator(ThreadingHTTPServer):
    """Its memory is its store: each start is a new incarnation, and the nodes send everything again."""
    def __init__(self, port: int, number: int, own: Own, nodes: dict[int, Peer], out: str) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.number, self.own, self.nodes, self.out = number, own, nodes, open(out, "a", encoding="utf-8")
        self.incarnation, self.lock = secrets.token_bytes(16), threading.Lock()
        self.durable: dict[tuple[int, int, int], list[Interval]] = {}
        self.digests: dict[tuple[int, int, int, int], bytes] = {}  # of the canonical bytes, by identity

    def answer(self, envelope: bytes) -> bytes:
        domain, node, content = open_envelope(envelope, self.nodes.get, self.own)
        bundle = decode_bundle(content, domain)
        summaries = [event.summary() for event in bundle.events]  # refuses what is no message, before anything is kept
        with self.lock:
            covered: dict[tuple[int, int], list[Interval]] = {place: [] for place in bundle.named}
            for event, summary in zip(bundle.events, summaries):
                digest = hashlib.sha256(event.canonical).digest()
                known = self.digests.setdefault((node, event.epoch, event.stream, event.offset), digest)
                covered[event.epoch, event.stream].append((event.offset, event.offset + 1))
                if known is digest or known != digest:  # new, or a conflict, of which both are kept
                    line = {"node": node, **summary, "canonical": event.canonical.hex()}
                    self.out.write(json.dumps(line if known is digest else line | {"conflict": True}) + "\n")
            for epoch, stream, first, end in bundle.gaps:
                covered[epoch, stream].append((first, end))
            self.out.flush()
            os.fsync(self.out.fileno())  # durable before the receipt says so
            for (epoch, stream), new in covered.items():
                self.durable[node, epoch, stream] = merged(self.durable.get((node, epoch, stream), []), new)
            state = {place: self.durable[node, *place] for place in sorted(bundle.named)}
        receipt = build_receipt(self.number, self.incarnation, bundle.boot_nonce, envelope, state)
        return seal(receipt, RECEIPT, domain, node, self.nodes[node].agreement, self.own)

class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # keeps the connection open
    def do_POST(self) -> None:
        try:
            size = self.headers.get("Content-Length", "")
            require(self.path == "/v1/envelopes", self.path, 404, "not_found")
            require(size.isascii() and size.isdigit(), "Content-Length", 400, "truncated")
            require(int(size) <= MAX_ENVELOPE, "size", 413, "oversized")
            status, kind, body = 200, "application/octet-stream", self.server.answer(self.rfile.read(int(size)))
        except Refused as refused:
            self.close_connection = True  # the body may be unread
            status, kind, body = refused.status, "application/json", json.dumps({"error": refused.name}).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    reader, server, keys = (commands.add_parser(name) for name in ("open", "serve", "keyset"))
    for command in (reader, server, keys):
        command.add_argument("--key", required=True, help="the coordinator's Ed25519 || X25519 private keys, hex")
    reader.add_argument("--node", required=True, help="the node's Ed25519 || X25519 public keys, hex")
    reader.add_argument("file")
    for command in (server, keys):
        command.add_argument("--coordinator", type=int, required=True)
        command.add_argument("--out", required=True)
    server.add_argument("--port", type=int, required=True)
    server.add_argument("--node", action="append", required=True, metavar="ID=NODEPUBHEX")
    keys.add_argument("--root", default=secrets.token_hex(32), help="Ed25519 private key, hex; else a new one, not kept")
    own = Own((arguments := parser.parse_args()).key)
    if arguments.command == "open":
        peer = Peer(*two_keys(arguments.node))
        domain, node, content = open_envelope(Path(arguments.file).read_bytes(), lambda _: peer, own)
        lines = [event.summary() for event in decode_bundle(content, domain).events]
        counts = Counter(str(line["kind"]) for line in lines)
        print(*map(json.dumps, [*lines, {"node": node, "domain": domain, "events": len(lines), "kinds": counts}]), sep="\n")
    elif arguments.command == "serve":
        nodes = {int(number): Peer(*two_keys(public)) for number, public in (text.split("=") for text in arguments.node)}
        Coordinator(arguments.port, arguments.coordinator, own, nodes, arguments.out).serve_forever()
    else:
        root = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(arguments.root))
        key_set = (put_fixed64(1, arguments.coordinator) + put(2, b"stranger") + put(3, own.agreement_public)
                   + put(4, own.signing_public) + put(5, bytes(STREAMS)) + put(6, 1))
        Path(arguments.out).write_bytes(put(1, key_set) + put(2, root.sign(KEY_SET_CONTEXT + key_set)))
        print(root.public_key().public_bytes_raw().hex())

if __name__ == "__main__":
    try:
        main()
    except (Refused, ValueError, OSError) as problem:
        sys.exit(f"stranger: {problem}")
