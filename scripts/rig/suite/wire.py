"""Reads what the suite needs of an event's bytes, by the numbers of docs/protocol.md and the protobuf encoding."""

ALARM, STOCK_MOVEMENT, SAMPLE, HEALTH = 16, 23, 26, 27


def number_at(data: bytes, place: int) -> tuple:
    value = shift = 0
    while True:
        value |= (data[place] & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if data[place - 1] < 0x80:
            return value, place


def fields(data: bytes) -> dict:
    """Each field's values in order: integers, and bytes for what has a length."""
    found, place = {}, 0
    while place < len(data):
        key, place = number_at(data, place)
        kind = key & 7
        if kind == 0:
            value, place = number_at(data, place)
        elif kind == 2:
            size, place = number_at(data, place)
            value, place = data[place:place + size], place + size
        else:
            size = {1: 8, 5: 4}[kind]
            value, place = int.from_bytes(data[place:place + size], "little"), place + size
        found.setdefault(key >> 3, []).append(value)
    return found


def body(event: dict, number: int):
    """The fields of an event's body of this number; None for another body."""
    found = fields(bytes.fromhex(event["bytes"])).get(number)
    return fields(found[0]) if found else None


def lots(events: list) -> list:
    """The lot of each stock movement, as text; movements that were taken back are among them."""
    found = []
    for event in events:
        movement = body(event, STOCK_MOVEMENT)
        if movement and 2 in movement:
            found.append(fields(movement[2][0]).get(3, [b""])[0].decode())
    return found


def items(events: list) -> list:
    """(item code, lot, expiry) of each stock movement."""
    found = []
    for event in events:
        movement = body(event, STOCK_MOVEMENT)
        if movement and 2 in movement:
            key = fields(movement[2][0])
            found.append((key.get(2, [b""])[0].decode(), key.get(3, [b""])[0].decode(), key.get(4, [0])[0]))
    return found
