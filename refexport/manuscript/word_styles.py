"""Styles of a Word document: found by name, added where they are missing.

Names are what Word knows its own styles by, in every language; ids differ from one language to the next.

Source: ECMA-376, part 1, section 17.7 (styles), 17.3.1.12 (indentation), 17.3.1.33 (spacing).
"""

from __future__ import annotations

from dataclasses import dataclass

from refexport.manuscript.word_package import STYLES, Element, Package, insert_before_end
from refexport.manuscript.word_story import W, w
from refexport.reference_list import Layout

INDENT = 720
"""Of what hangs, in twentieths of a point: half an inch."""
_SIGN = 115
"""Width of a label's character, likewise."""

_NEW = {
    "footnote reference": ("character", "FootnoteReference", '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'),
    "footnote text": (
        "paragraph",
        "FootnoteText",
        '<w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>'
        '<w:rPr><w:sz w:val="20"/><w:szCs w:val="20"/></w:rPr>',
    ),
}
_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"


@dataclass(frozen=True, slots=True)
class Setting:
    """How the paragraphs of a reference list are set."""

    left: int = 0
    """Indentation of all lines but the first, in twentieths of a point."""
    after: int = 0
    """Space behind a paragraph, likewise."""
    line: int = 240
    """240 for single lines."""

    def xml(self) -> str:
        """Return it as properties of a paragraph."""
        spacing = f'<w:spacing w:after="{self.after}" w:line="{self.line}" w:lineRule="auto"/>'
        tabs = f'<w:tabs><w:tab w:val="left" w:pos="{self.left}"/></w:tabs>' if self.left else ""
        return f'{tabs}{spacing}<w:ind w:left="{self.left}" w:hanging="{self.left}"/>'


def setting_of(layout: Layout, labels: list[str]) -> Setting:
    """Return how a list is set.

    Args:
        layout: as the style has it.
        labels: that stand in a column of their own; it is as wide as the longest.
    """
    left = INDENT if layout.hanging_indent else 0
    if layout.second_field_align and labels:
        left = max(360, _SIGN * max(map(len, labels)) + _SIGN)
    return Setting(left, 240 * max(0, layout.entry_spacing), 240 * max(1, layout.line_spacing))


class Styles:
    """The styles of a document."""

    def __init__(self, package: Package) -> None:
        self.package = package
        found = package.related(package.main, STYLES)
        self.part = found[0] if found else None
        self.by_name: dict[tuple[str, str], Element] = {}
        self.ids: set[str] = set()
        self.default = ""
        self.added: dict[str, str] = {}
        """Ids of the styles that are new, by name."""
        for style in package.parse(self.part).iter(w("style")) if self.part else ():
            id, kind = style.get(w("styleId"), ""), style.get(w("type"), "paragraph")
            name = style.find(w("name"))
            self.ids.add(id.lower())
            if name is not None:
                self.by_name.setdefault((kind, name.get(w("val"), "").lower()), style)
            if kind == "paragraph" and style.get(w("default")) in ("1", "true", "on"):
                self.default = id

    def contents(self) -> frozenset[str]:
        """Return the ids of the styles of tables of contents, which repeat what stands elsewhere."""
        names = (name for name in self.by_name if name[1].startswith("toc ") or name[1] == "table of figures")
        return frozenset(self.by_name[name].get(w("styleId"), "") for name in names)

    def id_of(self, name: str) -> str:
        """Return the id of one of Word's styles for notes; it is added where it is missing."""
        kind, id, properties = _NEW[name]
        style = self.by_name.get((kind, name))
        return style.get(w("styleId")) if style is not None else self._add(kind, id, name, properties)

    def bibliography(self, setting: Setting) -> tuple[str, bool]:
        """Return the id of the style "Bibliography", and whether it indents as it is.

        A style that the document has is left as it is: it is its author's.
        """
        style = self.by_name.get(("paragraph", "bibliography"))
        if style is not None:
            return style.get(w("styleId")), style.find(f"{w('pPr')}/{w('ind')}") is not None
        more = f'<w:uiPriority w:val="37"/><w:unhideWhenUsed/><w:pPr>{setting.xml()}</w:pPr>'
        return self._add("paragraph", "Bibliography", "Bibliography", more), True

    def _add(self, kind: str, id: str, name: str, more: str) -> str:
        if name in self.added:
            return self.added[name]
        while id.lower() in self.ids:
            id += "1"
        self.added[name] = id
        self.ids.add(id.lower())
        based = f'<w:basedOn w:val="{self.default}"/>' if self.default and kind == "paragraph" else ""
        style = (
            f'<w:style xmlns:w="{W}" w:type="{kind}" w:styleId="{id}"><w:name w:val="{name}"/>{based}{more}</w:style>'
        ).encode()
        if self.part is None:
            self.part = self.package.free_name("word/styles.xml")
            whole = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:styles xmlns:w="{W}"/>'.encode()
            self.package.add(self.part, whole, _CONTENT_TYPE, STYLES, self.package.main)
        self.package.changed[self.part] = insert_before_end(self.package.read(self.part), style)
        return id
