"""The text of a paragraph across its runs, and putting something else in place of a part of it.

Word cuts runs as it likes: at a spelling mark, a bookmark, a change of language, each time the file is saved.  So the
text is looked at as a whole, and runs are cut where a citation begins and ends.

Source: ECMA-376, part 1, sections 17.3.2 (runs), 17.3.3 (run content), 17.13.5 (revisions).
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field

from refexport.manuscript.word_package import Element
from refexport.manuscript.word_runs import set_text
from refexport.manuscript.word_story import MARKUP_COMPATIBILITY, NOTE_REFERENCES, w

NOTE = "\ufffc"
"""Stands for the call of a note, and for whatever else is no text."""

_SIGNS = {w("tab"): "\t", w("br"): "\n", w("cr"): "\n", w("noBreakHyphen"): "-", w("softHyphen"): "\u00ad"}
_CALLS = {w(name): kind for name, kind in NOTE_REFERENCES.items()}
_OBJECTS = frozenset({w("drawing"), w("pict"), w("object"), w("sym"), *_CALLS})
_T, _R, _P = w("t"), w("r"), w("p")
_DELETED = frozenset({w("del"), w("moveFrom")})
_FALLBACK = f"{{{MARKUP_COMPATIBILITY}}}Fallback"
_RUN_PROPERTIES = w("rPr")
_REMAINS = frozenset({_RUN_PROPERTIES, w("lastRenderedPageBreak")})


@dataclass(slots=True)
class Span:
    """Something that stands in a run, and where it is in the paragraph's text."""

    element: Element
    start: int
    end: int


@dataclass(slots=True)
class Paragraph:
    """A paragraph's text."""

    element: Element
    spans: list[Span] = field(default_factory=list)
    text: str = ""
    notes: list[tuple[int, str, str]] = field(default_factory=list)
    """Calls of notes: place in the text, `footnote` or `endnote`, id."""
    fallback: bool = False
    """Whether it is the copy of a text box for old programs."""
    boxed: bool = False
    """Whether it stands in a text box."""

    def replace(self, start: int, end: int, new: list[Element]) -> None:
        """Put runs in place of a part of the text; what stands behind that part must have been done before.

        Args:
            start: of the part.
            end: of the part, greater than `start`.
            new: the runs.
        """
        self._cut(end)
        index = self._cut(start)
        run = self.spans[index].element.getparent()
        for element in new:
            run.addprevious(element)
        for span in self.spans[index:]:
            if span.start < end:
                _remove(span.element)
        del self.spans[index:]

    def properties_at(self, place: int) -> Element | None:
        """Return the properties of the run that holds a character of the text."""
        span = next(span for span in self.spans if span.start <= place < span.end)
        return span.element.getparent().find(_RUN_PROPERTIES)

    def _cut(self, place: int) -> int:
        """Cut the run before a character; return the index of the span that now begins there."""
        index = next((at for at, span in enumerate(self.spans) if span.end > place), len(self.spans))
        if index == len(self.spans):
            return index
        span = self.spans[index]
        if span.start < place:
            rest = deepcopy(span.element)
            text = span.element.text
            set_text(span.element, text[: place - span.start])
            set_text(rest, text[place - span.start :])
            rest.tail = None
            span.element.addnext(rest)
            self.spans[index : index + 1] = [Span(span.element, span.start, place), Span(rest, place, span.end)]
            index += 1
        _split_run(self.spans[index].element)
        return index


def _split_run(child: Element) -> None:
    """Make a child the first of its run, behind the properties; what stands before stays in a run of its own."""
    run = child.getparent()
    before = [each for each in run[: run.index(child)] if each.tag != _RUN_PROPERTIES]
    if not before:
        return
    left = run.makeelement(run.tag, dict(run.attrib))
    properties = run.find(_RUN_PROPERTIES)
    if properties is not None:
        left.append(deepcopy(properties))
    left.extend(before)
    run.addprevious(left)


def _remove(element: Element) -> None:
    run = element.getparent()
    run.remove(element)
    if all(each.tag in _REMAINS for each in run):
        run.getparent().remove(run)


def paragraphs(block: Element) -> Iterator[Paragraph]:
    """Yield a paragraph and those in its text boxes, in the order in which they begin."""
    found = {block: Paragraph(block)}
    for element in block.iter():
        if element.tag == _P and element is not block:
            boxes = list(element.iterancestors(_FALLBACK))
            found[element] = Paragraph(element, fallback=bool(boxes), boxed=True)
        elif element.getparent() is not None and element.getparent().tag == _R:
            sign = element.text or "" if element.tag == _T else _SIGNS.get(element.tag)
            if sign is None and element.tag in _OBJECTS:
                sign = NOTE
            if sign:
                _add(found, element, sign, block)
    yield from found.values()


def _add(found: dict[Element, Paragraph], element: Element, sign: str, block: Element) -> None:
    for ancestor in element.iterancestors():
        if ancestor.tag in _DELETED:
            return
        if ancestor.tag == _P:
            break
    paragraph = found[ancestor]
    start = len(paragraph.text)
    paragraph.spans.append(Span(element, start, start + len(sign)))
    paragraph.text += sign
    if element.tag in _CALLS and not paragraph.fallback:
        paragraph.notes.append((start, _CALLS[element.tag], element.get(w("id"), "")))
