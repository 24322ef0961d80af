"""New footnotes for a style that cites in notes.

Source: ECMA-376, part 1, section 17.11 (footnotes; the separators have the ids -1 and 0 in Word's own files).
"""

from __future__ import annotations

import re

from refexport.manuscript.word_package import FOOTNOTES, Element, Package, insert_before_end
from refexport.manuscript.word_runs import text_element
from refexport.manuscript.word_story import Story, W, w, write_blocks
from refexport.manuscript.word_styles import Styles

_NOTE = re.compile(rb"<(?:[\w.-]+:)?footnote\b[^>]*>")
_CALL = re.compile(rb"<(?:[\w.-]+:)?footnoteReference\b[^>]*>")
_ID = re.compile(rb"(\b(?:[\w.-]+:)?id=[\"'])(-?\d{1,15})(?=[\"'])")
_WHOLE = re.compile(r"-?[0-9]{1,15}")
_SEPARATOR = re.compile(rb"\btype=[\"'](?!normal)")
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_EMPTY = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<w:footnotes xmlns:w="{W}">'
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
    "</w:footnotes>"
)


class NewNotes:
    """Makes footnotes and the runs that call them."""

    def __init__(self, package: Package, story: Story | None, styles: Styles) -> None:
        """Make a writer.

        Args:
            package: the document.
            story: its footnotes, if it has any.
            styles: its styles.
        """
        self.package = package
        self.story = story
        self.styles = styles
        self.count = 0
        """Notes that are new."""
        self.groups: dict[str, list[Element]] = {}
        """New notes, by the id of the note of the document that is called before them."""
        self.next = 1
        if story:
            root = package.parse(story.part)
            ids = [each.get(w("id"), "") for each in root]
            self.next = max([0, *(int(id) for id in ids if _WHOLE.fullmatch(id))]) + 1

    def add(self, content: list[Element], after: str = "") -> Element:
        """Make a footnote of runs; return the run that calls it.

        Args:
            content: the runs.
            after: id of the footnote of the document that is called before it, if there is one.
        """
        from lxml import etree

        id = str(self.next + self.count)
        self.count += 1
        note = etree.Element(w("footnote"), {w("id"): id})
        paragraph = etree.SubElement(note, w("p"))
        properties = etree.SubElement(paragraph, w("pPr"))
        etree.SubElement(properties, w("pStyle"), {w("val"): self.styles.id_of("footnote text")})
        paragraph.append(self._reference("footnoteRef", {}))
        blank = etree.SubElement(paragraph, w("r"))
        blank.append(text_element(" "))
        paragraph.extend(content)
        self.groups.setdefault(after, []).append(note)
        return self._reference("footnoteReference", {w("id"): id})

    def _reference(self, name: str, attributes: dict[str, str]) -> Element:
        from lxml import etree

        run = etree.Element(w("r"))
        properties = etree.SubElement(run, w("rPr"))
        etree.SubElement(properties, w("rStyle"), {w("val"): self.styles.id_of("footnote reference")})
        etree.SubElement(run, w(name), attributes)
        return run

    def finish(self) -> None:
        """Put the notes into the document, in the order of their calls: LibreOffice takes them in their order."""
        if not self.groups:
            return
        if self.story:
            for after, notes in self.groups.items():
                self._insert(self.story, after, write_blocks(notes, self.story.scope))
            return
        part = self.package.free_name("word/footnotes.xml")
        data = insert_before_end(_EMPTY.encode(), write_blocks(self.groups[""], {"w": W}))
        self.package.add(part, data, _CONTENT_TYPE, FOOTNOTES, self.package.main)

    def _insert(self, story: Story, after: str, new: bytes) -> None:
        end = story.data.rstrip().rfind(b"</")
        if end < 0:
            self.package.changed[story.part] = insert_before_end(story.data, new)
            return
        first = min((start for start, _ in story.notes.values()), default=end)
        place = story.notes[after][1] if after in story.notes else first
        story.edits.append((place, place, new))


def renumber(package: Package, body: str, notes: str) -> None:
    """Number the footnotes of a document from first to last, as Word does whenever it saves.

    Word itself goes by any numbers, but LibreOffice shows the wrong notes where they do not rise.

    Args:
        package: the document.
        body: name of the part that calls them.
        notes: name of the part that holds them.
    """
    data = package.read(notes)
    separators: list[int] = [0]
    ids: list[int] = []
    for tag in _NOTE.findall(data):
        if match := _ID.search(tag):
            (separators if _SEPARATOR.search(tag) else ids).append(int(match[2]))
    numbers = {id: number for number, id in enumerate(ids, start=max(separators) + 1)}

    def changed(match: re.Match[bytes]) -> bytes:
        return _ID.sub(lambda id: id[1] + str(numbers.get(int(id[2]), int(id[2]))).encode(), match[0], count=1)

    package.changed[notes] = _NOTE.sub(lambda tag: tag[0] if _SEPARATOR.search(tag[0]) else changed(tag), data)
    package.changed[body] = _CALL.sub(changed, package.read(body))
