"""Custom fields of a format's own, under names that mean something to its reader: they come back, or are reported."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

import pytest
from formats.losses import unreported
from hypothesis import given
from hypothesis import strategies as st
from strategies import records

from refexport import Date, Record, Report, dumps, loads
from refexport.registry import FORMATS, Format
from refexport.vocabulary import ITEM_TYPES

TWO_WAY = [id for id, fmt in FORMATS.load_all().items() if isinstance(fmt, Format) and fmt.read and fmt.write]
OWNER = {"csl-yaml": "csl-json"}
"""Formats that keep their fields under another's id."""
TABLES = ("FIELDS", "ALSO_READ")
TABLES_BY_TYPE = ("BY_TYPE", "ALSO_READ_BY_TYPE")
MORE = {
    "ris": "EP JA JF JO J1 BT JI L3 LB ZZ U1 TY ER",
    "nbib": "AU CN AUID ED LID PT OWN AD ZZ",
    "enw": "%D %1 %2 %# %0",
    "endnote-xml": "auth-address titles/alt-title number dates/year dates/pub-dates contributors/authors zz urls/x "
    "database",
    "mods": "note:a note:annotation note:untyped identifier:doi identifier:isbn identifier:uri identifier:citekey "
    "titleInfo:uniform titleInfo:abbreviated detail:volume detail:x relatedItem:host relatedItem:preceding name:pbl "
    "name:aut name:conference genre:marcgt genre:further originInfo/publisher originInfo/dateIssued subject/topic "
    "physicalDescription/form location/url part/text abstract language/languageTerm recordInfo extension/x zz a/b",
    "bibtex": "date year month entrysubtype crossref journaltitle eprinttype Journal zz",
    "biblatex": "date year month entrysubtype crossref journal eprinttype Journal zz",
    "csl-json": "itemData items custom id type zz journalAbbreviation event",
    "csl-yaml": "itemData items references custom id type zz journalAbbreviation event",
    "jsonl": "title type custom zz",
}
VALUES = st.sampled_from(
    ["foo", "12", "2001", "Smith, John", "10.1000/x", "a: b", "https://example.org/x", "PMID: 12", "x [doi]", "", " a ",
     "two\nlines", "Book", "<i>a</i> & b", ["a", "b"], [], 5, {"a": 1}]
)  # fmt: skip
"""Texts, of which some are what readers look for, and what is no text."""


def names(id: str) -> list[str]:
    """Return the names of fields that a format has, and some that it has not."""
    module = importlib.import_module(f"refexport.formats.{id.replace('-', '_')}")
    tables = [getattr(module, name, {}) for name in TABLES]
    tables += [table for name in TABLES_BY_TYPE for table in getattr(module, name, {}).values()]
    return sorted({*MORE[id].split(), *(name for table in tables for name in _names(table))} - {""})


def _names(table: dict[str, Any]) -> Iterator[str]:
    for variable, places in table.items():
        yield variable
        yield from (place.rstrip("¶") for place in ([places] if isinstance(places, str) else places))


def check(record: Record, id: str) -> None:
    report = Report()
    text = dumps([record], id, report=report)
    back = loads(text, id)
    assert len(back) == 1, text
    assert unreported(record, back[0], report.losses) == [], text


@pytest.mark.parametrize("id", TWO_WAY)
@given(data=st.data())
def test_come_back_or_are_told(id: str, data: st.DataObject) -> None:
    record = data.draw(records(max_variables=4))
    fields = data.draw(st.dictionaries(st.sampled_from(names(id)), VALUES, min_size=1, max_size=3))
    record.custom = {OWNER.get(id, id): fields}
    check(record, id)


@pytest.mark.parametrize("id", TWO_WAY)
def test_each_name_comes_back_or_is_told(id: str) -> None:
    """Each name, in a type that it belongs to or not, beside the usual variables and without."""
    types = [*ITEM_TYPES]
    for number, name in enumerate(names(id)):
        for type in {types[number % len(types)], "article-journal", "book", "thesis"}:
            bare = Record(id="k1", type=type, title="T", custom={OWNER.get(id, id): {name: "foo"}})
            check(bare, id)
            check(bare.copy(issued=Date((2020,)), container_title="C", volume="3", page="1-2"), id)
