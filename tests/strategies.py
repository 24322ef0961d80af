"""Hypothesis strategies for records as readers give them: normalized, of every type, with any variables."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

from hypothesis import strategies as st

from refexport import Date, File, Name, Record
from refexport.vocabulary import DATE_VARIABLES, ITEM_TYPES, NAME_VARIABLES, RAW_VARIABLES, VARIABLES

PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
LETTERS = "äöüßéèñçøåŁžİığ" + "αβγДЖя" + "中文日本語" + "عرب"
NASTY = "{}\\$%&#_^~<>\"'`@=,;:.!?()[]/|*+-–—“”‘’…€°×§"

_MARKUP = (
    ("<i>", "</i>"),
    ("<b>", "</b>"),
    ("<sup>", "</sup>"),
    ("<sub>", "</sub>"),
    ('<span style="font-variant:small-caps;">', "</span>"),
    ('<span class="nocase">', "</span>"),
)


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))


def words(alphabet: str = PLAIN + LETTERS, max_words: int = 4) -> st.SearchStrategy[str]:
    """Return a strategy of one or more words of letters, single blanks between them."""
    word = st.text(alphabet, min_size=1, max_size=10)
    return st.lists(word, min_size=1, max_size=max_words).map(" ".join).map(_normal).filter(bool)


def plain_text(nasty: bool = True) -> st.SearchStrategy[str]:
    """Return a strategy of one-line texts, with every special character of every format if `nasty`."""
    return words(PLAIN + LETTERS + (NASTY if nasty else " "), max_words=5)


@st.composite
def rich_text(draw: st.DrawFn, nasty: bool = True) -> str:
    """Draw a one-line text, some of it in CSL's inline markup."""
    before, inside, after = draw(plain_text(nasty)), draw(words()), draw(plain_text(nasty))
    if draw(st.integers(0, 2)):
        return before
    opener, closer = draw(st.sampled_from(_MARKUP))
    return f"{before} {opener}{inside}{closer} {after}"


@st.composite
def names(draw: st.DrawFn, particles: bool = True) -> Name:
    """Draw a person or an institution, as a reader would give it."""
    kind = draw(st.integers(0, 9))
    if kind == 0:
        return Name(literal=draw(words(PLAIN + LETTERS + ",&'-", max_words=5).filter(_is_institution)))
    family = draw(_part())
    if kind == 1:
        return Name(family=family, given=draw(_part()), suffix=draw(st.sampled_from(["Jr", "Jr.", "III", "3rd"])))
    if kind == 2 and particles:
        particle = draw(st.sampled_from(["van", "van der", "de", "von", "de la", "al"]))
        return Name(family=family, given=draw(_part()), non_dropping_particle=particle)
    if kind == 3 and particles:
        particle = draw(st.sampled_from(["von", "de", "d'", "du"]))
        return Name(family=family, given=draw(_part()), dropping_particle=particle)
    if kind == 4:
        return Name(family=family, given=draw(st.sampled_from(["A.", "J. O.", "A. B. C.", "JO", "Ch.-É.", "K. 中"])))
    return Name(family=family, given=draw(_part()))


