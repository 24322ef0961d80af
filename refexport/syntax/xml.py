"""XML for the formats written in it: read element by element and safely, written without a chance of forgery.

A document is refused if it declares entities or a DTD of its own, refers to
one outside the publishers' own, or nests deeper than any bibliography does:
nothing is ever fetched or expanded.  Text that merely forgot to escape
(`AT&T`, `p < 0.05`, `&nbsp;`, control characters) is mended and said.

Source: XML 1.0, fifth edition; libxml2's limits (`XML_PARSE_HUGE`: off 256 levels, on 2,048).
"""

from __future__ import annotations

import codecs
import html.entities
import re
import unicodedata
from collections.abc import Container, Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from refexport.errors import InputError
from refexport.limits import XML_TOO_MUCH, advice, is_huge, limit, xml_nesting

if TYPE_CHECKING:
    from refexport.record import Record
    from refexport.report import Report
    from refexport.source import Source

Element = Any
"""An lxml element; lxml is loaded on first use only."""

_DECLARED = re.compile(rb"<\?xml\s[^>]*?encoding\s*=\s*[\"']([\w.:-]+)[\"']")
_DOCTYPE = re.compile(r"<!DOCTYPE\s+[\w:.-]+\s*((?:[^\[\]<>\"']|\"[^\"]*\"|'[^']*')*)([\[>])", re.I)
_TRUSTED_DTD = re.compile(r"https?://(?:[\w-]+\.)*(?:nih\.gov|loc\.gov)/")
_LITERAL = re.compile(r"\"([^\"]*)\"|'([^']*)'")

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_HARMLESS = bytes(sign for sign in range(256) if (sign > 31 and sign != 0xEF) or sign in b"\t\n\r")
"""The bytes of UTF-8 that are no control character, and begin neither U+FFFE nor U+FFFF."""
_FORBIDDEN_REFERENCE = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|55(?:29[6-9]|[3-9]\d\d)|56\d{3}|57[0-2]\d\d|573[0-3]\d|5734[0-3]|6553[45])"
    r"|x0*(?:[0-8bcef]|1[0-9a-f]|d[89a-f][0-9a-f]{2}|fff[ef]));",
    re.I,
)
"""A reference to a control character, half of a surrogate pair, U+FFFE or U+FFFF."""
_BARE_AMPERSAND = re.compile(r"&(?!#\d+;|#[xX][\da-fA-F]+;|(?:amp|lt|gt|quot|apos);)([A-Za-z][\w]*;)?")
_UNCLOSED = re.compile(r"<(?=[A-Za-z_:][^<>]*<)")
_MOST_UNCLOSED = 500
"""Tags without an end of a document that libxml2 is given; it takes a time that grows as their square."""
_BARE_LESS = re.compile(r"<(?![A-Za-z_:/!?])")
_ANY_LESS = re.compile(f"{_BARE_LESS.pattern}|{_UNCLOSED.pattern}")

_SPECIAL = re.compile("[&<>]")
_BLANKS = re.compile(r"[ \t\n\r]+")
_MOST_DIAGNOSTICS = 20
_LINE = re.compile(r" line (\d+)")
_ROOT = re.compile(r"(?:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^<>\[]*(?:\[.*?\]\s*)?>)*<(?:[\w.-]+:)?([\w.-]+)", re.S)
_CDATA = re.compile(r"(<!\[CDATA\[.*?(?:\]\]>|\Z))", re.S)


def root_of(head: str) -> str | None:
    """Return the local name of a document's root element, or `None` where its beginning does not reach so far."""
    match = _ROOT.match(head)
    return match[1] if match else None


def is_foreign(head: str, roots: Container[str]) -> bool:
    """Return whether a document has another root element than those of a format."""
    root = root_of(head)
    return root is not None and root not in roots


