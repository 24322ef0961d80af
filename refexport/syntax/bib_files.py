"""The `file` field, in which programs list the files of an entry.

Zotero and Citavi write `title:path:type`, JabRef `description:path:TYPE`, Mendeley `:path:pdf` with TeX's escapes on
top; several are joined by `;`, and `:`, `;` and `\\` in a part stand behind a backslash.  A path may stand alone.

Source: JabRef's documentation, "File links"; exports of Zotero, Mendeley and Citavi.
"""

from __future__ import annotations

import re

from refexport.record import File
from refexport.text.latex_decode import decode
from refexport.text.rich import plain

_MENDELEY = re.compile(r"\$\\backslash\$")
_MENDELEY_ESCAPE = re.compile(r"(?<!\\)((?:\\\\)*)\\(.)\{\}")
_ACCENTED = re.compile(r"\{\\(?:[\'\"`^~=._&%#]|[A-Za-z]{1,2}(?![A-Za-z]))(?:\{\\?[A-Za-z]?\}|[A-Za-z])?\}")
"""A letter with an accent, as Mendeley writes it into paths too: `{\\"{u}}`, `{\\ss}`."""
_TYPES = {
    "pdf": "application/pdf",
    "html": "text/html",
    "url": "text/html",
    "txt": "text/plain",
    "epub": "application/epub+zip",
}
_ESCAPED = re.compile(r"([\\:;${}])")
_UNESCAPE = re.compile(r"\\([^A-Za-z0-9.])")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_ADDRESS = re.compile(r"(?:https?|ftp|file)://\S+|/\S+|[A-Za-z]:[\\/].*")


def parse_files(text: str) -> tuple[File, ...]:
    """Return the files that a `file` field lists.

    Args:
        text: the field's value, raw.
    """
    if "{\\" in text:
        text = _ACCENTED.sub(_accented, text)
    text = _MENDELEY_ESCAPE.sub(r"\1\2", _MENDELEY.sub(r"\\", text))
    files = (_file(record.strip()) for record in _split(text, ";"))
    return tuple(file for file in files if file)


def _accented(match: re.Match[str]) -> str:
    letters = plain(decode(match[0]))
    return match[0] if "\\" in letters or "{" in letters else letters


def _split(text: str, separator: str) -> list[str]:
    found, start, at = [], 0, 0
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text[at] == separator:
            found.append(text[start:at])
            start = at + 1
        at += 1
    return [*found, text[start:]]


def _file(record: str) -> File | None:
    if not record:
        return None
    if _ADDRESS.fullmatch(record) and not record.endswith(":"):
        return File(record)
    parts = _split(record, ":")
    if len(parts) > 3 and any(_DRIVE.match(record, match.end()) for match in re.finditer(":", record)):
        # A drive's colon that no backslash hides: `Test:E:\folder\test.pdf:application/pdf`.
        parts = [parts[0], ":".join(parts[1:-1]), parts[-1]]
        return _made(_unescaped(parts[0]), parts[1], parts[2])
    if len(parts) == 1:
        return File(_unescaped(record))
    if len(parts) == 2:
        return _made("", _unescaped(parts[0]), parts[1]) if parts[0] else _made("", _unescaped(parts[1]), "")
    return _made(_unescaped(parts[0]), _unescaped(":".join(parts[1:-1])), _unescaped(parts[-1]))


def _made(title: str, path: str, type: str) -> File | None:
    path, type = path.strip(), type.strip()
    known = type if "/" in type else _TYPES.get(type.lower(), type)
    return File(path, title=title.strip() or None, media_type=known or None) if path else None


def _unescaped(part: str) -> str:
    return _UNESCAPE.sub(r"\1", part)


def format_files(files: tuple[File, ...]) -> str:
    """Return the value of a `file` field, raw, with its braces balanced and no backslash at its end."""
    return ";".join(
        f"{_escaped(file.title or '')}:{_escaped(file.path)}:{_escaped((file.media_type or '').replace(chr(92), '/'))}"
        for file in files
    )


def _escaped(part: str) -> str:
    part = " ".join(part.split("\n"))
    if "{" in part or "}" in part:
        # BibTeX counts braces even behind a backslash.
        part = part.replace("{", "%7B").replace("}", "%7D")
    return _ESCAPED.sub(r"\\\1", part)
