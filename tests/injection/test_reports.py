"""What is said of nasty records: one line each, that steers no terminal, and JSON that is as deep as for any others."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from injection.formats import flat
from injection.nasty import SHOWN, TYPES, record

from refexport import write
from refexport.cli import group

STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
MESSAGE = re.compile(
    r"(?:lib|other)\.jsonl:(?:\d+:)? |id\d+|[+~-] id\d+|[\w. -]+ (?:altered|dropped|guessed): |refexport: |… and |\d+ "
    r"|    [\w.\[\]-]+: |    [+-] "
)
"""How a line of a message begins."""
TEXTS = tuple(text for text in SHOWN if len(text) < 100)[::4]
COMMANDS: dict[str, tuple[str, ...]] = {
    "convert": ("convert", "lib.jsonl", "-o", "out.ris", "--verbose", "--report", "report.json"),
    "to CSV": ("convert", "lib.jsonl", "-o", "out.csv", "--report", "report.json"),
    "check": ("check", "lib.jsonl"),
    "check as JSON": ("check", "lib.jsonl", "--json"),
    "diff": ("diff", "lib.jsonl", "other.jsonl"),
    "diff as JSON": ("diff", "lib.jsonl", "other.jsonl", "--json"),
    "dedupe": ("dedupe", "lib.jsonl", "other.jsonl", "-o", "out.jsonl", "--report", "report.json"),
    "bibliography": ("bibliography", "lib.jsonl", "--style", "vancouver", "--report", "report.json"),
}


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Result:
    """What a command says of a library of nasty records."""
    monkeypatch.chdir(tmp_path)
    many = [record(text, TYPES[at % len(TYPES)], f"id{at}{text}") for at, text in enumerate(TEXTS)]
    write(many, "lib.jsonl")
    write([each.copy(title=f"{each.title} 2", author=()) for each in many], "other.jsonl")
    return CliRunner().invoke(group, COMMANDS[request.param], catch_exceptions=False)


@pytest.mark.parametrize("said", COMMANDS, indirect=True)
def test_nothing_is_forged(said: Result) -> None:
    # A reference list is the work itself, in which marks of direction are text.
    assert not STEERING.search(said.stderr + ("" if said.stdout.startswith("1. ") else said.stdout))
    lines = said.stderr.splitlines() + ([] if said.stdout.startswith(("1. ", "{", "[")) else said.stdout.splitlines())
    assert [line for line in lines if not MESSAGE.match(line)] == []
    if Path("report.json").exists():
        places = {place for place, _ in flat("", json.loads(Path("report.json").read_text(encoding="utf-8")))}
        assert not [place for place in places if "forged" in place]
    if said.stdout.startswith(("[\n", "{\n")):
        json.loads(said.stdout)
