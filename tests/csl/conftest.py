"""The CSL test suite and the corpus: other people's data, beside the project."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from places import SHARED


@pytest.fixture(scope="session")
def suite() -> Path:
    """The folder of the suite's fixtures: a checkout named by CSL_TEST_SUITE, or the one beside the project."""
    named = os.environ.get("CSL_TEST_SUITE")
    folder = Path(named) if named else SHARED / "csl-test-suite"
    for place in (folder / "processor-tests" / "humans", folder):
        if any(place.glob("*_*.txt")):
            return place
    pytest.skip(f"no CSL test suite in {folder}: name a checkout of it with CSL_TEST_SUITE")
