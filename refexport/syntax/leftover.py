"""What a record has no variable for in a format of nested elements or keys: kept as custom fields under their paths.

A reader says in flat tables of paths what it reads, and what it leaves behind, which is on the format's page.  Whatever
stands in neither is kept, as tagged formats keep unknown tags, so that nothing goes but what the page says.

Each element and key is looked at once, in tables that are made once; attributes of XML are not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from refexport.record import Date, Record
from refexport.syntax.xml import Element, collapse, content
from refexport.text.dates import parse_date
from refexport.text.languages import language_tag

Said = tuple[str, ...]
"""Attributes of a record of which one may say what an element says."""

Rules = dict[str, Any]
"""Names of children to `None` for what is read whole or left behind, to `Said`, or to the rules of their children."""

_BLANK: tuple[Any, ...] = (None, "", [], {}, False)


def rules(passed: Iterable[str], said: Mapping[str, str] | None = None) -> Rules:
    """Return the rules that tables of paths make, such as `originInfo/publisher`.

    Args:
        passed: what is read, and what is left behind.
        said: what is read once, to the attributes, with blanks between, that hold it then; what they do not say, for
            they hold another one, is kept.

    Raises:
        ValueError: a path goes on below another.
    """
    tree: Rules = {}
    paths = [(path, None) for path in passed]
    for path, rule in [*paths, *((path, tuple(names.split())) for path, names in (said or {}).items())]:
        *above, name = path.split("/")
        node: Any = tree
        for step in above:
            node = node.setdefault(step, {})
        if not isinstance(node, dict) or isinstance(node.get(name), dict):
            raise ValueError(f"'{path}' stands below or above another path")
        node[name] = rule
    return tree


def keep(record: Record, format: str, path: str, text: str) -> None:
    """Keep a text as a custom field of a format, beneath those that the field holds."""
    fields = record.custom.setdefault(format, {})
    fields[path] = f"{fields[path]}\n{text}" if path in fields else text


def unread(element: Element, known: Rules, record: Record) -> list[tuple[str, str]]:
    """Return path and text of each element of XML that the record does not say.

    A type stands behind a colon in the path: `originInfo/dateOther:manufacture`.

    Args:
        element: what holds them.
        known: what is read of it.
        record: as it was read.
    """
    found: list[tuple[str, str]] = []
    _walk(element, known, record, "", found)
    return found


def _walk(element: Element, known: Rules, record: Record, path: str, found: list[tuple[str, str]]) -> None:
    for child in element:
        tag = child.tag
        rule = known.get(tag, ())
        if rule is None:
            continue
        if type(rule) is dict and len(child):
            _walk(child, rule, record, f"{path}{tag}/", found)
            continue
        text = text_of(child)
        if text and not (type(rule) is tuple and rule and _is_said(text, rule, record)):
            kind = child.get(_MARKED_BY.get(tag, "type"))
            found.append((f"{path}{tag}:{kind}" if kind else path + tag, text))


_MARKED_BY = {"form": "authority"}
"""Elements to the attribute that says what they are, where it is not their type."""


def text_of(element: Element) -> str:
    """Return the text of an element on one line; that of a list a line for each part, commas between their parts."""
    count = len(element)
    if not count:
        return collapse(element.text or "")
    first, before = element[0], element.text
    if first.tag in _INLINE or (before and not before.isspace()):
        return collapse(content(element))
    if count > 1 and len(first) and element[1].tag == first.tag:
        return "\n".join([_joined(child) for child in element])
    return _joined(element)


def _joined(element: Element) -> str:
    # `itertext` takes five times as long.
    texts = [text.strip() for part in element.iter() if (text := part.text) and not text.isspace()]
    return collapse(", ".join(texts))


_INLINE = frozenset("i b u em sub sup strong italic bold a br span style".split())


def _is_said(text: str, attributes: Said, record: Record) -> bool:
    for attribute in attributes:
        value = getattr(record, attribute)
        if attribute == "language":
            if language_tag(text) == value:
                return True
        elif type(value) is Date:
            if text in str(value).split("/") or _is_same_date(text, value):
                return True
        elif value and text in value:
            return True
    return False


def _is_same_date(text: str, value: Date) -> bool:
    date = parse_date(text) or Date(literal="")
    return (date.start, date.end, date.season, date.literal) == (value.start, value.end, value.season, value.literal)


def unread_keys(value: dict[str, Any], known: Rules, path: str = "") -> dict[str, Any]:
    """Return the keys of an object of JSON that are not read, under their paths, with full stops in them.

    Of lists of objects the values are in one list.

    Args:
        value: the object.
        known: what is read of it.
        path: of the object itself, with a full stop behind it.
    """
    found: dict[str, Any] = {}
    _look(value, _nested(known), path, found)
    return found


Nested = tuple[Rules, frozenset[str], list[tuple[str, Any]]]
"""Rules, their names, and those of them that have rules of their own."""


def _look(value: dict[str, Any], known: Nested, path: str, found: dict[str, Any]) -> None:
    _, names, nested = known
    if not names.issuperset(value):
        for key in value:
            if key not in names and not is_blank(value[key]):
                found[path + key] = value[key]
    for key, inner in nested:
        if key in value:
            below = value[key]
            if type(below) is dict:
                if inner[2] or not inner[1].issuperset(below):
                    _look(below, inner, f"{path}{key}.", found)
            elif type(below) is list:
                _look_in_list(below, inner, path + key, found)
            elif not is_blank(below):
                found[path + key] = below


def _look_in_list(values: list[Any], known: Nested, path: str, found: dict[str, Any]) -> None:
    _, names, nested = known
    for value in values:
        if type(value) is dict:
            if not nested and names.issuperset(value):
                continue
            inner: dict[str, Any] = {}
            _look(value, known, f"{path}.", inner)
            for place, text in inner.items():
                found.setdefault(place, []).append(text)
        elif not is_blank(value):
            found.setdefault(path, []).append(value)


def is_blank(value: Any) -> bool:
    """Return whether a value of JSON says nothing."""
    return value in _BLANK


def _nested(known: Rules) -> Nested:
    made = _NESTED.get(id(known))
    if made is None:
        inner = [(name, _nested(rule)) for name, rule in known.items() if type(rule) is dict]
        made = _NESTED[id(known)] = known, frozenset(known), inner
    return made


_NESTED: dict[int, Nested] = {}
"""By the identity of rules, which are kept with it so that it stays theirs."""
