"""Custom fields of BibTeX and BibLaTeX as fields of an entry, as far as they come back from there; and its text."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

from refexport.record import Record
from refexport.syntax.bib_fields import ALSO_READ, BY_TYPE, COMMON, Dialect
from refexport.syntax.bib_raw import custom_text
from refexport.syntax.trial import MISREAD, stand

_FIELD_NAME = re.compile(r"[A-Za-z][\w:.+/-]*", re.A)
_MEANING = frozenset(
    "date year month day entrysubtype entryset crossref xdata xref ids eprint eprinttype archiveprefix unique-id eissn "
    "subtitle booksubtitle journalsubtitle mainsubtitle issuesubtitle maintitle titleaddon fjournal location "
    "authortype editortype editora editorb editorc editoratype editorbtype editorctype".split()
)
"""Fields that mean something beside those of the tables."""


@cache
def _known(dialect: Dialect) -> frozenset[str]:
    """Return the fields that mean something to the reader, in one type or another."""
    tables = (COMMON, dialect.fields, *BY_TYPE.values(), *dialect.by_type.values())
    return _MEANING.union(ALSO_READ, *(table.values() for table in tables))


class OwnFields:
    """The custom fields of one entry.

    Args:
        dialect: the format that is written.
        lose: reports a loss, as the writer does.
        fields: those of the entry, each with its braces; is added to.
    """

    def __init__(self, dialect: Dialect, lose: Callable[..., None], fields: dict[str, str]) -> None:
        self.dialect, self.lose, self.fields = dialect, lose, fields
        self.known: dict[str, tuple[str, str, str]] = {}
        """Names to path, text as it is written, and text as it is read."""

    def add(self, format: str, name: str, value: Any) -> None:
        """Add a field to the entry, or to those that are to be tried.

        Args:
            format: id of the format of the two that it came from.
            name: of the field.
            value: of any type.
        """
        path, small = f"custom.{format}.{name}", name.lower()
        if not _FIELD_NAME.fullmatch(name) or small in self.fields or small in self.known:
            self.lose(path, "dropped", "not the name of a field, or of one that is taken", value)
            return
        text, back = custom_text(small, str(value))
        if not back:
            self.lose(path, "dropped", "an empty field is none", value)
            return
        if back != value:
            self.lose(path, "altered", "blanks or markup that LaTeX has not", value)
        elif name != small:
            self.lose(path, "altered", "names of fields are read in small letters", name)
        if small in _known(self.dialect):
            self.known[small] = path, text, back
        else:
            self.fields[small] = f"{{{text}}}"

    def put(self, back: Callable[[dict[str, str]], Record | None]) -> None:
        """Add those of the fields that mean something else, but do not beside the others.

        Args:
            back: writes an entry of some fields, and reads it.
        """
        if not self.known:
            return
        values = {name: back for name, (_, _, back) in self.known.items()}
        standing = stand(values, self.dialect.id, lambda some: back(self.fields | self._written(some)))
        for name, (path, _, value) in self.known.items():
            if name not in standing:
                self.lose(path, "dropped", MISREAD, value)
        self.fields.update(self._written(standing))

    def _written(self, names: dict[str, Any]) -> dict[str, str]:
        return {name: f"{{{self.known[name][1]}}}" for name in names}


ORDER: dict[str, int] = {
    name: place
    for place, name in enumerate(
        "author authortype editor translator title shorttitle journal journaltitle shortjournal booktitle maintitle "
        "series year month day date volume number issue pages eid edition publisher organization school "
        "institution address location type entrysubtype".split()
    )
}
"""Fields that come first, in this order; all others follow as the vocabulary has them."""
_LAST = len(ORDER)


def entry_text(type: str, key: str, fields: dict[str, str]) -> str:
    """Return the text of an entry, with an empty line after it."""
    lines = "".join([f"  {name} = {fields[name]},\n" for name in _in_order(tuple(fields))])
    return f"@{type}{{{key},\n{lines}}}\n\n"


@lru_cache(maxsize=4096)
def _in_order(names: tuple[str, ...]) -> list[str]:
    """Return the names of fields in the order in which they are written."""
    return sorted(names, key=lambda name: ORDER.get(name, _LAST))
