"""RefWorks tagged: what the case files do not show."""

from __future__ import annotations

import pytest
from formats.tagged import codes

from refexport import Date, loads
from refexport.formats.refworks import TYPES


@pytest.mark.parametrize(("type", "name"), TYPES.items())
def test_types(type: str, name: str) -> None:
    assert loads(f"RT {name}\nT1 a\n", "refworks")[0].type == type


def test_pages_and_date_of_two_tags() -> None:
    (record,) = loads("RT Journal Article\nT1 a\nSP 12\nOP 15\nYR 2002\nFD Feb 3\n", "refworks")
    assert (record.page, record.issued) == ("12-15", Date((2002, 2, 3)))


def test_unknown_type_is_reported() -> None:
    assert codes("RT Hologram\nT1 a\n", "refworks") == [("unknown-type", 1)]


def test_recognised() -> None:
    assert loads("RT Journal Article\nSR Electronic(1)\nT1 a\nA1 Lu,Y\n")[0].type == "article-journal"
