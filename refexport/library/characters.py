"""The characters of texts: letters that were read in the wrong encoding, lost letters, HTML entities."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from refexport.library.findings import Finding

_ENTITY = re.compile(r"&(?:amp|quot|apos|nbsp|ndash|mdash|lsquo|rsquo|ldquo|rdquo|eacute|uuml|ouml|auml|#\d{2,5});")


def text_findings(key: str, field: str, value: str) -> Iterator[Finding]:
    """Yield what is wrong with the characters of a text."""
    if (better := without_mojibake(value)) is not None:
        message = f"{field} was read in the wrong encoding: {_cut(value)}"
        yield Finding("mojibake", message, key, field, value, better, True)
    elif "�" in value:
        yield Finding("lost-characters", f"{field} has lost letters: {_cut(value)}", key, field, value)
    elif "&" in value and field != "URL" and _ENTITY.search(value):
        better = _ENTITY.sub(lambda match: html.unescape(match[0]), value)
        yield Finding("html-entity", f"{field} has an HTML entity: {_cut(value)}", key, field, value, better, True)


def _cut(text: str) -> str:
    return text if len(text) < 80 else text[:79] + "…"


_CONTINUATION = "".join(bytes([byte]).decode("cp1252", "ignore") + chr(byte) for byte in range(0x80, 0xC0))
_UTF8_PAIR = re.compile(f"[\u00c2-\u00f4][{re.escape(_CONTINUATION)}]")
"""The two first bytes of a letter in UTF-8, read one by one."""


def without_mojibake(text: str) -> str | None:
    """Return a text whose UTF-8 was read as Windows-1252 or Latin-1 as it was meant, or `None` if it is none.

    Only a text that as a whole turns back into valid UTF-8 is one: the bytes of a letter outside ASCII hardly ever
    come about by chance.
    """
    if text.isascii() or not _UTF8_PAIR.search(text):
        return None
    try:
        found = b"".join(map(_byte, text)).decode("utf-8")
    except UnicodeError:
        return None
    if found == text or not found.isprintable():
        return None
    return without_mojibake(found) or found


def without_broken_mojibake(text: str) -> str:
    """Return a text as `without_mojibake` does, `?` for letters whose bytes were lost on the way; else as it is.

    Five bytes have no letter in Windows-1252, and some programs write `?` or `�` for them, or nothing.
    """
    if text.isascii() or not _UTF8_PAIR.search(text):
        return text
    if (whole := without_mojibake(text)) is not None:
        return whole
    try:
        found = _LETTER.findall(_NO_BREAK.sub(b"\\1\xa0", b"".join(map(_byte_or_gap, text))))
    except UnicodeError:
        return text
    # Two bytes that belong together speak for it, one alone is a letter of its own.
    pairs = sum(len(letter) > 1 or b"\x7f" < rest[1:2] < b"\xc0" for letter, rest in found)
    alone = sum(not letter for letter, _ in found)
    return b"".join(letter or b"?" for letter, _ in found).decode("utf-8", "replace") if pairs >= alone else text


def _byte_or_gap(sign: str) -> bytes:
    return b"\xff" if sign == "�" else _byte(sign)


_NO_BREAK = re.compile(rb"(\xc3|[\xe0-\xef](?= [\x80-\xbf])|[\xe0-\xef][\x80-\xbf]) ")
"""The byte of a no-break space within a letter, which became a blank: `Ã ` for `à`."""
_LETTER = re.compile(
    rb"([\x00-\x7f]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})|"
    rb"([\xc2-\xdf][?\xff]?|[\xe0-\xef][\x80-\xbf?\xff]{0,2}|[\xf0-\xf4][\x80-\xbf?\xff]{0,3}|[\x80-\xff])",
    re.DOTALL,
)
"""A letter in UTF-8, or what is left of one whose bytes are not all there."""


def _byte(sign: str) -> bytes:
    # Windows-1252 has no letters at five places, where readers take Latin-1's control characters.
    try:
        return sign.encode("cp1252")
    except UnicodeEncodeError:
        return sign.encode("latin-1")
