"""Citation keys that BibTeX and biber take, each once in a file.

Source: BibTeX 0.99d, "btxdoc", section 3; BibLaTeX manual 3.20, section 2.1.
"""

from __future__ import annotations

import re

from refexport.keys import to_ascii
from refexport.seen import Seen

_SAFE = re.compile(r"[A-Za-z0-9_:./+*!?;<>|&$^`\[\]-]+")
_UNSAFE = re.compile(r"[^A-Za-z0-9_:./+*!?;<>|&$^`\[\]-]+")


class BibKeys:
    """Makes the keys of one file.

    Args:
        biblatex: whether keys that differ in case alone are two, as biber has it; BibTeX takes them for one.
    """

    def __init__(self, *, biblatex: bool) -> None:
        self._biblatex = biblatex
        self._seen = Seen()
        self._next: dict[str, int] = {}

    def key(self, id: str) -> str:
        """Return the key of the next record, from its id."""
        key = id if _SAFE.fullmatch(id) else _UNSAFE.sub("", to_ascii(id).replace(" ", "_")) or "entry"
        folded = key if self._biblatex else key.lower()
        if self._seen.add(folded):
            return key
        # Counting on from the last clash keeps ten thousand equal keys linear.
        number = self._next.get(folded, 2)
        while not self._seen.add(f"{folded}-{number}"):
            number += 1
        self._next[folded] = number + 1
        return f"{key}-{number}"
