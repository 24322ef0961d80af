"""The short ways through names and texts that most are: they must give what the long ones do."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import names

from refexport import Name
from refexport.item_values import name_of, names_of
from refexport.text.bibtex_names import (
    parse_any_name,
    parse_name,
    plain_list_name,
    split_any_names,
    split_names,
)
from refexport.text.latex import decode, encode, is_plain, is_safe
from refexport.text.names import parse_any_inverted, parse_inverted, plain_person, plain_text
from refexport.text.title_case import _protect_all, _protect_inner, protection

_WORDS = (
    "Lu|von|van|and|And|AND|Al|de|Jr.|J.|J.-P.|Élise|e\u0301a|'t|O'Neil|d'Arc|{Lu}|Lu~X|-|--|3rd|0001|others|,|, |,,| "
    "|  |\u00a0|\t|\n|\\'e|K\u0130|中|ß|=|family=x"
).split("|")
_TEXTS = st.lists(st.sampled_from([*_WORDS, ", ", " and ", " "]), max_size=9).map("".join)
_SIGNS = st.text("aTEL é!?`'-<>&%#_^~$\\{}\n\t\u00a0\x1f", max_size=12)


@settings(max_examples=500)
@given(_TEXTS)
def test_names_in_texts_are_read_as_by_the_long_way(text: str) -> None:
    assert parse_inverted(text) == parse_any_inverted(text)
    assert parse_name(text) == parse_any_name(text)
    assert split_names(text) == split_any_names(text)


@settings(max_examples=300)
@given(st.builds(Name, family=_TEXTS, given=_TEXTS) | names())
def test_plain_names_are_read_back_from_their_texts(name: Name) -> None:
    if text := plain_text(name):
        assert plain_person(text) == parse_any_inverted(text) == name
    if text := plain_list_name(name):
        listed = f"{text} and {text}"
        assert split_any_names(listed) == [text, text]
        assert parse_any_name(text) == name


@given(_TEXTS, _TEXTS)
def test_names_in_objects_are_read_as_by_the_long_way(family: str, given: str) -> None:
    item = {"family": family, "given": given}
    assert names_of([item]) == tuple(filter(None, [name_of(item)]))


def test_most_names_are_plain() -> None:
    assert plain_person("Lu, Yun") == Name("Lu", "Yun")
    assert plain_text(Name("Élise", "J. O.-P.")) == "Élise, J. O.-P."


@settings(max_examples=500)
@given(_SIGNS)
def test_what_is_plain_or_safe_is_its_own_latex(text: str) -> None:
    assert is_plain(text) == (re.search(r"[\\{}$~&`]|--|''|</", text) is None)
    special = re.search(r"[\\{}$&%#_^~<`\n]|--|''|[!?]{2}|TEL|\A\s|\s\Z", text)
    assert is_safe(text) == (special is None and "  " not in text)
    if is_safe(text) and "\t" not in text:
        assert encode(text) == text == decode(text)


@given(st.lists(st.sampled_from("The the DNA a 1 2x x2 Parkinson's - : . ' _ (B )".split(" ")), max_size=6))
def test_titles_that_need_no_protection_stay_as_they_are(words: list[str]) -> None:
    title = " ".join(words)
    if protection(title, None) is None and not title.isupper():
        assert _protect_all(title) == _protect_inner(title) == title
