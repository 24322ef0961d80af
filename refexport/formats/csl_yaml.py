"""CSL-YAML, as pandoc and Quarto read it: CSL-JSON's items as YAML, in a list or under `references`.

Items are those of CSL-JSON in every respect (see there), with two differences:

* Texts are inline Markdown, as pandoc takes them: `*italic*`, `**bold**`, `^sup^`, `~sub~`, `[Small]{.smallcaps}`,
  `[nocase]{.nocase}`; CSL's HTML-like tags are understood too.  Names, numbers and identifiers are plain.
* Dates are written in EDTF where that says all (`2020-10-21`, `2019/2020`, `1850~`), else as objects.

Scalars are read as texts, but for JSON's own `null`, `true`, `false` and numbers: `no` is a language, `2020-10-21` a
date, and `007` an issue.  Where one item is broken YAML, the others are read.

Source: pandoc User's Guide, "Specifying bibliographic data"; CSL-JSON schema 1.0.2; YAML 1.2.2, core schema.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from refexport.errors import InputError
from refexport.item import NOT_CSL, is_item, record_of
from refexport.limits import advice, nesting
from refexport.parts import Before, Frame, framed
from refexport.record import Record
from refexport.registry import Format
from refexport.report import Report
from refexport.source import Source
from refexport.syntax.csl_items import FIELDS, TYPES, exchange_item
from refexport.syntax.yaml_block import Word, mapping, named, scalar
from refexport.syntax.yaml_values import Values
from refexport.targets import Target
from refexport.text.dates import edtf, parse_date
from refexport.text.markdown import from_markdown, to_markdown
from refexport.vocabulary import DATE_VARIABLES, ITEM_TYPES, RAW_VARIABLES, TEXT_VARIABLES, VARIABLES

__all__ = ["FIELDS", "FORMAT", "TYPES"]

ID = "csl-yaml"

_MARKDOWN = frozenset(TEXT_VARIABLES) - RAW_VARIABLES | {"journalAbbreviation", "shortTitle", "event"}
"""Keys whose values are Markdown."""

_SNIFF = re.compile(r"(?:---\s*\n)?(?:#.*\n|\s*\n)*(?:references:\s*\n| *- +[\"']?(?:id|type|abstract|author)[\"']?:)")
_ITEM_TYPE = re.compile(r"^[ -]+[\"']?type[\"']?: +[\"']?(?:" + "|".join(ITEM_TYPES) + r")\b", re.M)
_ITEM = re.compile(r"^( *)- +\S", re.M)
_WRAPPERS = ("references", "items", "bibliography")


def sniff(head: str) -> int:
    """Return how surely a text is CSL-YAML: a list of items with CSL's types."""
    if not _SNIFF.match(head):
        return 0
    return 90 if _ITEM_TYPE.search(head) else 40


def read(source: Source, report: Report) -> Iterator[Record]:
    """Yield the records of CSL-YAML."""
    for item, line in _items(source, report):
        if not isinstance(item, dict):
            message = "an item must be a mapping of keys and values; this one is left out"
            report.error("not-an-item", message, source=source.name, line=line, raw=str(item))
            continue
        if not is_item(item):
            report.error("not-an-item", NOT_CSL, source=source.name, line=line, raw=str(item))
            continue
        texts = {key: from_markdown(item[key]) for key in _MARKDOWN & item.keys() if isinstance(item[key], str)}
        yield record_of({**item, **texts}, report, source=source.name, line=line)


def _items(source: Source, report: Report) -> Iterator[tuple[Any, int]]:
    """Yield each item and its line; of a text that is broken, those that are whole."""
    import yaml

    try:
        found = _unwrapped(source.text, source, report)
    except yaml.YAMLError as error:
        found = _whole_items(source, report, error)
    yield from found


def _unwrapped(text: str, source: Source, report: Report, before: int = 0) -> list[tuple[Any, int]]:
    """Return each item in a text that so many lines of the source stand before, and its line in the text."""
    values = Values(text)
    for key, value, line in values.repeated:
        message = f"'{key}' stands twice in one mapping; the last one counts"
        report.warn("repeated-key", message, source=source.name, line=line + before, raw=str(value))
    items: list[tuple[Any, int]] = []
    for document in values.documents:
        wrapped = document if isinstance(document, list) else None
        if isinstance(document, dict):
            wrapped = next((document[key] for key in _WRAPPERS if isinstance(document.get(key), list)), None)
        if wrapped is not None:
            items += zip(wrapped, values.lines.get(id(wrapped), []), strict=True)
        elif document is not None:
            items.append((document, 1))
    return items


