"""How right decisions are on works as other sources deliver them, and on works that look alike."""

from __future__ import annotations

from pathlib import Path

import pytest
from library.delivered import items, measure

PRECISION, RECALL = 0.999, 0.97
SEEDS = (404, 505)
"""Not those that the rules were tried with."""


@pytest.mark.parametrize("seed", SEEDS)
def test_precision_and_recall_on_works_as_delivered(seed: int, shared: Path) -> None:
    found, counts = measure(items(shared / "corpus" / "real-records.csl.json"), seed, share=0.15)
    assert len(counts) > 90  # every change and kind of lookalike has its pairs
    assert found.pairs > 8_000
    assert found.precision >= PRECISION, [(kind, str(decision)) for kind, _, _, decision in found.wrong]
    assert found.recall >= RECALL, found
