"""A sample of the sweep over all official styles; `python tests/csl/sweep.py` does the whole."""

from __future__ import annotations

import pytest
from csl import sweep

pytestmark = pytest.mark.skipif(
    not sweep.CORPUS.is_file(), reason=f"no {sweep.CORPUS}: name its folder with REFEXPORT_SHARED"
)


@pytest.mark.parametrize("start", range(4))
def test_sampled_styles_format_real_records(start: int) -> None:
    names = sweep.official()
    independent = [name for name in names if not name[1]][start * 30 :: 120]
    dependent = [name for name in names if name[1]][start * 30 :: 120]
    assert len(independent) > 15
    assert list(sweep.failures(independent + dependent, sweep.corpus())) == []


def test_failure_is_seen() -> None:
    item = {"id": "a", "type": "book", "title": "T"}
    assert [name for name, _ in sweep.failures([("no-such-style-at-all", False)], [item])] == ["no-such-style-at-all"]
