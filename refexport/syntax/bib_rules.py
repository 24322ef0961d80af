"""What more than the name of a field decides on in reading BibTeX, and the writer must know: types, titles, places.

Source: BibLaTeX manual 3.20, section 2.2; Zotero's import as probed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from refexport.record import File
from refexport.syntax.bib_fields import GENRES
from refexport.text import identifiers
from refexport.text.journal_macros import JOURNAL_MACROS
from refexport.text.latex import decode, unescape_raw
from refexport.text.latex_raw import group_end

Fields = dict[str, str]
"""Field names, lower case, to values without their enclosing braces."""
Attributes = dict[str, Any]
"""Attributes of the record in the making."""

NOTE_ID = re.compile(r"\{?\b(PMID|PMCID|DOI|arXiv):\}?[\s~]*([^\s;,{}]+)[;,.]?\s*", re.I)
"""An identifier as Zotero and people write it into a note."""

NOTE_LABELS = {"pmid": "PMID", "pmcid": "PMCID", "doi": "DOI", "arxiv": "arxiv"}
"""Labels in notes, lower case, to variables."""

ARXIV_ALONE = re.compile(
    r"arxiv(?: e-?prints?)?[:\s]\s*([a-z-]+(?:\.[A-Z]{2})?/\d{7}|\d{4}\.\d{4,5})(v\d+)?"
    r"(?:\s*\[[\w.-]+\])?\.?",
    re.I,
)
"""An arXiv identifier and nothing else, as it stands in `howpublished`."""


_NOT_NUMBERS = re.compile(r"[,;()]|(?![xX])[^\W\d_]")


def _numbers(finder: Callable[[str], list[str]]) -> Callable[[str], str]:
    def normal(text: str) -> str:
        if not _NOT_NUMBERS.search(text):
            return text
        return " ".join(finder(text)) or text

    return normal


IDENTIFIERS: dict[str, Callable[[str], str | None]] = {
    "DOI": identifiers.doi,
    "PMID": identifiers.pmid,
    "PMCID": identifiers.pmcid,
    "arxiv": identifiers.arxiv,
    "ISBN": _numbers(identifiers.isbns),
    "ISSN": _numbers(identifiers.issns),
}
"""How the value of an identifier is taken out of what stands around it."""


_SERVER = re.compile(r"(?:arxiv|biorxiv|medrxiv|chemrxiv)(?:\W.*)?|corr", re.I | re.S)
_ARXIV_TITLE = re.compile(r"arxiv(?:\b[^:]*:| (?:e-?prints?|preprint) )\s*(\S+?)(?:\s*\[[^\]]*\])?\.?", re.I)
_DOI_ADDRESS = re.compile(r"https?://(?:dx\.)?doi\.org/", re.I)


def inferred(type: str, has_arxiv: bool, journal: str) -> str:
    """Return the CSL type of an entry: what stands only on arXiv, or in a preprint server's "journal", is a preprint.

    Args:
        type: as the entry type says it.
        has_arxiv: whether the entry has an arXiv identifier.
        journal: the journal, or nothing.
    """
    if type == "document" and has_arxiv:
        return "article"
    if type == "article-journal" and journal and is_server(journal):
        return "article"
    return type


def is_server(journal: str) -> bool:
    """Return whether a "journal" is a preprint server: `arXiv preprint arXiv:2101.00001`, `CoRR`."""
    return journal[0] in "aAbBcCmM" and _SERVER.fullmatch(journal) is not None


def arxiv_of_title(journal: str) -> str | None:
    """Return the arXiv identifier in the title of a "journal", as Google Scholar gives it, or `None`."""
    match = _ARXIV_TITLE.fullmatch(journal) if journal[:5].lower() == "arxiv" else None
    return identifiers.arxiv(match[1]) if match else None


def doi_of_address(url: str) -> str | None:
    """Return the DOI that an address resolves, or `None`."""
    return identifiers.doi(url) if _DOI_ADDRESS.match(url) else None


def add_identifiers(found: Attributes) -> list[str]:
    """Set the identifiers that stand in an address or a title where no field has them; return their attributes."""
    added = []
    if "URL" in found and "DOI" not in found and (doi := doi_of_address(found["URL"])):
        found["DOI"] = doi
        added.append("DOI")
    if "URL" in found and any(site in found["URL"] for site in _SITES):
        for attribute, read in _ADDRESS_OF.items():
            if attribute not in found and found["URL"].startswith("http") and (number := read(found["URL"])):
                found[attribute] = number
                added.append(attribute)
    title = found.get("container_title")
    if title and "arxiv" not in found and (arxiv := arxiv_of_title(title)):
        found["arxiv"] = arxiv
        added.append("arxiv")
    return added


def is_arxiv(fields: Mapping[str, str]) -> bool:
    """Return whether the `eprint` of an entry is an arXiv identifier."""
    text = fields.get("eprint")
    if not text:
        return False
    archive = (fields.get("eprinttype") or fields.get("archiveprefix") or "").strip().lower()
    return archive in ("arxiv", "") and identifiers.arxiv(unescape_raw(text)) is not None


def thesis_genre(found: Attributes, entry_type: str) -> None:
    """Set the genre that the entry type of a thesis says, or drop one that says no more."""
    genre = found.get("genre")
    if genre and genre.lower() == "thesis":
        del found["genre"]
    elif not genre and entry_type == "phdthesis":
        found["genre"] = GENRES["phdthesis"]
    elif not genre and entry_type == "mastersthesis":
        found["genre"] = "Master's thesis"


_SITES = ("ncbi", "arxiv", "europepmc")
_ADDRESS_OF: dict[str, Callable[[str], str | None]] = {
    "PMCID": identifiers.pmcid,
    "PMID": identifiers.pmid,
    "arxiv": identifiers.arxiv,
}

_URL_COMMAND = re.compile(r"\\url\s*\{|https?://", re.I)


_ADDRESS = re.compile(r"https?://\S*[^\s,;]")
_LINK = re.compile(r"\\href\s*\{(https?://[^{}\s]+)\}", re.I)


def take_address(found: Attributes, fields: Fields) -> None:
    """Take the address that stands for a publisher in `howpublished`."""
    text = fields["howpublished"]
    if "url" in fields:
        return
    if _URL_COMMAND.match(text.strip()):
        address = unescape_raw(text)
        if " " not in address:
            fields["url"] = address
            del fields["howpublished"]
    elif match := _LINK.search(text):
        fields["url"] = match[1]  # the text of the link stays: `Available at \href{https://example.org}{the archive}`


def part_addresses(found: Attributes) -> bool:
    """Leave the first of several addresses in its field, and list the others with the files; return if there are."""
    first, *others = found["URL"].split()
    if not others or not all(_ADDRESS.fullmatch(address) for address in (first, *others)):
        return False
    found["URL"] = first
    found["files"] = (*found.get("files", ()), *map(File, others))
    return True


def take_issn(found: Attributes) -> bool:
    """Take an article's ISSN in the field of ISBNs, where Mendeley puts it, for what it is; return if it is one."""
    if (
        found["type"] != "article-journal"
        or len(found["ISBN"]) not in (8, 9)
        or not identifiers.valid_issn(found["ISBN"])
    ):
        return False
    issn = found.pop("ISBN")
    held = found.get("ISSN", "").split(" ")
    found["ISSN"] = " ".join(filter(None, held if issn in held else [issn, *held]))
    return True