def elements(source: Source, report: Report, tags: Iterable[str], namespace: str = "") -> Iterator[Element]:
    """Yield the elements with one of some names, each complete, cleared when the next is asked for.

    Args:
        source: the document.
        report: gets what was mended, and the errors of a document that is not well-formed, with their lines.
        tags: names without namespace, such as `record`; elements inside such elements are not looked for.
        namespace: one whose elements may have local names alone, where that spares renaming each of them.

    Raises:
        InputError: it is not XML, or must not be read: entities, a foreign DTD, nesting without end.
    """
    tags = [f"{{*}}{tag}" for tag in tags]
    declare_encoding(source)
    _refuse_declarations(source.text, source.name)
    found = _well_formed(_without_default(source.text, namespace) if namespace else source.text, tags)
    every = _recovered(source, report, tags) if found is None else found
    yield from _shallow(every, source, report) if is_huge() else every


def _shallow(found: Iterable[Element], source: Source, report: Report) -> Iterator[Element]:
    """Yield the elements that are not nested too deep, where libxml2 has been asked to let all pass."""
    from lxml import etree

    levels = xml_nesting()
    is_deeper = etree.XPath(f"boolean({'/'.join('*' * (levels + 1))})")
    for element in found:
        if is_deeper(element):
            message = f"a record is left out: its elements are nested more than {levels} deep; {advice('nesting')}"
            report.error("nested-too-deep", message, source=source.name, line=line_of(element, source))
        else:
            yield element


def _safely() -> dict[str, Any]:
    return _SAFELY | {"huge_tree": is_huge()}


_SAFELY: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "remove_comments": True,
    "remove_pis": True,
    "encoding": "utf-8",
}
_SMALL = 1 << 18
"""Characters up to which a document is held as a tree; parts of a file are smaller."""


def _well_formed(text: str, tags: list[str]) -> list[Element] | None:
    """Return the elements of a small document that needs no mending, or `None` if it is not surely one.

    What most programs write is such, and is read faster so than by looking out for what to mend.
    """
    from lxml import etree

    if len(text) > _SMALL or _BARE_AMPERSAND.search(text):
        return None
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        return None
    parser = etree.XMLParser(**_safely())
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, UnicodeEncodeError):
        return None
    found = list(root.iter(*tags))
    nested = any(element.getparent() is not found[0].getparent() for element in found)
    return None if nested or len(parser.error_log) else found


def _without_default(text: str, namespace: str) -> str:
    """Return a document without the declarations of its default namespace, or as it is if it has others, or may."""
    declaration = f' xmlns="{namespace}"'
    if len(text) > _SMALL or "<![CDATA[" in text or text.count(declaration) != text.count(f'="{namespace}"'):
        return text
    bare, count = re.subn(rf"(<[^<>']*){re.escape(declaration)}(?=[^<>]*>)", r"\1", text)
    return bare if count == text.count(declaration) else text


def _recovered(source: Source, report: Report, tags: list[str]) -> Iterator[Element]:
    """Yield the elements of any document, as far as they can be made out; arguments are those of `elements`."""
    from io import BytesIO

    from lxml import etree

    data = _document(source, report)
    parser = etree.iterparse(BytesIO(data), events=("end",), tag=tags, recover=True, **_safely())
    done: set[str] = set()
    try:
        for _, element in parser:
            yield element
            element.clear()
            done.add(element.tag)
            # Only what was yielded goes: in broken XML one record may stand in another that is still to come.
            while (before := element.getprevious()) is not None and before.tag in done:
                element.getparent().remove(before)
    except etree.XMLSyntaxError as error:
        raise InputError(f"{source.name}:{(error.lineno or 1) + source.first_line - 1}: not XML: {error.msg}") from None
    _judge(parser.error_log, source, report)


def _document(source: Source, report: Report) -> bytes:
    text = source.text
    data, suspect = _encoded(text)
    mended = unicodedata.normalize("NFC", _mended(text, suspect, source, report))
    return data if mended is text else mended.encode("utf-8", "replace")


