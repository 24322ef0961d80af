"""Records that can be written: what is no character, no date or no item type is replaced and told.

No reader makes halves of surrogate pairs, which no encoding of Unicode has, a thirteenth month, or a type that the
vocabulary does not have; a program that makes records by itself can.

Source: Unicode Standard, section 3.9, D71 to D76.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import msgspec

from refexport.record import Record
from refexport.report import Report
from refexport.text.characters import clean
from refexport.text.dates import is_possible, possible
from refexport.vocabulary import DATE_VARIABLES, ITEM_TYPES, VARIABLES

_ENCODE = msgspec.json.Encoder(enc_hook=str).encode
_SUSPECT = re.compile(
    rb"\\(?:u00|[bfr])|\x7f|\xc2[\x80-\x9f]|\xef\xb7[\x90-\xaf]|\xef\xbf[\xbe\xbf]|[\xf0-\xf4].\xbf[\xbe\xbf]"
)
"""What JSON makes of controls and noncharacters, and of a few other texts."""
_HARMLESS = bytes(sign for sign in range(256) if sign not in b"\\\x7f\xc2\xef\xf0\xf1\xf2\xf3\xf4")
"""The bytes with which none of them begins: most records hold none, which is seen sooner so than by searching."""


def sound(records: Iterable[Record], report: Report, format: str) -> Iterator[Record]:
    """Yield records, copies of those with halves of surrogate pairs, or dates or item types that do not exist.

    U+FFFD stands for the first, a text for the second, a document for the third.

    Args:
        records: of any number.
        report: gets a loss for each value that is altered.
        format: id of the format that is written.
    """
    for record in records:
        if encoded(record) is None:
            record = _mended(record, report, format)
        yield _dated(typed(record, report, format), report, format)


def typed(record: Record, report: Report, format: str) -> Record:
    """Return a record, as a document if its item type is none of CSL's, of which no table says what it is elsewhere.

    Args:
        record: is left as it is.
        report: gets a loss if the type is altered.
        format: id of the format that it is laid to.
    """
    if record.type in ITEM_TYPES:
        return record
    report.lose(record.id, "type", "altered", "not an item type of CSL; a document", format=format, value=record.type)
    return record.copy(type="document")


def encoded(record: Record) -> bytes | None:
    """Return a record as JSON in UTF-8, to look for characters in, or `None` where it has halves of surrogate pairs.

    That takes a fraction of the time of a look at each of its texts.  Custom values that are no data of JSON are the
    writers' business: a record with such is empty.
    """
    try:
        return _ENCODE(record)
    except UnicodeEncodeError:
        return None
    except (TypeError, RecursionError):
        return b""


def _dated(record: Record, report: Report, format: str) -> Record:
    dates = {name: date for name in _DATES if (date := getattr(record, name)) is not None and not is_possible(date)}
    for name, date in dates.items():
        reason = "a month, day or season that does not exist, or no beginning; written as a text"
        report.lose(record.id, name, "altered", reason, format=format, value=str(date))
    return record.copy(**{name: possible(date) for name, date in dates.items()}) if dates else record


_DATES = tuple(VARIABLES[name].attribute for name in DATE_VARIABLES)


def printable(record: Record, report: Report, format: str) -> Record:
    """Return a record without controls and noncharacters, of which some make programs refuse a whole file.

    Args:
        record: is left as it is; of the copy the id is the same.
        report: gets a loss for each value that is altered.
        format: id of the format that is written.
    """
    data = encoded(record)
    if data is not None and (not data.translate(None, _HARMLESS) or not _SUSPECT.search(data)):
        return record
    found, changed = with_texts(record, _with_line_ends)
    for name in changed:
        if name != "id":
            reason = "characters that are no text are left out"
            report.lose(record.id, name, "altered", reason, format=format, value=getattr(record, name))
    return found.copy(id=record.id) if changed else record


def _with_line_ends(text: str) -> str:
    return clean(text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n"))


def _mended(record: Record, report: Report, format: str) -> Record:
    mended, changed = with_texts(record, paired)
    for name in changed:
        value = paired(str(getattr(record, name)))
        report.lose(mended.id, name, "altered", "half of a surrogate pair is no character", format=format, value=value)
    return mended


def paired(text: str) -> str:
    """Return a text with its surrogates paired, or replaced."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def with_texts(record: Record, change: Callable[[str], str]) -> tuple[Record, list[str]]:
    """Return a copy of a record with all its texts changed, and the names of the attributes that differ.

    Args:
        record: is left as it is.
        change: returns the new text for any text of the record, names and keys of custom fields among them.
    """
    fields = {name: getattr(record, name) for name in record.__struct_fields__}
    changed = {name: new for name, value in fields.items() if (new := _mapped(value, change)) != value}
    return record.copy(**changed), list(changed)


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple | list):
        return type(value)(_mapped(each, change) for each in value)
    if isinstance(value, dict):
        return {_mapped(key, change): _mapped(each, change) for key, each in value.items()}
    if isinstance(value, msgspec.Struct):
        names = value.__struct_fields__
        return msgspec.structs.replace(value, **{name: _mapped(getattr(value, name), change) for name in names})
    return value
