"""Web of Science tagged: what the case files do not show."""

from __future__ import annotations

import pytest
from formats.tagged import codes

from refexport import Record, loads
from refexport.formats.wos import split_line


def _read(lines: str) -> Record:
    (record,) = loads(f"FN Database\nVR 1.0\nPT {lines}\nER\n\nEF\n", "wos")
    return record


@pytest.mark.parametrize(
    ("line", "found"),
    [("AU Lu, Y", ("AU", "Lu, Y")), ("ER", ("ER", "")), ("   Doe, J", (None, "Doe, J")), ("DO not", (None, "DO not"))],
)
def test_lines(line: str, found: tuple[str | None, str]) -> None:
    assert split_line(line) == found


@pytest.mark.parametrize(
    ("lines", "type"),
    [
        ("J\nDT Article", "article-journal"),
        ("J\nDT Article; Proceedings Paper", "article-journal"),
        ("J\nDT Book Review", "review-book"),
        ("J\nDT Review", "article-journal"),
        ("J\nDT Preprint", "article"),
        ("J\nDT Data Set", "dataset"),
        ("B\nDT Book", "book"),
        ("B\nDT Article; Book Chapter", "chapter"),
        ("B\nDT Proceedings Paper", "paper-conference"),
        ("S\nDT Proceedings Paper", "paper-conference"),
        ("P", "patent"),
    ],
)
def test_types(lines: str, type: str) -> None:
    assert _read(lines).type == type


def test_short_names_where_the_full_ones_are_fewer() -> None:
    assert [str(name) for name in _read("J\nAU Lu, Y\n   Doe, J\nAF Lu, Yun").author] == ["Lu, Y", "Doe, J"]


def test_database_is_the_source() -> None:
    assert _read("J\nTI a").source == "Database"


def test_missing_end_is_reported() -> None:
    assert codes("FN x\nVR 1.0\nPT J\nTI a\nPT J\nTI b\nER\nEF\n", "wos") == [("missing-end", 3)]


def test_recognised() -> None:
    assert loads("\ufeffFN Clarivate\nVR 1.0\nPT J\nAU Lu, Y\nTI a\nER\n\nEF\n")[0].title == "a"
