"""The fields that a reference of each type cannot do without.

Source: BibTeX, "btxdoc", section 3.1; BibLaTeX manual 3.20, section 2.1.1 ("Required fields"), by CSL's names.
"""

from __future__ import annotations

from refexport.record import Record

_WHO = ("author", "editor")
_WHEN = ("issued",)
_WORK = (("title",), _WHEN)

REQUIRED: dict[str, tuple[tuple[str, ...], ...]] = {
    "article-journal": (("author",), *_WORK, ("container-title",)),
    "article-magazine": (*_WORK, ("container-title",)),
    "article-newspaper": (*_WORK, ("container-title",)),
    "book": ((*_WHO, "translator", "compiler"), *_WORK),
    "chapter": (("author",), *_WORK, ("container-title",)),
    "entry-dictionary": (("title",), ("container-title",)),
    "entry-encyclopedia": (("title",), ("container-title",)),
    "paper-conference": (("author",), *_WORK, ("container-title", "event-title")),
    "thesis": (("author",), *_WORK, ("publisher",)),
    "report": ((*_WHO, "publisher", "authority"), *_WORK),
    "patent": (("author",), *_WORK, ("number",)),
    "webpage": (("title",), ("URL", "DOI")),
    "post-weblog": (("title",), ("URL", "DOI")),
    "dataset": (("author", "editor", "publisher"), *_WORK),
    "software": (("title",),),
    "legal_case": (("title", "number"), _WHEN),
    "standard": (("title",), ("number",)),
    "interview": (("author", "interviewer"), _WHEN),
    "personal_communication": (("author",), _WHEN),
    "review-book": (("author",), _WHEN, ("container-title",)),
    "periodical": (("title", "container-title"), _WHEN),
}
"""By item type: each group of fields of which one must be there."""

OTHERS: tuple[tuple[str, ...], ...] = (("title", "note", "genre"),)
"""What every other type needs."""


def missing_fields(record: Record) -> list[tuple[str, ...]]:
    """Return the groups of fields of which a record has none, though its type needs one."""
    wanted = REQUIRED.get(record.type, OTHERS)
    return [names for names in wanted if not any(record[name] for name in names)]
