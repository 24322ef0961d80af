"""EndNote tagged: what the case files do not show."""

from __future__ import annotations

import re

import pytest
from formats.bibutils import bibtex_of
from formats.tagged import back, codes, hostile_record

from refexport import Date, Name, Record, dumps, loads
from refexport.formats import enw
from refexport.formats.enw import split_line
from refexport.vocabulary import ITEM_TYPES


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("%A Lu, Y.", ("%A", "Lu, Y.")),
        ("%@ 1479-5876", ("%@", "1479-5876")),
        ("%K", ("%K", "")),
        ("5% of all", (None, "5% of all")),
        ("%x small", (None, "%x small")),
    ],
)
def test_lines(line: str, found: tuple[str | None, str]) -> None:
    assert split_line(line) == found


@pytest.mark.parametrize("type", ITEM_TYPES)
def test_every_type_comes_back(type: str) -> None:
    found, report, _ = back(Record(id="k", type=type, title="T"), "enw")
    assert (found.type, report.losses) == (type, [])


def test_no_table_has_a_tag_twice() -> None:
    for type in ITEM_TYPES:
        tags = [tag.rstrip("¶") for tag in enw.TABLE.layout(type).values()]
        assert {tag for tag in tags if tag and tags.count(tag) > 1} == set(), type


def test_no_value_forges_a_record() -> None:
    text = dumps([hostile_record()], "enw")
    assert len(re.findall(r"(?m)^\s*%0", text)) == 1
    assert text.strip().count("\n\n") == 0
    assert len(loads(text, "enw")) == 1


def test_empty_lines_of_a_note_are_gone_and_reported() -> None:
    found, report, _ = back(Record(id="k", note="a\n\nb"), "enw")
    assert found.note == "a\nb"
    assert [(loss.field, loss.change) for loss in report.losses] == [("note", "altered")]


@pytest.mark.parametrize(
    "date", [Date((2020,)), Date((2020, 10, 21)), Date((2020,), season=3), Date(literal="in press")]
)
def test_dates_come_back(date: Date) -> None:
    found, report, _ = back(Record(id="k", issued=date, accessed=date), "enw")
    assert (found.issued, found.accessed, report.losses) == (date, date, [])


def test_text_outside_a_record_is_reported() -> None:
    assert codes("lost\n%0 Book\n%T a\n", "enw") == [("outside-record", 1)]


def test_recognised() -> None:
    assert loads("%0 Book\n%T a\n")[0].type == "book"
    assert loads("%T a\n%A Doe, J.\n%I Press\n")[0].type == "book"


def test_bibutils_reads_it() -> None:
    record = Record(
        id="lu2020",
        type="article-journal",
        title="A title",
        author=(Name(family="Lu", given="Yun"),),
        container_title="Journal of Examples",
        volume="12",
        page="12-15",
        issued=Date((2020,)),
    )
    bibtex = bibtex_of(dumps([record, record.copy(id="b")], "enw"), "end2xml")
    assert bibtex.count("@Article") == 2
    for part in ('title="A title"', 'pages="12--15"', 'year="2020"', 'volume="12"', 'journal="Journal of Examples"'):
        assert part in bibtex, bibtex


@pytest.mark.parametrize("tags", ["%~ PubMed\n", "%W NLM\n", "%~ MEDLINE\n%W Ovid\n"])
def test_the_accession_number_of_pubmed_is_the_pmid(tags: str) -> None:
    (record,) = loads(f"%0 Journal Article\n%T T\n%M 33081809\n{tags}", "enw")
    assert (record.PMID, record.archive_location) == ("33081809", None)


def test_the_accession_number_of_another_database_stays() -> None:
    (record,) = loads("%0 Journal Article\n%T T\n%M 33081809\n%~ Scopus\n", "enw")
    assert (record.PMID, record.archive_location) == (None, "33081809")
