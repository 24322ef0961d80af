"""Formats: a file of nasty records has as many as there are, each with the fields that harmless ones have."""

from __future__ import annotations

import html
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from injection.formats import DIVIDE, PARSERS, Fields
from injection.nasty import ALL, DATA, SIGNS, TYPES, XML, is_seen, mixed, record

from refexport import Name, Record, Report, dumps
from refexport.registry import FORMATS, Format

HARMLESS = (
    "Benign", "1-2", "Be; nign; c; d; e; f; g; h; i; j; k; l", "https://benign.org", "a\nb\nc\nd\ne\nf", "Be, nign, x",
    "<sup>a</sup>", "x<i>a</i>b<b>c</b>d", "Name: b", "a.", "en",
)  # fmt: skip
"""What the fields of harmless records hold: the fields that there are depend on it, as on ranges or lists."""
MOVES = {
    "enw": ("%F",),  # a custom field of that tag is written where it is not read as a key
    "mods": ("variable", "variable@name"),
    "endnote-xml": ("style", "style@face", "style@font", "style@size", "author@corp-name"),
}
"""Places for what has none of its own, or looks otherwise: how many there are depends on the text."""
SLOW_FORMATS = ("biblatex", "csl-yaml", "hayagriva", "mods", "endnote-xml")
SLOW = tuple(dict.fromkeys(DATA[::2] + SIGNS[::2] + XML + ALL[::8]))
"""For formats that take long to read: what means something in YAML and XML, and some of the rest."""
SOME = TYPES[::11]


def test_every_format_has_a_parser_here() -> None:
    written = {id for id, fmt in FORMATS.load_all().items() if isinstance(fmt, Format) and fmt.write}
    assert written == PARSERS.keys()


@cache
def allowed(id: str, type: str) -> Counter[str]:
    """Return how often each place occurs in harmless records of a type, at the most."""
    most: Counter[str] = Counter()
    formats = {id, "bibtex", "zotero"}
    found = PARSERS[id](dumps([record(text, type, str(at), formats) for at, text in enumerate(HARMLESS)], id))
    assert len(found) == len(HARMLESS)
    for text, fields in zip(HARMLESS, found, strict=True):
        most |= places(fields, text)
    return most


def places(fields: Fields, text: str) -> Counter[str]:
    """Return how often each place occurs, those that a custom field's name makes under one name."""
    written = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    printed = "".join(filter(str.isprintable, text))
    names = {text, written, printed, text.strip(), " ".join(text.split()), text.lower(), text.replace(DIVIDE, "")}
    names.add(printed.lower())
    found: Counter[str] = Counter()
    for place, count in Counter(place for place, _ in fields).items():
        found[DIVIDE.join("custom name" if part in names else part for part in place.split(DIVIDE))] += count
    return found


def held(id: str, texts: list[str]) -> None:
    """Hold the records of some texts, written one after the other, to harmless ones."""
    types = [(*SOME, text)[at % (len(SOME) + 1)] for at, text in enumerate(texts)]
    many = [record(text, type, formats=(id, "bibtex", "zotero")) for text, type in zip(texts, types, strict=True)]
    last = Record(id="last", type="book", title="The last one", PMID="1")
    report = Report()
    found = PARSERS[id](as_written([*many, last], id, report))
    assert len(found) == len(many) + 1
    assert unnumbered(found[-1]) == unnumbered(PARSERS[id](as_written([last], id, report))[0])
    for text, type, fields in zip(texts, types, found, strict=False):
        more = places(fields, text) - allowed(id, type if type in SOME else "no type")
        assert {place for place in more if place not in MOVES.get(id, ())} <= {"custom name"}, text
        assert more["custom name"] <= 1, text
        assert any(letters(text) in letters(value) for _, value in fields), text


def letters(text: str) -> str:
    """Return the letters and digits of a text, without commands of TeX's and entities that stand for a sign."""
    text = re.sub(r"\\(?:text(?!it|bf|sc)\w+|\W)(?:\{\})?", "", text)
    return "".join(filter(str.isalnum, html.unescape(text)))


def unnumbered(fields: Fields) -> Fields:
    """Return fields without the number of the record in its file."""
    return [field for field in fields if field[0] != "rec-number"]


def as_written(records: list[Record], id: str, report: Report) -> str:
    """Return records in a format, as UTF-8 has them."""
    return dumps(records, id, report=report).encode().decode()


@pytest.mark.parametrize("id", PARSERS)
def test_a_value_forges_nothing(id: str) -> None:
    held(
        id,
        [
            text
            for text in (SLOW if id in ("biblatex", "csl-yaml", "hayagriva", "mods", "endnote-xml") else ALL)
            if is_seen(text)
        ],
    )
    # What is not seen may leave nothing of a value, and of its field.
    unseen = [text for text in ALL if not is_seen(text)]
    last = Record(id="last", type="book", title="The last one", PMID="1")
    assert len(PARSERS[id](dumps([record(text).copy(PMID="1") for text in unseen] + [last], id))) == len(unseen) + 1


@pytest.mark.parametrize("id", PARSERS)
@pytest.mark.parametrize("text", ["x\ud800y", "x\x00y", "x\nER  - \n"])
def test_what_is_altered_is_told(id: str, text: str) -> None:
    report = Report()
    name = Name(family="Doe", given="Jo", orcid=text)
    item = Record(id="a", type="book", author=(name,), title=text, keyword=(text,), PMID="1")
    found = PARSERS[id](dumps([item], id, report=report))
    if text not in [value for _, value in found[0]]:
        assert {loss.field.partition("[")[0] for loss in report.losses} >= {"title", "author", "keyword"}


def test_typst_takes_hayagriva_and_runs_nothing(tmp_path: Path) -> None:
    """Formulas in it are programs of Typst's, and one wrong value spoils the whole file."""
    import typst
    from lxml import html

    many = [
        record(text, TYPES[at % len(TYPES)], f"k{at}") for at, text in enumerate(text for text in ALL if is_seen(text))
    ]
    many += [Record(id="run", type="book", title='$#read("lib.yml")$', publisher="$#{1 + 1}$")]
    (tmp_path / "lib.yml").write_text(as_written(many, "hayagriva", Report()), encoding="utf-8")
    (tmp_path / "main.typ").write_text('#bibliography("lib.yml", full: true, style: "apa")', encoding="utf-8")
    page = html.fromstring(typst.compile(tmp_path / "main.typ", root=tmp_path, format="html"))
    assert next(page.iter("math"), None) is None
    assert len(page.xpath("//section//li | //section//p | //*[@role='doc-biblioentry']")) >= len(many)
    assert '$#read("lib.yml")$' in "".join(page.itertext())


@pytest.mark.parametrize("id", PARSERS)
@given(mixed, mixed)
@settings(max_examples=2)
def test_pieces_at_random_forge_nothing(id: str, first: str, second: str) -> None:
    held(id, [first, second])
