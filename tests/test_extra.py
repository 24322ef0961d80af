"""Labels in free text: what is one, what it is converted to, and that lines are read back."""

from __future__ import annotations

import pytest
from hypothesis import given
from strategies import records

from refexport import Date, Name, Record, Report, extra
from refexport.vocabulary import VARIABLES


def test_labels_are_told_from_text() -> None:
    text = (
        "PMID: 123\nA text.\nCitation Key: Lu2024\nsee https://example.org: it says\nunknown: value\n\nType: preprint"
    )
    values, rest = extra.parse(text)
    assert values == {"PMID": "123", "citation-key": "Lu2024", "type": "preprint"}
    assert rest == "A text.\nsee https://example.org: it says\nunknown: value"


@pytest.mark.parametrize(
    ("line", "variable"),
    [
        ("original-date: 1999", "original-date"),
        ("Original Date: 1999", "original-date"),
        ("original_date: 1999", "original-date"),
        ("{:original-date: 1999}", "original-date"),
        ("archive_collection: 1999", "archive_collection"),
        ("Loc. in Archive: 1999", "archive_location"),
        ("pmcid: 1999", "PMCID"),
        ("tex.howpublished: 1999", "tex.howpublished"),
    ],
)
def test_label_in_every_spelling(line: str, variable: str) -> None:
    assert extra.parse(line) == ({variable: "1999"}, "")


def test_names_on_several_lines_belong_together() -> None:
    values, _ = extra.parse("Illustrator: van Gogh || Vincent\nIllustrator: Example Inc.\nTranslator: Smith || J., Jr.")
    record = Record()
    assert extra.apply(record, values) == {}
    assert record.illustrator == (
        Name(family="Gogh", given="Vincent", non_dropping_particle="van"),
        Name(literal="Example Inc."),
    )
    assert record.translator == (Name(family="Smith", given="J.", suffix="Jr."),)


def test_second_line_of_another_label_stays_a_line() -> None:
    assert extra.parse("PMID: 1\nPMID: 2") == ({"PMID": "1"}, "PMID: 2")


def test_values_are_converted() -> None:
    record = Record()
    text = "DOI: https://doi.org/10.1000/182\nPMCID: 4821226\narXiv: arXiv:2101.00001 [cs.CL]\nIssued: May 2001"
    extra.apply(record, extra.parse(text)[0])
    assert (record.DOI, record.PMCID, record.arxiv) == ("10.1000/182", "PMC4821226", "2101.00001")
    assert record.issued == Date((2001, 5))


def test_line_with_markup_says_more_than_a_field_without() -> None:
    record = Record(genre="In vitro", title="A b")
    assert extra.apply(record, {"genre": "<i>In vitro</i>", "title": "<i>A</i> c"}) == {"title": "<i>A</i> c"}
    assert (record.genre, record.title) == ("<i>In vitro</i>", "A b")


def test_what_a_record_has_stays() -> None:
    record = Record(DOI="10.1000/1", PMID="5")
    left = extra.apply(record, {"DOI": "10.1000/2", "PMID": "5", "PMCID": "no number"})
    assert left == {"DOI": "10.1000/2", "PMCID": "no number"}
    assert record == Record(DOI="10.1000/1", PMID="5")


@pytest.mark.parametrize("raw", ["preprint", "Preprint", "article"])
def test_type_by_either_name(raw: str) -> None:
    record = Record()
    extra.apply(record, {"type": raw})
    assert record.type == "article"


@pytest.mark.parametrize(
    ("record", "line"),
    [
        (Record(license="CC BY 4.0"), "Rights: CC BY 4.0"),
        (Record(original_date=Date((-44,))), "Original Date: -0043"),
        (Record(original_date=Date((-44,), (-43,), circa=True)), "Original Date: -0043~/-0042~"),
        (Record(PMCID="PMC7"), "PMCID: PMC7"),
        (Record(title_short="T"), "Short Title: T"),
        (Record(archive_collection="A"), "Archive Collection: A"),
    ],
)
def test_lines_have_the_labels_of_zotero(record: Record, line: str) -> None:
    (variable,) = (name for name, _ in record.variables())
    assert extra.lines(record, [variable]) == [line]
    back = Record()
    extra.apply(back, extra.parse(line)[0])
    assert back == record


def test_unknown_type_is_left() -> None:
    record = Record()
    assert extra.apply(record, {"type": "spaceship"}) == {"type": "spaceship"}


def test_tex_fields_belong_to_bibtex() -> None:
    record = Record()
    extra.apply(record, {"tex.howpublished": "web"})
    assert record.custom == {"bibtex": {"howpublished": "web"}}
    assert extra.lines(record, ["tex.howpublished"]) == ["tex.howpublished: web"]


@pytest.mark.parametrize(("name", "is_one"), [("howpublished", True), ("date-added", True), ("@comment", False)])
def test_names_of_tex_fields(name: str, is_one: bool) -> None:
    assert extra.is_tex_name(name) is is_one
    assert (f"tex.{name}" in extra.parse(f"tex.{name}: x")[0]) is is_one


@given(record=records())
def test_lines_are_read_back_but_for_losses(record: Record) -> None:
    report = Report()
    held = [name for name, _ in record.variables()]
    lines = extra.lines(record, [*held, "type"], report)
    assert all("\n" not in line for line in lines)
    back = Record()
    extra.apply(back, extra.parse("\n".join(lines))[0])
    assert back.type == record.type
    told = {loss.field.partition("[")[0] for loss in report.losses}
    changed = {name for name in held if back[name] != record[name]}
    assert {VARIABLES[name].attribute for name in changed} <= told
