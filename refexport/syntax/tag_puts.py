"""Keywords and files as lines with tags.

Both take what every `Put` of a `TagWriter` takes, and return whether the value has a line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from refexport.record import File, Record
from refexport.syntax.tagged import one_line

if TYPE_CHECKING:
    from refexport.syntax.tag_writer import TagWriter


def put_keywords(
    writer: TagWriter, out: list[str], record: Record, variable: str, tag: str, value: tuple[str, ...]
) -> bool:
    """Write each keyword on a line of its own."""
    lone = writer.table.keywords == "lone" and len(value) == 1
    splits = writer.table.keywords != "line"
    twice = len(set(value)) < len(value)
    for number, word in enumerate(value):
        text = one_line(word)
        if (splits and ";" in text) or text != word or (twice and word in value[:number]):
            writer.lose(record, f"keyword[{number}]", "altered", "split at the semicolon or joined on a line", word)
        # A lone keyword is split at its commas by those who read; the semicolon tells our reader not to.
        writer.put(out, tag, f"{text};" if lone and "," in text else text)
    return True


def put_files(
    writer: TagWriter, out: list[str], record: Record, variable: str, tag: str, value: tuple[File, ...]
) -> bool:
    """Write the path of each file on a line of its own, those of web pages under their own tag."""
    pages = [file for file in value if writer.html_tag and file.media_type == "text/html"]
    others = [file for file in value if file not in pages]
    for place, files in ((tag, others), (writer.html_tag, pages)):
        for file in files:
            writer.put(out, place, one_line(file.path))
    if (*others, *pages) != value:
        writer.lose(record, "files", "altered", "web pages stand behind the other files", value)
    for number, file in enumerate(value):
        kept = File(one_line(file.path), media_type="text/html" if file in pages else None)
        if file != kept:
            writer.lose(record, f"files[{number}]", "altered", "only the path has a tag", file)
    return True
