"""Pages as people write them."""

from __future__ import annotations

import pytest

from refexport.text.pages import expand_last, normalize_pages, split_pages


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("2907--12", "2907-12"),
        ("2907 – 2912", "2907-2912"),
        ("1—9", "1-9"),
        ("pp. 5-9", "5-9"),
        ("p.5", "5"),
        ("Seiten 5 - 9", "5-9"),
        ("pages iv-xii", "iv-xii"),
        ("Pages", "Pages"),
        ("e14677", "e14677"),
        ("S1-S9", "S1-S9"),
        ("1-5, 9-12", "1-5, 9-12"),
        ("A-12", "A-12"),
    ],
)
def test_normalized(text: str, pages: str) -> None:
    assert normalize_pages(text) == pages


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2907-12", "2907", "2912"),
        ("S12-9", "S12", "S19"),
        ("12-15", "12", "15"),
        ("e14677", "e14677", None),
        ("1-5, 9-12", "1-5, 9-12", None),
        ("15:1344917", "15:1344917", None),
    ],
)
def test_split(text: str, first: str, last: str | None) -> None:
    assert split_pages(text) == (first, last)


def test_expanded() -> None:
    assert expand_last("2907", "12") == "2912"
    assert expand_last("95", "103") == "103"
    assert expand_last("xii", "v") == "v"
