"""Characters that are no text: controls, noncharacters and halves of surrogate pairs.

Source: Unicode Standard, sections 23.1 (control codes), 23.7 (noncharacters), 3.9 D71 to D76 (surrogates).
"""

from __future__ import annotations

import re

_PLANES = "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
_UNWANTED = re.compile(f"[\ufdd0-\ufdef\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff{_PLANES}]")


def clean(text: str) -> str:
    """Return a text without what is no text; tabs and line ends stay, a vertical tab or form feed is a blank."""
    return text if text.isprintable() else _UNWANTED.sub(_replacement, text)


def _replacement(match: re.Match[str]) -> str:
    return " " if match[0] in "\v\f" else ""
