"""What of a record tells it from others, in comparable form: made once a record, compared often."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from refexport.library import normal
from refexport.library.remarks import work_title
from refexport.record import Name, Record
from refexport.text import identifiers
from refexport.vocabulary import NAME_VARIABLES

KINDS: dict[str, str] = {
    "article-journal": "article",
    "article-magazine": "article",
    "article-newspaper": "news",
    "article": "article",
    "review": "article",
    "review-book": "article",
    "paper-conference": "paper",
    "speech": "paper",
    "post": "web",
    "post-weblog": "web",
    "webpage": "web",
    "chapter": "part",
    "entry": "part",
    "entry-dictionary": "part",
    "entry-encyclopedia": "part",
    "book": "book",
    "pamphlet": "book",
    "classic": "book",
    "collection": "book",
    "thesis": "thesis",
    "report": "report",
    "document": "any",
    "manuscript": "any",
}
"""Item types that sources mix up, by a common name; a type that is not here is a kind of its own."""

NEAR_KINDS = frozenset(
    map(
        frozenset,
        [
            ("article", "news"),
            ("article", "web"),
            ("news", "web"),
            ("paper", "article"),
            ("paper", "part"),
            ("article", "part"),
            ("part", "web"),
            ("book", "report"),
            ("book", "thesis"),
            ("report", "web"),
            ("dataset", "web"),
            ("software", "web"),
            ("dataset", "software"),
            ("motion_picture", "broadcast"),
            ("song", "broadcast"),
            ("bill", "legislation"),
            ("graphic", "map"),
        ],
    )
)
"""Kinds between which sources waver."""

NOTICES: dict[str, str] = {
    "erratum": r"errat(?:um|a)\b|corrigend(?:um|a)\b|(?:publisher |author )?corrections?(?: to\b| )|addendum\b",
    "retraction": r"retraction\b|expression of concern",
    "retracted": r"(?:retracted|withdrawn)\b(?: article\b)?",
    "reply": r"(?:authors? )?(?:reply|response|rejoinder)(?: to\b|$)|in reply\b",
    "comment": r"comments? (?:on|to)\b|commentary\b|letter to the editor\b|re (?=\w)|editorial (?:comment|on)\b",
    "review": r"(?:book )?review(?: of)?\b(?! article)|rezension\b|recension\b|compte rendu\b",
    "supplement": r"supplement(?:ary|al)? (?:to|data|material|information)\b|data (?:from|for)\b",
}
"""Works about another work, by how their titles begin; the work itself has the rest of the title."""

_NOTICE = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in NOTICES.items()))
_NOTICE_AT_END = re.compile(
    r"\b(erratum|corrigendum|retraction|retracted(?: article)?|correction|addendum|comment|reply|rejoinder)$"
)
_NOTICE_BEHIND = re.compile(
    r"[:,(\[–—-]\s*(?:an?\s+|further\s+|some\s+|(?:the\s+)?authors?['’]?\s+)*"
    r"(comments?|commentary|reply|response|rejoinder|retracted article|(?:book )?review(?=\s*[)\]]$)|continued|"
    r"errata|corrigenda|addenda|study guide|(?:student )?workbook|answer book|solutions manual|supplement(?= to\b|$)|"
    r"(?:instructor|teacher|student)['’]?s['’]? (?:manual|guide|edition|workbook|handbook|solutions)|"
    r"revisited|further (?:evidence|results|remarks|comments|thoughts|notes|observations|reflections|studies))"
    r"\b[^:(\[]{0,40}$",
    re.I,
)
"""Notices that have something after them: `X: a reply to critics`."""
_END_NAMES = {
    "corrigendum": "erratum",
    "correction": "erratum",
    "addendum": "erratum",
    "retracted article": "retracted",
    "comments": "comment",
    "commentary": "comment",
    "response": "reply",
    "rejoinder": "reply",
    "book review": "review",
}

PREPRINT_SERVERS = re.compile(
    r"\b(?:arxiv|corr|biorxiv|medrxiv|chemrxiv|psyarxiv|socarxiv|edarxiv|eartharxiv|engrxiv|techrxiv|ssrn|preprints|"
    r"research square|osf preprints|zenodo preprint|peerj preprints|repec|hal preprint|authorea)\b"
)
PREPRINT_DOIS = (
    "10.48550/", "10.1101/", "10.64898/", "10.26434/", "10.31234/", "10.31235/", "10.31219/", "10.31222/",
    "10.2139/ssrn", "10.21203/rs", "10.20944/preprints", "10.22541/", "10.36227/techrxiv", "10.31223/", "10.35542/",
    "10.7287/peerj.preprints",
)  # fmt: skip
"""DOI prefixes of preprint servers."""
_PUBLISHED_1101 = re.compile(r"10\.1101/(?:gr|gad|lm|cshperspect|sqb|mcs|rna|pdb)\b")
"""Journals that share bioRxiv's former prefix."""

