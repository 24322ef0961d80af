"""Reading the CSL test suite's fixtures, and comparing what they want.

Source: the suite's README: sections between `>>==== NAME ====>>` and `<<==== NAME ====<<`.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

_SECTION = re.compile(r">>=+ ([A-Z-]+) =+>>(.*?)<<=+ \1 =+<<", re.DOTALL)
_DATA = {"INPUT", "CITATION-ITEMS", "CITATIONS", "BIBENTRIES", "ABBREVIATIONS"}
"""Sections of JSON that `adapter.run` reads; others are text, or of no use here."""
_COUNTER = re.compile(r"^(?:>>|\.\.)\[\d+\] ", re.MULTILINE)


def fixture(path: Path) -> dict[str, Any]:
    """Return a fixture: its sections by their lower-case names, items with ids."""
    case: dict[str, Any] = {}
    for name, body in _SECTION.findall(path.read_text(encoding="utf-8")):
        data = name in _DATA and body.strip()
        case[name.lower().replace("-", "_")] = json.loads(body) if data else body.strip("\n")
    for number, item in enumerate(case["input"]):
        item.setdefault("id", str(number))
    case["mode"] = case["mode"].strip()
    return case


def folded(text: str) -> str:
    """Return a result without trailing blanks, and without the marks of what an edit changed."""
    return _COUNTER.sub("", "\n".join(line.rstrip() for line in text.strip().splitlines()))
