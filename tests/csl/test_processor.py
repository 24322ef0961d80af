"""The processor's own promises: locales, purity, citations alone and in a document."""

from __future__ import annotations

import json

import pytest

from refexport import loads
from refexport.csl import Cite, Cluster, Processor

ITEMS = [
    {"id": "lu", "type": "book", "title": "Bones", "author": [{"family": "Lu", "given": "Yi"}],
     "issued": {"date-parts": [[2024]]}},
    {"id": "ma", "type": "book", "title": "Cells", "author": [{"family": "Ma", "given": "Ming"}],
     "issued": {"date-parts": [[2024]]}},
]  # fmt: skip


def test_a_label_of_the_records_own_is_its_citation_label() -> None:
    style = """<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0"><info><title/><id>x</id>
        <updated>2020-01-01T00:00:00Z</updated></info><citation><layout prefix="[" suffix="]">
        <text variable="citation-label"/></layout></citation></style>"""
    labelled = loads(json.dumps([{**ITEMS[0], "citation-label": "LuBones"}, ITEMS[1]]), "csl-json")
    processor = Processor(style, labelled, markup="text")
    assert processor.cite([Cluster([Cite("lu")]), Cluster([Cite("ma")])]) == ["[LuBones]", "[Ma24]"]


def test_a_dependent_style_has_its_own_language() -> None:
    assert Processor("institut-catholique-de-paris", []).locale == "fr-FR"
    assert Processor("institut-catholique-de-paris", [], locale="de-DE").locale == "de-DE"


def test_the_same_document_gives_the_same_text() -> None:
    processor = Processor("ieee", ITEMS, markup="text")
    one = [Cluster([Cite("ma")]), Cluster([Cite("lu")])]
    other = [Cluster([Cite("lu")]), Cluster([Cite("ma")])]
    first = processor.cite(one)
    assert first == ["[1]", "[2]"]
    assert processor.cite(other) == ["[1]", "[2]"]
    assert [entry.id for entry in processor.bibliography(other).entries] == ["lu", "ma"]
    assert processor.cite(one) == first
    assert [entry.id for entry in processor.bibliography(one).entries] == ["ma", "lu"]


def test_unknown_ids_are_passed_over() -> None:
    processor = Processor("apa", ITEMS, markup="text")
    assert processor.cite([Cluster([Cite("nobody"), Cite("lu")]), Cluster([Cite("nobody")])]) == ["(Lu, 2024)", ""]


def test_works_that_are_listed_without_being_cited() -> None:
    processor = Processor("apa", ITEMS, markup="text")
    made = processor.bibliography([Cluster([Cite("ma")])], uncited=["lu"])
    assert [entry.id for entry in made.entries] == ["lu", "ma"]
    assert made.layout.hanging_indent


def test_an_odd_item_leaves_the_next_one_as_it_is() -> None:
    odd = {"id": "odd", "type": "book", "title": [{"family": "Title"}]}
    plain = {"id": "plain", "type": "book", "title": "Title"}
    for style in ("elsevier-harvard", "chicago-author-date", "ieee"):
        Processor(style, [odd]).bibliography()
        entries = Processor(style, [odd, plain]).bibliography().entries
        assert "Title" in next(entry.text for entry in entries if entry.id == "plain")


def test_no_text_case_changes_a_formula_in_tex() -> None:
    item = {"id": "a", "type": "book", "title": r"the $\frac{a+b}{c}$ of a module", "issued": "2020", "language": "en"}
    entry = Processor("chicago-author-date", [item], markup="text").bibliography().entries[0].text
    assert entry == r"The $\frac{a+b}{c}$ of a Module. 2020."


@pytest.mark.parametrize(
    ("title", "written"),
    [
        (r"A $\frac{a+b}{c}$ -- at $5", r"A $\frac{a+b}{c}$ -{}- at \$5"),
        (r"A $\input{x}$", r"A \$\textbackslash{}input\{x\}\$"),
        (r"A $\frac{a}{b$", r"A \$\textbackslash{}frac\{a\}\{b\$"),
    ],
)
def test_latex_has_a_formula_in_tex_as_one(title: str, written: str) -> None:
    item = {"id": "a", "type": "book", "title": title, "issued": "2020"}
    entry = Processor("vancouver", [item], markup="latex").bibliography().entries[0].text
    assert entry.endswith(f"{written}. 2020.")
