"""Article numbers: what many journals have in place of pages, and many sources give as a page.

Styles such as APA write "Article e14677" where an article has a number and
"12" where it has one page, so the two must be told apart before formatting.
"""

from __future__ import annotations

import re

from refexport.record import Record

_TYPES = frozenset({"article-journal", "review", "review-book"})
_LETTER_AND_DIGITS = re.compile(r"(?:e|E|eL|ar|Article )\d+")
_NUMBERED_PUBLISHERS = (
    "10.1155/", "10.1186/", "10.1371/journal", "10.12688/", "10.1038/s4", "10.3389/", "10.3390/", "10.4081/",
    "10.7554/", "10.7717/",
)  # fmt: skip
"""DOIs of publishers that number articles and have no pages that run through an issue."""
_LONGEST_PAGE = 4
"""Digits of the highest page numbers of journals that page through a volume."""


def with_article_number(record: Record) -> Record:
    """Return a record whose `number` holds its article number, where its `page` is one.

    Args:
        record: any record; `page` stays, for styles that write both alike.
    """
    found = article_number(record)
    return record.copy(number=found) if found else record


def article_number(record: Record) -> str | None:
    """Return the article number that a record gives as its page, or `None`.

    A single "page" is an article number if it begins with an `e`, has more
    digits than pages have, stands in the DOI too, or if the publisher numbers
    its articles.
    """
    page = (record.page or "").strip()
    if record.type not in _TYPES or record.number or not page:
        return None
    if _LETTER_AND_DIGITS.fullmatch(page):
        return page.removeprefix("Article ")
    return page if page.isdecimal() and _is_no_page(page, (record.DOI or "").lower()) else None


def _is_no_page(page: str, doi: str) -> bool:
    if len(page) > _LONGEST_PAGE or doi.startswith(_NUMBERED_PUBLISHERS):
        return True
    suffix = doi.partition("/")[2]
    return len(page) == _LONGEST_PAGE and re.search(rf"(?<!\d)0*{page}(?!\d)", suffix) is not None
