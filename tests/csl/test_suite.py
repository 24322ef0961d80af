"""The CSL test suite as a ratchet: what passes is listed, what does not has its reason, and both must stay true.

`passes.txt` names the fixtures that pass, `dissent.toml` those that do not.  Without the suite these tests skip:
it stands in the folder of shared data, or CSL_TEST_SUITE names a checkout of it.
`--update-cases` writes `passes.txt` anew.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from csl import adapter
from csl.fixtures import fixture, folded

HERE = Path(__file__).parent
REACH = 840
"""Fixtures that pass at least, of 845."""


def listed() -> set[str]:
    return set((HERE / "passes.txt").read_text(encoding="utf-8").split())


def dissent() -> dict[str, str]:
    return tomllib.loads((HERE / "dissent.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def results(suite: Path) -> dict[str, bool]:
    """Whether each fixture passes."""
    return {path.stem: passes(path) for path in sorted(suite.glob("*_*.txt"))}


def passes(path: Path) -> bool:
    case = fixture(path)
    try:
        return folded(adapter.run(case)) == folded(case["result"])
    except Exception:  # a crash is a failure of one fixture, and is seen as one
        return False


def test_what_passed_passes(results: dict[str, bool], update_cases: bool) -> None:
    if update_cases:
        names = sorted(name for name, passed in results.items() if passed)
        (HERE / "passes.txt").write_text("\n".join(names) + "\n", encoding="utf-8")
    # A later checkout of the suite may lack a fixture; it must not lack many.
    assert {name for name in listed() if results.get(name) is False} == set()
    assert len(listed() - set(results)) < 20


def test_what_passes_is_listed(results: dict[str, bool]) -> None:
    ours = listed() | set(dissent())
    assert {name for name, passed in results.items() if passed and name in ours} == listed() & set(results)


def test_what_fails_has_its_reason(results: dict[str, bool]) -> None:
    failed = {name for name, passed in results.items() if not passed and name in listed() | set(dissent())}
    assert failed == set(dissent()) & set(results)


def test_reach() -> None:
    assert len(listed()) >= REACH
    assert listed() & set(dissent()) == set()
    assert all(len(reason) > 20 for reason in dissent().values())
