"""JSON Lines of normalized records: one a line, as `refexport.json_schema()` describes them, exactly as they are.

This is the format for programs: nothing is lost, whatever the record, and records can be read and appended one by
one.  Keys are CSL's names, values as in `refexport.Record`: names as objects, dates with `start` and `end`, `keyword`
and `files` as lists, `custom` by format.

Lines of CSL-JSON items are read too.  Keys that a record does not have are kept in `custom["jsonl"]`;
those in names, dates and files are reported.  Of a key that stands twice in one object the last counts, without a word.

Source: JSON Lines (jsonlines.org); the record's own schema.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from refexport.item import record_of
from refexport.limits import nesting
from refexport.parts import Before, cut, framed, plain_frame
from refexport.record import Date, File, Name, Record
from refexport.registry import Format
from refexport.report import Report
from refexport.source import Source
from refexport.syntax.json_scan import is_deeper, too_deep
from refexport.targets import Target
from refexport.text.dates import possible
from refexport.vocabulary import DATE_VARIABLES, ITEM_TYPES, NAME_VARIABLES, VARIABLES

ID = "jsonl"

TYPES: dict[str, str] = {type: type for type in ITEM_TYPES}
"""CSL type to the value of `type`: the same."""

FIELDS: dict[str, str] = {name: name for name in (*VARIABLES, "id", "type", "keyword", "files", "custom")}
"""CSL variable to key: the same."""

_KEYS = frozenset(FIELDS) | {"part"}
_LINE = re.compile(r'\{"(?:id|type)":')


def sniff(head: str) -> int:
    """Return how surely a text is JSON Lines of records: a line that is an object with our keys."""
    if not _LINE.match(head):
        return 0
    first, _, rest = head.partition("\n")
    if '"date-parts"' in first or '"journalAbbreviation"' in first:
        return 0
    if '"start":[' in first or rest.startswith("{"):
        return 90
    return 85 if first.endswith("}") and '"type":"' in first else 0


def read(source: Source, report: Report) -> Iterator[Record]:
    """Yield the record of each line."""
    most = nesting()
    for number, line in enumerate(source.text.split("\n"), start=source.first_line):
        if not line or line.isspace():
            continue
        code, record = "not-a-record", None
        try:
            fields = msgspec.json.decode(line)
            if is_deeper(line, fields, most):
                raise RecursionError
            record = _record(fields, report, source.name, number) if isinstance(fields, dict) else None
        except RecursionError:
            code, message = "nested-too-deep", f"the line is left out: {too_deep()}"
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            message = f"{str(error)[:200]}; the line is left out"
        else:
            message = "a line must be an object, in braces; it is left out"
        if record is None:
            report.error(code, message, source=source.name, line=number, raw=line)
        else:
            yield _checked(record, report, source.name, number)


def _record(fields: dict[str, Any], report: Report, source: str, line: int) -> Record:
    if any(isinstance(fields.get(name), dict) and "date-parts" in fields[name] for name in DATE_VARIABLES):
        return record_of(fields, report, source=source, line=line)
    unknown = fields.keys() - _KEYS
    if unknown:
        custom = fields.setdefault("custom", {})
        if isinstance(custom, dict):
            custom.setdefault(ID, {}).update({key: fields.pop(key) for key in sorted(unknown)})
    record = msgspec.convert(fields, Record)
    for key, value in fields.items():
        kind = type(value)
        if (kind is list or kind is dict) and key in _INNER:
            _report_beside(record, key, value, report)
    return record


_INNER = {
    **{name: frozenset(Name.__struct_encode_fields__) for name in NAME_VARIABLES},
    **{name: frozenset(Date.__struct_encode_fields__) for name in DATE_VARIABLES},
    "files": frozenset(File.__struct_encode_fields__),
}
"""Keys whose values are objects, or lists of them, to the keys of those."""


def _report_beside(record: Record, key: str, value: Any, report: Report) -> None:
    """Report what stands in a name, date or file beside what one has."""
    known = _INNER[key]
    for place, each in enumerate(value if type(value) is list else [value]):
        # msgspec has refused what is no object.
        if known.issuperset(each):
            continue
        for name in each:
            if name in known:
                continue
            path = f"{key.replace('-', '_')}{f'[{place}]' if type(value) is list else ''}.{name}"
            report.lose(record.id, path, "dropped", "no key of the record's", format=ID, value=each[name])


def _checked(record: Record, report: Report, source: str, line: int) -> Record:
    if record.type not in ITEM_TYPES:
        message = f"type '{record.type}' is none of CSL's; read as 'document'"
        report.warn("unknown-type", message, source=source, line=line, record=record.id)
        record.custom.setdefault(ID, {})["type"] = record.type
        record.type = "document"
    for attribute in _DATES:
        date = getattr(record, attribute)
        if date == Date():
            setattr(record, attribute, None)
        elif date is not None and (kept := possible(date)) is not date:
            message = f"'{attribute}' has a month, day or season that does not exist, or no beginning; kept as a text"
            report.warn("date-impossible", message, source=source, line=line, record=record.id, raw=str(date))
            setattr(record, attribute, kept)
    return record


_DATES = tuple(VARIABLES[name].attribute for name in DATE_VARIABLES)


def body(records: Iterable[Record], report: Report, target: Target, before: Before) -> Iterator[str]:
    """Yield each record on a line."""
    encoder = msgspec.json.Encoder(enc_hook=str)
    for record in records:
        yield encoder.encode(record).decode() + "\n"


def parts(source: Source) -> Iterator[Source]:
    """Yield the parts of a file of any size."""
    return cut(source, lambda text: text.rfind("\n") + 1)


FORMAT = Format(
    id=ID,
    name="JSON Lines of records",
    suffixes=(".jsonl", ".ndjson"),
    sniff=sniff,
    read=read,
    parts=parts,
    write=framed(body, plain_frame),
    body=body,
    frame=plain_frame,
)
