"""Files of any size: read part by part as they would be as a whole, and by any number of processes."""

from __future__ import annotations

import gzip
import io
import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import records

from refexport import Record, Report, convert, dumps, loads, parts, stream, workers
from refexport.errors import InputError, RefexportError
from refexport.registry import FORMATS, Format
from refexport.targets import PORTABLE

LOADED = {id: fmt for id, fmt in FORMATS.load_all().items() if isinstance(fmt, Format)}
CUT = sorted(id for id, fmt in LOADED.items() if fmt.parts)
JOINED = sorted(id for id, fmt in LOADED.items() if fmt.body)
CASES = Path(__file__).parent / "cases"


def files(id: str) -> list[Path]:
    return sorted(path for path in (CASES / id / "read").glob("*") if ".expected." not in path.name)


def test_the_formats_of_large_files_can_be_cut() -> None:
    wanted = {"ris", "nbib", "bibtex", "biblatex", "pubmed-xml", "endnote-xml", "mods", "jsonl", "csl-json"}
    assert wanted <= set(CUT)
    assert {*wanted - {"pubmed-xml"}, "csv"} <= set(JOINED)


def read_in_parts(path: Path | str, id: str, size: int, monkeypatch: pytest.MonkeyPatch) -> tuple[list[Record], Report]:
    report = Report()
    with monkeypatch.context() as patch:
        patch.setattr(parts, "PART", size)
        found = list(stream(path if isinstance(path, Path) else io.StringIO(path), id, report=report))
    return found, report


