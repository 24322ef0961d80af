"""What every format that is written and read must keep: nothing changes but what the report says."""

from __future__ import annotations

import importlib
import json
from functools import cache
from pathlib import Path

import pytest
from formats.losses import unreported
from hypothesis import given
from strategies import records

from refexport import Record, Report, dumps, loads
from refexport.registry import FORMATS, Format
from refexport.vocabulary import ITEM_TYPES, VARIABLES

OURS = {id: fmt for id, fmt in FORMATS.load_all().items() if FORMATS.distribution(id) == "refexport"}
TWO_WAY = [id for id, fmt in OURS.items() if isinstance(fmt, Format) and fmt.read and fmt.write]
WRITTEN = [id for id, fmt in OURS.items() if isinstance(fmt, Format) and fmt.write]


@pytest.mark.parametrize("id", OURS)
def test_loads(id: str) -> None:
    assert isinstance(OURS[id], Format), OURS[id]
    assert OURS[id].id == id


@pytest.mark.parametrize("id", OURS)
def test_tables_name_only_what_the_vocabulary_has(id: str) -> None:
    module = importlib.import_module(f"refexport.formats.{id.replace('-', '_')}")
    types, fields = getattr(module, "TYPES", None), getattr(module, "FIELDS", None)
    if id == "article-page":
        return
    assert types is not None, "no table TYPES"
    assert fields is not None, "no table FIELDS"
    beyond = {"keyword", "files", "id", "type", "custom"}
    assert set(fields) - set(VARIABLES) - beyond == set()
    assert set(types) - set(ITEM_TYPES) == set()
    if OURS[id].write:
        assert set(ITEM_TYPES) - set(types) == set(), "types that the format says nothing about"


@pytest.mark.parametrize("id", TWO_WAY)
@given(record=records())
def test_round_trip_changes_only_what_the_report_says(id: str, record: Record) -> None:
    report = Report()
    text = dumps([record], id, report=report)
    back = loads(text, id)
    assert len(back) == 1, text
    assert unreported(record, back[0], report.losses) == [], text


@cache
def corpus(shared: Path) -> list[Record]:
    return loads((shared / "corpus" / "real-records.csl.json").read_bytes(), "csl-json")


@pytest.mark.parametrize("id", TWO_WAY)
def test_corpus_changes_only_as_the_report_says(id: str, shared: Path) -> None:
    report = Report()
    back = loads(dumps(corpus(shared), id, report=report), id)
    assert len(back) == len(corpus(shared))
    told: dict[str, list] = {}
    for loss in report.losses:
        told.setdefault(loss.record, []).append(loss)
    found = {}
    for before, after in zip(corpus(shared), back, strict=True):
        if changed := unreported(before, after, told.get(before.id, [])):
            found[before.id] = changed
    assert found == {}, f"{len(found)} records: {json.dumps(dict(list(found.items())[:10]), indent=1)}"


@pytest.mark.parametrize("id", WRITTEN)
def test_no_record_at_all(id: str) -> None:
    text = dumps([], id)
    if id in TWO_WAY and text.strip():
        assert loads(text, id) == []


@pytest.mark.parametrize("id", WRITTEN)
def test_emptiest_record(id: str) -> None:
    assert dumps([Record()], id)


@pytest.mark.parametrize("id", WRITTEN)
def test_a_type_that_is_none_is_written_as_a_document_and_told(id: str) -> None:
    report = Report()
    text = dumps([Record(id="k1", type="hologram", title="T")], id, report=report)
    assert ("type", "hologram") in {(loss.field, loss.value) for loss in report.losses}
    assert text == dumps([Record(id="k1", type="document", title="T")], id)
