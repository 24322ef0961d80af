"""Names as RIS and MEDLINE write them, split and put together again."""

from __future__ import annotations

import pytest
from hypothesis import given
from strategies import names

from refexport import Name
from refexport.text.names import initials, inverted, medline, parse_inverted, parse_medline, split_particle


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Smith, John", Name(family="Smith", given="John")),
        ("Smith,John", Name(family="Smith", given="John")),
        ("Smith, John, Jr.", Name(family="Smith", given="John", suffix="Jr.")),
        ("Smith, Jr., John", Name(family="Smith", given="John", suffix="Jr.")),
        ("van Gogh, Vincent", Name(family="Gogh", given="Vincent", non_dropping_particle="van")),
        ("van der Berg, J.", Name(family="Berg", given="J.", non_dropping_particle="van der")),
        ("de la Cruz, A.", Name(family="Cruz", given="A.", non_dropping_particle="de la")),
        ("d'Alembert, Jean", Name(family="Alembert", given="Jean", non_dropping_particle="d'")),
        ("Beethoven, Ludwig van", Name(family="Beethoven", given="Ludwig", dropping_particle="van")),
        ("De Santis, G", Name(family="De Santis", given="G")),
        ("Itala-Remes, M.", Name(family="Itala-Remes", given="M.")),
        ("O'Brien, C.", Name(family="O'Brien", given="C.")),
        ("Xiao, Xiao ming", Name(family="Xiao", given="Xiao ming")),
        ("World Health Organization", Name(literal="World Health Organization")),
        ("World Health Organization,", Name(literal="World Health Organization")),
        ("Department of Health, Ontario,", Name(literal="Department of Health, Ontario")),
        ("Unit 0,A,", Name(literal="Unit 0,A")),
        ("余敏", Name(literal="余敏")),
        ("余, 敏", Name(family="余", given="敏")),
    ],
)
def test_inverted(text: str, name: Name) -> None:
    assert parse_inverted(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Lu Y", Name(family="Lu", given="Y")),
        ("de Lima Prata K", Name(family="Lima Prata", given="K", non_dropping_particle="de")),
        ("De Santis G", Name(family="De Santis", given="G")),
        ("Itala-Remes M", Name(family="Itala-Remes", given="M")),
        ("Smith JA Jr", Name(family="Smith", given="JA", suffix="Jr")),
        ("Smith JA 3rd", Name(family="Smith", given="JA", suffix="3rd")),
        ("Sartre JP.", Name(family="Sartre", given="JP")),
        ("EBMT Study Group", Name(literal="EBMT Study Group")),
        ("WHO", Name(literal="WHO")),
    ],
)
def test_medline(text: str, name: Name) -> None:
    assert parse_medline(text) == name


@given(name=names())
def test_written_and_read(name: Name) -> None:
    comma = "," if name.literal else ""
    assert parse_inverted(inverted(name) + comma) == name


@pytest.mark.parametrize(
    ("given", "letters"),
    [("John Adam", "JA"), ("J. A.", "JA"), ("J.-P.", "JP"), ("JO", "JO"), ("Ludwig van", "L"), ("Émile", "É")],
)
def test_initials(given: str, letters: str) -> None:
    assert initials(given) == letters


def test_medline_form() -> None:
    assert medline(Name(family="Berg", given="Jan Piet", non_dropping_particle="van der", suffix="Jr.")) == (
        "van der Berg JP Jr"
    )
    assert medline(Name(literal="The Study Group")) == "The Study Group"


def test_a_particle_alone_is_a_name() -> None:
    assert split_particle("von") == ("", "von")
    assert split_particle("van der") == ("van", "der")
