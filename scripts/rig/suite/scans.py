"""Labels to scan, and whether they have arrived in the journal."""

import time

import node
import wire

GTIN = "07350035010004"


def label(lot: str) -> str:
    """A GS1 label that ends with its lot."""
    return f"]d201{GTIN}10{lot}"


def dated(lot: str) -> str:
    """A label whose lot is ended by GS, with an expiry behind it."""
    return f"]d201{GTIN}10{lot}\x1d17271231"


def arrived(lots: list, since: int, seconds: float = 20) -> float:
    """Waits until each lot is in the journal once and returns how long it took."""
    begun = time.monotonic()

    def is_complete() -> bool:
        return node.next_offset("stock") >= since + len(lots) and not missing(lots, since)

    try:
        node.wait_for(is_complete, seconds, "the scans")
    except TimeoutError:
        raise AssertionError(f"not in the journal: {missing(lots, since)[:5]} of {len(lots)}; "
                             f"it holds {wire.items(node.events('stock', since))[:8]}; "
                             f"faults {[(each['name'], each['faults']) for each in node.status()['inputs']]}")
    found = wire.lots(node.events("stock", since))
    twice = [lot for lot in lots if found.count(lot) > 1]
    node.expect(not twice, f"stored twice: {twice[:5]}")
    return time.monotonic() - begun


def missing(lots: list, since: int) -> list:
    found = wire.lots(node.events("stock", since))
    return [lot for lot in lots if lot not in found]
