"""Works that look like another one and are none: parts, notices, editions, yearly reports, columns, chapters.

Each maker takes a work and one that has nothing to do with it (CSL-JSON both), and yields pairs of two works.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

from library.deliveries import Item

Pairs = Iterator[tuple[str, Item, Item]]

ARTICLE_LIKE = frozenset({"article-journal", "article-magazine", "paper-conference"})
GENERIC = (
    "Editorial",
    "Book review",
    "Letter to the editor",
    "Introduction",
    "Preface",
    "Foreword",
    "Correspondence",
    "News",
    "In memoriam",
    "Erratum",
    "Editor's note",
    "Reviews",
    "Index",
    "Comment",
    "Author index",
)
PROCEEDINGS = ("Proceedings of the Annual Meeting", "European Congress 2004", "Abstracts of the Symposium")
SERVERS = (("bioRxiv", "10.1101/2020.05.01.07"), ("arXiv", "10.48550/arXiv.2005.0"), ("SSRN", "10.2139/ssrn.35"))
YEARLY = ("Annual report", "Yearbook", "Statistical abstract")
NOTICES = (
    "Erratum to: {}",
    "Correction: {}",
    "Correction to: {}",
    "{}: Correction",
    "Corrigendum to “{}”",
    "Erratum: {}",
    "Retraction: {}",
    "Comment on “{}”",
    "Comment on: {}",
    "Reply to: {}",
    "Re: {}",
    "{}: Reply",
    "Response to “{}”",
    "Author's reply: {}",
    "Commentary: {}",
    "{} (Erratum)",
    "{} - Authors' reply",
    "Letter to the Editor: {}",
    "Book review: {}",
    "Review of “{}”",
    "Expression of concern: {}",
    "Addendum to: {}",
    "Discussion of “{}”",
    "Supplementary material for: {}",
    "Retraction notice to “{}”",
    "{}: a reply",
    "Publisher Correction: {}",
    "Author Correction: {}",
    "Invited commentary on: {}",
    "Data from: {}",
    "Editorial comment on: {}",
)
PARTS = (
    ("{}. Part I", "{}. Part II"),
    ("{}: Part 1", "{}: Part 2"),
    ("{} I", "{} II"),
    ("{} (1)", "{} (2)"),
    ("{}: Part A", "{}: Part B"),
    ("I. {}", "II. {}"),
    ("Part one: {}", "Part two: {}"),
    ("{}, 1990-1999", "{}, 2000-2009"),
    ("{} III: methods", "{} IV: results"),
    ("{}, Vol. 1", "{}, Vol. 2"),
    ("{}: phase 2", "{}: phase 3"),
    ("{}. First report", "{}. Second report"),
    ("{}", "{} II"),
    ("{}", "{}. Part 2"),
    ("{}", "{}, continued"),
)
PAIRS_OF_WORDS = (
    ("in men", "in women"),
    ("in rats", "in mice"),
    ("in children", "in adults"),
    ("in vitro", "in vivo"),
    ("type 1", "type 2"),
    ("in Sweden", "in Norway"),
    ("in 2019", "in 2020"),
    ("before 1945", "after 1945"),
    ("of the hip", "of the knee"),
    ("in England", "in Scotland"),
    ("with aspirin", "with placebo"),
    ("in the north", "in the south"),
    ("a theory", "a model"),
    ("in summer", "in winter"),
)


def _other(item: Item, **fields: Any) -> Item:
    """Return a copy with other fields, `None` taking one out, and no identifiers but those given."""
    made = copy.deepcopy(item)
    for name in ("DOI", "PMID", "PMCID", "URL", "note"):
        made.pop(name, None)
    for name, value in fields.items():
        key = name if name in ("DOI", "ISBN", "PMID") else name.replace("_", "-")
        made.pop(key, None)
        if value is not None:
            made[key] = value
    return made


def _bare(item: Item) -> str:
    return item["title"].rstrip(".?! ")


def _year(item: Item) -> int:
    parts = (item.get("issued") or {}).get("date-parts") or [[0]]
    return int(parts[0][0] or 0) if parts[0] else 0


def _dated(year: int) -> dict[str, Any]:
    return {"date-parts": [[year]]}


def _numbers(rnd: random.Random) -> dict[str, str]:
    first = rnd.randint(300, 900)
    return {"volume": str(rnd.randint(60, 90)), "issue": str(rnd.randint(1, 12)), "page": f"{first}-{first + 7}"}


def parts(rnd: random.Random, item: Item, other: Item) -> Pairs:
    """Yield parts of one work, and works one word of which differs."""
    one, two = rnd.choice(PARTS)
    page = {"page": "411-420"} if item.get("page") else {}
    yield "parts", _other(item, title=one.format(_bare(item))), _other(item, title=two.format(_bare(item)), **page)
    left, right = rnd.choice(PAIRS_OF_WORDS)
    title = _bare(item)
    isbn = {"ISBN": None} if item["type"] == "book" else {}
    yield (
        "one word",
        _other(item, title=f"{title} {left}", **isbn),
        _other(item, title=f"{title} {right}", **isbn, **page),
    )


def notices(rnd: random.Random, item: Item, other: Item) -> Pairs:
    """Yield a work with a notice, reply or review of it: by the same people or by others, in the same journal."""
    if item["type"] not in ARTICLE_LIKE | {"book", "chapter", "report", "article-newspaper"}:
        return
    title = rnd.choice(NOTICES).format(_bare(item))
    where: dict[str, Any] = {"page": "833", "type": "article-journal"}
    where["author"] = rnd.choice([item.get("author"), other.get("author")])
    yield "notice", item, _other(item, title=title, **where)
    yield "notice, nothing else", item, _other(item, title=rnd.choice(NOTICES).format(_bare(item)))
    if item.get("author") and other.get("author"):
        fields = {"author": other["author"], "page": "833-5", "type": "article-journal"}
        yield "same title by others", item, _other(item, **fields, **_elsewhere(item, other))


def _elsewhere(item: Item, other: Item) -> dict[str, Any]:
    journal = other.get("container-title")
    moved = {"container-title": journal} if journal and journal != item.get("container-title") else {}
    return {name.replace("-", "_"): value for name, value in moved.items()}


def conference(rnd: random.Random, item: Item, other: Item) -> Pairs:
    """Yield an article with the abstract at a conference, the preprint or the thesis that came before it."""
    if item["type"] not in ("article-journal", "paper-conference") or not item.get("container-title"):
        return
    year = _year(item) or 2001
    proceedings = rnd.choice(
        ["Proceedings of the Annual Meeting", "European Congress 2004", "Abstracts of the Symposium"]
    )
    paper = _other(
        item,
        type="paper-conference",
        container_title=proceedings,
        issued=_dated(year - 1),
        volume=None,
        issue=None,
        page=rnd.choice([None, "55-58", "112"]),
        ISSN=None,
        journalAbbreviation=None,
        event_title=None,
    )
    yield "paper before", item, paper
    yield (
        "thesis before",
        item,
        _other(
            item,
            type="thesis",
            container_title=None,
            publisher="University of Oslo",
            volume=None,
            issue=None,
            page=None,
            issued=_dated(year - 1),
        ),
    )
    server, doi = rnd.choice(
        [("bioRxiv", "10.1101/2020.05.01.07"), ("arXiv", "10.48550/arXiv.2005.0"), ("SSRN", "10.2139/ssrn.35")]
    )
    yield (
        "preprint",
        item,
        _other(
            item,
            type="article",
            publisher=server,
            container_title=None,
            volume=None,
            issue=None,
            page=None,
            DOI=f"{doi}{rnd.randint(1000, 9999)}",
            issued=_dated(year - 1),
        ),
    )
    if not item.get("page"):
        return
    supplement = _other(
        item,
        issue="Suppl 1",
        page=f"S{rnd.randint(10, 300)}",
        issued=_dated(year - rnd.randint(0, 1)),
        volume=str(rnd.randint(2, 50)),
    )
    yield "abstract in a supplement", item, supplement


def editions(rnd: random.Random, item: Item, other: Item) -> Pairs:
    """Yield editions and volumes of a book, its chapters, and reports and programs of two years."""
    year = _year(item) or 1990
    if item["type"] == "book":
        isbn = {"ISBN": "978-0-00-000000-2"} if rnd.random() < 0.5 else {"ISBN": None}
        later = _dated(year + rnd.choice((2, 5, 9)))
        yield "editions", _other(item, edition="1"), _other(item, edition="3", issued=later, **isbn)
        yield "edition named once", item, _other(item, edition="2nd", issued=later, **isbn)
        yield (
            "edition by year",
            _other(item, edition=None, issued=_dated(year)),
            _other(item, edition=None, issued=later, **isbn),
        )
        yield "volumes", _other(item, volume="1"), _other(item, volume="2")
        yield "chapter and book", item, _chapter(item, item["title"], item.get("author"), "1-20")
        one = _chapter(item, "Introduction", item.get("author"), "1-12")
        yield "generic chapters", one, _chapter(item, "Conclusion", item.get("author"), "301-320")
        yield "chapters", one, _chapter(item, _bare(other), other.get("author"), "33-57")
    if item["type"] in ("report", "software", "standard", "dataset", "document", "legislation", "bill"):
        yield (
            "another year",
            _other(item, number=None, issued=_dated(year)),
            _other(item, number=None, issued=_dated(year + 1)),
        )
    if item["type"] in ("report", "book", "document"):
        title = f"{rnd.choice(YEARLY)} of {item.get('publisher', 'the bank')}"
        yield (
            "yearly",
            _other(item, title=title, number=None, issued=_dated(year)),
            _other(item, title=title, number=None, issued=_dated(year + 1)),
        )
        yield "yearly by title", _other(item, title=f"{title} {year}"), _other(item, title=f"{title} {year + 1}")
    if item["type"] == "chapter":
        same = _other(item, title=_bare(other), author=other.get("author"), page="401-419")
        yield "chapters", item, same | {name: item[name] for name in ("ISBN", "DOI") if name in item}
        yield (
            "same heading",
            _other(item, title="Introduction", page="1-9"),
            _other(
                item,
                title="Introduction",
                page="1-14",
                container_title=other.get("container-title") or "Other book",
                ISBN=None,
                author=other.get("author"),
                editor=other.get("editor"),
            ),
        )


def _chapter(book: Item, title: str, author: Any, page: str) -> Item:
    return _other(book, type="chapter", title=title, author=author, page=page, container_title=book["title"])


def recurring(rnd: random.Random, item: Item, other: Item) -> Pairs:
    """Yield headings that come again with every issue, and columns of newspapers."""
    if item["type"] in ARTICLE_LIKE and item.get("container-title"):
        title, year = rnd.choice(GENERIC), _year(item) or 1990
        first = _other(item, title=title, issued=_dated(year), volume="31", issue="2", page="101-103")
        yield "heading, next issue", first, _other(first, issue="3", page="201-203")
        dated = _other(first, title="Members of the society", author=None, issued={"date-parts": [[year, 3]]})
        yield "column, next issue", dated, _other(dated, issue="3", issued={"date-parts": [[year, 6]]})
        yield "heading, next year", first, _other(first, issued=_dated(year + 1), volume="32", page="101")
        yield "heading, other page", first, _other(first, page="144", author=other.get("author"))
        yield "heading, elsewhere", first, _other(first, **_numbers(rnd), **_elsewhere(item, other))
    if item["type"] in ("article-newspaper", "post-weblog", "webpage", "broadcast", "post", "article-magazine"):
        year = _year(item) or 2010
        one, two = (
            _other(item, issued={"date-parts": [[year, 3, day]]}, page=None, volume=None, issue=None) for day in (4, 11)
        )
        yield "column of two days", one, two
    if item["type"] in ("legal_case", "hearing", "patent", "legislation"):
        year = _year(item) or 1980
        yield (
            "case again",
            _other(item, issued=_dated(year)),
            _other(item, issued=_dated(year + 3), volume="7", page="12", number="4711"),
        )
    if item["type"] in ("song", "motion_picture", "graphic"):
        year = _year(item) or 1980
        yield (
            "made anew",
            _other(item, issued=_dated(year)),
            _other(item, issued=_dated(year + 21), author=other.get("author"), director=other.get("author")),
        )


def neighbours(rnd: random.Random, item: Item, other: Item) -> Pairs:
    """Yield other works of the same people in the same place, and works of the same title elsewhere."""
    year = _year(item) or 1990
    yield (
        "same people",
        item,
        _other(item, title=_bare(other), **_numbers(rnd)) if item.get("volume") else _other(item, title=_bare(other)),
    )
    yield "same people and year", item, _other(item, title=_bare(other), issued=_dated(year + 1))
    if item["type"] in ARTICLE_LIKE and item.get("volume") and item.get("page"):
        yield "same title again", item, _other(item, **_numbers(rnd), issued=_dated(year + 4))
    if other["type"] == item["type"]:
        yield "two works", item, other


MAKERS = (parts, notices, conference, editions, recurring, neighbours)


def lookalikes(rnd: random.Random, item: Item, other: Item) -> Pairs:
    """Yield pairs of two works, one of them the item or made of it."""
    for maker in MAKERS:
        yield from maker(rnd, item, other)