_PARENTHESES = re.compile(r"(?<!\s)\s*\([^()]*\)\s*$")
_ARXIV_VERSION = re.compile(r"v\d+$", re.I)
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.", re.I)
_ET_AL = re.compile(r"(?:and )?(?:others|et al|et alii|et coll|u a)")
"""What stands for the people that a list leaves out."""
_NOBODY = re.compile(r"anonymous|anon|anonymus|(?:no )?authors? (?:not )?listed|unknown(?: author)?|n n|s n")
"""What stands for an author who is not named."""


_IDENTIFIERS = frozenset({"DOI", "ISBN", "PMCID", "PMID", "URL", "arxiv", "is_preprint", "is_published"})
"""What comes from identifiers, wholly or in part."""
_NOT_DESCRIBED = _IDENTIFIERS | {"bare", "breaks", "lost"}


class Features:
    """A record in comparable form; every value is folded, and empty where the record has none."""

    __slots__ = (
        "DOI",
        "ISBN",
        "PMCID",
        "PMID",
        "URL",
        "arxiv",
        "bare",
        "breaks",
        "containers",
        "day",
        "edition",
        "first_page",
        "is_cut",
        "is_preprint",
        "is_published",
        "is_review",
        "issue",
        "kind",
        "last_page",
        "lost",
        "main",
        "month",
        "notice",
        "number",
        "people",
        "people_are_authors",
        "publisher",
        "script",
        "section",
        "title",
        "title_numbers",
        "type",
        "volume",
        "words",
        "year",
    )

    def __init__(self, record: Record) -> None:
        self.type = record.type
        self.kind = KINDS.get(record.type, record.type)
        self._take_title(record)
        self._take_identifiers(record)
        self.people = people_of(record)
        self.people_are_authors = bool(record.author)
        self._take_date(record)
        self.volume = normal.number(record.volume) if record.volume else ""
        self.issue = _issue(record.issue) if record.issue else ""
        self.first_page, self.last_page = normal.pages(record.page) if record.page else ("", "")
        self.number = normal.compact(normal.fold(record.number)) if record.number else ""
        chapter = record.part_number or record.chapter_number or record.collection_number
        self.section = normal.number(chapter) if chapter else ""
        self.containers = tuple(_containers(record))
        self.publisher = normal.fold(record.publisher or record.authority or "")
        self.is_preprint = is_preprint(record)
        identified = self.DOI or self.PMID or self.ISBN
        self.is_published = not self.is_preprint and bool(identified or self.volume or record.container_title)

    def all(self) -> tuple[Any, ...]:
        """Return every value, in an order of their own: records of which it is equal are alike in all."""
        identifiers = (self.DOI, self.PMID, self.PMCID, self.arxiv, self.URL, sorted(self.ISBN))
        return (*self.description(), *identifiers, self.bare, self.breaks, self.lost)

    def description(self) -> tuple[Any, ...]:
        """Return every value but the identifiers: what a person reads of a work."""
        return tuple(getattr(self, name) for name in self.__slots__ if name not in _NOT_DESCRIBED)

    @property
    def is_in_supplement(self) -> bool:
        """Return whether it stands in the supplement of a journal, by its issue or page."""
        return self.issue[:1] == "s" or is_supplement_page(self.first_page)

    def _take_title(self, record: Record) -> None:
        title, edition = work_title(record)
        self.edition = edition or (normal.number(record.edition) if record.edition else "")
        self.title = normal.fold_title(title)
        self.bare = normal.without_lost_letters(title)
        self.breaks = normal.title_breaks(title)
        self.script = normal.other_script(title)
        self.main = normal.main_title(title) if title else ""
        self.notice = _notices(self.title, title)
        self.is_review = record.type == "review-book" or bool(record.reviewed_title)
        self.words = tuple(self.title.split())
        self.lost = normal.lost_letters(title)
        self.is_cut = _is_cut(title)
        self.title_numbers = tuple(sorted(found for found in map(normal.telling, self.words) if found))

    def _take_identifiers(self, record: Record) -> None:
        self.DOI = _doi(record.DOI)
        self.PMID = record.PMID or ""
        self.PMCID = (record.PMCID or "").upper()
        self.arxiv = _arxiv(record.arxiv, self.DOI)
        self.ISBN = _isbns(record.ISBN)
        self.URL = _address(record.URL) if record.URL else ""

    def _take_date(self, record: Record) -> None:
        start = record.issued.start if record.issued else ()
        self.year = start[0] if start else 0
        self.month = start[1] if len(start) > 1 else 0
        self.day = start if len(start) == 3 else ()