BREAK = re.compile(r"\\\\(?![\'\"`^~])(?:\[[^\[\]]{0,20}\])?[ \t]*\n?")
"""TeX's line break, by which Better BibTeX parts the lines of Zotero's Extra."""


def journal_of_macro(text: str) -> str:
    """Return the journal that a macro of the Astrophysics Data System names: `\\apj`; any other text as it is."""
    text = text.strip().removeprefix("{").removesuffix("}").strip()
    return JOURNAL_MACROS.get(text[1:], text)


def note_ids(note: str) -> tuple[list[tuple[str, str]], str]:
    """Return the identifiers in a note as labels and values, and what is left of it.

    Either the note is nothing but identifiers, or one stands alone on a line, as Zotero writes its Extra field.
    """
    if not NOTE_ID.sub("", note).strip():
        return NOTE_ID.findall(note), ""
    lines = note.split("\n")
    matches = [NOTE_ID.fullmatch(line.strip()) for line in lines] if len(lines) > 1 else []
    values = [(match[1], match[2]) for match in matches if match]
    rest = [line for line, match in zip(lines, matches, strict=True) if not match] if matches else lines
    return values, "\n".join(rest)


def take_preprint(fields: Fields) -> None:
    """Take arXiv's identifier that stands alone in `howpublished`: `arXiv:2101.00001 [cs.CL]`."""
    match = ARXIV_ALONE.fullmatch(fields["howpublished"].strip())
    if match and "eprint" not in fields:
        fields["eprint"], fields["eprinttype"] = match[1] + (match[2] or ""), "arxiv"
        del fields["howpublished"]


