"""Markups: a reference list or citation of nasty records has the structure of one of harmless records, and their text.

The structure is what the markup's own parsers find; the text must be the same in all markups, plain text among them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import pytest
from hypothesis import given, settings
from injection.markups import READERS, Entry
from injection.nasty import (
    ALL,
    BENIGN,
    LONG,
    SHOWN,
    STYLED,
    cites,
    is_seen,
    may_be_formatted,
    mixed,
    record,
    turned,
)
from injection.styles import style

import refexport
from refexport import Bibliography, Cluster, Processor, Record, bibliography
from refexport.registry import MARKUPS

KINDS = ("numeric", "author-date", "note")
REAL = ("vancouver", "apa", "chicago-notes-bibliography")
FEW = 8
"""Records that the texts are spread over."""

IDS = sorted(READERS)


def test_every_markup_has_a_reader_here() -> None:
    assert set(MARKUPS.load_all()) == READERS.keys()


def listed(records: Sequence[Record], kind: str, markup: str) -> Bibliography:
    """Return a reference list in a style of the test's own."""
    return Processor(style(kind), records, markup=markup).bibliography()


def cited(texts: Sequence[str], kind: str, markup: str) -> Bibliography:
    """Return citations whose prefixes, suffixes and locators are nasty, as though they were entries of a list."""
    records = [Record(id=f"{at}", type="book", title=text, author=record(text).author) for at, text in enumerate(texts)]
    processor = Processor(style(kind), records, markup=markup)
    clusters = [Cluster(cites(f"{at}", text), note=at + 1) for at, text in enumerate(texts)]
    made = processor.cite(clusters)
    return Bibliography([refexport.Entry(str(at), text) for at, text in enumerate(made)], markup)


def check(made: Bibliography, plain: Bibliography, benign: Bibliography, exact: Sequence[bool]) -> None:
    """Hold a list to the text of another in plain text, and to the structure of a third of harmless records."""
    markup = made.markup_id
    found, texts, structures = (READERS[each.markup_id](each) for each in (made, plain, benign))
    assert len(found) == len(texts) == len(structures) == len(exact)
    for at, entry in enumerate(found):
        assert squeezed(entry.text) == squeezed(texts[at].text), f"{markup}: text of entry {at}: {made.entries[at]}"
        if exact[at]:
            assert entry.structure == structures[at].structure, f"{markup}: structure of {made.entries[at]}"
    kinds = {str(each) for entry in structures for each in entry.structure}
    assert markup != "text" or kinds


def squeezed(text: str) -> str:
    """Return a text without blanks, which markups and their readers fold and trim each in its own way."""
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("markup", IDS)
def test_a_title_is_a_title(markup: str) -> None:
    """Each text by itself, at the beginning and end of an entry: there are blocks begun."""
    texts = [text for text in ALL if is_seen(text)]
    many = [Record(id=str(at), type="book", title=text) for at, text in enumerate(texts)]
    benign = [each.copy(title=BENIGN) for each in many]
    made = [listed(many, "title", each) for each in (markup, "text")]
    check(*made, listed(benign, "title", markup), [not may_be_formatted(text) for text in texts])
    for text, entry in zip(texts, made[1].entries, strict=True):
        if not may_be_formatted(text):
            assert letters(text) == letters(entry.text)


def letters(text: str) -> str:
    """Return the letters and digits of a text."""
    return "".join(filter(str.isalnum, text))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("markup", IDS)
def test_lists(markup: str, kind: str) -> None:
    many, benign = [*turned(SHOWN, FEW), *turned(ALL, FEW // 4)], [*turned((BENIGN,), FEW)]
    many = [each.copy(id=str(at)) for at, each in enumerate(many)]
    benign = [benign[at % FEW].copy(id=str(at)) for at in range(len(many))]
    exact = [at < FEW for at in range(len(many))]
    check(listed(many, kind, markup), listed(many, kind, "text"), listed(benign, kind, markup), exact)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("markup", IDS)
def test_citations(markup: str, kind: str) -> None:
    texts = [*SHOWN, *STYLED] if kind == "author-date" else [*SHOWN[::12], *STYLED[::2]]
    exact = [text not in STYLED for text in texts]
    benign = cited([BENIGN] * len(texts), kind, markup)
    check(cited(texts, kind, markup), cited(texts, kind, "text"), benign, exact)


@pytest.mark.parametrize("markup", IDS)
def test_real_styles(markup: str) -> None:
    """What a real style prints depends on the texts; nothing but what it has for harmless ones may be among it."""
    for name in REAL:
        made = bibliography(turned(ALL, FEW // 2), name, to=markup)
        assert len(READERS[markup](made)) == FEW // 2


@pytest.mark.parametrize("markup", IDS)
def test_what_a_style_prints_nothing_of(markup: str) -> None:
    """A record then stands in a plain form, which no style has been through."""
    texts = SHOWN[::3]
    many = [Record(id=text, type="book", publisher=text, author=record(text).author) for text in texts]
    benign = [Record(id=BENIGN, type="book", publisher=BENIGN, author=record(BENIGN).author) for _ in texts]
    made = [fallback(each, to) for each, to in ((many, markup), (many, "text"), (benign, markup))]
    check(*made, [True] * len(texts))
    assert READERS[markup](fallback([Record(id=text) for text in texts], markup))


def fallback(records: Sequence[Record], markup: str) -> Bibliography:
    """Return the list of a style that prints titles, of which there are none."""
    from refexport.engines import refexport_csl
    from refexport.report import Report

    return refexport_csl.bibliography(records, title_style(), None, markup, Report())


@cache
def title_style() -> refexport.styles.Style:
    """Return the style that prints titles as a file."""
    import tempfile
    from pathlib import Path

    from refexport.styles import find_style

    path = Path(tempfile.mkdtemp()) / "title.csl"
    path.write_bytes(style("title"))
    return find_style(str(path))


@pytest.mark.parametrize("markup", ["text", "html"])
def test_the_other_engine(markup: str) -> None:
    many = [Record(id=text, type="book", title=text, author=(refexport.Name(literal=text),)) for text in SHOWN[::3]]
    made = bibliography(many, "vancouver", to=markup, engine="citeproc-py")
    assert len(READERS[markup](made)) == len(many)


@pytest.mark.parametrize("markup", [id for id in IDS if id != "typst"])
def test_long_values(markup: str) -> None:
    many = [Record(id=str(at), type="book", title=text) for at, text in enumerate(LONG) if is_seen(text)]
    made = listed(many, "title", markup)
    assert [letters(entry.text) for entry in READERS[markup](made)] == [
        letters(re.sub("<i>", "", each.title or "")) or letters(each.title or "") for each in many
    ]


@given(mixed, mixed, mixed)
@settings(max_examples=8)
def test_pieces_at_random(first: str, second: str, third: str) -> None:
    many = [*turned((first, second, third), 1)]
    plain = READERS["text"](listed(many, "author-date", "text"))
    for markup in IDS:
        if markup in ("typst", "docx"):
            continue  # which take as long as all others together
        found: list[Entry] = READERS[markup](listed(many, "author-date", markup))
        assert [squeezed(entry.text) for entry in found] == [squeezed(entry.text) for entry in plain]
