"""ISBNs and ISSNs as tagged formats have them: in one tag, with remarks on what they are.

Source: exports of PubMed (`1476-4687 (Electronic)`, `ISBN 978-…`), Scopus (`14764687 (ISSN); 9783030123456 (ISBN)`)
and Ovid.
"""

from __future__ import annotations

import re
from typing import Any

_ISSN = re.compile(r"\d{4}-\d{3}[\dXx](?=$|[\s;,])|\d{7}[\dXx]$")
_ISBN = re.compile(r"(?:97[89][- ]?)?(?:\d[- ]?){9}[\dXx]")
_NOTE_ON_NUMBER = re.compile(r"\s*\((?:e-?|p-?)?(?:issn|isbn|print|electronic|online|linking|pbk|hbk)[^()]*\)", re.I)

_LABEL = re.compile(r"(?:e-?|p-?)?IS[BS]N(?:-1[03])?:? *(?=[\dX-]+)", re.I)


def set_standard_number(fields: dict[str, Any], variable: str, text: str) -> None:
    """Set ISBN or ISSN by what a text is, else the variable that the type has."""
    if ";" in text and _NOTE_ON_NUMBER.search(text):
        for part in text.split(";"):
            set_standard_number(fields, variable, part)
        return
    text = _NOTE_ON_NUMBER.sub(" ", text).strip() if "(" in text else text.strip()
    text = _LABEL.sub("", text)
    if not text:
        return
    attribute = variable
    if _ISSN.match(text):
        attribute = "ISSN"
        text = " ".join(part for part in re.split(r"[;,\s]+", text) if part)
    elif _ISBN.match(text):
        attribute = "ISBN"
    held = fields.get(attribute)
    if not held:
        fields[attribute] = text
    elif text not in held:
        fields[attribute] = f"{held} {text}"
