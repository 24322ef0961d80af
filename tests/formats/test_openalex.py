"""OpenAlex's JSON: wrapped, broken and odd answers; the cases of `cases/openalex` show what is read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refexport import loads
from refexport.formats.openalex import FIELDS, READ_TYPES, TYPES
from refexport.vocabulary import ITEM_TYPES, VARIABLES

WORK = {"id": "https://openalex.org/W1", "type": "article", "title": "Pots"}


def found(text: str) -> tuple[list[str | None], list[tuple[str, int | None]]]:
    records = loads(text, "openalex")
    return [record.title for record in records], [(d.code, d.line) for d in records.report.diagnostics]


def test_every_type_is_mapped_to_one_of_csl() -> None:
    assert set(READ_TYPES.values()) <= set(ITEM_TYPES)
    assert set(TYPES) <= set(ITEM_TYPES)
    assert set(FIELDS) <= set(VARIABLES) | {"keyword", "files", "custom"}


@pytest.mark.parametrize("wrapper", ["W", "[W, W]", '{"meta": {}, "results": [W, W]}', "W\nW"])
def test_wrappers(wrapper: str) -> None:
    assert found(wrapper.replace("W", json.dumps(WORK))) == (["Pots"] * wrapper.count("W"), [])


def test_broken_answers_give_the_works_that_are_whole() -> None:
    text = '{"results": [\nW,\n{"id": },\nW]}'
    assert found(text.replace("W", json.dumps(WORK))) == (["Pots", "Pots"], [("broken-json", 3)])


def test_abstract_is_put_together() -> None:
    index = {"cells": [1, 3], "Of": [0], "and": [2], "odd": "x", "more": ["y", 4]}
    record = loads(json.dumps({**WORK, "abstract_inverted_index": index}), "openalex")[0]
    assert record.abstract == "Of cells and cells more"


KEYS = [
    *WORK,
    *("authorships biblio primary_location ids keywords abstract_inverted_index doi publication_date grants").split(),
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
    assert len(loads(json.dumps({**WORK, **fields}), "openalex")) == 1
