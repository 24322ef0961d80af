"""Inline rich text: CSL's markup in strings, and what other formats make of it.

Source: CSL-JSON's HTML-like tags, CSL 1.0.2 documentation, "HTML-like formatting tags".
"""

from __future__ import annotations

import re

TAG = re.compile(
    r"</?(?:i|b|sup|sub|sc)>|</span>|<span (?:style=\"font-variant: ?small-caps;?\"|class=\"(?:nocase|nodecor)\")>"
)
"""One of CSL's inline tags."""


def plain(text: str) -> str:
    """Return a rich text without its markup.

    Args:
        text: text with CSL inline markup.

    Returns:
        The bare text: `The <i>FTO</i> gene` → `The FTO gene`.
    """
    return TAG.sub("", text) if "<" in text else text
