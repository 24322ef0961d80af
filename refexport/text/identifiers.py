"""Identifiers: taken out of what people write around them, normalised, checked.

Source: DOI Handbook 2.2, ISBN and ISSN check digits (ISO 2108, ISO 3297), NLM's PMID and PMCID,
arXiv's identifier scheme, ORCID (ISO 7064 MOD 11-2).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import unquote

_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
_DOI_URL = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:?\s*)", re.I)
_PMCID = re.compile(
    r"(?:https?://(?:www\.ncbi\.nlm\.nih\.gov/(?:labs/)?pmc/articles|pmc\.ncbi\.nlm\.nih\.gov/articles|"
    r"europepmc\.org/articles?)/)?(?:pmc(?:id)?:?\s*)?(?:pmc)?(\d{1,10})(?:\.\d+)?[./]*",
    re.I,
)
_PMID = re.compile(
    r"(?:https?://(?:www\.)?(?:pubmed\.ncbi\.nlm\.nih\.gov|ncbi\.nlm\.nih\.gov/(?:m/)?pubmed)/)?"
    r"(?:(?:pubmed|pmid)(?:\s*id)?[:\s]\s*)?(\d{1,9})[./]*",
    re.I,
)
_ARXIV = re.compile(
    r"(?:https?://(?:www\.|export\.)?arxiv\.org/(?:abs|pdf)/|arxiv[:\s]\s*)?"
    r"(\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[a-z]{2})?/\d{7}(?:v\d+)?)(?:\.pdf)?(?:\s*\[[\w.-]+\])?",
    re.I,
)
_ISBN = re.compile(r"(?<![\dXx])(?:97[89][-\s]?(?:\d[-\s]?){9}\d|(?:\d[-\s]?){9}[\dXx])(?![\dXx])")
_ISSN = re.compile(r"(?<!\d)(\d{4})-?(\d{3}[\dXx])(?!\d)")
_ORCID = re.compile(r"(?<!\d)(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dXx])(?!\d)")


_BESIDE_DOI = re.compile(r"https?://\S*|\bdoi\b", re.I)
_WORD = re.compile(r"[^\W\d_]{3,}")
_DOI_PREFIX = re.compile(r"(?:doi:? *|https?://(?:dx\.)?doi\.org/)?", re.I)


@lru_cache(maxsize=8192)
def doi(text: str) -> str | None:
    """Return the bare DOI in a text, or `None`: `https://doi.org/10.1000/182.` → `10.1000/182`."""
    match = _DOI.search(text)
    if not match and "%2" in text:
        text = unquote(text)
        match = _DOI.search(text)
    if not match:
        return None
    found = unquote(match[0]) if "://" in text and "%" in match[0] else match[0]
    return _without_tail(found)


def _without_tail(found: str) -> str:
    """Cut what a sentence puts behind a DOI: a full stop, or a bracket that was opened before it."""
    end = len(found)
    # Counted once, where there is a bracket at the end: a text of closing brackets alone stays linear.
    open_: dict[str, int] = {}
    while end and (last := found[end - 1]) in ".,;:'\")]}>":
        if opener := _OPENERS.get(last):
            if last not in open_:
                open_[last] = found.count(opener, 0, end) - found.count(last, 0, end)
            if open_[last] >= 0:
                break
            open_[last] += 1
        end -= 1
    return found[:end]


_OPENERS = {")": "(", "]": "[", "}": "{", ">": "<"}


def is_doi(text: str) -> bool:
    """Return whether a text is a bare DOI and nothing else."""
    return doi(text) == text


def has_remark(text: str) -> bool:
    """Return whether words stand beside the DOI in a text: `10.1000/182 (corrected)`."""
    return " " in text and _WORD.search(_BESIDE_DOI.sub(" ", _DOI.sub("", text))) is not None


def is_doi_again(text: str, known: str | None) -> bool:
    """Return whether a text says a known DOI and nothing else: bare, as an address or behind `doi:`."""
    found = doi(text)
    if not found or not known or found.lower() != known.lower():
        return False
    return _DOI_PREFIX.fullmatch(text.strip().removesuffix(found)) is not None


def pmid(text: str) -> str | None:
    """Return the bare PMID that a text is, or `None`: `PMID: 33081809` → `33081809`."""
    if text.isdecimal() and text.isascii() and len(text) < 10:
        return text
    match = _PMID.fullmatch(text.strip())
    return match[1] if match else None


def accession_pmid(number: str, database: str) -> str | None:
    """Return the PMID that an accession number of a database is, or `None`: EndNote keeps PubMed's there."""
    is_medline = any(name in database.lower() for name in ("pubmed", "medline", "nlm"))
    return number if is_medline and number.isdecimal() and number.isascii() and len(number) < 10 else None


