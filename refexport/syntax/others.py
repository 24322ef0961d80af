"""The "et al." that ends a list of names which was cut: EndNote writes it as an author of its own, BibTeX as `others`.

It is no name, but says something of the list: it is kept beside the names, in `custom`, whatever format it came from,
and written again where a format has a sign for it.

Source: EndNote manual, "Entering Author and Editor Names": a truncated list ends in `et al.,`; BibTeX, "btxdoc", on
`and others`; NLM, "MEDLINE/PubMed Data Element (Field) Descriptions", AU; MODS 3.5, `etal`.
"""

from __future__ import annotations

from collections.abc import Collection
from operator import attrgetter

from refexport.record import Name, Record
from refexport.report import Report
from refexport.unnamed import AND_OTHERS, OURS, cut_lists, keep_cut
from refexport.vocabulary import NAME_VARIABLES, VARIABLES

ET_AL = Name(literal="et al.")
"""What stands at the end of a list in formats that have it as a name."""

_OTHERS = frozenset({"et al", "and others", "others"})
_LISTS = tuple(VARIABLES[name].attribute for name in NAME_VARIABLES)
_lists_of = attrgetter(*_LISTS)


def is_others(name: Name) -> bool:
    """Return whether a name is none, but stands for others: `et al.`, `others`, and `al., et`."""
    text = name.literal or name.family or ""
    if name.given:
        return name.given.lower() == "et" and text.lower() in ("al", "al.")
    return text.rstrip(".").lower() in _OTHERS


def keep_others(record: Record) -> None:
    """Take what stands for others from the end of each list of names, and keep beside the record which lists had it."""
    for names in filter(None, _lists_of(record)):
        # Few names have no given name: the others cost no more than a look.
        if (not (given := names[-1].given) or given in ("et", "Et", "ET")) and is_others(names[-1]):
            break
    else:
        return
    cut = [attribute for attribute in _LISTS if len(names := getattr(record, attribute)) > 1 and is_others(names[-1])]
    for attribute in cut:
        setattr(record, attribute, getattr(record, attribute)[:-1])
    keep_cut(record, cut)


def lose_cut(record: Record, written: Collection[str], report: Report, format: str) -> None:
    """Report the lists of names that go on and of which the format does not say so.

    Args:
        record: as it is written.
        written: attributes of the lists that are written with a sign for others.
        report: gets the loss.
        format: id of the format that the loss is laid to.
    """
    lists = cut_lists(record)
    if lists.issubset(written) and lists:
        return
    change, value = "altered" if lists & set(written) else "dropped", record.custom[OURS][AND_OTHERS]
    reason = "no sign that a list of names goes on"
    report.lose(record.id, f"custom.{OURS}.{AND_OTHERS}", change, reason, format=format, value=value)  # type: ignore[arg-type]
