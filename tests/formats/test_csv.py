"""CSV: read back with Python's own parser."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import example, given
from strategies import records

from refexport import Date, File, Name, Record, Report, dumps
from refexport.formats.csv import COLUMNS
from refexport.text.cells import FORMULA
from refexport.text.rich import plain


def rows(*items: Record, report: Report | None = None, target: str | None = None) -> list[dict[str, str]]:
    text = dumps(items, "csv", report=report, target=target)
    assert text.isascii() or text.encode()
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))


def test_columns_and_a_record() -> None:
    record = Record(
        id="lu2024",
        type="article-journal",
        title='A "quoted", <i>title</i>',
        author=(Name(family="Gogh", given="Vincent", non_dropping_particle="van"), Name(literal="WHO")),
        issued=Date(start=(2024, 4, 29)),
        container_title="J",
        PMID="1",
        keyword=("a", "b"),
        files=(File("x.pdf"),),
        recipient=(Name(family="Doe", given="Jo"),),
        part="citing",
    )
    (row,) = rows(record)
    assert tuple(row) == COLUMNS
    assert {name: value for name, value in row.items() if value} == {
        "id": "lu2024",
        "type": "article-journal",
        "year": "2024",
        "author": "van Gogh, Vincent; WHO",
        "issued": "2024-04-29",
        "title": 'A "quoted", title',
        "container-title": "J",
        "PMID": "1",
        "keyword": "a; b",
        "files": "x.pdf",
        "part": "citing",
        "extra": "recipient: Doe, Jo",
    }


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_formulas_are_defused_and_reported(text: str) -> None:
    report = Report()
    (row,) = rows(Record(id="a", title=text, author=(Name(literal=text),), keyword=(text,)), report=report)
    assert not any(value.startswith(FORMULA) for value in row.values())
    assert re.sub(r"(?<=[\t\r])'", "", row["author"]) == f"'{text}"
    assert {loss.field for loss in report.losses} >= {"title", "author", "keyword"}


def test_line_ends_and_quotes_as_rfc_4180_has_them() -> None:
    text = dumps([Record(id="a", abstract="one\ntwo", title='x"y')], "csv")
    assert text.count("\r\n") == 2
    assert '"one\ntwo"' in text
    assert '"x""y"' in text


def test_byte_order_mark_where_the_target_asks_for_it() -> None:
    assert dumps([], "csv", target="word").startswith("\ufeffid,type,")
    assert dumps([], "csv").startswith("id,type,")


@pytest.mark.parametrize(
    ("date", "text"),
    [
        (Date(start=(2020,), end=(2021, 2)), "2020/2021-02"),
        (Date(start=(1998,), season=1, circa=True), "circa spring 1998"),
        (Date(literal="in press"), "in press"),
        (Date(start=(-44, 3, 15)), "'-0044-03-15"),
    ],
)
def test_dates(date: Date, text: str) -> None:
    assert rows(Record(id="a", issued=date))[0]["issued"] == text


def test_what_has_no_column_is_reported() -> None:
    report = Report()
    person = Name(family="Doe", given="Jo", orcid="0000-0002-1825-0097")
    rows(Record(id="a", title="<b>T</b>", author=(person,), custom={"ris": {"C1": "x"}}), report=report)
    told = [(loss.field, loss.change) for loss in report.losses]
    assert told == [("author[0].orcid", "dropped"), ("title", "altered"), ("custom.ris.C1", "dropped")]


def test_a_value_forges_no_label() -> None:
    (row,) = rows(Record(id="a", original_title="x\ndimensions: forged"))
    assert row["extra"] == "original-title: x dimensions: forged"


@given(item=records())
@example(item=Record(id="a", title_short=";="))
def test_every_value_is_there_or_reported(item: Record) -> None:
    report = Report()
    (row,) = rows(item, report=report)
    assert row["id"].removeprefix("'") == item.id
    assert not any(value.startswith(FORMULA) for value in row.values())
    told = {loss.field.partition("[")[0] for loss in report.losses}
    whole = " ".join(" ".join(row.values()).split())
    if "extra" in told:
        # Of what stands there, the apostrophe before what looks like a formula is told for the column.
        whole += " ".join(row["extra"].replace(";'", ";").split())
    for name, value in item.variables():
        if isinstance(value, str) and name not in told:
            # An identifier may look like markup, and stands as it is.
            assert any(" ".join(text.split()) in whole for text in (plain(value), value))