def _encoded(text: str) -> tuple[bytes, bool]:
    """Return a text as UTF-8, and whether it may hold a character that XML forbids.

    Bytes are searched for control characters ten times as fast as text by a regular expression.
    """
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace"), True
    rest = data.translate(None, _HARMLESS)
    return data, bool(rest) and (rest.strip(b"\xef") != b"" or "\ufffe" in text or "\uffff" in text)


def declare_encoding(source: Source) -> None:
    """Have a source decoded as its document declares, if that is no form of Unicode, which the source tells itself."""
    if match := _DECLARED.match(source.start()[:200]):
        encoding = match[1].decode("ascii").lower()
        if not encoding.startswith(("utf", "ucs", "us-ascii")):
            with suppress(LookupError):
                codecs.lookup(encoding)
                source.encoding = encoding


def _refuse_declarations(text: str, name: str) -> None:
    """Raise an `InputError` for a document type that declares entities or comes from elsewhere."""
    start = _prolog_end(text)
    if not text.startswith("<!", start):
        return
    match = _DOCTYPE.match(text, start)
    advice = "refused for safety: remove the DOCTYPE from the file"
    if not match or match[2] == "[":
        raise InputError(f"{name}: the XML declares entities or a DTD of its own; {advice}")
    addresses = [a or b for a, b in _LITERAL.findall(match[1])]
    if addresses and not _TRUSTED_DTD.match(addresses[-1]):
        raise InputError(f"{name}: the XML refers to a document elsewhere ({addresses[-1][:80]}); {advice}")


def _prolog_end(text: str) -> int:
    """Return where the document type or the root element begins, after blanks, comments and instructions."""
    place = 0
    while True:
        while text[place : place + 1].isspace() or text[place : place + 1] == "\ufeff":
            place += 1
        for opener, closer in (("<?", "?>"), ("<!--", "-->")):
            if text.startswith(opener, place):
                end = text.find(closer, place)
                if end < 0:
                    return place
                place = end + len(closer)
                break
        else:
            return place


def _mended(text: str, suspect: bool, source: Source, report: Report) -> str:
    """Return the text with what people forget to escape escaped, and a warning where that was needed."""
    first = (_FORBIDDEN.search(text) if suspect else None) or _FORBIDDEN_REFERENCE.search(text)
    if first:
        line = text.count("\n", 0, first.start()) + source.first_line
        report.warn("control-character", "a character that XML forbids was dropped", source=source.name, line=line)
        text = _FORBIDDEN_REFERENCE.sub("", _FORBIDDEN.sub("", text))
    pieces = _CDATA.split(text) if "<![CDATA[" in text else [text]
    unclosed = sum(1 for _ in islice(chain.from_iterable(map(_UNCLOSED.finditer, pieces)), _MOST_UNCLOSED))
    less = _ANY_LESS if unclosed == _MOST_UNCLOSED else _BARE_LESS
    place, told = 0, False
    for number, piece in enumerate(pieces):
        first = None if number % 2 else _BARE_AMPERSAND.search(piece) or less.search(piece)
        if first:
            if not told:
                _tell_not_escaped(text, place + first.start(), source, report)
            told = True
            pieces[number] = less.sub("&lt;", _BARE_AMPERSAND.sub(_escaped_ampersand, piece))
        place += len(piece)
    return "".join(pieces) if told else text


def _tell_not_escaped(text: str, place: int, source: Source, report: Report) -> None:
    line = text.count("\n", 0, place) + source.first_line
    message = "'&' and '<' that were not escaped are taken as text; the program that wrote the file should fix it"
    report.warn("not-escaped", message, source=source.name, line=line, raw=text[place : place + 40])


def _escaped_ampersand(match: re.Match[str]) -> str:
    name = match[1]
    if name and (character := html.entities.html5.get(name)):
        return escape(character)
    return f"&amp;{name or ''}"


