"""Custom fields as lines with tags: those of the format's own that come back, and BibTeX's on labelled lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from refexport import extra
from refexport.record import Record
from refexport.report import Report
from refexport.syntax.others import lose_cut
from refexport.syntax.tag_table import TagTable
from refexport.syntax.tagged import as_list, one_line
from refexport.syntax.trial import MISREAD, back_of, stand
from refexport.unnamed import AND_OTHERS, OURS

if TYPE_CHECKING:
    from refexport.syntax.tag_writer import TagWriter


def write_custom(writer: TagWriter, out: list[str], record: Record) -> None:
    """Add the lines of custom fields, and report those that cannot be written.

    Args:
        writer: of the format.
        out: the other lines of the record; is added to.
        record: whose custom fields they are.
    """
    for format, fields in record.custom.items():
        if format == writer.table.format:
            _own(writer, out, record, fields)
            continue
        for tag, value in fields.items():
            if extra.is_told(record, format, tag):
                continue
            if format == OURS and tag == AND_OTHERS:
                lose_cut(record, writer.cut, writer.report, writer.table.format)
                continue
            if format == "bibtex" and value == one_line(str(value)) and extra.is_tex_name(tag):
                writer.put(out, writer.table.label_tag, f"tex.{tag}: {value}")
            else:
                writer.lose(record, f"custom.{format}.{tag}", "dropped", "a field of another format", value)


def _own(writer: TagWriter, out: list[str], record: Record, fields: dict[str, Any]) -> None:
    """Write custom fields of the format's own, as far as they come back from their tags."""
    known: dict[str, Any] = {}
    for tag, value in fields.items():
        path = f"custom.{writer.table.format}.{tag}"
        texts = [text for one in as_list(value) if (text := one_line(str(one)))]
        if tag == writer.table.type_tag and writer.writes_unknown_type and writer.kind(record) == value:
            continue  # an unknown type, which stands in its own line
        if not texts or not _is_tag(writer.table, tag):
            writer.lose(record, path, "dropped", "no tag, or a value that is empty", value)
            continue
        if value != (normal := texts if len(texts) > 1 else texts[0]):
            writer.lose(record, path, "altered", "texts stand on one line each", value)
        if writer.table.means(tag, texts):
            known[tag] = normal
        else:
            _put_own(writer, out, {tag: normal})
    if known:
        standing = stand(known, writer.table.format, lambda some: _back(writer, out, record, some))
        _put_own(writer, out, standing)
        for tag in known:
            if tag not in standing:
                writer.lose(record, f"custom.{writer.table.format}.{tag}", "dropped", MISREAD, known[tag])


def _put_own(writer: TagWriter, out: list[str], fields: dict[str, Any]) -> None:
    for tag, value in fields.items():
        for text in as_list(value):
            writer.put(out, tag, text)


def _back(writer: TagWriter, out: list[str], record: Record, fields: dict[str, Any]) -> Record | None:
    """Return what a record with some custom fields is read as, given its other lines."""
    lines = list(out)
    _put_own(writer, lines, fields)
    report, writer.report = writer.report, Report()
    try:
        return back_of(writer.read, writer.whole(writer, record, lines))
    finally:
        writer.report = report


def _is_tag(table: TagTable, tag: str) -> bool:
    return tag not in table.structural and re.fullmatch(table.tag_pattern, tag) is not None
