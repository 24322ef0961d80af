"""Identifiers: taken out of what people write around them, normalised, checked.

Source: DOI Handbook 2.2, ISBN-13 and ISSN check digits (ISO 2108, ISO 3297), NLM's PMID and PMCID,
arXiv's identifier scheme, ORCID (ISO 7064 MOD 11-2).
"""

from __future__ import annotations

import re

_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
_PMCID = re.compile(r"(?:pmcid:?\s*|pmc:?\s*)?(\d{2,10})(?:\.\d+)?\.?", re.I)
_PMID = re.compile(r"(?:pmid:?\s*|https?://(?:www\.)?pubmed\.ncbi\.nlm\.nih\.gov/)?(\d{1,9})/?\.?", re.I)


def doi(text: str) -> str | None:
    """Return the bare DOI in a text, or `None`: `https://doi.org/10.1000/182.` → `10.1000/182`."""
    match = _DOI.search(text)
    return match[0].rstrip(".,;") if match else None


def pmid(text: str) -> str | None:
    """Return the bare PMID that a text is, or `None`: `PMID: 33081809` → `33081809`."""
    match = _PMID.fullmatch(text.strip())
    return match[1] if match else None


def pmcid(text: str) -> str | None:
    """Return the PMCID that a text is, or `None`: `PMC: 11091469.` → `PMC11091469`."""
    match = _PMCID.fullmatch(text.strip().removeprefix("https://www.ncbi.nlm.nih.gov/pmc/articles/").rstrip("/"))
    return f"PMC{match[1]}" if match else None
