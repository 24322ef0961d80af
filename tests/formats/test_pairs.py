"""Every format into every other: no exception, and nothing changes but what the report says.

What is read from a format is written into another and read back.  The default run takes a part of the corpus; all of
it, and the import cases, are tried by

    python -m pytest tests/formats/test_pairs.py --whole
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import msgspec
import pytest
from formats.losses import unreported
from formats.zotero_items import FORMAT_OF_FILE
from hypothesis import given
from hypothesis import strategies as st
from places import PROJECT
from strategies import records

from refexport import Loss, Record, Report, dumps, loads
from refexport.registry import FORMATS, Format

OURS = {id: fmt for id, fmt in FORMATS.load_all().items() if FORMATS.distribution(id) == "refexport"}
READ = [id for id, fmt in OURS.items() if isinstance(fmt, Format) and fmt.read]
WRITTEN = [id for id, fmt in OURS.items() if isinstance(fmt, Format) and fmt.write]
TWO_WAY = [id for id in READ if id in WRITTEN]
SAMPLE = 7
"""The default run takes every seventh record of the corpus."""


@cache
def corpus(shared: Path, step: int) -> list[Record]:
    return loads((shared / "corpus" / "real-records.csl.json").read_bytes(), "csl-json")[::step]


@cache
def read_from(source: str, shared: Path, step: int) -> list[Record]:
    """Return the corpus as it is read from a format that it was written in."""
    return loads(dumps(corpus(shared, step), source), source)


@cache
def read_from_cases(source: str) -> list[Record]:
    """Return the records of the project's own cases of a format."""
    folder = PROJECT / "tests" / "cases" / source
    paths = (path for path in folder.glob("read/*") if not path.name.endswith(".expected.json"))
    return [record for path in sorted(paths) for record in loads(path.read_bytes(), source)]


@cache
def read_from_import_cases(source: str, shared: Path) -> list[Record]:
    """Return the records of real files of a format."""
    stems = [stem for stem, id in FORMAT_OF_FILE.items() if id == source]
    cases = [case for stem in stems for case in json.loads((shared / "import-cases" / f"{stem}.json").read_bytes())]
    return [record for case in cases for record in loads(case["input"], source)]


def check(found: Iterable[Record], target: str) -> None:
    """Write records into a format, and compare what is read back where it is read."""
    # The keys of several files may be the same; here each record must be told from the others.
    renamed = [rename(record, number) for number, record in enumerate(found)]
    report = Report()
    text = dumps(renamed, target, report=report)
    if target not in TWO_WAY:
        return
    back = loads(text, target)
    assert len(back) == len(renamed)
    told: dict[str, list[Loss]] = {}
    for loss in report.losses:
        told.setdefault(loss.record, []).append(loss)
    pairs = zip(renamed, back, strict=True)
    wrong = {a.id: changed for a, b in pairs if (changed := unreported(a, b, told.get(a.id, [])))}
    assert wrong == {}, f"{len(wrong)} records: {json.dumps(dict(list(wrong.items())[:10]), indent=1)}"


def rename(record: Record, number: int) -> Record:
    """Return a copy with a key that no other record has."""
    return msgspec.structs.replace(record, id=f"r{number}", citation_key=None)


@pytest.mark.parametrize("target", WRITTEN)
@pytest.mark.parametrize("source", TWO_WAY)
def test_corpus(source: str, target: str, shared: Path, whole: bool) -> None:
    check(read_from(source, shared, 1 if whole else SAMPLE), target)


@pytest.mark.parametrize("target", WRITTEN)
@pytest.mark.parametrize("source", READ)
def test_cases(source: str, target: str) -> None:
    check(read_from_cases(source), target)


@pytest.mark.parametrize("target", WRITTEN)
@pytest.mark.parametrize("source", sorted(set(FORMAT_OF_FILE.values())))
def test_import_cases(source: str, target: str, shared: Path, whole: bool) -> None:
    found = read_from_import_cases(source, shared)
    check(found if whole else found[::SAMPLE], target)


@pytest.mark.parametrize("format", TWO_WAY)
def test_corpus_there_and_back_by_csl_json(format: str, shared: Path, whole: bool) -> None:
    first = read_from(format, shared, 1 if whole else SAMPLE)
    there_and_back(first, format)


@pytest.mark.parametrize("format", TWO_WAY)
@given(made=st.lists(records(), min_size=1, max_size=3))
def test_made_records_there_and_back_by_csl_json(format: str, made: list[Record]) -> None:
    there_and_back(loads(dumps(made, format), format), format)


def there_and_back(first: list[Record], format: str) -> None:
    """Take records of a format through CSL-JSON into the same format again; only what a report says may change."""
    report = Report()
    items = loads(dumps(first, "csl-json", report=report), "csl-json")
    again = loads(dumps(items, format, report=report), format)
    assert len(again) == len(first)
    changed = [unreported(a, b, report.losses) for a, b in zip(first, again, strict=True)]
    assert [one for one in changed if one] == []
