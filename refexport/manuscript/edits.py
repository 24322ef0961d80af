"""Writing citations back into a text: each in its place, notes behind the punctuation that follows.

Source: pandoc User's Guide, "Citations in note styles", on blanks and punctuation before a note.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


def line_end(path: str) -> str:
    """Return what ends the lines of a file: Windows' two characters, or one."""
    try:
        with open(path, "rb") as file:
            return "\r\n" if b"\r\n" in file.read(65536) else "\n"
    except OSError:
        return "\n"  # standard input, which is read already


@dataclass(slots=True)
class Edit:
    """What comes in the place of a citation."""

    start: int
    end: int
    words: str
    call: str = ""
    """Of the note that it becomes; or nothing."""
    raised: bool = False
    """Whether `words` are a superscript, before which there is no blank."""
    joins: bool = False
    """Whether words of its paragraph stand before it."""


def settled(before: str, after: str, punctuation_in_quote: bool) -> tuple[str, int]:
    """Return the text before a note's call, and how many characters of the text after come before the call.

    Args:
        before: what stands before the citation, blanks and all.
        after: what stands behind it.
        punctuation_in_quote: whether the locale sets a full stop and comma inside of closing quotes.
    """
    before = before.rstrip(" \t\u00a0") if before.strip() else before
    count = 0
    while count < len(after) and after[count] in ".,;:!?":
        count += 1
    mark = after[:count]
    if not mark:
        return before, 0
    if before and (before[-1] in ".!?" or (before[-1] in ",;:" and mark[0] == ",")) and mark[0] in ".,":
        return before, 1  # what the citation parted stands together now
    if before and before[-1] in ",;:" and mark[0] != before[-1]:
        return f"{before[:-1]}{mark}", count
    quotes = _quotes_at_end(before) if punctuation_in_quote and mark[0] in ".," else 0
    if quotes:
        return f"{before[:-quotes]}{mark}{before[-quotes:]}", count
    return before + mark, count


def _quotes_at_end(text: str) -> int:
    """Return how many characters the closing quotes at the end of a text are."""
    bare = text.rstrip("\"'”’")
    return len(text) - len(bare) if bare and not bare[-1].isspace() else 0


def edited(text: str, begin: int, edits: Iterable[Edit], punctuation_in_quote: bool, blanks: str = " \t\u00a0") -> str:
    """Return a text from a place on, with its citations replaced.

    Args:
        text: the whole.
        begin: where what is returned begins.
        edits: none overlaps another.
        punctuation_in_quote: see `settled`.
        blanks: what does not stand before a note or a superscript.
    """
    out: list[str] = []
    place = begin
    chain = -1
    """Where in `out` the calls begin that stand side by side behind the last words; -1 where none do."""
    raised = False
    for edit in sorted(edits, key=lambda edit: edit.start):
        before, moved = text[place : edit.start], 0
        following = text[edit.end : edit.end + 8]
        if not edit.call:
            # Between two citations the blank stays.
            joined = edit.raised and edit.joins and (bool(before.strip()) or not raised)
            out += [_joined(before, blanks) if joined else before, edit.words]
            chain = -1
        else:
            if edit.words:
                out += [before, edit.words]
                chain = len(out)
            elif chain < 0 or before.strip():
                out.append(_joined(before, blanks) if edit.joins else before)
                chain = len(out)
            if edit.words or edit.joins:
                out[chain - 1], moved = settled(out[chain - 1], following, punctuation_in_quote)
            out.append(edit.call)
        raised = edit.raised
        place = edit.end + moved
    out.append(text[place:])
    return "".join(out)


def _joined(before: str, blanks: str) -> str:
    """Return a text without the blanks at its end, and without a line end that begins no paragraph."""
    bare = before.rstrip(blanks)
    if not bare.endswith("\n") or bare.endswith("\n\n") or "%" in bare[bare.rfind("\n", 0, -1) + 1 :]:
        return bare
    return bare[:-1].rstrip(blanks)
