"""New footnotes for a style that cites in notes.

Source: ECMA-376, part 1, section 17.11 (footnotes; the separators have the ids -1 and 0 in Word's own files).
"""

from __future__ import annotations

from refexport.manuscript.word_package import FOOTNOTES, Element, Package, insert_before_end
from refexport.manuscript.word_runs import text_element
from refexport.manuscript.word_story import Story, W, w, write_blocks
from refexport.manuscript.word_styles import Styles

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
        self.notes: list[Element] = []
        self.next = 1
        if story:
            root = package.parse(story.part)
            ids = [each.get(w("id"), "") for each in root]
            self.next = max([0, *(int(id) for id in ids if id.lstrip("-").isdigit())]) + 1

    def add(self, content: list[Element]) -> Element:
        """Make a footnote of runs; return the run that calls it."""
        from lxml import etree

        id = str(self.next + len(self.notes))
        note = etree.Element(w("footnote"), {w("id"): id})
        paragraph = etree.SubElement(note, w("p"))
        properties = etree.SubElement(paragraph, w("pPr"))
        etree.SubElement(properties, w("pStyle"), {w("val"): self.styles.id_of("footnote text")})
        paragraph.append(self._reference("footnoteRef", {}))
        blank = etree.SubElement(paragraph, w("r"))
        blank.append(text_element(" "))
        paragraph.extend(content)
        self.notes.append(note)
        return self._reference("footnoteReference", {w("id"): id})

    def _reference(self, name: str, attributes: dict[str, str]) -> Element:
        from lxml import etree

        run = etree.Element(w("r"))
        properties = etree.SubElement(run, w("rPr"))
        etree.SubElement(properties, w("rStyle"), {w("val"): self.styles.id_of("footnote reference")})
        etree.SubElement(run, w(name), attributes)
        return run

    def finish(self) -> None:
        """Put the notes into the document."""
        if not self.notes:
            return
        if self.story:
            new = write_blocks(self.notes, self.story.scope)
            end = self.story.data.rstrip().rfind(b"</")
            if end < 0:
                self.package.changed[self.story.part] = insert_before_end(self.story.data, new)
            else:
                self.story.edits.append((end, end, new))
            return
        part = self.package.free_name("word/footnotes.xml")
        data = insert_before_end(_EMPTY.encode(), write_blocks(self.notes, {"w": W}))
        self.package.add(part, data, _CONTENT_TYPE, FOOTNOTES, self.package.main)
