"""Parsing a CSL style into typed elements that keep their lines.

Entities and the network are off.  What cannot be compiled is an error with
its line; what real styles do beyond the schema is let through.

Source: CSL 1.0.2 specification, "Styles", "Namespacing", "XML Declaration".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from refexport.errors import StyleError
from refexport.limits import XML_TOO_MUCH, advice, is_huge, nesting

NAMESPACE = "{http://purl.org/net/xbiblio/csl}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(slots=True, eq=False)
class Element:
    """An element of a style or locale."""

    tag: str
    """Local name: `names`, `date-part`."""
    attributes: dict[str, str]
    """By name; `xml:lang` is `lang`."""
    children: tuple[Element, ...]
    """Child elements, in order."""
    line: int
    """Line in the file, counted from 1."""
    text: str = ""
    """Text of an element that has no children."""

    def get(self, name: str, default: str = "") -> str:
        """Return an attribute."""
        return self.attributes.get(name, default)

    def find(self, tag: str) -> Element | None:
        """Return the first child of a tag."""
        return next((child for child in self.children if child.tag == tag), None)

    def all(self, tag: str) -> Iterator[Element]:
        """Yield the children of a tag."""
        return (child for child in self.children if child.tag == tag)

    def walk(self) -> Iterator[Element]:
        """Yield this element and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(slots=True, eq=False)
class Area:
    """`cs:citation` or `cs:bibliography`."""

    name: str
    """`citation` or `bibliography`."""
    element: Element
    """The element itself, with its options."""
    layouts: tuple[Element, ...]
    """`cs:layout`; more than one where a style has layouts by locale (an extension)."""
    sort: tuple[Element, ...]
    """The `cs:key` elements."""


@dataclass(slots=True, eq=False)
class ParsedStyle:
    """An independent style, parsed and checked."""

    place: str
    """File name, for messages."""
    root: Element
    """`cs:style` with its options."""
    citation: Area
    bibliography: Area | None
    macros: dict[str, Element]
    """By name."""
    locales: tuple[Element, ...]
    """The style's own `cs:locale` elements."""
    default_locale: str | None
    title: str = ""
    programs: dict[Any, Any] = field(default_factory=dict)
    """Compiled forms by locale; see `refexport.csl.compile`."""


def parse_style(source: Path | str | bytes) -> ParsedStyle:
    """Return a style.

    Args:
        source: a file, or the XML itself.

    Raises:
        StyleError: it is not well-formed, not an independent CSL 1.0 style, or refers to what it lacks.
    """
    if isinstance(source, Path):
        stat = _stat(source)
        return _parse_file(source, stat)
    data = source.encode() if isinstance(source, str) else source
    return _parse_bytes(data, "style")


def _stat(path: Path) -> tuple[int, int]:
    try:
        stat = path.stat()
    except OSError as error:
        raise StyleError(f"{path}: cannot be read: {error.strerror or error}") from None
    return stat.st_mtime_ns, stat.st_size


@lru_cache(maxsize=64)
def _parse_file(path: Path, stat: tuple[int, int]) -> ParsedStyle:
    try:
        return _parse_bytes(path.read_bytes(), str(path))
    except OSError as error:
        raise StyleError(f"{path}: cannot be read: {error.strerror or error}") from None


@lru_cache(maxsize=64)
def _parse_bytes(data: bytes, place: str) -> ParsedStyle:
    root = parse_xml(data, place)
    if root.tag != "style":
        raise StyleError(f"{place}:{root.line}: this is not a CSL style: its root element is <{root.tag}>")
    if root.get("version", "1.0").startswith("0."):
        raise StyleError(f"{place}:{root.line}: CSL {root.get('version')} is not supported; update it to CSL 1.0")
    citation = root.find("citation")
    if citation is None:
        raise StyleError(f"{place}:{root.line}: the style has no <citation>")
    bibliography = root.find("bibliography")
    info = root.find("info")
    title = info.find("title") if info else None
    style = ParsedStyle(
        place=place,
        root=root,
        citation=_area(citation, place),
        bibliography=_area(bibliography, place) if bibliography else None,
        macros={macro.get("name"): macro for macro in root.all("macro")},
        locales=tuple(root.all("locale")),
        default_locale=root.get("default-locale") or None,
        title=title.text.strip() if title else "",
    )
    _check_macros(style)
    return style


