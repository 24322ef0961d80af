"""One record out of several of the same work, field by field, by a documented rule; with the origin of each value.

The rule, for each field that more than one record has:

* writings of one value (equal but for case, diacritics, markup and punctuation): the richest one, which is not in
  capitals, has its diacritics, and no LaTeX or entities;
* titles, where one is the other shortened: the longer one; names of journals: the full name, and the abbreviation as
  the short title;
* names: the list with more people, then with fuller given names; pages: the range in full; dates: the more precise;
* keywords, files, ISBNs and ISSNs: all of them; notes and annotations: joined; abstracts: the longest;
* whatever else differs: the value of the most complete record, which is the one with a DOI or PMID, then with more
  fields, then the first; the other value is a loss in the report.

The key is that of the first record, for documents cite by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from refexport.library import values
from refexport.record import Record
from refexport.report import Report
from refexport.vocabulary import DATE_VARIABLES, NAME_VARIABLES, VARIABLES


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value of a merged record comes from."""

    record: str
    """Key of the record that the value was taken from."""
    rule: str
    """Why this one: `only`, `same`, `richer writing`, `full form`, `fuller`, `all`, or `most complete record`."""
    others: tuple[tuple[str, Any], ...] = ()
    """`(key, value)` of the records that say something else, which the merged record does not hold."""


@dataclass(slots=True)
class Merged:
    """A record made of several."""

    record: Record
    """The merged record, under the key of the first."""
    members: tuple[str, ...]
    """Keys of the records that it is made of, in their order."""
    origins: dict[str, Origin] = field(default_factory=dict)
    """Of every field of the merged record, by CSL's name: where its value comes from."""


Choice = tuple[int, Any, str]
"""Place of the record whose value is taken, the value, and the rule."""
Found = list[tuple[int, Any]]


def merge_records(
    records: Sequence[Record], report: Report | None = None, labels: Sequence[str] | None = None
) -> Merged:
    """Return one record out of several of the same work.

    Args:
        records: of one work, at least one, in the order in which they stand.
        report: gets what is not kept of the values that differ, as losses.
        labels: what the records are called where the origin of a value is told; by default their keys.
    """
    labels = labels or [record.id for record in records]
    order = sorted(range(len(records)), key=lambda place: (_completeness(records[place]), -place), reverse=True)
    merged = Merged(Record(id=records[0].id), tuple(labels))
    _take(merged, "type", _type(records, order))
    for name, attribute in _FIELDS:
        found = [(place, value) for place in order if (value := getattr(records[place], attribute))]
        if found:
            _take(merged, name, _choose(name, found), found)
    _take_short_title(merged, records, order)
    _take_custom(merged, records, order)
    if report is not None:
        _report_losses(merged, report)
    return merged


_FIELDS = (*((name, variable.attribute) for name, variable in VARIABLES.items()), ("keyword", "keyword"),
           ("files", "files"), ("part", "part"))  # fmt: skip


def _completeness(record: Record) -> tuple[bool, int]:
    return bool(record.DOI or record.PMID), sum(1 for _ in record.variables())


def _type(records: Sequence[Record], order: list[int]) -> Choice:
    # `document` is what readers make of a type that they do not know.
    known = [place for place in order if records[place].type != "document"] or order
    same = len({record.type for record in records}) == 1
    return known[0], records[known[0]].type, "same" if same else "most complete record"


def _take(merged: Merged, name: str, choice: Choice, found: Found | None = None) -> None:
    place, value, rule = choice
    setattr(merged.record, _ATTRIBUTES.get(name, name), value)
    others = [(at, other) for at, other in found or () if at != place and not _is_in(name, other, value)]
    called = merged.members
    merged.origins[name] = Origin(called[place], rule, tuple((called[at], other) for at, other in others))


_ATTRIBUTES = dict(_FIELDS)


def _is_in(name: str, other: Any, value: Any) -> bool:
    """Return whether a value that was not taken is in the one that was."""
    if name in NAME_VARIABLES:
        return values.same_people(other, value)
    if name in DATE_VARIABLES:
        return values.same_date(other, value)
    if name in ("keyword", "files"):
        return True
    if name == "page":
        return values.same_pages(other, value)
    return values.is_said_by(other, value) or (name in _SHORTENED and values.is_longer_form(name, value, other))


