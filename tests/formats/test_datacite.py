"""DataCite's JSON: wrapped, broken and odd answers; the cases of `cases/datacite` show what is read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refexport import loads
from refexport.formats.datacite import FIELDS, READ_TYPES, TYPES
from refexport.vocabulary import ITEM_TYPES, VARIABLES

WORK = {"doi": "10.5555/1", "types": {"resourceTypeGeneral": "Dataset"}, "titles": [{"title": "Pots"}]}


def found(text: str) -> tuple[list[str | None], list[tuple[str, int | None]]]:
    records = loads(text, "datacite")
    return [record.title for record in records], [(d.code, d.line) for d in records.report.diagnostics]


def test_every_type_is_mapped_to_one_of_csl() -> None:
    assert set(READ_TYPES.values()) <= set(ITEM_TYPES)
    assert set(TYPES) <= set(ITEM_TYPES)
    assert set(FIELDS) <= set(VARIABLES) | {"keyword", "files", "custom"}


@pytest.mark.parametrize(
    "wrapper",
    [
        "W",
        "[W, W]",
        '{"data": {"id": "x", "attributes": W}}',
        '{"data": [{"attributes": W}, {"attributes": W}]}',
        "W\nW",
    ],
)
def test_wrappers(wrapper: str) -> None:
    assert found(wrapper.replace("W", json.dumps(WORK))) == (["Pots"] * wrapper.count("W"), [])


def test_broken_answers_give_the_works_that_are_whole() -> None:
    text = '{"data": [\nW,\n{"doi": },\nW]}'
    assert found(text.replace("W", json.dumps(WORK))) == (["Pots", "Pots"], [("broken-json", 3)])


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        ({"resourceTypeGeneral": "Text", "citeproc": "article-journal"}, "article-journal"),
        ({"resourceTypeGeneral": "Text", "citeproc": "article", "resourceType": "PhD Thesis"}, "thesis"),
        ({"resourceTypeGeneral": "Text", "citeproc": "article"}, "article"),
        ({"resourceTypeGeneral": "Text"}, "document"),
        ({"resourceTypeGeneral": "ConferencePaper", "citeproc": "article"}, "paper-conference"),
    ],
)
def test_types_of_texts(types: dict[str, str], expected: str) -> None:
    assert loads(json.dumps({**WORK, "types": types}), "datacite")[0].type == expected


KEYS = [
    *WORK,
    *(
        "creators contributors dates container publisher sizes descriptions relatedItems identifiers rightsList url"
    ).split(),
]
ODD = st.sampled_from([None, "", "x", 5, [], {}, [None], [[]], [{}], ["x"], {"a": 1}, [5], [{"name": 5}], True])


@given(
    st.dictionaries(
        st.sampled_from(KEYS),
        ODD,
        max_size=5,
    )
)
def test_no_odd_value_makes_it_fail(fields: dict[str, Any]) -> None:
    assert len(loads(json.dumps({**WORK, **fields}), "datacite")) == 1
