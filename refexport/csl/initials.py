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

from refexport.csl.tree import TOKEN

_HYPHEN = re.compile(r"[-‐\u2011]")
_DOUBLE = re.compile(r"([A-ZÀ-Þ])([A-ZÀ-Þ])(?=[a-zß-ÿ])")
"""Two capitals and a small letter: an initial of two letters, as in Mongolian names."""
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
    if TOKEN.search(given):
        return "".join(_segment(each, mark, hyphen, shorten) for each in TOKEN.split(given)).rstrip()
    out = ""
    for word in given.replace("\u00a0", " ").split():
        out = _add(out, word, mark, hyphen, shorten)
    return " ".join(out.split(" ")).strip() if "  " not in out else re.sub(" +", " ", out).strip()


def _segment(text: str, mark: str, hyphen: bool, shorten: bool) -> str:
    """Return what stands between two pieces of markup, as initials."""
    if not text.strip() or TOKEN.match(text):
        return text
    lead = "-" if text[0] == "-" and hyphen else " " if text[0].isspace() and mark.endswith(" ") else ""
    return lead + initialize(text, mark, hyphen, shorten)


def _add(out: str, word: str, mark: str, hyphen: bool, shorten: bool) -> str:
    parts = [part for part in _HYPHEN.split(word) if part]
    if not parts:
        return out
    whole = not parts[0][0].isalpha() or (_is_word(parts[0]) and (not shorten or parts[0][0].islower()))
    if word[0] in ")]}":
        return f"{out.rstrip()}{word} "
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
    double = _DOUBLE.match(last)
    if double and shorten:
        return f"{out}{double[1]}{double[2].lower()}{mark}"
    letter = _LETTER.search(last)
    if letter is None and out:
        return out.rstrip(" ") + last + " "
    if len(last) > 1 and not shorten:
        return f"{out}{last} "
    return f"{out}{(letter[0] if letter else last[0]).upper()}{mark}"
