"""The formats that are asked first decide as all formats together would."""

from __future__ import annotations

from pathlib import Path

import pytest
from places import PROJECT

from refexport import choosing
from refexport.errors import InputError
from refexport.registry import FORMATS, Format
from refexport.source import Source

INPUTS = sorted(path for path in (PROJECT / "tests" / "cases").glob("*/read/*") if ".expected" not in path.name)


def test_the_formats_asked_first_have_the_suffix_or_are_told_apart_by_content() -> None:
    for suffix, ids in choosing.LIKELY.items():
        assert list(ids) == sorted(ids)
        assert any(suffix in FORMATS.get(id).suffixes for id in ids), suffix


def test_every_suffix_names_the_same_format_to_write() -> None:
    formats = [fmt for fmt in FORMATS.load_all().values() if isinstance(fmt, Format) and fmt.write]
    for suffix in {suffix for fmt in formats for suffix in fmt.suffixes}:
        if suffix.count(".") == 1:
            first = next(fmt.id for fmt in formats if suffix in fmt.suffixes)
            assert choosing.format_of_path(f"library{suffix}") == first


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: f"{path.parent.parent.name}/{path.stem}")
def test_content_is_recognised_under_any_name(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = path.read_bytes()

    def found(suffix: str) -> str:
        try:
            return choosing.detect_format(Source(data, f"library{suffix}")).id
        except InputError as error:
            return str(error)

    suffixes = [*choosing.LIKELY, ".txt"]
    first = {suffix: found(suffix) for suffix in suffixes}
    monkeypatch.setattr(choosing, "LIKELY", {})
    assert first == {suffix: found(suffix) for suffix in suffixes}


def test_what_is_only_written_is_said_to_be() -> None:
    with pytest.raises(InputError, match=r"refs\.csv: CSV for a spreadsheet is written, not read; export it as RIS"):
        choosing.detect_format(Source("title,author\nA,B\n", "refs.csv"))