def take_web_of_science(fields: Fields) -> None:
    """Take the ISSN of the web, which has a field of its own there, and keywords within a second pair of braces."""
    if "eissn" in fields and fields.get("issn", "") != fields["eissn"]:
        issns = (fields.get("issn", ""), fields["eissn"])
        fields["issn"] = " ".join(issn.strip("{}") for issn in issns if issn)
    fields.pop("eissn", None)
    words = fields.get("keywords", "")
    if "unique-id" in fields and words.startswith("{") and group_end(words, 0) == len(words):
        fields["keywords"] = words[1:-1]


TITLE_FIELDS = frozenset(
    {
        "maintitle",
        "subtitle",
        "booksubtitle",
        "issuesubtitle",
        "journalsubtitle",
        "mainsubtitle",
        "fjournal",
        "titleaddon",
    }
)
_ONLINE = frozenset({"webpage", "post", "post-weblog", "broadcast"})


_TITLES_WITH_SUBTITLES = (
    ("title", "subtitle"),
    ("booktitle", "booksubtitle"),
    ("maintitle", "mainsubtitle"),
    ("issuetitle", "issuesubtitle"),
    ("journaltitle", "journalsubtitle"),
    ("journal", "journalsubtitle"),
)


def join_titles(fields: Fields, type: str) -> None:
    """Join titles with their subtitles, and give BibLaTeX's further titles to the fields of CSL's variables."""
    for title, subtitle in _TITLES_WITH_SUBTITLES:
        if title in fields and subtitle in fields:
            fields[title] = _joined(fields[title], fields.pop(subtitle))
    if "fjournal" in fields:
        if "journal" in fields:
            fields.setdefault("shortjournal", fields["journal"])
        fields["journal"] = fields.pop("fjournal")
    if "titleaddon" in fields and type in _ONLINE and not fields.keys() & {"booktitle", "journal", "journaltitle"}:
        fields["booktitle"] = fields.pop("titleaddon")
    if "maintitle" in fields:
        _main_title(fields, type)


def drop_same_booktitle(fields: Fields) -> None:
    """Leave out the `booktitle` that proceedings have beside the same `title`, for those that inherit it."""
    if decode(fields["booktitle"]) == decode(fields.get("title", "")):
        del fields["booktitle"]


def _main_title(fields: Fields, type: str) -> None:
    # Of a book, the whole's title is the `title`; where it has a `booktitle` too, it is that one's whole.
    whole = type in ("book", "classic", "collection", "periodical") and "booktitle" not in fields
    inner = "title" if whole else "booktitle"
    if inner in fields:
        fields.setdefault("volumetitle", fields[inner])
    fields[inner] = fields.pop("maintitle")


def _joined(title: str, subtitle: str) -> str:
    title, subtitle = title.strip(), subtitle.strip()
    if not title or not subtitle:
        return title or subtitle
    return f"{title} {subtitle}" if title.rstrip("}")[-1:] in "-–—:!?.;" else f"{title}: {subtitle}"


def take_place(fields: Fields) -> None:
    """Take the `location` of a conference paper for the publisher's place where it is BibLaTeX's."""
    # BibTeX's `location` is where the conference was; in BibLaTeX that is `venue`, and `location` the publisher's.
    if "venue" in fields or ("date" in fields and "year" not in fields):
        fields.setdefault("address", fields.pop("location"))
