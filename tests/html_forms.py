"""HTML of different engines, made comparable."""

from __future__ import annotations

import re

_ENTITIES = {"&#38;": "&amp;", "&#60;": "&lt;", "&#62;": "&gt;"}
_COLUMNS = re.compile(r"\s*<div class=\"csl-(?:left-margin|right-inline)\"[^>]*>(.*?)\s*</div>\s*", re.DOTALL)
_CLEAR = re.compile(' style="clear: left;"')


def comparable(html: str) -> str:
    """Return HTML with one form of each entity, and the columns of aligned entries in one line."""
    for entity, other in _ENTITIES.items():
        html = html.replace(entity, other)
    html = _COLUMNS.sub(r"\1 ", html)
    return re.sub(r" +(?=</div>|$)", "", _CLEAR.sub("", html))
