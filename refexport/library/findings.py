"""What is wrong with a record: the finding, and the codes there are."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any

from refexport.record import Record

CODES: dict[str, str] = {
    "missing-field": "a field is missing that the type needs",
    "date-impossible": "a month or day that does not exist, or an end before its beginning",
    "date-future": "a year later than next year",
    "date-unreadable": "a date that was not understood, and is no word such as `in press`",
    "pages-reversed": "the last page is before the first",
    "pages-impossible": "no page: `0`, `n/a`, or no letter or digit at all",
    "doi-malformed": "no DOI, or one with something around it",
    "isbn-malformed": "no ISBN",
    "isbn-check-digit": "an ISBN whose check digit is wrong",
    "issn-malformed": "no ISSN, or one without its hyphen",
    "issn-check-digit": "an ISSN whose check digit is wrong",
    "orcid-check-digit": "an ORCID iD that is malformed, or whose check digit is wrong",
    "pmid-malformed": "no PMID, or one with something around it",
    "pmcid-malformed": "no PMCID, or one with something around it",
    "arxiv-malformed": "no arXiv id, or one with something around it",
    "url-malformed": "no address, or one without `https://`",
    "doi-in-url": "the address is a DOI's, and the DOI field is empty",
    "title-capitals": "a title in capitals",
    "mojibake": "UTF-8 that was read in another encoding: `MÃ¼ller`",
    "lost-characters": "`�`, where a letter was lost",
    "html-entity": "an HTML entity: `&amp;`",
    "name-et-al": "`et al.` or `others` among the names",
    "name-whole-in-family": "a whole name in the field of the family name",
    "name-several": "several names in one",
    "name-digits": "a digit in a person's name",
    "name-swapped": "initials in the field of the family name",
    "name-capitals": "a family name in capitals",
    "name-punctuation": "a comma or semicolon at the end of a name",
    "name-title": "a title or role among the names: `Dr.`, `(Ed.)`",
    "duplicate-key": "a key that another record has",
}
"""Every code of `check`; a reader's own diagnostics, such as `unbalanced-braces`, stand beside them."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with a record, where it is, and what to do about it."""

    code: str
    """Stable name in kebab case, one of `CODES` or a reader's."""
    message: str
    """One line for a person."""
    record: str | None = None
    """Key of the record."""
    field: str | None = None
    """Field concerned, such as `title` or `author[0].family`."""
    value: str | None = None
    """What stands there."""
    suggestion: str | None = None
    """What could stand there instead, where that is known."""
    certain: bool = False
    """Whether the suggestion is certain, so that `--fix` puts it there."""
    source: str | None = None
    """File name."""
    line: int | None = None
    """Line in the file, counted from 1."""

    def __str__(self) -> str:
        """Return `file:line: key: message [code]`, as compilers do, with the suggestion."""
        place = ":".join(str(part) for part in (self.source, self.line) if part is not None)
        what = f"{self.record}: {self.message}" if self.record else self.message
        advice = f"; write {self.suggestion!r}" if self.suggestion else ""
        return f"{place}: {what}{advice} [{self.code}]" if place else f"{what}{advice} [{self.code}]"

    def as_dict(self) -> dict[str, Any]:
        """Return the finding as plain JSON data."""
        return asdict(self)


def matches(code: str, patterns: tuple[str, ...]) -> bool:
    """Return whether a code is one of those named, or begins with one: `name` names all of `name-…`."""
    return any(code == pattern or code.startswith(f"{pattern}-") for pattern in patterns)


_PATH = re.compile(r"([\w-]+)(?:\[(\d+)\])?(?:\.(\w+))?")


def repaired(record: Record, findings: list[Finding]) -> Record:
    """Return a record in which what is certain is put right.

    Args:
        record: the record.
        findings: of this record; those that are not certain do not matter.
    """
    for finding in findings:
        if finding.certain and finding.field and finding.suggestion is not None:
            record = _with(record, finding.field, finding.suggestion)
    return record


def _with(record: Record, path: str, value: str) -> Record:
    import msgspec

    match = _PATH.fullmatch(path)
    assert match
    attribute = match[1].replace("-", "_")
    if match[2] is None:
        return record.copy(**{attribute: value})
    entries = list(getattr(record, attribute))
    place = int(match[2])
    entries[place] = msgspec.structs.replace(entries[place], **{match[3]: value}) if match[3] else value
    return record.copy(**{attribute: tuple(entries)})