def _whole_items(source: Source, report: Report, error: Exception) -> list[tuple[Any, int]]:
    """Return the items of a broken text that are whole."""
    import yaml

    text = source.text
    first = _ITEM.search(text)
    if first is None:
        raise InputError(f"{source.name}:{_line(error, 1)}: this is not YAML: {_reason(error)}")
    _report_before(text[: first.start()], source, report)
    starts = [match.start() for match in re.finditer(rf"^{first[1]}- ", text, re.M)] + [len(text)]
    found: list[tuple[Any, int]] = []
    for start, end in itertools.pairwise(starts):
        line = text.count("\n", 0, start) + 1
        try:
            piece = text[start:end].rstrip().removesuffix("\n...").removesuffix("\n---")
            items = _unwrapped(piece, source, report, line - 1)
        except yaml.YAMLError as reason:
            message = f"{_reason(reason)}; this item is left out"
            place = line + _line(reason, 1) - 1
            report.error("broken-yaml", message, source=source.name, line=place, raw=text[start:end])
            continue
        found += [(item, line) for item, _ in items]
    if not found:
        raise InputError(f"{source.name}:{_line(error, 1)}: this is not YAML: {_reason(error)}")
    return found


_SAYS_NOTHING = re.compile(r"(?:---|%YAML.*|#.*|[\"']?(?:" + "|".join(_WRAPPERS) + r")[\"']?:)?\s*")


def _report_before(text: str, source: Source, report: Report) -> None:
    """Report what stands before the first item of a broken text, where that says anything."""
    for number, line in enumerate(text.split("\n"), 1):
        if not _SAYS_NOTHING.fullmatch(line.strip()):
            message = "what stands before the first item is left out: the YAML is broken"
            report.error("broken-yaml", message, source=source.name, line=number, raw=text)
            return


def _reason(error: BaseException) -> str:
    text = str(getattr(error, "problem", None) or error) or type(error).__name__
    if "maximum nesting depth" in text:  # libyaml's own, which nothing raises
        return f"it is nested more than {nesting()} deep; {advice('nesting')}"
    return " ".join(text.split())[:200]


def _line(error: BaseException, default: int) -> int:
    mark = getattr(error, "problem_mark", None)
    return mark.line + 1 if mark is not None else default


def body(records: Iterable[Record], report: Report, target: Target, before: Before) -> Iterator[str]:
    """Yield CSL-YAML, item by item."""
    for record in records:
        first, *rest = mapping(_node(record, report, target), "  ")
        yield f"- {first.lstrip(' ')}" + "".join(rest)


def frame(target: Target) -> Frame:
    """Return the head and the end of the document."""
    return Frame("---\nreferences:\n", end="...\n", empty="---\nreferences: []\n...\n")


def _node(record: Record, report: Report, target: Target) -> dict[str, Any]:
    item = exchange_item(record, report, target, ID)
    node: dict[str, Any] = {}
    for key, value in item.items():
        if key in DATE_VARIABLES and getattr(record, VARIABLES[key].attribute):
            text = edtf(getattr(record, VARIABLES[key].attribute))
            same = parse_date(text) == getattr(record, VARIABLES[key].attribute)
            node[key] = text if same and "literal" not in value else {k: Word(flow(v)) for k, v in value.items()}
        elif isinstance(value, str):
            node[key] = to_markdown(value) if key in _MARKDOWN else value
        elif isinstance(value, tuple):
            node[key] = [{k: _scalar(v) for k, v in name.items()} for name in msgspec.to_builtins(value)]
        else:
            node[key] = Word(flow(msgspec.to_builtins(value, enc_hook=str)))
    return node


def _scalar(value: Any) -> Any:
    return value if isinstance(value, str) else Word(flow(value))


def flow(value: Any) -> str:
    """Return a value as YAML on one line, as JSON is written."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{named(scalar(str(key)), end=' ')} {flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int | float):
        return repr(value)
    return scalar(str(value))


FORMAT = Format(
    id=ID,
    name="CSL-YAML",
    suffixes=(".yaml",),
    sniff=sniff,
    read=read,
    write=framed(body, frame),
    body=body,
    frame=frame,
)
