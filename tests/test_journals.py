"""Lists of journal abbreviations: what is read as one, and what it fills in."""

from __future__ import annotations

from pathlib import Path

import pytest

from refexport import Record, Report, convert, dumps, loads
from refexport.errors import InputError, UsageError
from refexport.journals import Journals, fold

SEMICOLONS = """Journal of Translational Medicine;J. Transl. Med.
The Lancet;Lancet;Lanc;12
Physical Review B, Condensed Matter;Phys. Rev. B
Annals of Things and Stuff;Ann. Things
Annalen der Sache;Ann. Things
Science;Science;;3
"""
COMMAS = """"Journal of Translational Medicine","J. Transl. Med."
"Physical Review B, Condensed Matter",Phys. Rev. B,PRB
The Lancet,Lancet,,12
"""


def journals(tmp_path: Path, text: str, report: Report | None = None) -> Journals:
    path = tmp_path / "abbreviations.csv"
    path.write_text(text, encoding="utf-8")
    return Journals.read(path, report)


def titles(lists: Journals, title: str | None, short: str | None, type: str = "article-journal") -> tuple:
    (record,) = lists.fill([Record(id="a", type=type, container_title=title, container_title_short=short)])
    return record.container_title, record.container_title_short


@pytest.mark.parametrize("text", [SEMICOLONS, COMMAS, SEMICOLONS.replace("\n", "\r\n"), "\ufeff" + COMMAS])
@pytest.mark.parametrize(
    ("title", "short", "expected"),
    [
        # The full title is there, as it is written or nearly.
        ("Journal of Translational Medicine", None, ("Journal of Translational Medicine", "J. Transl. Med.")),
        ("JOURNAL OF TRANSLATIONAL MEDICINE", None, ("JOURNAL OF TRANSLATIONAL MEDICINE", "J. Transl. Med.")),
        ("Lancet", None, ("Lancet", "Lancet")),
        ("Physical Review B: Condensed Matter", None, ("Physical Review B: Condensed Matter", "Phys. Rev. B")),
        # The abbreviation is there, with the dots of ISO 4 or without them as NLM has it, where the title should be.
        ("J. Transl. Med.", None, ("Journal of Translational Medicine", "J. Transl. Med.")),
        ("J Transl Med", None, ("Journal of Translational Medicine", "J Transl Med")),
        ("j transl med.", None, ("Journal of Translational Medicine", "j transl med.")),
        (None, "J Transl Med", ("Journal of Translational Medicine", "J Transl Med")),
        ("J Transl Med", "J. Transl. Med.", ("Journal of Translational Medicine", "J. Transl. Med.")),
        # Both are there, or nothing is known.
        ("Journal of Translational Medicine", "JTM", ("Journal of Translational Medicine", "JTM")),
        ("Journal of Nothing", None, ("Journal of Nothing", None)),
        (None, None, (None, None)),
    ],
)
def test_the_missing_title_is_filled_in(tmp_path: Path, text: str, title, short, expected) -> None:
    assert titles(journals(tmp_path, text), title, short) == expected


def test_the_shortest_abbreviation_finds_the_title_and_a_count_does_not(tmp_path: Path) -> None:
    assert titles(journals(tmp_path, COMMAS), "PRB", None) == ("Physical Review B, Condensed Matter", "PRB")
    assert journals(tmp_path, SEMICOLONS).full("12") is None


def test_an_abbreviation_of_two_journals_is_not_guessed_and_said_once(tmp_path: Path) -> None:
    lists, report = journals(tmp_path, SEMICOLONS), Report()
    records = [Record(id=id, type="article-journal", container_title="Ann Things") for id in "ab"]
    assert [record.container_title_short for record in lists.fill(records, report)] == [None, None]
    assert [(d.code, d.record) for d in report.warnings] == [("ambiguous-journal", "a")]
    assert titles(lists, "Annals of Things & Stuff", None) == ("Annals of Things & Stuff", "Ann. Things")


def test_only_journals_are_looked_up_and_records_are_not_changed_in_place(tmp_path: Path) -> None:
    lists = journals(tmp_path, SEMICOLONS)
    assert titles(lists, "Science", None, "chapter") == ("Science", None)
    record = Record(id="a", type="article-journal", container_title="Science")
    assert [one.container_title_short for one in lists.fill([record])] == ["Science"]
    assert record.container_title_short is None


def test_lines_without_an_abbreviation_are_said(tmp_path: Path) -> None:
    report = Report()
    journals(tmp_path, "Science;Science\nNature\n;Cell\n\nThe Lancet;Lancet\n", report)
    assert [(d.code, d.line, d.raw) for d in report.warnings] == [
        ("no-abbreviation", 2, "Nature"),
        ("no-abbreviation", 3, "Cell"),
    ]


@pytest.mark.parametrize("text", ["", "Nature\nScience\n", "@article{a,\n title = {T}\n}\n"])
def test_what_is_no_list_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match=r"abbreviations\.csv: no journals in it"):
        journals(tmp_path, text)


def test_no_such_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        dumps([], "ris", journals=tmp_path / "nothing.csv")


def test_the_first_of_several_lists_counts(tmp_path: Path) -> None:
    for name, short in (("a.csv", "Nat."), ("b.csv", "Nature;N")):
        (tmp_path / name).write_text(f"Nature;{short}\n")
    lists = Journals.read([tmp_path / "a.csv", tmp_path / "b.csv"])
    assert (lists.short("nature"), lists.full("N")) == ("Nat.", "Nature")


def test_convert_write_and_dumps_take_lists(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(SEMICOLONS)
    (tmp_path / "in.ris").write_text("TY  - JOUR\nTI  - T\nT2  - J Transl Med\nER  - \n")
    report = convert(tmp_path / "in.ris", tmp_path / "out.json", journals=tmp_path / "list.csv")
    assert report.errors == []
    (record,) = loads((tmp_path / "out.json").read_text(), "csl-json")
    assert (record.container_title, record.container_title_short) == (
        "Journal of Translational Medicine",
        "J Transl Med",
    )
    text = dumps(loads((tmp_path / "in.ris").read_text(), "ris"), "ris", journals=[tmp_path / "list.csv"])
    assert "T2  - Journal of Translational Medicine\r\n" in text
    assert "J2  - J Transl Med\r\n" in text


@pytest.mark.parametrize(
    ("title", "same"),
    [
        ("J. Transl. Med.", "J Transl Med"),
        ("Trends in Biochemical Sciences & Co", "trends in biochemical sciences and co"),
        ("<i>The</i> Lancet", "Lancet"),
        ("Acta Crystallogr., Sect. A: Found.", "acta crystallogr sect a found"),
        ("Ann. N.Y. Acad. Sci.", "Ann N Y Acad Sci"),
    ],
)
def test_titles_that_are_the_same(title: str, same: str) -> None:
    assert fold(title) == fold(same)
