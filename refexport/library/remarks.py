"""What stands around a title and is none of it: remarks of catalogues, search engines and sites."""

from __future__ import annotations

import re

from refexport.library import normal
from refexport.record import Record

_REMARK_BEFORE = re.compile(r"^\s*(?:\[(?:pdf|html|book|citation|doc|b|c)\]|\(pdf\))\s*(?=\S)", re.I)
"""What search engines write before a title."""
_REMARK_AFTER = re.compile(
    r"(?<=\S)\s*[\[(](?:electronic resource|e-?book|corrected|online|pdf|internet|print|book|video|audiobook|"
    r"(?:in )?(?:english|german|french|spanish|italian|russian|portuguese|chinese|japanese|polish|dutch))[\])]\s*$",
    re.I,
)
_ARTICLE_AFTER = re.compile(r"(?<=\S),\s+(?:the|an?|der|die|das|la|les?|el|los|il)[\s.,;:/*†]*$", re.I)
"""An article that was put behind the title, to sort it."""
_SITE = re.compile(r"(?<=\S)\s+(?:[|–—-]|on(?=\s+JSTOR$))\s+(?P<site>[^|]{1,200})$")
_SITES = frozenset(
    "pubmed jstor sciencedirect springerlink wileyonlinelibrary ieeexplore semanticscholar researchgate requestpdf "
    "googlescholar googlebooks worldcat wikipedia arxivorg academiaedu projectmuse taylorandfrancisonline".split()
)
"""Sites that stand behind the titles of their pages, folded, without blanks."""
_EDITION = re.compile(
    r"(?<=\w)[\s,.;:]*[\s,.(\[](?P<edition>\d{1,2}(?:st|nd|rd|th|\.|e)?|[a-z]{4,7})\s+(?:ed\.|edn\.?|edition|aufl(?:age|\.))"
    r"[^\w]*$",
    re.I,
)


def work_title(record: Record) -> tuple[str, str]:
    """Return a record's title without what is none of it, and the edition that it tells of, or nothing.

    Remarks of catalogues and search engines, the name of the site or publisher after a title, and a book's edition.
    """
    title, edition = normal.repaired(record.title or ""), ""
    title = _ARTICLE_AFTER.sub("", _REMARK_AFTER.sub("", _REMARK_BEFORE.sub("", title)))
    if (match := _SITE.search(title)) and _is_site(match["site"], record):
        title = title[: match.start()]
    head, slash, said = title.partition(" / ")
    if slash and " / " not in said and _names_people(said, record):
        title = head
    if record.type == "book" and (match := _EDITION.search(title)):
        number = normal.number(match["edition"])
        if number.isdigit():
            title, edition = title[: match.start()], number
    return title, edition


def _is_site(text: str, record: Record) -> bool:
    site = normal.compact(normal.fold(text))
    if site in _SITES:
        return True
    names = (record.container_title, record.container_title_short, record.publisher, *map(str, record.author))
    return any(name and normal.compact(normal.fold(name)) == site for name in names)


_RESPONSIBLE = frozenset("by and und et y e von par hrsg ed eds edited editor editors herausgegeben al".split())
"""Words among the names of a statement of responsibility."""


def _names_people(text: str, record: Record) -> bool:
    """Return whether a text, which a catalogue puts behind a slash, is the names of people of the record alone."""
    people = (*record.author, *record.editor, *record.translator)
    names = {word for one in people for word in normal.words(f"{one.given or ''} {one.family or one.literal or ''}")}
    said = normal.words(text)
    return not names.isdisjoint(said) and all(
        word in names or word in _RESPONSIBLE or (len(word) == 1 and word.isalpha()) for word in said
    )
