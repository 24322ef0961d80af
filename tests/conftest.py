"""What all tests share: the folder of other people's data, and the option that renews expectations."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from places import SHARED

settings.register_profile("refexport", deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
settings.register_profile("thorough", parent=settings.get_profile("refexport"), max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "refexport"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-cases", action="store_true", help="write what is expected from what comes out")
    parser.addoption("--whole", action="store_true", help="try every pair of formats on the whole corpus, not a part")


@pytest.fixture
def update_cases(request: pytest.FixtureRequest) -> bool:
    """Whether to write what is expected."""
    return bool(request.config.getoption("--update-cases"))


@pytest.fixture
def whole(request: pytest.FixtureRequest) -> bool:
    """Whether to take the whole corpus."""
    return bool(request.config.getoption("--whole"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of fixtures and cases that are not ours, beside the project; skips where it is absent."""
    if not SHARED.is_dir():
        pytest.skip(f"no folder {SHARED}: name it with REFEXPORT_SHARED")
    return SHARED