@pytest.mark.parametrize("path", [path for id in CUT for path in files(id)], ids=lambda path: path.stem)
@pytest.mark.parametrize("size", [1, 300])
def test_cases_are_the_same_in_parts(path: Path, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    id = path.parents[1].name
    whole, report = read_in_parts(path, id, 1 << 30, monkeypatch)
    cut, cut_report = read_in_parts(path, id, size, monkeypatch)
    if any(d.code == "not-well-formed" for d in report.diagnostics):
        # A part ends what was not closed, which as a whole takes the next record with it.
        assert {record.id for record in whole} <= {record.id for record in cut}
        return
    assert cut == whole
    assert {str(d) for d in cut_report.diagnostics} == {str(d) for d in report.diagnostics}


@pytest.mark.parametrize("id", [id for id in CUT if LOADED[id].write])
@given(made=st.lists(records(), min_size=1, max_size=8))
@settings(max_examples=15)
def test_made_records_are_the_same_in_parts(id: str, made: list[Record]) -> None:
    text = dumps(made, id)
    with pytest.MonkeyPatch.context() as monkeypatch:
        whole, report = read_in_parts(text, id, 1 << 30, monkeypatch)
        cut, cut_report = read_in_parts(text, id, 1, monkeypatch)
    assert cut == whole
    assert [str(d) for d in cut_report.diagnostics] == [str(d) for d in report.diagnostics]


@pytest.mark.parametrize("id", JOINED)
@given(made=st.lists(records(), max_size=6), place=st.integers(0, 6))
@settings(max_examples=15)
def test_an_output_of_two_parts_is_that_of_the_whole(id: str, made: list[Record], place: int) -> None:
    fmt, made = LOADED[id], loads(dumps(made, "jsonl"), "jsonl") if made else []
    frame, key = fmt.frame(PORTABLE), fmt.keys() if fmt.keys else str
    texts = [
        *fmt.body(made[:place], Report(), PORTABLE, parts.Before(0, key)),
        *fmt.body(made[place:], Report(), PORTABLE, parts.Before(len(made[:place]), key)),
    ]
    empty = frame.start + frame.end if frame.empty is None else frame.empty
    joined = frame.start + frame.between.join(texts) + frame.end if texts else empty
    assert joined == dumps(made, id)


TWICE = "TY  - JOUR\nTI  - Title {}\nAU  - Lu, Y.\nPY  - 2020\nXX  - odd\nID  - key{}\nER  - \n\n"


def library(count: int) -> str:
    # A third of the keys stand twice, and every fifth record has none.
    return "".join(TWICE.format(n, n % (count * 2 // 3)).replace("ID  - key5", "N1  - ") for n in range(count))


def converted(inputs: list[Path], folder: Path, jobs: int | None, **options) -> tuple[bytes, bytes, dict]:
    report = Report()
    outputs = [folder / "out.bib", folder / "out.json"]
    convert(inputs, outputs, jobs=jobs, report=report, **options)
    return (*(path.read_bytes() for path in outputs), report.as_dict())


@pytest.mark.parametrize("jobs", [2, 3, None])
def test_the_result_is_the_same_for_any_number_of_processes(
    jobs: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "PART", 4000)
    (tmp_path / "a.ris").write_text(library(300))
    (tmp_path / "b.nbib").write_text("PMID- 1\nTI  - One.\n\nPMID- 1\nTI  - Two.\n" * 100)
    (tmp_path / "c.json").write_text("[] nonsense")
    (tmp_path / "d.bib").write_text("@book{a, crossref={z}}\n@string{x={y}}\n" * 50 + "@book{z, title=x}\n" * 3)
    (tmp_path / "journals.csv").write_text("Title;T.\n")
    inputs = [tmp_path / name for name in ("a.ris", "b.nbib", "c.json", "d.bib", "a.ris")]
    expected = converted(inputs, tmp_path, 1, journals=tmp_path / "journals.csv")
    assert len(expected[2]["diagnostics"]) > 100, "something to report in every part"
    assert converted(inputs, tmp_path, jobs, journals=tmp_path / "journals.csv") == expected


def test_processes_give_what_is_read_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "PART", 2000)
    (tmp_path / "a.ris").write_text(library(100))
    convert(tmp_path / "a.ris", tmp_path / "a.jsonl", jobs=2)
    assert loads((tmp_path / "a.jsonl").read_text(), "jsonl") == loads(library(100), "ris")


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_input_that_breaks_half_way_leaves_the_others(
    jobs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "PART", 4000)
    (tmp_path / "a.ris.gz").write_bytes(gzip.compress(library(3000).encode())[:-10])
    (tmp_path / "b.ris").write_text(library(3))
    report = Report()
    convert([tmp_path / "a.ris.gz", tmp_path / "b.ris"], tmp_path / "out.jsonl", jobs=jobs, report=report)
    assert [d.code for d in report.errors] == ["unreadable"]
    ids = [json.loads(line)["id"] for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert len(ids) == len(set(ids)) == report.records > 1000
    (tmp_path / "out.jsonl").write_text("before")
    with pytest.raises(InputError, match="cut off"):
        convert(tmp_path / "a.ris.gz", tmp_path / "out.jsonl", jobs=jobs)
    assert (tmp_path / "out.jsonl").read_text() == "before"


def test_a_process_that_dies_is_a_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "PART", 2000)
    (tmp_path / "a.ris").write_text(library(1000))
    (tmp_path / "a.bib").write_text("before")
    real, calls = workers._Worker.write, []

    def killed(self, given):
        calls.append(given)
        if len(calls) == 5:
            self.process.kill()
        return real(self, given)

    monkeypatch.setattr(workers._Worker, "write", killed)
    with pytest.raises(RefexportError, match=r"a\.ris:\d+: the process that worked on .* was killed by signal 9"):
        convert(tmp_path / "a.ris", tmp_path / "a.bib", jobs=3)
    assert (tmp_path / "a.bib").read_text() == "before"
    assert sorted(os.listdir(tmp_path)) == ["a.bib", "a.ris"]


def test_a_record_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "PART", 100)
    monkeypatch.setenv("REFEXPORT_MAX_RECORD_BYTES", "1000")
    text = "TY  - JOUR\nTI  - " + "x" * 5_000_000 + "\nER  - \n"
    with pytest.raises(InputError, match="REFEXPORT_MAX_RECORD_BYTES allows more"):
        list(stream(io.StringIO(text), "ris"))
    monkeypatch.setenv("REFEXPORT_MAX_RECORD_BYTES", "10000000")
    assert len(list(stream(io.StringIO(text), "ris"))) == 1


@pytest.mark.parametrize("size", [1, 300])
@pytest.mark.parametrize("between", [",", ",\n"])
def test_json_that_breaks_in_the_last_item_is_read_up_to_it(
    between: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = between.join(f'{{"id": "k{number}", "type": "book", "title": "A"}}' for number in range(9))
    found, report = read_in_parts(f"[{items}"[:-20], "csl-json", size, monkeypatch)
    assert [record.id for record in found] == [f"k{number}" for number in range(8)]
    assert [told.code for told in report.errors] == ["broken-json"]


def test_lines_of_json_of_which_the_first_part_is_broken_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = '{"id": "a", "type": }\n' + '{"id": "b", "type": "book"}\n' * 2
    found, report = read_in_parts(lines, "csl-json", 1, monkeypatch)
    assert [record.type for record in found] == ["book", "book"]
    assert [told.code for told in report.errors] == ["broken-json"]
