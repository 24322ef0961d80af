"""Real inputs of each format, read to the Zotero items that they stand for.

What differs for a reason stands in `import_case_differences/<file>.toml`, as
tables `[[difference]]` with `case`, `item`, `field` and `reason`.  A core
difference (type, title, creators, date) that is not listed fails, and so does
a listed one that is gone.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from formats.zotero_items import FORMAT_OF_FILE, run

CORE, FIELDS = 0.97, 0.90
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


def test_nearly_all_items_are_right_in_their_core(shared: Path) -> None:
    outcomes = [run(shared / "import-cases" / f"{stem}.json") for stem in FORMAT_OF_FILE]
    items = sum(outcome.items for outcome in outcomes)
    right = sum(outcome.items * outcome.core for outcome in outcomes)
    assert right / items >= CORE