def _part() -> st.SearchStrategy[str]:
    """One part of a name: it begins with a capital, as all but particles do."""
    rest = st.text("abcdefghijklmnopqrstuvwxyzäöüéñ", min_size=1, max_size=8)
    one = st.tuples(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÉŠ"), rest).map("".join)
    return st.one_of(one, st.tuples(one, one).map("-".join), st.tuples(one, one).map(" ".join))


def _is_institution(text: str) -> bool:
    return any(c.isalpha() for c in text) and text[0].isalnum() and text[-1].isalnum() and not text[0].islower()


@st.composite
def dates(draw: st.DrawFn, *, ranges: bool = True, odd: bool = True) -> Date:
    """Draw a date: full, partial, a range, a season, circa, before the common era, or free text."""
    kind = draw(st.integers(0, 9))
    if odd and kind == 0:
        return Date(literal=draw(st.sampled_from(["in press", "Spring 1998?", "n.d.", "forthcoming"])))
    if odd and kind == 1:
        return Date((draw(st.integers(1000, 2100)),), season=draw(st.integers(1, 4)))
    if odd and kind == 2:
        sign = draw(st.sampled_from([None, None, "?", "%"]))
        return Date((draw(st.integers(-500, 2100).filter(bool)),), circa=True, qualifier=sign)
    start = draw(_parts())
    if ranges and kind in (3, 4):
        end = draw(_parts().filter(lambda parts: len(parts) == len(start) and parts > start))
        sign = draw(st.sampled_from([None, None, None, "?", "%", "?/", "/~", "%/?"]))
        return Date(start, end, circa=sign is not None, qualifier=sign)
    return Date(start)


def _parts() -> st.SearchStrategy[tuple[int, ...]]:
    year, month, day = st.integers(1000, 2100), st.integers(1, 12), st.integers(1, 28)
    return st.one_of(st.tuples(year), st.tuples(year, month), st.tuples(year, month, day))


_IDENTIFIERS: dict[str, st.SearchStrategy[str]] = {
    "DOI": st.tuples(st.integers(1000, 99999), st.text("abcXYZ0123456789._-()<>", min_size=1, max_size=12)).map(
        lambda pair: f"10.{pair[0]}/x{pair[1]}1"
    ),
    "ISBN": st.sampled_from(["9783642321566", "0-306-40615-2", "978-0-306-40615-7"]),
    "ISSN": st.sampled_from(["1479-5876", "0028-0836", "2049-3630"]),
    "PMCID": st.integers(1, 99_999_999).map(lambda number: f"PMC{number}"),
    "PMID": st.integers(1, 99_999_999).map(str),
    "arxiv": st.sampled_from(["2101.00001", "hep-th/9901001", "1706.03762v5"]),
    "URL": st.text("abcXYZ019-_%#&=~?/", min_size=1, max_size=15).map(lambda path: f"https://example.org/{path}x"),
    "citation-key": st.text(PLAIN + "-_:", min_size=1, max_size=12).map(lambda text: f"k{text}x"),
    "language": st.sampled_from(["en", "de-DE", "fr", "zh-CN"]),
    "year-suffix": st.sampled_from("abc"),
}

_NUMBERS = st.one_of(
    st.integers(1, 9999).map(str), st.sampled_from(["S4", "3-5", "12A", "IV", "e14677", "Suppl 1", "2nd", "1344917"])
)
_PAGES = st.one_of(
    st.tuples(st.integers(1, 500), st.integers(501, 999)).map(lambda pair: f"{pair[0]}-{pair[1]}"),
    st.sampled_from(["12", "e14677", "1344917", "S1-S9", "iv-xii", "1-5, 9-12"]),
)


def value_of(variable: str) -> st.SearchStrategy[Any]:
    """Return a strategy of the normalized values of a variable."""
    if variable in NAME_VARIABLES:
        return st.lists(names(), min_size=1, max_size=3).map(tuple)
    if variable in DATE_VARIABLES:
        return dates()
    if variable in _IDENTIFIERS:
        return _IDENTIFIERS[variable]
    if variable == "page":
        return _PAGES
    if variable in RAW_VARIABLES:
        return words(PLAIN)
    if VARIABLES[variable].kind == "number":
        return _NUMBERS
    return rich_text()


@st.composite
def records(
    draw: st.DrawFn,
    types: Iterable[str] = tuple(ITEM_TYPES),
    variables: Iterable[str] = tuple(VARIABLES),
    max_variables: int = 8,
) -> Record:
    """Draw a record of one of the types, with an id and some of the variables.

    Args:
        draw: hypothesis' own.
        types: item types to choose from.
        variables: variables to choose from.
        max_variables: the most that one record has.
    """
    key = draw(st.text(PLAIN, min_size=1, max_size=10).map(lambda text: f"k{text}"))
    record = Record(id=key, type=draw(st.sampled_from(list(types))))
    for variable in draw(st.lists(st.sampled_from(list(variables)), unique=True, max_size=max_variables)):
        record[variable] = draw(value_of(variable))
    if draw(st.booleans()):
        record.keyword = tuple(draw(st.lists(words(), max_size=3, unique=True)))
    if not draw(st.integers(0, 5)):
        record.files = (File(f"https://example.org/{draw(words(PLAIN, 1))}.pdf"),)
    return record
