"""Which texts came before, a million of them in sixteen megabytes."""

from __future__ import annotations

from array import array
from hashlib import blake2b


class Seen:
    """A set of texts that can only grow, kept as their 64-bit digests in one array.

    A set of a million strings takes 130 MB.  Two texts of the same digest are taken for one, which among a million is a
    chance of one in forty million, and costs a key that is longer than it need be.  Digests do not depend on the run.
    """

    def __init__(self) -> None:
        self._slots = array("Q", bytes(8 * 1024))
        self._count = 0

    def __contains__(self, text: str) -> bool:
        return self._slots[self._place(digest64(text))] != 0

    def add(self, text: str) -> bool:
        """Add a text, and return whether it is new."""
        digest = digest64(text)
        place = self._place(digest)
        if self._slots[place]:
            return False
        self._slots[place] = digest
        self._count += 1
        if self._count * 2 > len(self._slots):
            self._grow()
        return True

    def _place(self, digest: int) -> int:
        """Return the slot that holds a digest, or else the empty one where it belongs."""
        slots, mask = self._slots, len(self._slots) - 1
        place = digest & mask
        while (found := slots[place]) and found != digest:
            place = (place + 1) & mask
        return place

    def _grow(self) -> None:
        before, self._slots = self._slots, array("Q", bytes(16 * len(self._slots)))
        for digest in before:
            if digest:
                self._slots[self._place(digest)] = digest


def digest64(text: str) -> int:
    """Return a text's digest of eight bytes, which is never 0."""
    # Zero stands for an empty slot.
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little") or 1
