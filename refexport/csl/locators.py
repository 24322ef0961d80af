"""Locators: what a person types after a citation, with the label that they type into it.

Source: CSL 1.0.2 specification, "Locators"; the abbreviations are those of the
English locale's short terms, which citation plug-ins take in any language.
"""

from __future__ import annotations

import re

from refexport.csl.locale import Locale
from refexport.csl.numbers import format_number, is_numeric, is_plural

_ABBREVIATIONS = {
    "art": "article", "bk": "book", "ch": "chapter", "chap": "chapter", "col": "column", "fig": "figure",
    "fol": "folio", "l": "line", "ll": "line", "n": "note", "nn": "note", "no": "issue", "nos": "issue",
    "op": "opus", "p": "page", "pp": "page", "para": "paragraph", "paras": "paragraph", "pt": "part",
    "sec": "section", "secs": "section", "tit": "title-locator", "v": "verse", "vv": "verse", "vol": "volume",
    "vols": "volume", "chaps": "chapter", "bks": "book", "figs": "figure", "fols": "folio", "cols": "column",
    "pts": "part", "arts": "article",
}  # fmt: skip
_LABELLED = re.compile(r"([a-z]+)\.\s*(?=\S)")
_OTHER_NAMES = {"sub verbo": "sub-verbo", "title": "title-locator"}


def read_locator(text: str, label: str) -> tuple[str, str]:
    """Return a locator and its label.

    Args:
        text: `33-35`, or with a label of its own `ch. 3`.
        label: what the citation says that it counts; a label in the text is stronger.
    """
    text = text.strip()
    match = _LABELLED.match(text)
    if match and match[1] in _ABBREVIATIONS:
        return text[match.end() :], _ABBREVIATIONS[match[1]]
    return text, _OTHER_NAMES.get(label, label) or "page"


def with_labels(text: str, form: str, locale: Locale, gender: str) -> str:
    """Return a number variable in which more numbers follow with labels of their own: `7, p. 3-8`.

    Args:
        text: the value; one that is of another kind comes back as it is.
        form: of the first number: `ordinal`.
        locale: for the labels, which agree with their numbers.
        gender: of the variable.
    """
    first, *rest = text.split(", ")
    labelled = [read_locator(each, "") for each in rest]
    if (
        not rest
        or not is_numeric(first)
        or any(each == number for each, (number, _) in zip(rest, labelled, strict=True))
    ):
        return text
    out = [format_number(first, form, locale, gender)]
    for number, label in labelled:
        term = locale.term(label, "short", is_plural(number)) or label
        out.append(f"{term} {format_number(number, 'numeric', locale, '')}")
    return ", ".join(out)
