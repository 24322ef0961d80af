"""Whatever an item holds, output comes of it; what is wrong with a style is an error that names its line."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from refexport.csl import Cite, Cluster, Processor
from refexport.csl.style import parse_style
from refexport.errors import StyleError
from refexport.styles import find_style
from refexport.vocabulary import DATE_VARIABLES, ITEM_TYPES, NAME_VARIABLES, VARIABLES

STYLES = ("apa", "vancouver", "ieee", "chicago-notes-bibliography", "din-1505-2")
MARKUPS = ("html", "text", "markdown", "latex", "rtf", "typst")
CSL = 'xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text"'

odd_text = st.one_of(
    st.text(max_size=12),
    st.text(st.characters(categories=["Cs"]), max_size=3),
    st.sampled_from(
        ["", " ", "<i>", "</i><b>", "\ufdd0\ufdef", "\x00", "שלום", "\u202eabc", "1-2-3", "&;", "“", "''", "?!.", "²"]
    ),
)
leaf = st.one_of(st.none(), st.booleans(), st.integers(-(10**20), 10**20), st.floats(), odd_text)
odd = st.recursive(
    leaf,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(odd_text, inner, max_size=3)),
    max_leaves=6,
)
odd_name = st.one_of(
    odd,
    st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(
            ("family", "given", "literal", "suffix", "dropping-particle", "non-dropping-particle", "comma-suffix",
             "static-ordering", "parse-names", "isInstitution"), leaf,
        ),
    ),
)  # fmt: skip
parts = st.lists(st.one_of(st.lists(st.one_of(leaf, st.integers(-50, 3000)), max_size=4), leaf), max_size=3)
odd_date = st.one_of(
    odd,
    st.fixed_dictionaries(
        {},
        optional={
            "date-parts": parts,
            "season": leaf,
            "circa": leaf,
            "literal": leaf,
            "raw": odd_text,
            "edtf": odd_text,
        },
    ),
)


def value_of(variable: str) -> st.SearchStrategy[Any]:
    if variable in NAME_VARIABLES:
        return st.one_of(st.lists(odd_name, max_size=4), odd)
    return odd_date if variable in DATE_VARIABLES else st.one_of(leaf, odd)


MORE = ("shortTitle", "journalAbbreviation", "event", "custom", "no-such")


@st.composite
def items(draw: st.DrawFn) -> dict[str, Any]:
    """Draw an item of a few variables, each of which may hold anything."""
    names = draw(
        st.lists(st.sampled_from([*sorted(VARIABLES), *MORE, "author", "issued", "title"]), max_size=8, unique=True)
    )
    item = {name: draw(value_of(name)) for name in names}
    for name, values in (("id", odd), ("type", st.one_of(st.sampled_from(sorted(ITEM_TYPES)), odd))):
        if draw(st.integers(0, 4)):
            item[name] = draw(values)
    return item


def everything(item: dict[str, Any], style: str, markup: str, more: tuple[dict[str, Any], ...] = ()) -> list[str]:
    """Return the citations and the entries of items, and the entries once more under whatever ids they have."""
    path = find_style(style).path
    works = [each | {"id": str(number)} for number, each in enumerate((item, *more))]
    processor = Processor(path, works, markup=markup)
    ids = [work["id"] for work in works]
    clusters = [Cluster([Cite(id)], note=1) for id in ids] + [Cluster([Cite(id, locator="1-2") for id in ids], note=2)]
    texts = processor.cite(clusters) + [entry.text for entry in processor.bibliography(clusters).entries]
    return texts + [entry.text for entry in Processor(path, [item, *more], markup=markup).bibliography().entries]


@given(items(), st.sampled_from(STYLES), st.sampled_from(MARKUPS))
@settings(max_examples=150)
def test_any_item_gives_output(item: dict[str, Any], style: str, markup: str) -> None:
    for text in everything(item, style, markup):
        text.encode()


@given(st.lists(items(), min_size=2, max_size=4), st.sampled_from(STYLES))
@settings(max_examples=40)
def test_any_items_give_output_together(several: list[dict[str, Any]], style: str) -> None:
    first, *more = several
    for text in everything(first, style, "text", tuple(more)):
        text.encode()


ODD = {
    "nothing at all": {},
    "no type": {"id": "a", "title": "T"},
    "unknown type": {"id": "a", "type": "nonsense", "title": "T"},
    "an id that is a number": {"id": 7, "type": "book", "title": "T"},
    "empty names": {"id": "a", "type": "book", "author": [], "editor": [{}], "translator": [None], "title": "T"},
    "names of blanks": {"id": "a", "type": "book", "author": [{"family": " ", "given": ""}], "title": "T"},
    "one name, not in a list": {"id": "a", "type": "book", "author": {"family": "Doe"}, "title": "T"},
    "a name that is a string": {"id": "a", "type": "book", "author": "Jane Doe", "title": "T"},
    "a date of nothing": {"id": "a", "type": "book", "title": "T", "issued": {"date-parts": [[]]}},
    "a date without parts": {"id": "a", "type": "book", "title": "T", "issued": {"date-parts": []}},
    "a date of nulls": {"id": "a", "type": "book", "title": "T", "issued": {"date-parts": [[None, None]]}},
    "a date of strings": {"id": "a", "type": "book", "title": "T", "issued": {"date-parts": [["2020", "02", "x"]]}},
    "the month 77": {"id": "a", "type": "book", "title": "T", "issued": {"date-parts": [[2020, 77, 99]]}},
    "numbers for strings": {"id": "a", "type": "book", "title": 1984, "volume": 3, "page": 12.5, "edition": True},
    "lists for strings": {"id": "a", "type": "book", "title": ["A", "B"], "publisher": {"name": "P"}},
    "text from right to left": {"id": "a", "type": "book", "title": "كتاب", "author": [{"family": "ابن سينا"}]},
    "lone surrogates": {"id": "a", "type": "book", "title": "T\ud800\udfff", "author": [{"family": "\udc00X"}]},
    "characters of ours": {"id": "a", "type": "book", "title": "".join(map(chr, range(0xFDD0, 0xFDF0))) + "T"},
    "tags that do not pair": {"id": "a", "type": "book", "title": "<i>T</b></i></sup><span>\"'“"},
    "deep lists": {"id": "a", "type": "book", "title": "T", "custom": [[[[[[[[[[1]]]]]]]]]]},
    "a page of commas": {"id": "a", "type": "book", "title": "T", "page": ",,-,-–&"},
    "a number too long for a number": {"id": "a", "type": "book", "title": "T", "volume": "9" * 5000},
}  # fmt: skip


@pytest.mark.parametrize("what", ODD)
@pytest.mark.parametrize("style", STYLES)
def test_odd_item(what: str, style: str) -> None:
    texts = everything(ODD[what], style, "html")
    assert len(texts) >= 2
    if "title" in ODD[what]:
        assert any(str(ODD[what]["title"])[:1] in text or "T" in text or "A" in text for text in texts)
    for text in texts:
        text.encode()


@pytest.mark.parametrize("style", STYLES)
def test_two_thousand_authors(style: str) -> None:
    authors = [{"family": f"Name{number}", "given": "A. B."} for number in range(2000)]
    start = time.process_time()
    texts = everything({"id": "a", "type": "article-journal", "title": "T", "author": authors}, style, "text")
    assert "Name0" in texts[-1]
    assert time.process_time() - start < 10


def test_two_works_with_two_thousand_authors_are_told_apart() -> None:
    authors = [{"family": f"Name{number}", "given": "A. B."} for number in range(2000)]
    work = {"type": "book", "title": "T", "author": authors, "issued": {"date-parts": [[2020]]}}
    start = time.process_time()
    texts = everything(work | {"id": "a"}, "apa", "text", (work | {"id": "b"},))
    assert "2020a" in texts[0]
    assert "2020b" in texts[1]
    assert time.process_time() - start < 20


# Styles that are broken.

HEAD = f"<style {CSL}>\n<info><title>T</title></info>\n"
BROKEN = {
    "not closed": (f"{HEAD}<citation>\n</style>", 4),
    "not XML": ("Not a style", 1),
    "empty": ("", 1),
    "no citation": (f"{HEAD}</style>", 1),
    "no layout": (f"{HEAD}<citation/></style>", 3),
    "macro that is not there": (f'{HEAD}<citation><layout>\n<text macro="m"/></layout></citation></style>', 4),
    "macro in a key that is not there": (
        f'{HEAD}<citation><sort>\n<key macro="m"/></sort><layout/></citation></style>', 4
    ),
    "macro that calls itself": (
        f'{HEAD}<macro name="m">\n<text macro="m"/></macro>\n<citation><layout><text macro="m"/></layout></citation>'
        "</style>", 3
    ),
    "another root": ("<html>\n</html>", 1),
    "old": (HEAD.replace('"1.0"', '"0.8"') + "</style>", 1),
    "entity": (
        f'<!DOCTYPE style [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n{HEAD}<citation><layout>\n&x;</layout></citation>'
        "</style>", 5
    ),
    "very deep": (f"{HEAD}<citation><layout>{'<group>' * 3000}{'</group>' * 3000}</layout></citation></style>", 3),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_broken_style_is_an_error_with_its_line(what: str, tmp_path: Path) -> None:
    text, line = BROKEN[what]
    path = tmp_path / "broken.csl"
    path.write_text(text)
    with pytest.raises(StyleError) as error:
        Processor(path, [])
    assert f"broken.csl:{line}: " in str(error.value)
    assert "\n" not in str(error.value)


def test_entities_and_the_network_are_off(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 30))
    for declared in (f'<!ENTITY x SYSTEM "{secret.as_uri()}">', f'<!ENTITY a0 "x">{bomb}<!ENTITY x "&a29;">'):
        text = (
            f'<!DOCTYPE style [{declared}]>\n{HEAD}<citation><layout><text value="v"/>&x;</layout></citation></style>'
        )
        with pytest.raises(StyleError):
            parse_style(text)
    far = f'<!DOCTYPE style SYSTEM "http://192.0.2.1/style.dtd">\n{HEAD}<citation><layout/></citation></style>'
    start = time.process_time()
    parse_style(far)
    assert time.process_time() - start < 2


ATTRIBUTES = {
    "et-al-min": "x", "et-al-use-first": "-1", "near-note-distance": "?", "entry-spacing": "1.5", "line-spacing": "two",
    "hanging-indent": "maybe", "page-range-format": "odd", "demote-non-dropping-particle": "?", "collapse": "no",
    "givenname-disambiguation-rule": "none", "disambiguate-add-names": "perhaps", "second-field-align": "left",
    "subsequent-author-substitute-rule": "never", "initialize-with-hyphen": "?", "default-locale": "xx-XX",
}  # fmt: skip


@pytest.mark.parametrize("name", ATTRIBUTES)
def test_value_that_is_none_of_an_attributes_values_breaks_nothing(name: str) -> None:
    attribute = f'{name}="{ATTRIBUTES[name]}"'
    area = '<layout><names variable="author"/> <text variable="title"/></layout>'
    root = f"<style {CSL} {attribute}><info><title>T</title></info>"
    style = f"{root}<citation {attribute}>{area}</citation><bibliography {attribute}>{area}</bibliography></style>"
    item = {"id": "a", "type": "book", "title": "T", "author": [{"family": "D", "given": "J"}] * 3}
    processor = Processor(style, [item])
    assert "T" in processor.cite([Cluster([Cite("a")])])[0]
    assert "T" in processor.bibliography().entries[0].text


UNITS = [
    "<i>",
    "</b>",
    '<i>"',
    "'a",
    "“",
    "(",
    ".,",
    '<span class="nocase">',
    "a-",
    "1",
    "a1",
    "1-",
    "1 and ",
    "i",
    " ",
]


@pytest.mark.parametrize("unit", UNITS)
def test_time_grows_with_the_length_of_a_value(unit: str) -> None:
    value = unit * 40_000 + "!"
    begin = time.process_time()
    for variable in ("title", "volume", "page", "number", "note", "DOI"):
        item = {"id": "a", "type": "article-journal", variable: value, "author": [{"family": value, "given": value}]}
        processor = Processor("apa", [item])
        processor.bibliography()
        processor.cite([Cluster([Cite("a", locator=value, prefix=value, suffix=value)])])
    # A second or so; what grows as the square of the length takes minutes.
    assert time.process_time() - begin < 20
