"""EndNote's rich text: runs of `<style face="…">`, and rich text in CSL's markup.

Source: EndNote XML as EndNote X–21 write it: a value is one or more `style` elements, `face` a list of `normal`,
`bold`, `italic`, `underline`, `superscript` and `subscript`; a line ends in a carriage return.
"""

from __future__ import annotations

from collections import Counter

from refexport.syntax.xml import Element, content, escape
from refexport.text.rich import pieces

_FACE_OF = {"<i>": "italic", "<b>": "bold", "<sup>": "superscript", "<sub>": "subscript"}
_TAG_OF = {face: tag for tag, face in _FACE_OF.items()}
PLAIN = '<style face="normal" font="default" size="100%">'
"""Opens a text without a face."""

Run = tuple[tuple[str, ...], str]
"""Faces, outermost first, and the text that they are on."""


def to_styles(text: str, spans: bool = False) -> tuple[str, bool]:
    """Return a rich text as `style` elements, and whether they say all that it says.

    Args:
        text: rich text.
        spans: keep small capitals and nocase, for which there is no face, as tags in the text.
    """
    if "<" not in text:
        return f"{PLAIN}{_lines(text)}</style>", True
    runs = _runs(text, spans)
    return _styles(runs), _rich(runs) == text


def lines_to_styles(lines: list[str], feed: bool = False) -> tuple[str, bool]:
    """Return labelled lines as `style` elements, and whether they say all; no face goes on from line to line.

    Args:
        lines: rich text; tags without a face stay in it as tags.
        feed: end a line in a line feed, at which Zotero splits Extra, and not as EndNote does.
    """
    styles, whole = _lines_to_styles(lines)
    return (styles.replace("&#xD;", "&#xA;") if feed else styles), whole


def _lines_to_styles(lines: list[str]) -> tuple[str, bool]:
    text = "\n".join(lines)
    if "<" not in text:
        return to_styles(text)
    found: list[_Open] = []
    for number, line in enumerate(lines):
        _add(found, (), "\n" if number else "")
        for faces, piece in _runs(line, spans=True):
            _add(found, faces, piece)
    runs = _joined(found)
    return _styles(runs), _rich(runs) == text


def _styles(runs: list[Run]) -> str:
    return "".join(
        f'<style face="{" ".join(faces) or "normal"}" font="default" size="100%">{_lines(run)}</style>'
        for faces, run in runs
    )


def _lines(text: str) -> str:
    return escape(text.replace("\n", "\r") if "\n" in text else text)


def _runs(text: str, spans: bool) -> list[Run]:
    runs: list[_Open] = []
    faces: Counter[str] = Counter()  # in the order in which they were opened; a face within itself is one
    for is_tag, piece in pieces(text):
        if not is_tag:
            _add(runs, tuple(faces), piece)
        elif piece in _FACE_OF:
            faces[_FACE_OF[piece]] += 1
        elif "span" in piece:
            if spans:
                _add(runs, tuple(faces), piece)
        elif (face := _FACE_OF.get(piece.replace("/", ""), "")) in faces:
            faces[face] -= 1
            if not faces[face]:
                del faces[face]
    return _joined(runs)


_Open = tuple[tuple[str, ...], list[str]]
"""A run whose text is still to be put together."""


def _add(runs: list[_Open], faces: tuple[str, ...], text: str) -> None:
    if text and runs and runs[-1][0] == faces:
        runs[-1][1].append(text)
    elif text:
        runs.append((faces, [text]))


def _joined(runs: list[_Open]) -> list[Run]:
    return [(faces, "".join(texts)) for faces, texts in runs]


def from_styles(element: Element) -> str:
    """Return the rich text in an element of `style` elements or bare text, its lines ended by `\\n`."""
    count = len(element)
    if not count or (count == 1 and element[0].get("face") in ("normal", None)):
        text = content(element)
    else:
        runs: list[_Open] = []
        if element.text and not element.text.isspace():
            _add(runs, (), element.text)
        for child in element:
            faces = dict.fromkeys((child.get("face") or "").split())
            _add(runs, tuple(face for face in faces if face in _TAG_OF), "".join(child.itertext()))
            if child.tail and not child.tail.isspace():
                _add(runs, (), child.tail)
        text = _rich(_joined(runs))
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.strip()


def _rich(runs: list[Run]) -> str:
    out: list[str] = []
    open_faces: list[str] = []
    for faces, text in [*runs, ((), "")]:
        kept = 0
        while kept < min(len(open_faces), len(faces)) and open_faces[kept] == faces[kept]:
            kept += 1
        while len(open_faces) > kept:
            out.append(_TAG_OF[open_faces.pop()].replace("<", "</"))
        for face in faces[kept:]:
            open_faces.append(face)
            out.append(_TAG_OF[face])
        out.append(text)
    return "".join(out)
