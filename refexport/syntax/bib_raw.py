"""Values of BibTeX that stand as they are, such as addresses, and custom fields: as they are written and read again."""

from __future__ import annotations

import re

from refexport.syntax.bib_fields import KEPT_RAW, RAW_FIELDS
from refexport.text.latex import blanks, decode, encode, unescape_raw
from refexport.text.latex_raw import group_end


def inner(field: str) -> str:
    """Return the text of a field that is written: in braces, or a macro such as `may`."""
    return decode(field[1:-1]) if field.startswith("{") else field


def custom_text(name: str, value: str) -> tuple[str, str]:
    """Return how a custom field is written, and what is read of that again."""
    if name in RAW_FIELDS:
        text = value if is_raw_safe(value) else raw_text(value, "")
        return text, unescape_raw(blanks(text))
    if name in KEPT_RAW:
        text = value if _is_one_group(value) else encode(value)
        return text, blanks(text)
    text = encode(value)
    return text, decode(text)


def _is_one_group(text: str) -> bool:
    """Return whether a text that is written as it is ends with the brace behind it, however braces are counted."""
    whole = f"{{{text}}}"
    return "\\{" not in whole and "\\}" not in whole and "\n" not in text and group_end(whole, 0) == len(whole)


def is_raw_safe(value: str) -> bool:
    """Return whether a raw value is one line of words that neither TeX nor braces mean anything in."""
    if "\\" in value or "{" in value or "}" in value:
        return False
    return value.isprintable() and value.strip() == value and "  " not in value


def raw_text(value: str, variable: str) -> str:
    """Return a raw value with what could end its field left out, or in an address percent-encoded."""
    value = " ".join(value.split())
    if variable in ("URL", "DOI"):
        return value.replace("\\", "%5C").replace("{", "%7B").replace("}", "%7D").replace(" ", "%20")
    return re.sub(r"[\\{}]", "", value)
