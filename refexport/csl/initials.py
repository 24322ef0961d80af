"""Given names as initials.

A piece before a full stop is an abbreviation and stays whole (`Ph.` of
`Ph.D.`); any other name gives its first letter.

Source: CSL 1.0.2 specification, "Name" (`initialize`, `initialize-with`) and
the style option `initialize-with-hyphen`; the test suite's `name_Initials…`
fixtures for abbreviations.
"""

from __future__ import annotations

import re
from functools import lru_cache

from refexport.csl.tree import MARKS

_HYPHEN = re.compile(r"[-‐\u2011]")
_LETTER = re.compile(r"[^\W\d_][\u0300-\u036f]*")


@lru_cache(maxsize=65536)
def initialize(given: str, mark: str, hyphen: bool, shorten: bool) -> str:
    """Return a given name with its names as initials.

    Args:
        given: `Jean-Luc M.`.
        mark: what follows each initial: `. `, `.`, or nothing.
        hyphen: whether the hyphen of a compound stays.
        shorten: whether full names become initials; else only initials that are there get the mark.
    """
    out = ""
    for word in MARKS.sub("", given).replace("\u00a0", " ").split():
        out = _add(out, word, mark, hyphen, shorten)
    return " ".join(out.split(" ")).strip() if "  " not in out else re.sub(" +", " ", out).strip()


def _add(out: str, word: str, mark: str, hyphen: bool, shorten: bool) -> str:
    parts = [part for part in _HYPHEN.split(word) if part]
    if not parts:
        return out
    whole = not parts[0][0].isalpha() or (_is_word(parts[0]) and (not shorten or parts[0][0].islower()))
    if whole:
        return f"{_spaced(out)}{word} "
    # The second half of a compound given name in small letters is no name of its own: Guo-ping is G.
    shown = parts[:1] + [part for part in parts[1:] if not part[0].islower()]
    pieces = [_part(part, mark, shorten) for part in shown]
    if not hyphen:
        return out + "".join(pieces)
    return out + "".join(f"{piece.rstrip(' ')}-" for piece in pieces[:-1]) + pieces[-1]


def _spaced(out: str) -> str:
    return out if not out or out.endswith(" ") else out + " "


def _is_word(part: str) -> bool:
    """Return whether a part is a name written out: no abbreviation, no single letter."""
    return "." not in part and len(_LETTER.sub("x", part)) > 1


def _part(part: str, mark: str, shorten: bool) -> str:
    pieces = part.split(".")
    out = "".join(f"{piece}{mark}" for piece in pieces[:-1] if piece)
    last = pieces[-1]
    if not last:
        return out
    letter = _LETTER.search(last)
    if letter is None and out:
        return out.rstrip(" ") + last + " "
    if len(last) > 1 and not shorten:
        return f"{out}{last} "
    return f"{out}{(letter[0] if letter else last[0]).upper()}{mark}"
