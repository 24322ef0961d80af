"""Crossref's JSON: odd works; the cases of `cases/crossref` show what is read."""

from __future__ import annotations

import json
from typing import Any

import pytest

from refexport import loads

WORK = {"DOI": "10.5555/1", "type": "journal-article", "title": ["Pots"]}


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
