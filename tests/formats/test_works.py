"""Answers of Crossref, DataCite and OpenAlex that are wrapped, broken or odd."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refexport import loads
from refexport.vocabulary import ITEM_TYPES, VARIABLES

WORKS: dict[str, dict[str, Any]] = {
    "crossref": {"DOI": "10.5555/1", "type": "journal-article", "title": ["Pots"]},
    "datacite": {"doi": "10.5555/1", "types": {"resourceTypeGeneral": "Dataset"}, "titles": [{"title": "Pots"}]},
    "openalex": {"id": "https://openalex.org/W1", "type": "article", "title": "Pots"},
}
KEYS = {
    "crossref": "author editor issued container-title page event institution license subject abstract resource ISSN",
    "datacite": "creators contributors dates container publisher sizes descriptions relatedItems rightsList url",
    "openalex": "authorships biblio primary_location ids keywords abstract_inverted_index doi publication_date grants",
}
ODD = st.sampled_from([None, "", "x", 5, [], {}, [None], [[]], [{}], ["x"], {"a": 1}, [5], [{"name": 5}], True])


@pytest.mark.parametrize("format", WORKS)
def test_every_type_is_mapped_to_one_of_csl(format: str) -> None:
    tables = import_module(f"refexport.formats.{format}")
    assert set(tables.READ_TYPES.values()) <= set(ITEM_TYPES)
    assert set(tables.TYPES) <= set(ITEM_TYPES)
    assert set(tables.FIELDS) <= set(VARIABLES) | {"keyword", "files", "custom"}


@pytest.mark.parametrize(
    ("format", "wrapper"),
    [
        *((format, wrapper) for format in WORKS for wrapper in ("W", "[W, W]", "W\nW")),
        ("crossref", '{"message": W}'),
        ("crossref", '{"message": {"items": [W, W]}}'),
        ("crossref", '{"items": [W]}'),
        ("datacite", '{"data": {"id": "x", "attributes": W}}'),
        ("datacite", '{"data": [{"attributes": W}, {"attributes": W}]}'),
        ("openalex", '{"meta": {}, "results": [W, W]}'),
    ],
)
def test_wrappers(format: str, wrapper: str) -> None:
    records = loads(wrapper.replace("W", json.dumps(WORKS[format])), format)
    assert [record.title for record in records] == ["Pots"] * wrapper.count("W")
    assert not records.report.diagnostics


@pytest.mark.parametrize(
    ("format", "answer"),
    [
        ("crossref", '{"message": {"items": [\nW,\n{"DOI": },\nW]}}'),
        ("datacite", '{"data": [\nW,\n{"doi": },\nW]}'),
        ("openalex", '{"results": [\nW,\n{"id": },\nW]}'),
    ],
)
def test_broken_answers_give_the_works_that_are_whole(format: str, answer: str) -> None:
    records = loads(answer.replace("W", json.dumps(WORKS[format])), format)
    assert [record.title for record in records] == ["Pots", "Pots"]
    assert [(each.code, each.line) for each in records.report.diagnostics] == [("broken-json", 3)]


@pytest.mark.parametrize("format", WORKS)
@given(data=st.data())
def test_no_odd_value_makes_it_fail(format: str, data: st.DataObject) -> None:
    keys = st.sampled_from([*WORKS[format], *KEYS[format].split()])
    fields = data.draw(st.dictionaries(keys, ODD, max_size=5))
    assert len(loads(json.dumps({**WORKS[format], **fields}), format)) == 1
