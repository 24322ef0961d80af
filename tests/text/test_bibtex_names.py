"""BibTeX's lists of names."""

from __future__ import annotations

import pytest
from hypothesis import given
from strategies import names

from refexport import Name
from refexport.text.bibtex_names import format_name, parse_name, split_names

# First, von, Last, Jr: the table of "Tame the BeaST", section 11, and what is beside it.
PARTS = {
    "AA BB": ("AA", None, "BB", None),
    "AA": (None, None, "AA", None),
    "AA bb": ("AA", None, "bb", None),
    "aa": (None, None, "aa", None),
    "AA bb CC": ("AA", "bb", "CC", None),
    "AA bb CC dd EE": ("AA", "bb CC dd", "EE", None),
    "AA 1B cc dd": ("AA 1B", "cc", "dd", None),
    "AA 1b cc dd": ("AA", "1b cc", "dd", None),
    "AA {b}B cc dd": ("AA bB", "cc", "dd", None),
    "AA {bb} cc DD": ("AA bb", "cc", "DD", None),
    "AA bb cc dd": ("AA", "bb cc", "dd", None),
    "bb CC, AA": ("AA", "bb", "CC", None),
    "bb, AA": ("AA", None, "bb", None),
    "bb CC dd EE, AA": ("AA", "bb CC dd", "EE", None),
    "bb CC dd, AA": ("AA", "bb", "CC dd", None),
    "BB, ": (None, None, "BB", None),
    "bb CC, XX, AA": ("AA", "bb", "CC", "XX"),
    "BB,, AA": ("AA", None, "BB", None),
    "BB, AA, Jr.": ("AA", None, "BB", "Jr."),
    "jean de la fontaine": (None, "jean de la", "fontaine", None),
    "Jean de La Fontaine": ("Jean", "de", "La Fontaine", None),
    r"{\'E}mile {\'e}cole {\'E}cole": ("Émile", "école", "École", None),
    r"{\AA}ngstr{\"o}m, {\O}le": ("Øle", None, "Ångström", None),
    "Donald~E. Knuth": ("Donald E.", None, "Knuth", None),
    "{van der} Berg, Jan": ("Jan", None, "van der Berg", None),
    "d'Alembert, Jean": ("Jean", "d'", "Alembert", None),
    "family=Doe, given=Jane, prefix=van, suffix=Jr": ("Jane", "van", "Doe", "Jr"),
}


@pytest.mark.parametrize("text", PARTS)
def test_parts(text: str) -> None:
    given, particle, family, suffix = PARTS[text]
    assert parse_name(text) == Name(family=family, given=given, non_dropping_particle=particle, suffix=suffix)


def test_the_particle_after_the_given_names_goes_with_them() -> None:
    name = Name(family="Beethoven", given="Ludwig", dropping_particle="van")
    assert parse_name("Beethoven, Ludwig van") == name
    assert parse_name("family=Beethoven, given=Ludwig, prefix=van, useprefix=false") == name


@pytest.mark.parametrize("text", ["{Barnes and Noble}", "{Tests, Trials and Methods}", "{{WHO}}", r"{AT\&T}"])
def test_an_institution_stands_in_braces(text: str) -> None:
    found = parse_name(text)
    assert found is not None
    assert found.literal == text.replace("\\", "").strip("{}")


def test_split_at_and_outside_braces() -> None:
    assert split_names("A, B and {C and D} AND\nE ~and~ F and others") == ["A, B", "{C and D}", "E", "F", "others"]
    assert split_names("Sandy Anderson and Andy Rand") == ["Sandy Anderson", "Andy Rand"]
    assert split_names("") == []
    assert parse_name("others") is None


@given(names())
def test_round_trip(name: Name) -> None:
    assert [parse_name(text) for text in split_names(format_name(name))] == [name]


@pytest.mark.parametrize(
    "name",
    [
        Name(family="Smith and Sons", given="X."),
        Name(family="de novo", given="Q."),
        Name(family="Z", given="And, B"),
        Name(family="Li", given="De", suffix="Jr, Sr"),
        Name(literal="others"),
        Name(literal="{odd} & \\ends}"),
        Name(family="Doe", given="J. # and % {"),
    ],
)
def test_odd_names_come_back(name: Name) -> None:
    assert [parse_name(text) for text in split_names(f"{format_name(name)} and {{X}}")][:-1] == [name]
