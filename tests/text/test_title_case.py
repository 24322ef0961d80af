"""Capitals that are protected."""

from __future__ import annotations

import pytest
from hypothesis import given
from strategies import rich_text

from refexport.text.latex import decode, encode
from refexport.text.title_case import protection

CASES = [
    ("The role of DNA in Parkinson's disease: A review", None, "The role of {DNA} in {Parkinson's} disease: A review"),
    ("COVID-19 and mRNA in New York", "en-GB", "{COVID}-19 and {mRNA} in {New} {York}"),
    ("The Role of DNA in Disease and mRNA Decay", "en", "The Role of {DNA} in Disease and {mRNA} Decay"),
    ("Die Rolle der DNA", "de", "Die Rolle der DNA"),
    ("ALL IN CAPITALS", None, "ALL IN CAPITALS"),
    ("nothing to do", None, "nothing to do"),
    ("O'Reilly's guide to X", None, "{O'Reilly's} guide to {X}"),
]


@pytest.mark.parametrize(("title", "language", "protected"), CASES)
def test_protection(title: str, language: str | None, protected: str) -> None:
    protect = protection(title, language)
    assert (protect(title) if protect else title) == protected


@given(rich_text())
def test_what_is_protected_reads_back_as_it_was(title: str) -> None:
    assert decode(encode(title, protection(title, None))) == title