def _choose(name: str, found: Found) -> Choice:
    if len(found) == 1:
        return (*found[0], "only")
    if all(value == found[0][1] for _, value in found):
        return (*min(found), "same") if name not in _UNORDERED else (*found[0], "same")
    if name in _ALL:
        return found[0][0], _ALL[name]([value for _, value in found]), "all"
    if name in NAME_VARIABLES:
        return _best(found, values.fullness_of_people, values.same_people, "fuller")
    if name in DATE_VARIABLES:
        return _best(found, values.precision_of_date, values.same_date, "fuller")
    if name == "page":
        return _best(found, values.fullness_of_pages, values.same_pages, "fuller")
    if name == "abstract":
        return _best(found, len, lambda one, other: True, "fuller")
    return _text(name, found)


_UNORDERED = frozenset({"keyword", "files", "part", *NAME_VARIABLES, *DATE_VARIABLES})
_ALL: dict[str, Callable[[list[Any]], Any]] = {
    "keyword": values.all_keywords,
    "files": values.all_files,
    "ISBN": values.all_numbers,
    "ISSN": values.all_numbers,
    "note": values.all_paragraphs,
    "annote": values.all_paragraphs,
}


def _best(found: Found, measure: Callable[[Any], Any], same: Callable[[Any, Any], bool], rule: str) -> Choice:
    """Return the fullest value of those that say the same as the most complete record's, which stands first."""
    place, leading = found[0]
    best = max(found, key=lambda one: (same(leading, one[1]) or same(one[1], leading), measure(one[1])))
    agree = all(same(value, best[1]) for _, value in found)
    if not agree and best[0] == place:
        rule = "most complete record"
    return best[0], best[1], rule


def _text(name: str, found: Found) -> Choice:
    leading = found[0][1]
    group = [one for one in found if values.same_writing(one[1], leading)]
    best = max(group, key=lambda one: values.quality_of_writing(one[1]))
    if len(group) == len(found):
        return best[0], best[1], "richer writing"
    if name in _SHORTENED:
        longer = [one for one in found if values.is_longer_form(name, one[1], leading)]
        best = max(longer, key=lambda one: values.quality_of_writing(one[1])) if longer else best
        if all(values.same_writing(one[1], best[1]) or values.is_longer_form(name, best[1], one[1]) for one in found):
            return best[0], best[1], "full form"
    return best[0], best[1], "most complete record"


_SHORTENED = frozenset({"title", "container-title", "collection-title", "publisher", "event-title"})


def _take_short_title(merged: Merged, records: Sequence[Record], order: list[int]) -> None:
    """Keep an abbreviation that stands in place of the full name of a journal."""
    full = merged.record.container_title
    if not full or merged.record.container_title_short:
        return
    for place in order:
        title = records[place].container_title
        if title and title != full and values.is_longer_form("container-title", full, title):
            merged.record.container_title_short = title
            merged.origins["container-title-short"] = Origin(merged.members[place], "full form")
            return


def _take_custom(merged: Merged, records: Sequence[Record], order: list[int]) -> None:
    for place in order:
        for format, fields in records[place].custom.items():
            ours = merged.record.custom.setdefault(format, {})
            for name, value in fields.items():
                path = f"custom.{format}.{name}"
                if name not in ours:
                    ours[name] = value
                    merged.origins[path] = Origin(merged.members[place], "only")
                elif ours[name] != value:
                    origin = merged.origins[path]
                    others = (*origin.others, (merged.members[place], value))
                    merged.origins[path] = Origin(origin.record, "most complete record", others)


def _report_losses(merged: Merged, report: Report) -> None:
    for name, origin in merged.origins.items():
        for key, value in origin.others:
            reason = f"the value of '{origin.record}' is kept ({origin.rule})"
            report.lose(key, name, "dropped", reason, value=_readable(value))


def _readable(value: Any) -> str:
    return "; ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def described(merged: Merged) -> dict[str, Any]:
    """Return a merged record as plain JSON data: its key, its members, and the origin of every value."""
    return {"key": merged.record.id, "members": list(merged.members), "values": dict(_origins(merged))}


def _origins(merged: Merged) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, origin in merged.origins.items():
        told: dict[str, Any] = {"from": origin.record, "rule": origin.rule}
        if origin.others:
            told["others"] = [{"from": key, "value": _readable(value)} for key, value in origin.others]
        yield name, told
