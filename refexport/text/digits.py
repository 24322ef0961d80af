"""Whole numbers in texts, of no more digits than anything that is counted here has.

Python refuses to make a number of more than 4,300 digits, and to write one, with an error of its own.
"""

from __future__ import annotations

_MOST = 15


def whole(text: str) -> int | None:
    """Return the number that digits are, of any script; `None` for another text and for more than 15 digits."""
    return int(text) if len(text) <= _MOST and text.isdecimal() else None
