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
from functools import cache
from typing import Any

import msgspec

from refexport.errors import InputError
from refexport.item import record_of
from refexport.record import Record
from refexport.registry import Format
from refexport.report import Report
from refexport.source import Source
from refexport.syntax.csl_items import FIELDS, TYPES, exchange_item
from refexport.syntax.yaml_block import Word, mapping, scalar
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
_ALIAS = re.compile(r"[:\-,\[{]\s*\*\w")
_LARGEST = 100_000
"""Values that one item may have, aliases written out."""


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
        fields = {str(key): value for key, value in item.items()}
        for key in _MARKDOWN & fields.keys():
            if isinstance(fields[key], str):
                fields[key] = from_markdown(fields[key])
        yield record_of(fields, report, source=source.name, line=line)


@cache
def _loader() -> Any:
    """Return a safe loader that takes scalars for texts, but for those of JSON."""
    import yaml

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(base):  # type: ignore[misc]
        yaml_implicit_resolvers: dict[str, Any] = {}

    add = Loader.add_implicit_resolver
    add("tag:yaml.org,2002:null", re.compile(r"^(?:null|~|)$"), ["n", "~", ""])
    add("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), ["t", "f"])
    add("tag:yaml.org,2002:int", re.compile(r"^-?(?:0|[1-9]\d*)$"), list("-0123456789"))
    add("tag:yaml.org,2002:float", re.compile(r"^-?(?:0|[1-9]\d*)\.\d+$"), list("-0123456789"))
    add("tag:yaml.org,2002:merge", re.compile(r"^<<$"), ["<"])
    return Loader


def _items(source: Source, report: Report) -> Iterator[tuple[Any, int]]:
    """Yield each item and its line; of a text that is broken, those that are whole."""
    import yaml

    try:
        nodes = _nodes(source.text)
    except yaml.YAMLError as error:
        yield from _whole_items(source, report, error)
        return
    except RecursionError:
        raise InputError(f"{source.name}: this YAML is nested too deep to be references") from None
    constructor = _loader()("")
    for node in nodes:
        line = node.start_mark.line + 1
        try:
            yield constructor.construct_document(node), line
        except (yaml.YAMLError, ValueError, TypeError) as error:
            report.error("broken-yaml", f"{_reason(error)}; this item is left out", source=source.name, line=line)


def _nodes(text: str) -> list[Any]:
    """Return the nodes of the items in a text."""
    loader = _loader()(text)
    nodes = []
    try:
        while loader.check_node():
            nodes += _unwrap(loader.get_node())
    finally:
        loader.dispose()
    if _ALIAS.search(text):
        memo: dict[int, int] = {}
        for node in nodes:
            _weigh(node, memo)
    return nodes


def _unwrap(node: Any) -> list[Any]:
    if node.id == "sequence":
        return list(node.value)
    if node.id != "mapping":
        return []  # an empty document
    for key, value in node.value:
        if key.value in ("references", "items", "bibliography") and value.id == "sequence":
            return list(value.value)
    return [node]


def _weigh(node: Any, memo: dict[int, int]) -> int:
    """Return how many values a node has with its aliases written out.

    Raises:
        YAMLError: more than references have, or without end.
    """
    import yaml

    if node.id == "scalar":
        return 1
    if id(node) not in memo:
        memo[id(node)] = _LARGEST  # until it is known, a node within itself is too large
        children = [part for pair in node.value for part in pair] if node.id == "mapping" else node.value
        memo[id(node)] = 1 + sum(_weigh(child, memo) for child in children)
    if memo[id(node)] > _LARGEST:
        raise yaml.YAMLError("its aliases stand for too much")
    return memo[id(node)]


def _whole_items(source: Source, report: Report, error: Exception) -> Iterator[tuple[Any, int]]:
    import yaml

    text = source.text
    first = _ITEM.search(text)
    if first is None:
        raise InputError(f"{source.name}:{_line(error, 1)}: this is not YAML: {_reason(error)}")
    starts = [match.start() for match in re.finditer(rf"^{first[1]}- ", text, re.M)] + [len(text)]
    found = 0
    for start, end in itertools.pairwise(starts):
        line = text.count("\n", 0, start) + 1
        try:
            nodes = _nodes(text[start:end].rstrip().removesuffix("\n...").removesuffix("\n---"))
            items = [_loader()("").construct_document(node) for node in nodes]
        except (yaml.YAMLError, ValueError, TypeError, RecursionError) as reason:
            message = f"{_reason(reason)}; this item is left out"
            place = line + _line(reason, 1) - 1
            report.error("broken-yaml", message, source=source.name, line=place, raw=text[start:end])
            continue
        found += 1
        yield from ((item, line) for item in items)
    if not found:
        raise InputError(f"{source.name}:{_line(error, 1)}: this is not YAML: {_reason(error)}")


def _reason(error: BaseException) -> str:
    text = str(getattr(error, "problem", None) or error) or type(error).__name__
    return " ".join(text.split())[:200]


def _line(error: BaseException, default: int) -> int:
    mark = getattr(error, "problem_mark", None)
    return mark.line + 1 if mark is not None else default


def write(records: Iterable[Record], report: Report, target: Target) -> Iterator[str]:
    """Yield CSL-YAML, item by item."""
    written = False
    for record in records:
        yield "" if written else "---\nreferences:\n"
        written = True
        first, *rest = mapping(_node(record, report, target), "  ")
        yield f"- {first.lstrip(' ')}" + "".join(rest)
    yield "...\n" if written else "---\nreferences: []\n...\n"


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
        return "{" + ", ".join(f"{scalar(str(key))}: {flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int | float):
        return repr(value)
    return scalar(str(value))


FORMAT = Format(id=ID, name="CSL-YAML", suffixes=(".yaml",), sniff=sniff, read=read, write=write)
