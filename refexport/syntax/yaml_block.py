"""Block-style YAML as it is written: mappings, lists, and scalars that no value can break out of.

Every string is double-quoted, except a `Word` of our own, so a value can be
neither a key, nor a number, nor the end of its entry.

Source: YAML 1.2.2, sections 7.3.1 and 8.2.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

Node = dict[str, Any]
"""Values are strings, integers, lists, and mappings again."""

# Not printable in YAML, or a line break in YAML 1.1.
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_LONGEST_KEY = 256
"""Characters that a key surely may have; YAML allows 1,024, which some parsers count in bytes."""
_NO_WORDS = frozenset("y n yes no on off true false null".split())


class Word(str):
    """A word that is written without quotes, as it cannot be read as anything else."""

    __slots__ = ()


def mapping(node: Node, indent: str = "") -> Iterator[str]:
    """Yield the lines of a mapping."""
    for key, value in node.items():
        if isinstance(value, dict):
            yield f"{named(_key(key), indent)}\n"
            yield from mapping(value, indent + "  ")
        elif isinstance(value, list):
            yield f"{named(_key(key), indent)}\n"
            for item in value:
                yield from _item(item, indent + "  ")
        else:
            yield f"{named(_key(key), indent)} {scalar(value)}\n"


def _item(item: Any, indent: str) -> Iterator[str]:
    if item == {}:
        yield f"{indent}- {{}}\n"
        return
    if not isinstance(item, dict):
        yield f"{indent}- {scalar(item)}\n"
        return
    first, *rest = mapping(item, indent + "  ")
    yield f"{indent}- {first.lstrip(' ')}"
    yield from rest


def named(key: str, indent: str = "", end: str = "\n") -> str:
    """Return a key as it stands before its value; one that is too long for that is marked as a key.

    Args:
        key: written already, as by `scalar`.
        indent: stands before each line.
        end: what stands between a key that is marked and its colon.
    """
    return f"{indent}{key}:" if len(key) < _LONGEST_KEY else f"{indent}? {key}{end}{indent}:"


def _key(key: str) -> str:
    """Return a key, in quotes unless it can be nothing but a word."""
    return key if _PLAIN_KEY.fullmatch(key) and key.lower() not in _NO_WORDS else scalar(key)


def scalar(value: int | str) -> str:
    """Return an integer or a string as a YAML scalar on one line."""
    if isinstance(value, int | Word):
        return str(value)
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", json.dumps(value, ensure_ascii=False))