def _area(element: Element, place: str) -> Area:
    layouts = tuple(element.all("layout"))
    if not layouts:
        raise StyleError(f"{place}:{element.line}: <{element.tag}> has no <layout>")
    sort = element.find("sort")
    return Area(element.tag, element, layouts, tuple(sort.all("key")) if sort else ())


def parse_xml(data: bytes, place: str) -> Element:
    """Return the root of an XML document, with entities and network off.

    Raises:
        StyleError: it is not well-formed, or uses entities.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
                             remove_pis=True, huge_tree=is_huge())  # fmt: skip
    try:
        root = etree.fromstring(data.strip(), parser)
    except etree.XMLSyntaxError as error:
        if error.code == XML_TOO_MUCH:
            raise too_deep(place, error.lineno or 1) from None
        raise StyleError(f"{place}:{error.lineno or 1}: {error.msg}") from None
    except ValueError as error:
        raise StyleError(f"{place}:1: {error}") from None
    return _element(root, place, nesting())


def too_deep(place: str, line: int) -> StyleError:
    """Return what is raised for a style whose elements are nested too deep."""
    return StyleError(f"{place}:{line}: elements are nested more than {nesting()} deep; {advice('nesting')}")


def _element(node: Any, place: str, most: int) -> Element:
    line = node.sourceline or 1
    if not isinstance(node.tag, str):
        raise StyleError(f"{place}:{line}: entities are not allowed in a style")
    if not most:
        raise too_deep(place, line)
    children = tuple([_element(child, place, most - 1) for child in node])
    attributes = {name.rpartition("}")[2]: value for name, value in node.attrib.items()}
    text = "" if children else node.text or ""
    return Element(node.tag.rpartition("}")[2], attributes, children, line, text)


def _check_macros(style: ParsedStyle) -> None:
    """Find calls of macros that are not there, or that call themselves."""
    areas = [area for area in (style.citation, style.bibliography) if area]
    for element in (*(macro for macro in style.macros.values()), *(area.element for area in areas)):
        for name, line in _calls(element):
            if name not in style.macros:
                raise StyleError(f"{style.place}:{line}: there is no macro '{name}'")
    measure = _Measure(style)
    for element in (*style.macros.values(), *(area.element for area in areas)):
        if measure.depth(element) > measure.most:
            raise too_deep(style.place, element.line)


def _calls(element: Element) -> list[tuple[str, int]]:
    called = (each for each in element.walk() if each.tag in ("text", "key") and "macro" in each.attributes)
    return [(each.get("macro"), each.line) for each in called]


class _Measure:
    """Measures how deep elements are nested, macros put in where they are called."""

    def __init__(self, style: ParsedStyle) -> None:
        self.style = style
        self.most = nesting()
        self.depths: dict[str, int] = {}
        """Of macros that are known."""

    def depth(self, element: Element, level: int = 0, path: tuple[str, ...] = ()) -> int:
        """Return how deep an element is nested.

        Args:
            element: where to begin.
            level: at which it stands.
            path: macros in whose calls it is.

        Raises:
            StyleError: a macro calls itself, or calls are nested deeper than may be.
        """
        if level > self.most:
            raise too_deep(self.style.place, element.line)
        below = [self.depth(child, level + 1, path) for child in element.children]
        name = element.get("macro") if element.tag in ("text", "key") else ""
        if not name:
            return 1 + max(below, default=0)
        if name in path:
            line = self.style.macros[name].line
            raise StyleError(f"{self.style.place}:{line}: the macro '{name}' calls itself")
        if name not in self.depths:
            self.depths[name] = self.depth(self.style.macros[name], level + 1, (*path, name))
        return 1 + max([self.depths[name], *below])
