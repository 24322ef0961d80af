"""EDTF's signs behind a date: uncertain `?`, approximate `~`, both `%`, kept apart through every format."""

from __future__ import annotations

import json

import pytest

from refexport import Record, Report, bibliography, dumps, loads
from refexport.text.dates import edtf, parse_date

DATES = ("1984?", "1984~", "1984%", "2004-06?", "2001-21%", "2004?/2006", "2004/2006~", "2004%/2006?", "0000?")


@pytest.mark.parametrize("text", DATES)
@pytest.mark.parametrize(
    "format",
    ["biblatex", "bibtex", "mods", "csl-json", "csl-yaml", "jsonl", "ris", "enw", "endnote-xml", "nbib"],
)
def test_there_and_back(format: str, text: str) -> None:
    record = Record(id="a", type="book", title="T", issued=parse_date(text))
    report = Report()
    (back,) = loads(dumps([record], format, report=report), format)
    assert [loss for loss in report.losses if loss.field == "issued"] == []
    assert edtf(back.issued) == text


@pytest.mark.parametrize("format", ["hayagriva", "word-sources"])
def test_what_has_no_sign_says_so(format: str) -> None:
    report = Report()
    dumps([Record(id="a", type="book", title="T", issued=parse_date("1984?"))], format, report=report)
    assert [(loss.field, loss.change) for loss in report.losses if loss.field == "issued"] == [("issued", "altered")]


def test_formats_that_have_edtf_itself() -> None:
    record = Record(id="a", type="book", title="T", issued=parse_date("1984?"))
    assert "date = {1984?}" in dumps([record], "biblatex")
    assert '<dateIssued encoding="edtf">1984?</dateIssued>' in dumps([record], "mods")
    assert ",1984?," in dumps([record], "csv")
    (item,) = json.loads(dumps([record], "csl-json"))
    assert item["issued"] == {"date-parts": [[1984]], "circa": True}
    for written in ("1984?", {"edtf": "1984?"}):
        (read,) = loads(json.dumps([{"id": "a", "type": "book", "issued": written}]), "csl-json")
        assert read.issued == record.issued
    data = {"id": "10.1/x", "types": {}, "titles": [{"title": "T"}], "dates": [{"date": "1984?", "dateType": "Issued"}]}
    assert loads(json.dumps(data), "datacite")[0].issued == record.issued


@pytest.mark.parametrize(
    ("attribute", "text"), [("questionable", "1984?"), ("approximate", "1984~"), ("inferred", "1984~")]
)
def test_mods_says_it_in_an_attribute(attribute: str, text: str) -> None:
    mods = (
        '<mods xmlns="http://www.loc.gov/mods/v3"><titleInfo><title>T</title></titleInfo><originInfo>'
        f'<dateIssued qualifier="{attribute}">1984</dateIssued></originInfo></mods>'
    )
    assert loads(mods, "mods")[0].issued == parse_date(text)


def test_what_another_writes_beside_the_date_is_kept_as_it_is() -> None:
    for signs in ("x", "?"):
        item = {"id": "a", "type": "book", "issued": {"date-parts": [[1984]]}}
        item["custom"] = {"refexport": {"qualifier": {"issued": signs}}}
        (record,) = loads(json.dumps([item]), "csl-json")
        assert record.issued == parse_date("1984")
        assert record.custom["csl-json"]["custom"]["refexport"] == {"qualifier": {"issued": signs}}


def test_a_style_takes_either_for_an_uncertain_date() -> None:
    for text in ("1984?", "1984~", "1984%"):
        record = Record(id="a", type="book", title="T", issued=parse_date(text))
        assert bibliography([record], style="chicago-author-date").entries[0].text == "T. [1984?]."
