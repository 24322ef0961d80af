"""Real inputs of each format, read to the Zotero items that they stand for.

What differs for a reason stands in `import_case_differences/<file>.toml`, as
tables `[[difference]]` with `case`, `item`, `field` and `reason`.  A core
difference (type, title, creators, date) that is not listed fails, and so does
a listed one that is gone.  So the shares of items that are right are those asserted
below, and every item that is not right has its reason.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path

import pytest
from formats.zotero_items import FORMAT_OF_FILE, compare, run

from refexport import Record
from refexport.text.dates import parse_date

MAIN = ("ris", "bibtex", "csl-json")
MAIN_CORE, CORE, FIELDS = 0.95, 0.97, 0.90
REASONS = Path(__file__).parent / "import_case_differences"


def _reasons(stem: str) -> set[tuple[int, int, str]]:
    path = REASONS / f"{stem}.toml"
    if not path.exists():
        return set()
    listed = tomllib.loads(path.read_text(encoding="utf-8"))["difference"]
    assert all(entry["reason"] for entry in listed)
    return {(entry["case"], entry["item"], entry["field"]) for entry in listed}


@pytest.mark.parametrize("stem", FORMAT_OF_FILE)
def test_read_as_zotero_does(stem: str, shared: Path) -> None:
    outcome = run(shared / "import-cases" / f"{stem}.json")
    found = {(d.case, d.item, d.field) for d in outcome.differences if d.core}
    reasons = _reasons(stem)
    assert found - reasons == set(), "not listed"
    core_reasons = {reason for reason in reasons if reason[2] in {"itemType", "title", "creators", "date", "count"}}
    assert core_reasons - found == set(), "listed, but gone"
    assert outcome.all_fields >= FIELDS


def _core(stems: Iterable[str], shared: Path) -> float:
    outcomes = [run(shared / "import-cases" / f"{stem}.json") for stem in stems]
    return sum(outcome.items * outcome.core for outcome in outcomes) / sum(outcome.items for outcome in outcomes)


def test_nearly_all_items_of_the_main_job_are_right_in_their_core(shared: Path) -> None:
    assert _core(MAIN, shared) >= MAIN_CORE


def test_nearly_all_items_are_right_in_their_core(shared: Path) -> None:
    assert _core(FORMAT_OF_FILE, shared) >= CORE


@pytest.mark.parametrize(
    ("wanted", "found", "fields"),
    [
        ("0000 Date", "Date of Publication", set()),
        ("0000 Date", "2006", {"date"}),
        ("2006", "Date of Publication", {"date"}),
        ("in 1998 or so", "in 1999 or so", {"date"}),
        ("2006-10", "2006-11", {"date"}),
    ],
)
def test_only_dates_without_a_year_are_equal(wanted: str, found: str, fields: set[str]) -> None:
    record = Record(type="book", issued=parse_date(found))
    differences = compare(0, 0, {"itemType": "book", "date": wanted}, record, "")
    assert {d.field for d in differences} == fields


@pytest.mark.parametrize(
    ("wanted", "found", "fields"),
    [
        ("H₂O and E=mc²", "H<sub>2</sub>O and E=mc<sup>2</sup>", set()),
        ("H₂O", "H<sub>3</sub>O", {"title"}),
        ("A title. 4: A part", "A title", {"title"}),
    ],
)
def test_markup_is_compared_as_the_characters_that_it_stands_for(wanted: str, found: str, fields: set[str]) -> None:
    differences = compare(0, 0, {"itemType": "book", "title": wanted}, Record(type="book", title=found), "")
    assert {d.field for d in differences} == fields