_TAIL_BACKWARDS = re.compile(r"[\s.,;:/*†…]*")


def _is_cut(title: str) -> bool:
    """Return whether a title ends with an ellipsis and what may stand behind one."""
    match = _TAIL_BACKWARDS.match(title[::-1])
    assert match
    return "…" in match[0] or "..." in match[0]


def _notices(folded: str, title: str) -> tuple[str, ...]:
    """Return what a work says of another work by how its title begins and ends, such as `erratum`."""
    found = []
    if match := _NOTICE.match(folded):
        found.append(match.lastgroup or "")
    if match := _NOTICE_AT_END.search(folded) or _NOTICE_BEHIND.search(title):
        word = match[1].lower()
        found.append(_END_NAMES.get(word, word))
    return tuple(dict.fromkeys(found))


def people_of(record: Record) -> tuple[normal.Person, ...]:
    """Return the people of a record in comparable form: its authors, else its editors, else the first others."""
    names = record.author or record.editor or _others(record)
    people = (normal.person(name) for name in names if not stands_for_others(name) and not _is_nobody(name))
    # Of a name in another script, a source that lost its letters has nothing left.
    return tuple(one for one in people if len(one[0]) > 2 * one[0].count("?"))


@lru_cache(maxsize=65536)
def stands_for_others(name: Name) -> bool:
    """Return whether a name is none, but says that there are more: `et al.`, `others`."""
    text = name.literal or f"{name.given or ''} {name.family or ''}".strip()
    return len(text) < 12 and bool(_ET_AL.fullmatch(normal.fold(text)))


@lru_cache(maxsize=65536)
def _is_nobody(name: Name) -> bool:
    """Return whether a name says that the author is not named, as Web of Science's `[Anonymous]` does."""
    text = name.literal or f"{name.given or ''} {name.family or ''}".strip()
    return len(text) < 24 and bool(_NOBODY.fullmatch(normal.fold(text)))


def _others(record: Record) -> tuple[Name, ...]:
    for attribute in _NAME_ATTRIBUTES:
        if value := getattr(record, attribute):
            return value  # type: ignore[no-any-return]
    return ()


