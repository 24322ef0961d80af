"""The functions that `import refexport` gives."""

from __future__ import annotations

import io
import json
from pathlib import Path

import msgspec
import pytest

import refexport
from refexport import Date, Name, Record, Report
from refexport.errors import InputError, OutputError, RefexportError, UnknownFormat, UnknownTarget, UsageError
from refexport.registry import FORMATS, Format
from refexport.vocabulary import ITEM_TYPES, VARIABLES

RIS = "TY  - JOUR\r\nAU  - Lu, Yi\r\nTI  - Of mice\r\nPY  - 1937\r\nER  - \r\n"


def test_read_path_file_and_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.ris"
    path.write_text(RIS)
    wanted = refexport.loads(RIS)
    assert wanted[0].author == (Name(family="Lu", given="Yi"),)
    assert wanted[0].issued == Date((1937,))
    assert refexport.read(path) == refexport.read(str(path)) == wanted
    with path.open() as text, path.open("rb") as raw:
        assert refexport.read(text) == refexport.read(raw) == wanted
    assert refexport.loads(RIS.encode()) == wanted


def test_read_hands_back_its_report(tmp_path: Path) -> None:
    (tmp_path / "a.ris").write_text("TY  - JOUR\nTI  - No end\n")
    records = refexport.read(tmp_path / "a.ris")
    assert isinstance(records.report, Report)
    assert records.report.records == 1
    assert records.report.diagnostics[0].line is not None


def test_stream_is_an_iterator(tmp_path: Path) -> None:
    (tmp_path / "a.ris").write_text(RIS * 3)
    stream = refexport.stream(tmp_path / "a.ris")
    assert next(stream).title == "Of mice"
    assert len(list(stream)) == 2


def test_write_and_dumps_agree(tmp_path: Path) -> None:
    records = refexport.loads(RIS)
    report = refexport.write(records, tmp_path / "a.bib")
    assert isinstance(report, Report)
    assert (tmp_path / "a.bib").read_text() == refexport.dumps(records, "bibtex")


def test_write_to_an_open_file() -> None:
    file = io.StringIO()
    refexport.write(refexport.loads(RIS), file, "csl-json")
    assert json.loads(file.getvalue())[0]["title"] == "Of mice"


def test_write_to_a_binary_file_says_so() -> None:
    with pytest.raises(OutputError, match="open it as text"):
        refexport.write(refexport.loads(RIS), io.BytesIO(), "csl-json")


@pytest.mark.parametrize("format", ["endnote-xml", "mods", "csl-json", "csv"])
def test_nothing_is_written_when_nothing_can_be_read(format: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    hostile = io.BytesIO(b'<!DOCTYPE a [<!ENTITY b "c">]><xml><records><record/></records></xml>')
    with pytest.raises(InputError):
        refexport.write(refexport.stream(hostile, "endnote-xml"), "-", format)
    assert capfdbinary.readouterr().out == b""


def test_convert(tmp_path: Path) -> None:
    (tmp_path / "a.ris").write_text(RIS)
    counts: list[int] = []
    report = refexport.convert(tmp_path / "a.ris", tmp_path / "a.json", progress=counts.append)
    assert report.records == 1
    assert counts == [1]
    assert json.loads((tmp_path / "a.json").read_text())[0]["id"] == "lu1937mice"


def test_content_wins_over_the_file_name(tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text(RIS)
    assert refexport.read(tmp_path / "a.bib")[0].title == "Of mice"


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda: refexport.read("nowhere.ris"), UsageError),
        (lambda: refexport.loads(RIS, "no-such-format"), UnknownFormat),
        (lambda: refexport.loads(""), InputError),
        (lambda: refexport.loads("", "ris"), InputError),
        (lambda: refexport.dumps([], "article-page"), UnknownFormat),
        (lambda: refexport.dumps([], "ris", target="nobody"), UnknownTarget),
        (lambda: refexport.write([], "a.unknown"), UnknownFormat),
    ],
)
def test_what_cannot_be_done_raises(call, error: type[RefexportError]) -> None:
    with pytest.raises(error) as caught:
        call()
    assert "\n" not in str(caught.value)


def test_bibliography() -> None:
    result = refexport.bibliography(refexport.loads(RIS), "vancouver")
    assert str(result).startswith("1. Lu Y. Of mice. 1937")
    assert [entry.id for entry in result.entries] == ["lu1937mice"]


def test_json_schema_describes_what_msgspec_writes() -> None:
    schema = refexport.json_schema()
    properties = schema["$defs"]["Record"]["properties"]
    assert set(VARIABLES) <= set(properties)
    assert properties["type"]["enum"] == list(ITEM_TYPES)
    record = refexport.loads(RIS)[0]
    written = json.loads(msgspec.json.encode(record))
    assert set(written) <= set(properties)
    assert msgspec.convert(written, Record) == record


def test_every_public_name_is_there_and_documented() -> None:
    for name in refexport.__all__:
        if name != "__version__":
            assert getattr(refexport, name).__doc__, name
    assert set(refexport.__all__) <= set(dir(refexport))
    with pytest.raises(AttributeError):
        refexport.no_such_name  # noqa: B018


@pytest.mark.parametrize(
    "format", [id for id, fmt in FORMATS.load_all().items() if isinstance(fmt, Format) and fmt.write]
)
@pytest.mark.parametrize("date", [Date((2020, 13)), Date((2020, 1, 40)), Date((2020,), season=7)], ids=str)
def test_a_date_that_does_not_exist_is_written_as_a_text(format: str, date: Date) -> None:
    report = refexport.Report()
    text = refexport.dumps([refexport.Record(id="a", type="book", title="T", issued=date)], format, report=report)
    told = [(loss.field, loss.change) for loss in report.losses]
    assert told[0] == ("issued", "altered")
    # Hayagriva has no place for a date that is a text.
    assert "2020" in text or ("issued", "dropped") in told
