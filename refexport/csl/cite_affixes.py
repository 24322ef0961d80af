"""What a person adds to a cite: its prefix and suffix, and the capital that they ask for.

Source: the CSL test suite's `affix_…` and `magic_TermCapitalization…` fixtures.
"""

from __future__ import annotations

import re

from refexport.csl import textcase, tree
from refexport.csl.rich import parse
from refexport.csl.tree import CAPITAL, SEAM
from refexport.text.characters import clean

NO_FORM = "[CSL STYLE ERROR: reference with no printed form.]"
"""What citeproc-js shows of a work in which a style finds nothing to print."""


def begun(text: str, first: bool, prefix: str) -> str:
    """Return a cite with its first term in capitals where a sentence begins, as notes have it."""
    if CAPITAL not in text:
        return text
    begins = first if not prefix else bool(_SENTENCE.search(tree.plain(prefix[-200:])))
    if begins:
        match = _OPENING_TERM.match(text)
        if match:
            text = match[1] + textcase.apply(text[match.end() :], "capitalize-first")
    return text.replace(CAPITAL, "")


def begun_entry(text: str) -> str:
    """Return an entry with a capital where it begins with a term, its number apart."""
    if CAPITAL not in text:
        return text
    match = _OPENING_ENTRY.match(text)
    if match:
        text = match[1] + textcase.apply(text[match.end() :], "capitalize-first")
    return text.replace(CAPITAL, "")


_OPENING_ENTRY = re.compile(f"((?:{tree.LEFT_MARGIN}[^{tree.MARK_RANGE}]*{tree.END})?[{tree.OPENERS}(\\[]*){CAPITAL}")
_SENTENCE = re.compile(r"\s\S.*[.?!][”’\"']?\s+$", re.DOTALL)
_OPENING_TERM = re.compile(f"([{tree.OPENERS}(\\[]*){CAPITAL}")


def prefix_of(text: str) -> str:
    """Return a prefix as a flat tree, with the blank that a person leaves out."""
    text = parse(clean(text))
    if text and not text[-1].isspace() and (text[-1].isalnum() or text[-1] in ".,;:!?"):
        return text + " "
    return text


def suffix_of(text: str) -> str:
    """Return a suffix as a flat tree."""
    text = parse(clean(text))
    if not text:
        return ""
    return f"{' ' if text[0].isalnum() else ''}{text}{SEAM}"
