"""Citation keys: made where missing, unique in the output, kept where present.

A made key is the first author's family name, the year, and the first telling
word of the title: `lu2024unraveling`.  It depends on the record alone, so it
stays the same when records are added after it; only a clash adds a letter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from refexport.record import Name, Record
from refexport.report import Report
from refexport.seen import Seen
from refexport.source import Source
from refexport.text.rich import plain

_STOP_WORDS = frozenset(
    # Articles, and the prepositions that begin titles, of the larger European languages, in ASCII.
    "a an the on of in to for from with and or at by is are do does how what why "
    "der die das ein eine einen zur zum uber fur von und im "
    "le la les l un une des du de sur et el los las lo il gli i uno una en o os as "
    "het een".split()
)
_WORD = re.compile(r"[a-z0-9]+")


def to_ascii(text: str) -> str:
    """Return a text in ASCII letters, other scripts transliterated: `Müller` → `Muller`, `Иванов` → `Ivanov`."""
    if text.isascii():
        return text
    stripped = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    if stripped.isascii():
        return stripped
    from anyascii import anyascii

    return str(anyascii(stripped))


def make_key(record: Record) -> str:
    """Return the key that a record's first name, year and title give it, e.g. `lu2024unraveling`."""
    names = record.author or record.editor or record.translator or next(_other_names(record), ())
    name = _name_word(names[0]) if names else ""
    year = str(abs(record.issued.year)) if record.issued and record.issued.year is not None else ""
    title = _title_word(record.title or record.container_title or "")
    return name + year + title or _fallback(record)


def _other_names(record: Record) -> Iterator[tuple[Name, ...]]:
    return (value for _, value in record.variables() if isinstance(value, tuple) and isinstance(value[0], Name))


def _name_word(name: Name) -> str:
    words: list[str] = _WORD.findall(to_ascii(name.family or name.literal or name.given or "").lower().replace("'", ""))
    if name.family:
        return "".join(words)[:30]
    telling = [word for word in words if word not in _STOP_WORDS]
    return (telling or words or [""])[0][:30]


def _title_word(title: str) -> str:
    words: list[str] = _WORD.findall(to_ascii(plain(title)).lower().replace("'", ""))
    telling = [word for word in words if word not in _STOP_WORDS and not word.isdigit()]
    return (telling or words or [""])[0][:30]


def _fallback(record: Record) -> str:
    for value in (record.PMID, record.DOI, record.URL, record.type):
        words = _WORD.findall((value or "").lower())
        if words:
            return "".join(words)[:40] if value != record.PMID else f"pmid{value}"
    return "record"


class KeyMaker:
    """Gives each record that passes a key of its own.

    Args:
        suffix: stands at the end of every key, so that it is no key of another file.
    """

    def __init__(self, suffix: str = "") -> None:
        self.suffix = suffix
        self._seen = Seen()
        self._next: dict[str, int] = {}

    def claim(self, key: str) -> str:
        """Return a key that nothing before had: this one, or one made of it; and the suffix."""
        return (key if self._seen.add(key) else self._unique(key)) + self.suffix

    def assign(self, records: Iterable[Record], report: Report, source: Source | None = None) -> Iterator[Record]:
        """Yield the records, each with a unique id; a record whose id changes is copied.

        Args:
            records: in the order that decides who keeps a disputed key.
            report: a duplicate key that is renamed gives a warning.
            source: where they come from, for the warning.
        """
        for record in records:
            key = self.claim(record.id or make_key(record))
            if record.id and key != record.id + self.suffix:
                tell_renamed(
                    report, record.id, key, source.name if source else None, source.where() if source else None
                )
            yield record if key == record.id else record.copy(id=key)

    def _unique(self, key: str) -> str:
        # Counting on from the last clash keeps ten thousand equal keys linear.
        number = self._next.get(key, 1)
        while not self._seen.add(unique := f"{key}{_letters(number)}"):
            number += 1
        self._next[key] = number + 1
        return unique


def tell_renamed(report: Report, key: str, unique: str, source: str | None, line: int | None) -> None:
    """Warn that a record's key was taken, and what it has instead."""
    message = f"key '{key}' stands here twice; the later record is now '{unique}'"
    report.warn("duplicate-key", message, source=source, line=line, record=unique)


def _letters(number: int) -> str:
    """Return 1 → `a`, 26 → `z`, 27 → `aa`."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters
