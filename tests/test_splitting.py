"""Files no larger than the program takes that is to read them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from refexport import Record, Report, convert, dumps, loads, read, write
from refexport.errors import UsageError
from refexport.registry import FORMATS
from refexport.splitting import divide, numbered
from refexport.targets import TARGETS, Target


def library(count: int, length: int = 10) -> list[Record]:
    return [Record(id=f"k{number}", type="book", title=f"{number} " + "x" * length) for number in range(count)]


def target(**limits: int) -> Target:
    return Target(id="small", name="Small", **limits)


def sizes(count: int, limits: Target, length: int = 10, fmt: str = "ris") -> list[int]:
    records = library(count, length)
    parts = [part for part, _ in divide(records, FORMATS.get(fmt), "out.ris", Report(), limits)]
    assert [record for part in parts for record in part] == records, "each record once, in order"
    return [len(part) for part in parts]


@pytest.mark.parametrize(
    ("count", "most", "expected"),
    [
        (0, 10, [0]),
        (10, 10, [10]),
        (11, 10, [10, 1]),
        (1000, 333, [333, 333, 333, 1]),
        (1500, 700, [700, 700, 100]),
        (3, 1, [1, 1, 1]),
    ],
)
def test_by_number(count: int, most: int, expected: list[int]) -> None:
    assert sizes(count, target(max_records=most)) == expected


@pytest.mark.parametrize("length", [10, 1000])
@pytest.mark.parametrize("most", [5_000, 20_000])
@pytest.mark.parametrize("fmt", ["ris", "csl-json", "endnote-xml"])
def test_by_size(length: int, most: int, fmt: str) -> None:
    records = library(300, length)
    limits = target(max_bytes=most)
    parts = [part for part, _ in divide(records, FORMATS.get(fmt), "out.ris", Report(), limits)]
    assert len(parts) > 1
    written = [len(dumps(part, fmt).encode()) for part in parts]
    assert max(written) <= most
    assert sum(written) / len(written) > most / 4, "no more files than there must be by far"


def test_a_record_that_is_too_large_stands_alone() -> None:
    assert sizes(3, target(max_bytes=500), length=1000) == [1, 1, 1]


def test_by_both() -> None:
    assert sizes(1000, target(max_records=400, max_bytes=10_000_000)) == [400, 400, 200]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("out.ris", "out-2.ris"),
        ("a.b/out", "a.b/out-2"),
        ("/x/my.library.bib", "/x/my.library-2.bib"),
        ("out.ris.GZ", "out-2.ris.GZ"),
    ],
)
def test_names_of_the_parts(path: str, expected: str) -> None:
    assert numbered(path, 2) == expected


def test_covidence_takes_15000(tmp_path: Path) -> None:
    report = write(library(15_001), tmp_path / "out.ris", target="covidence")
    assert [(d.severity, d.code) for d in report.diagnostics] == [("info", "divided")]
    assert "Covidence takes 15,000 records or 50 MB a file" in str(report.diagnostics[0])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out-1.ris", "out-2.ris"]
    assert [len(read(tmp_path / f"out-{number}.ris")) for number in (1, 2)] == [15_000, 1]


def test_a_part_that_an_earlier_run_left_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TARGETS, "small", target(max_records=2))
    write(library(5), tmp_path / "out.ris.gz", target="small")
    report = write(library(4), tmp_path / "out.ris.gz", target="small")
    (warning,) = report.warnings
    assert (warning.code, warning.source) == ("old-part", str(tmp_path / "out-3.ris.gz"))
    assert [len(read(tmp_path / f"out-{number}.ris.gz")) for number in (1, 2)] == [2, 2]


def test_what_fits_is_one_file(tmp_path: Path) -> None:
    assert write(library(20), tmp_path / "out.ris", target="covidence").diagnostics == []
    assert [path.name for path in tmp_path.iterdir()] == ["out.ris"]


def test_keys_are_unique_over_the_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TARGETS, "small", target(max_records=1))
    same = [Record(type="book", title="Of mice") for _ in range(3)]
    write(same, tmp_path / "out.bib", target="small")
    keys = [read(tmp_path / f"out-{number}.bib")[0].id for number in (1, 2, 3)]
    assert len(set(keys)) == 3


def test_an_open_file_is_not_divided_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TARGETS, "small", target(max_records=1))
    file = io.StringIO()
    report = write(library(2), file, "ris", target="small")
    assert len(loads(file.getvalue(), "ris")) == 2
    assert [d.code for d in report.warnings] == ["too-large"]


def test_several_outputs_are_divided_and_a_dry_run_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TARGETS, "small", target(max_records=2))
    write(library(3), tmp_path / "in.ris")
    outputs = [tmp_path / "out.ris", tmp_path / "out.bib"]
    report = convert(tmp_path / "in.ris", outputs, target="small", dry_run=True)
    assert [d.code for d in report.diagnostics] == ["divided", "divided"]
    assert [path.name for path in tmp_path.iterdir()] == ["in.ris"]
    convert(tmp_path / "in.ris", outputs, target="small")
    names = ["in.ris", "out-1.bib", "out-1.ris", "out-2.bib", "out-2.ris"]
    assert sorted(path.name for path in tmp_path.iterdir()) == names


def test_rayyan_reads_no_endnote_xml(tmp_path: Path) -> None:
    for call in (
        lambda: dumps(library(1), "endnote-xml", target="rayyan"),
        lambda: write(library(1), tmp_path / "out.xml", "endnote-xml", target="rayyan"),
    ):
        with pytest.raises(UsageError, match="Rayyan does not read EndNote XML; write ris for it"):
            call()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("fmt", ["ris", "bibtex", "csv"])
def test_a_byte_order_mark_stands_once_and_is_read(fmt: str, tmp_path: Path) -> None:
    write(library(1), tmp_path / "out.txt", fmt, bom=True, target="word")
    data = (tmp_path / "out.txt").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\xef\xbb\xbf") == 1
    if fmt != "csv":
        assert read(tmp_path / "out.txt", fmt)[0].id == "k0"
    write(library(1), tmp_path / "out.txt", fmt)
    assert not (tmp_path / "out.txt").read_bytes().startswith(b"\xef\xbb\xbf")
