"""Given names as initials.

Source: CSL 1.0.2 specification, "Name" (`initialize`, `initialize-with`) and
the style option `initialize-with-hyphen`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from refexport.csl.tree import MARKS

_HYPHEN = re.compile(r"[-‐\u2011]")
_CAPITALS = re.compile(r"[^\W\d_]\.?")
_ABBREVIATED = re.compile(r"^([^\W\d_]{1,2})\.$")


@lru_cache(maxsize=65536)
def initialize(given: str, mark: str, hyphen: bool, shorten: bool) -> str:
    """Return a given name with its names as initials.

    Args:
        given: `Jean-Luc M.`.
        mark: what follows each initial: `. `, `.`, or nothing.
        hyphen: whether the hyphen of a compound stays.
        shorten: whether full names become initials; else only initials that are there get the mark.
    """
    given = given.replace("\u00a0", " ")
    words = [word for word in re.split(r"\s+|(?<=\.)(?=[^\W\d_])", given) if word]
    out = ""
    for word in words:
        out = _add(out, word, mark, hyphen, shorten)
    return re.sub(r"\s+", " ", out).strip()


def _add(out: str, word: str, mark: str, hyphen: bool, shorten: bool) -> str:
    bare = MARKS.sub("", word)
    if not bare:
        return out + word
    if not shorten and not _is_initial(bare):
        separator = " " if out and not out.endswith(" ") else ""
        return f"{out}{separator}{word} "
    if bare[0].islower() and not _is_initial(bare):
        separator = " " if out and not out.endswith(" ") else ""
        return f"{out}{separator}{word} "
    return out + _compound(word, mark, hyphen)


def _is_initial(word: str) -> bool:
    return len(_HYPHEN.sub("", word).replace(".", "")) == 1 or bool(
        re.fullmatch(r"(?:[^\W\d_a-z]\.?[-‐]?)+", word) and ("." in word or len(word) <= 2)
    )


def _compound(word: str, mark: str, hyphen: bool) -> str:
    parts = [part for part in _HYPHEN.split(word) if MARKS.sub("", part)]
    letters = [_initial(part, mark) for part in parts]
    if len(letters) > 1:
        joint = "-" if hyphen else ""
        return joint.join(letter.rstrip(" ") for letter in letters[:-1]) + (joint if hyphen else "") + letters[-1]
    return letters[0] if letters else ""


def _initial(word: str, mark: str) -> str:
    """Return the first letter of a word, with the nodes that stand around the word."""
    head = re.match(r"[\ufdd0-\ufdef]*", word)
    tail = re.search(r"[\ufdd0-\ufdef]*$", word)
    bare = MARKS.sub("", word)
    if bare.isupper() and 1 < len(bare.replace(".", "")) <= 3 and "." not in bare and bare.isalpha():
        letters = mark.join(bare) if len(bare) == 2 and False else bare[0]
    else:
        match = re.match(r"[^\W\d_](?:[\u0300-\u036f]*)", bare)
        letters = match[0] if match else bare[0]
        if bare[:2].isalpha() and len(bare) > 1 and bare[:2].isupper() and bare.rstrip(".") == bare[:2] and False:
            letters = bare[:2]
    opening = head[0] if head else ""
    closing = tail[0] if tail and tail[0] != opening else ""
    if closing and mark.endswith(" "):
        return f"{opening}{letters.upper()}{mark.rstrip()}{closing} "
    return f"{opening}{letters.upper()}{mark}{closing}"