def pmcid(text: str) -> str | None:
    """Return the PMCID that a text is, or `None`: `PMC: 11091469.` → `PMC11091469`."""
    if text.startswith("PMC") and text[3:].isdecimal() and text.isascii() and len(text) < 14:
        return text
    match = _PMCID.fullmatch(text.strip())
    return f"PMC{match[1]}" if match else None


def arxiv(text: str) -> str | None:
    """Return the bare arXiv id that a text is, or `None`: `arXiv:2101.00001v2 [cs.CL]` → `2101.00001v2`."""
    match = _ARXIV.fullmatch(text.strip())
    return match[1] if match else None


def isbns(text: str) -> list[str]:
    """Return the ISBNs in a text as they are written, hyphens kept, those with a wrong check digit left out."""
    return [found for found in (match[0].strip() for match in _ISBN.finditer(text)) if valid_isbn(found)]


def valid_isbn(text: str) -> bool:
    """Return whether the check digit of an ISBN of 10 or 13 digits is right."""
    digits = re.sub(r"[-\s]", "", text).upper()
    if re.fullmatch(r"\d{13}", digits):
        return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits)) % 10 == 0
    return bool(re.fullmatch(r"\d{9}[\dX]", digits)) and _modulo_11(digits, 10) == 0


def issns(text: str) -> list[str]:
    """Return the ISSNs in a text as `1234-567X`, those with a wrong check digit left out."""
    found = (f"{match[1]}-{match[2].upper()}" for match in _ISSN.finditer(text))
    return [issn for issn in found if valid_issn(issn)]


def issns_beside_isbns(text: str) -> list[str]:
    """Return the ISSNs in a text that are no part of an ISBN in it, whatever its check digit: `978-3-8376-2566-0`."""
    return issns(_ISBN.sub(" ", text))


def apart(text: str, read: Callable[[str], list[str]]) -> list[str]:
    """Return each number of a text that is a list of them, none twice, and nothing else; or the text as it is.

    Args:
        text: with blanks between the numbers.
        read: `issns` or `isbns`.
    """
    numbers = text.split(" ")
    return numbers if read(text) == numbers == list(dict.fromkeys(numbers)) else [text]


def listed_issns(text: str) -> str:
    """Return several ISSNs as files list them, `0021-8979, 1089-7550`; a text that is no such list as it is."""
    parts = text.split(" ")
    return ", ".join(parts) if len(parts) > 1 and issns(text) == parts else text


def valid_issn(text: str) -> bool:
    """Return whether the check digit of an ISSN is right."""
    digits = text.replace("-", "").upper()
    return bool(re.fullmatch(r"\d{7}[\dX]", digits)) and _modulo_11(digits, 8) == 0


def _modulo_11(digits: str, weight: int) -> int:
    values = (10 if digit == "X" else int(digit) for digit in digits)
    return sum(value * (weight - place) for place, value in enumerate(values)) % 11


def orcid(text: str) -> str | None:
    """Return the ORCID iD in a text as `0000-0002-1825-0097`, or `None` if none or its check digit is wrong."""
    match = _ORCID.search(text)
    if not match:
        return None
    digits = "".join(match.groups()).upper()
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    right = "X" if check == 10 else str(check)
    return "-".join(match.groups()).upper() if digits[-1] == right else None