def _judge(log: Any, source: Source, report: Report) -> None:
    """Report the errors that the parser went over; raise for those after which it went no further."""
    from lxml import etree

    empty = etree.ErrorTypes.ERR_DOCUMENT_EMPTY
    lines: set[int] = set()
    for entry in log:
        place = f"{source.name}:{entry.line + source.first_line - 1}"
        if entry.type == empty:
            raise InputError(f"{place}: this is not XML: it does not begin with a tag")
        if entry.type == XML_TOO_MUCH:
            raise InputError(f"{place}: the XML is refused: {_limit_of(entry.message)}")
        # One mistake makes several errors on its line.
        line = entry.line + source.first_line - 1
        if entry.level_name != "WARNING" and line not in lines and len(lines) < _MOST_DIAGNOSTICS:
            lines.add(line)
            reason = _LINE.sub(lambda match: f" line {int(match[1]) + source.first_line - 1}", entry.message.strip())
            message = f"the XML is broken here, a record may be incomplete: {reason}"
            report.error("not-well-formed", message, source=source.name, line=line)


def _limit_of(message: str) -> str:
    """Return which limit libxml2 has met, and what to do about it."""
    if "depth" in message.lower():
        return f"elements are nested more than {xml_nesting()} deep; {advice('nesting')}"
    return f"a text is longer than {limit('value-chars'):,} characters; {advice('value-chars')}"


def line_of(element: Element, source: Source) -> int:
    """Return the line at which an element begins in the file of which the source may be a part."""
    return int(element.sourceline) + source.first_line - 1


def local(element: Element) -> str:
    """Return the name of an element without its namespace."""
    tag = element.tag
    return str(tag[tag.rfind("}") + 1 :] if tag[0] == "{" else tag)


def children(element: Element | None) -> dict[str, Element]:
    """Return the first child of each name; to find several of them so takes a fifth of the time of `find`."""
    return {} if element is None else {child.tag: child for child in element[::-1]}


def text_of(element: Element | None) -> str:
    """Return all the text in an element on one line; empty for none."""
    return "" if element is None else collapse(content(element))


def content(element: Element) -> str:
    """Return all the text in an element as it stands."""
    count = len(element)
    if not count:
        return element.text or ""
    if count == 1 and not element.text:
        # Most often one `style` or the like stands around the whole text.
        child = element[0]
        if not len(child) and not child.tail:
            return child.text or ""
    return "".join(element.itertext())


def collapse(text: str) -> str:
    """Return a text with each run of XML's blanks as one, none at the ends; other blanks are text."""
    if "\n" in text or "  " in text or "\t" in text or "\r" in text:
        text = _BLANKS.sub(" ", text)
    return text.strip(" ")


def escape(text: str) -> str:
    """Return a text as it stands between tags; a carriage return keeps its place as a reference."""
    if _SPECIAL.search(text):
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\r", "&#xD;") if "\r" in text else text


def attribute(text: str) -> str:
    """Return a text as it stands in double quotes as an attribute's value."""
    return escape(text).replace('"', "&quot;").replace("\n", "&#xA;").replace("\t", "&#x9;")


def allowed(xml: str, record: Record, report: Report, format: str) -> str:
    """Return what was written for a record without the characters that XML cannot hold, which are losses.

    Args:
        xml: the record's text, escaped.
        record: whose text it is.
        report: gets a loss for each value with such a character.
        format: id of the format that is written.
    """
    if not _FORBIDDEN.search(xml):
        return xml
    for name in record.__struct_fields__:
        value = getattr(record, name)
        if any(map(_FORBIDDEN.search, _texts(value))):
            report.lose(record.id, name, "altered", "has a character that XML cannot hold", format=format, value=value)
    return _FORBIDDEN.sub("", xml)


def _texts(value: Any) -> Iterator[str]:
    """Yield the strings in a value of a record."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield str(key)
            yield from _texts(each)
    elif isinstance(value, tuple | list):
        for each in value:
            yield from _texts(each)
    elif hasattr(value, "__struct_fields__"):
        for name in value.__struct_fields__:
            yield from _texts(getattr(value, name))
