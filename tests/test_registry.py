"""Near misses: what is suggested for a name that is not there."""

from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest

from refexport.errors import PluginError
from refexport.registry import FORMATS, MARKUPS, suggest
from refexport.targets import TARGETS


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("bibtx", "bibtex"),
        ("BibTeX", "bibtex"),
        ("riss", "ris"),
        ("cls-json", "csl-json"),
        ("csljson", "csl-json"),
        ("endnote", "endnote-xml"),
        ("pubmed", "pubmed-xml"),
        ("yaml", "csl-yaml"),
    ],
)
def test_the_format_that_was_meant_comes_first(name: str, first: str) -> None:
    assert suggest(name, FORMATS.ids()).startswith(f"did you mean {first}")


def test_short_names_are_near_to_nothing_but_themselves() -> None:
    assert suggest("vancuver", ["a", "v", "van", "vancouver"]) == "did you mean vancouver or van?"
    assert suggest("r", ["ris", "refworks"]) == "known: refworks, ris"


def test_what_is_near_to_nothing_is_answered_with_all_names() -> None:
    assert suggest("xyzzy", TARGETS) == "known: " + ", ".join(sorted(TARGETS))


def test_three_at_most() -> None:
    assert suggest("name", ["name1", "name2", "name3", "name4"]) == "did you mean name1, name2 or name3?"


def test_plugin_under_another_name_than_its_id_is_told() -> None:
    point = EntryPoint("latin", "refexport.csl.markup.latex:MARKUP", "refexport.markups")
    found = MARKUPS._load(point)
    assert isinstance(found, PluginError)
    assert str(found).endswith("calls itself 'latex'; its entry point must have the same name")


@pytest.mark.parametrize("id", ["BIBTEX", "Csl-JSON"])
def test_capitals_in_an_id_do_not_matter(id: str) -> None:
    assert FORMATS.get(id).id == id.lower()