_NAME_ATTRIBUTES = tuple(variable.attribute for variable in NAME_VARIABLES.values())


_SUPPLEMENT = re.compile(r"\bs(?:up\w*)?\W*(?=\d|$)", re.I)


@lru_cache(maxsize=8192)
def _issue(text: str) -> str:
    """Return the number of an issue; that of a supplement is another one: `Suppl. 2` → `s2`."""
    number = normal.number(text)
    if not _SUPPLEMENT.search(text):
        return number
    return f"s{number}" if number.isdigit() else "s"


def is_supplement_page(page: str) -> bool:
    """Return whether a page, folded, is one of a supplement: `s12`."""
    return page[:1] == "s" and page[1:].isdigit()


def _containers(record: Record) -> list[str]:
    titles = (record.container_title, record.container_title_short, record.event_title)
    found = [normal.fold(_PARENTHESES.sub("", title)) for title in titles if title]
    return [title for title in dict.fromkeys(found) if title]


@lru_cache(maxsize=8192)
def _doi(text: str | None) -> str:
    if not text:
        return ""
    return (identifiers.doi(text) or "").lower().rstrip("/")


@lru_cache(maxsize=8192)
def isbn13(isbn: str) -> str:
    """Return an ISBN as thirteen digits, so that both forms of a book's number are equal.

    Source: ISO 2108, annex on converting ten-digit numbers: prefix 978, new check digit.
    """
    digits = re.sub(r"[^\dXx]", "", isbn)
    if len(digits) != 10 or not digits[:9].isdecimal():
        return digits
    stem = "978" + digits[:9]
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(stem))
    return f"{stem}{-total % 10}"


_SCHEME = re.compile(r"^https?://(?:www\.)?", re.I)
_PAGE = re.compile(r"[^\s/]+\.[^\s/.]+/.")


def _address(url: str) -> str:
    bare = _SCHEME.sub("", url.strip()).rstrip("/")
    # A site's home says little about a work, and what has no site is no address.
    return bare if _PAGE.match(bare) else ""


def _arxiv(text: str | None, doi: str) -> str:
    arxiv = text or (doi.partition("arxiv.")[2] if _ARXIV_DOI.match(doi) else "")
    return _ARXIV_VERSION.sub("", arxiv.lower())


def _isbns(text: str | None) -> frozenset[str]:
    return frozenset(isbn13(found) for found in identifiers.isbns(text)) if text else frozenset()


def identifiers_of(record: Record) -> set[str]:
    """Return the identifiers of a record, each with its name before it, in the form in which they are compared."""
    doi = _doi(record.DOI)
    named = {"DOI": doi, "PMID": record.PMID, "PMCID": (record.PMCID or "").upper(), "arxiv": _arxiv(record.arxiv, doi)}
    return {f"{name}:{value}" for name, value in named.items() if value} | {
        f"ISBN:{one}" for one in _isbns(record.ISBN)
    }


def is_preprint(record: Record) -> bool:
    """Return whether a record is of a preprint: on a server for these, by its DOI, arXiv id or named server."""
    doi = _doi(record.DOI)
    if doi.startswith(PREPRINT_DOIS):
        return not _PUBLISHED_1101.match(doi)
    if record.type not in ("article", "article-journal", "manuscript", "report", "document", "webpage"):
        return False
    if "preprint" in (record.genre or "").lower() or "preprint" in (record.status or "").lower():
        return True
    if record.type == "article" and not (record.container_title or record.volume or record.PMID):
        return True  # CSL's type for what is not published in a journal
    named = (record.container_title, record.container_title_short, record.publisher)
    volume = (record.volume or "").removeprefix("abs/")  # as DBLP has arXiv ids
    if volume == (record.arxiv or "") and any(PREPRINT_SERVERS.search(name.lower()) for name in named if name):
        return True
    return bool(record.arxiv) and not (doi or record.container_title or record.volume or record.PMID)
