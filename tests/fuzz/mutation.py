"""New inputs out of old ones: by bytes, by lines, and by the elements of XML and the values of JSON.

A change of bytes most often breaks XML or JSON as a whole, and what reads its values is never come to; so these are
taken apart, changed and put together again.
"""

from __future__ import annotations

import json
import random
from copy import deepcopy
from typing import Any

from lxml import etree

TEXTS = (
    "", " ", "a", "0", "-1", "1", "1.5", "1e400", "9" * 5000, "2020-13-45", "true", "und", "\u202eA\u0301", "\u2028",
    "{A}", "<i>A", "&#0;", "a" * 300, "a, b and c", "in press", "²", "\ufffe", "\u0000", "A\x0bB", "=1+1", "\\", "%",
    "[@a]", "van der", "1–2", "10.1/x", "http://[a", "xml", "en", "de-x-AT",
)  # fmt: skip
"""Values of all kinds that stand where others did."""
OTHERS: tuple[Any, ...] = (
    0, 1, -1, 1.5, 1e300, 10**15, True, None, [], {}, [[]], [None], {"a": None}, [[[1]]], {"date-parts": [[2020, 13]]},
    [{"family": 1, "given": []}], {"literal": []}, "", "a",
)  # fmt: skip
"""Likewise, of JSON."""
DEEP = (2, 3, 50, 400)


class Mutator:
    """Makes inputs of seeds and a dictionary."""

    def __init__(self, seeds: list[bytes], words: list[bytes], most: int) -> None:
        self.seeds, self.words, self.most = seeds, words, most

    def made(self, rng: random.Random) -> bytes:
        """Return an input made of one of the seeds."""
        return self.changed(self._piece(rng.choice(self.seeds), self.most, rng), rng)

    def changed(self, data: bytes, rng: random.Random) -> bytes:
        """Return an input with one or more changes in one of the ways."""
        way = rng.choice((self._bytes, self._lines, self._structure, self._structure))
        for _ in range(rng.choice((1, 1, 2, 3, 5, 8, 20))):
            data = way(data, rng)[: self.most]
        return data

    def _piece(self, data: bytes, most: int, rng: random.Random) -> bytes:
        if len(data) <= most:
            return data
        start = rng.randrange(len(data) - most)
        return data[start : start + most]

    def _bytes(self, data: bytes, rng: random.Random) -> bytes:
        start = rng.randrange(len(data) + 1)
        end = min(len(data), start + rng.choice((0, 1, 1, 2, 4, 16, 100)))
        what = rng.randrange(6)
        if what == 0:
            new = b""
        elif what == 1:
            new = data[start:end] * rng.choice((2, 3, 50))
        elif what == 2:
            new = bytes([rng.randrange(256)])
        elif what == 3:
            new = self._piece(rng.choice(self.seeds), rng.choice((4, 30, 300)), rng)
        else:
            new = rng.choice(self.words) * rng.choice((1, 1, 1, 2, 40))
        return data[:start] + new + data[end:]

    def _lines(self, data: bytes, rng: random.Random) -> bytes:
        lines = data.splitlines(keepends=True) or [b""]
        others = rng.choice(self.seeds).splitlines(keepends=True) or [b""]
        place, what = rng.randrange(len(lines)), rng.randrange(5)
        if what == 0:
            del lines[place]
        elif what == 1:
            lines.insert(place, rng.choice(lines))
        elif what == 2:
            lines.insert(place, rng.choice(others))
        elif what == 3:  # the head of a line with the rest of another
            head, rest = lines[place], rng.choice((rng.choice(lines), rng.choice(others)))
            lines[place] = head[: rng.choice((2, 6, 8, len(head) // 2))] + rest[rng.choice((2, 6, 8, len(rest) // 2)) :]
        else:
            lines[place] = lines[place].rstrip() + rng.choice(TEXTS).encode("utf-8", "replace") + b"\n"
        return b"".join(lines)

    def _structure(self, data: bytes, rng: random.Random) -> bytes:
        start = data.lstrip()[:1]
        if start == b"<":
            return changed_xml(data, rng.choice(self.seeds), rng) or self._bytes(data, rng)
        if start in (b"{", b"["):
            return changed_json(data, rng) or self._bytes(data, rng)
        return self._lines(data, rng)


def changed_xml(data: bytes, other: bytes, rng: random.Random) -> bytes | None:
    """Return XML with one change, perhaps from another text of XML; nothing if it is no XML."""
    root = _root(data)
    if root is None:
        return None
    spring = _root(other)
    giver = root if spring is None or rng.random() < 0.5 else spring
    element, gift = rng.choice(list(root.iter("*"))), rng.choice(list(giver.iter("*")))
    what = rng.randrange(8)
    if what == 0 and element is not root:
        element.getparent().remove(element)
    elif what == 1 and gift is not giver:
        element.insert(rng.randint(0, len(element)), deepcopy(gift))
    elif what == 2:
        element.text = _text(rng, gift)
    elif what == 3 and element is not root:
        element.tail = _text(rng, gift)
    elif what == 4 and element.attrib:
        element.attrib[rng.choice(sorted(element.attrib))] = _text(rng, gift)
    elif what == 5:
        element.attrib.update(gift.attrib)
    elif what == 6:
        element.tag = gift.tag
    elif what == 7:
        for _ in range(rng.choice(DEEP) if rng.random() < 0.2 else 1):
            element = etree.SubElement(element, gift.tag, gift.attrib)
    return etree.tostring(root)


def _root(data: bytes) -> Any:
    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except (etree.XMLSyntaxError, ValueError):
        return None


def _text(rng: random.Random, gift: Any) -> str:
    texts = [*gift.attrib.values(), gift.text or "", rng.choice(TEXTS), rng.choice(TEXTS)]
    return "".join(letter for letter in rng.choice(texts) if letter.isprintable() or letter in "\n\t\u2028\u202e")


def changed_json(data: bytes, rng: random.Random) -> bytes | None:
    """Return JSON with one change; nothing if it is no JSON."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    places = list(_places([value]))
    holder, key = rng.choice(places)
    what = rng.randrange(6)
    if what == 0:
        holder[key] = rng.choice(OTHERS)
    elif what == 1:
        holder[key] = rng.choice(TEXTS)
    elif what == 2:
        giver, name = rng.choice(places)
        holder[key] = json.loads(json.dumps(giver[name]))
    elif what == 3 and holder is not places[0][0]:
        del holder[key]
    elif what == 4 and isinstance(holder, dict):
        holder[str(rng.choice(places)[1])] = holder.pop(key)
    else:
        holder[key] = [holder[key]] * rng.choice((1, 2, 3))
    return json.dumps(places[0][0][0], ensure_ascii=rng.random() < 0.5).encode("utf-8", "surrogatepass")


def _places(value: Any) -> Any:
    """Yield each holder and key or index of a value within a value."""
    waiting = [value]
    while waiting:
        holder = waiting.pop()
        for key in list(holder) if isinstance(holder, dict) else range(len(holder)):
            yield holder, key
            if isinstance(holder[key], dict | list):
                waiting.append(holder[key])
