"""JSON Lines of records: exact, line by line."""

from __future__ import annotations

import json

import msgspec
import pytest
from hypothesis import given
from strategies import records

from refexport import Date, Record, Report, dumps, json_schema, loads


@given(record=records())
def test_nothing_at_all_is_lost(record: Record) -> None:
    report = Report()
    written = dumps([record, record.copy(id="other")], "jsonl", report=report)
    assert (loads(written, "jsonl")[0], report.losses) == (record, [])
    assert written.count("\n") == 2


def test_custom_fields_and_parts_stay() -> None:
    record = Record(id="a", type="book", part="citing", custom={"bibtex": {"x": ["1", None]}, "jsonl": {"y": 1}})
    assert loads(dumps([record], "jsonl"), "jsonl") == [record]


def test_lines_are_as_the_schema_describes_them() -> None:
    (line,) = dumps([Record(id="a", type="book", container_title="J", issued=Date((2020, 1)))], "jsonl").splitlines()
    assert json.loads(line) == {"id": "a", "type": "book", "container-title": "J", "issued": {"start": [2020, 1]}}
    assert set(json.loads(line)) <= set(json_schema()["$defs"]["Record"]["properties"])


def test_bad_lines_are_told_and_good_ones_read() -> None:
    lines = [
        '{"id":"a","type":"book"}',
        "",
        "[1]",
        '{"id":',
        '{"id":"b","volume":[]}',
        '{"id":"c","type":"hologram"}',
        "x",
    ]
    records = loads("\n".join(lines), "jsonl")
    assert [(record.id, record.type) for record in records] == [("a", "book"), ("c", "document")]
    assert [(d.severity, d.code, d.line) for d in records.report.diagnostics] == [
        ("error", "not-a-record", 3),
        ("error", "not-a-record", 4),
        ("error", "not-a-record", 5),
        ("warning", "unknown-type", 6),
        ("error", "not-a-record", 7),
    ]
    assert records[1].custom == {"jsonl": {"type": "hologram"}}


def test_unknown_keys_are_kept() -> None:
    (record,) = loads('{"id":"a","type":"book","foo":[1],"bar":{"x":null}}', "jsonl")
    assert record.custom == {"jsonl": {"foo": [1], "bar": {"x": None}}}


def test_lines_of_csl_json_are_read_too() -> None:
    (record,) = loads('{"id":"a","type":"book","issued":{"date-parts":[["2020",1]]}}', "jsonl")
    assert record.issued == Date((2020, 1))


def test_values_that_json_has_not_become_text() -> None:
    record = Record(id="a", custom={"x": {"y": msgspec.UNSET, "z": complex(1)}})
    assert json.loads(dumps([record], "jsonl"))["custom"]["x"]["z"] == "(1+0j)"


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ('{"id":"a","author":[{"family":"A"},{"family":"B","ORCID":"x"}]}', "author[1].ORCID"),
        ('{"id":"a","issued":{"start":[2020],"hour":12}}', "issued.hour"),
        ('{"id":"a","files":[{"path":"a.pdf","size":5}]}', "files[0].size"),
        ('{"id":"a","type":"book","issued":{"date-parts":[[2020]],"hour":12}}', "issued.hour"),
        ('{"id":"a","author":[{"family":"A","orcid":"x"}],"issued":{"start":[2020]}}', ""),
    ],
)
def test_what_a_part_has_no_place_for_is_told(line: str, field: str) -> None:
    report = Report()
    loads(line, "jsonl", report=report)
    assert [loss.field for loss in report.losses] == ([field] if field else [])
