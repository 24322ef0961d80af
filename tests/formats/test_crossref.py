"""Crossref's JSON: wrapped, broken and odd answers; the cases of `cases/crossref` show what is read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from refexport import loads
from refexport.formats.crossref import FIELDS, READ_TYPES, TYPES
from refexport.vocabulary import ITEM_TYPES, VARIABLES

WORK = {"DOI": "10.5555/1", "type": "journal-article", "title": ["Pots"]}


def found(text: str) -> tuple[list[str | None], list[tuple[str, int | None]]]:
    records = loads(text, "crossref")
    return [record.title for record in records], [(d.code, d.line) for d in records.report.diagnostics]


def test_every_type_is_mapped_to_one_of_csl() -> None:
    assert set(READ_TYPES.values()) <= set(ITEM_TYPES)
    assert set(TYPES) <= set(ITEM_TYPES)
    assert set(FIELDS) <= set(VARIABLES) | {"keyword", "files", "custom"}


@pytest.mark.parametrize(
    "wrapper", ["W", "[W, W]", '{"message": W}', '{"message": {"items": [W, W]}}', '{"items": [W]}', "W\nW"]
)
def test_wrappers(wrapper: str) -> None:
    assert found(wrapper.replace("W", json.dumps(WORK))) == (["Pots"] * wrapper.count("W"), [])


def test_broken_answers_give_the_works_that_are_whole() -> None:
    text = '{"message": {"items": [\nW,\n{"DOI": },\nW]}}'
    assert found(text.replace("W", json.dumps(WORK))) == (["Pots", "Pots"], [("broken-json", 3)])


def work(**fields: Any) -> Any:
    return loads(json.dumps({**WORK, **fields}), "crossref")[0]


def test_print_goes_before_online() -> None:
    dates = {"issued": {"date-parts": [[2019, 12]]}, "published-online": {"date-parts": [[2019, 12]]}}
    record = work(**dates, **{"published-print": {"date-parts": [[2020, 3]]}})
    assert (str(record.issued), str(record.available_date)) == ("2020-03", "2019-12")
    assert (str(work(**dates).issued), work(**dates).available_date) == ("2019-12", None)


def test_affiliations_are_a_loss() -> None:
    author = [{"family": "Lu", "affiliation": [{"name": "Here"}]}]
    records = loads(json.dumps({**WORK, "author": author}), "crossref")
    assert [(loss.record, loss.field) for loss in records.report.losses] == [("10.5555/1", "author.affiliation")]


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        ({"title": ["A"], "subtitle": ["B"]}, "A: B"),
        ({"title": ["A?"], "subtitle": ["B"]}, "A? B"),
        ({"title": ["A: b"], "subtitle": ["B"]}, "A: b"),
        ({"title": [], "subtitle": []}, None),
        ({"title": "A &lt;b&gt; <scp>C</scp>"}, 'A <b> <span style="font-variant:small-caps;">C</span>'),
    ],
)
def test_titles(titles: dict[str, Any], expected: str | None) -> None:
    assert work(**titles).title == expected


KEYS = [
    *WORK,
    *(
        "author editor issued container-title page event institution license subject abstract resource ISSN funder"
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
    assert len(loads(json.dumps({**WORK, **fields}), "crossref")) == 1
