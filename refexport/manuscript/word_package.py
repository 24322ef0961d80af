"""A .docx as a package of parts: opened with care, written with every part that did not change as it was.

Nothing in a package is trusted: it may be no ZIP at all, unpack to far more than it is, declare entities, or point
outside.  Nothing outside is ever fetched.

Source: ECMA-376, part 2, "Open Packaging Conventions" (sections 6.2.3 content types, 6.5 relationships; 6.3 forbids
DTDs), part 1, section 11.3 for the types of relationships.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from refexport.errors import InputError, UsageError
from refexport.limits import XML_TOO_MUCH, advice, is_huge, limit, xml_nesting

Element = Any
"""An lxml element; lxml is loaded on first use only."""

_SMALL = 32 << 20
"""Bytes that any package may unpack to."""
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)
"""What reading a damaged archive raises; a `ValueError` is a place before its beginning."""
_MEMBER = b"PK\x01\x02"
"""Begins the entry of a part in the list of parts."""
_UNIX = 3
"""Number of the system on which parts are said to be made, on whichever they are."""

DOCUMENT = "/officeDocument"
"""Ends of the types of relationships, which the transitional and the strict format have under different roots."""
FOOTNOTES = "/footnotes"
ENDNOTES = "/endnotes"
HEADER = "/header"
FOOTER = "/footer"
STYLES = "/styles"
CUSTOM_XML = "/customXml"
CUSTOM_PROPERTIES = "/custom-properties"

_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CONTENT_TYPES = "[Content_Types].xml"
_MAIN = re.compile(r"wordprocessingml\.(?:document|template)\.main|ms-word\.(?:document|template)\.macroEnabled\.main")
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)
_ENCODING = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([\w.:-]+)[\"']")
_DECLARATION = re.compile(r"^\ufeff?<\?xml[^>]*\?>")
_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@dataclass(frozen=True, slots=True)
class Relationship:
    """What a part points to."""

    id: str
    type: str
    """The end of its type, such as `/footnotes`."""
    target: str
    """Name of a part, or an address outside."""
    external: bool


class Package:
    """A Word document, part by part."""

    def __init__(self, data: bytes, name: str) -> None:
        """Open a document.

        Args:
            data: the file.
            name: of the file, for messages.

        Raises:
            InputError: it is no Word document, or must not be read.
        """
        self.name = name
        self.changed: dict[str, bytes] = {}
        self._zip = _open(data, name)
        self._cache: dict[str, bytes] = {}
        self._relations: dict[str, list[Relationship]] = {}
        self.macros = False
        """Whether it may hold macros; then it is called `.docm`."""
        self.main = self._find_main()

    def names(self) -> list[str]:
        """Return the names of all parts."""
        return list(dict.fromkeys([*self._zip.namelist(), *self.changed]))

    def read(self, part: str) -> bytes:
        """Return the XML of a part, in UTF-8.

        Raises:
            InputError: there is no such part, it is damaged, too large, or declares a DTD.
        """
        if part in self.changed:
            return self.changed[part]
        if part not in self._cache:
            self._cache[part] = self._checked(part)
        return self._cache[part]

    def _checked(self, part: str) -> bytes:
        try:
            info = self._zip.getinfo(part)
        except KeyError:
            raise InputError(f"{self.name}: damaged: the part {part} is missing") from None
        if info.file_size > limit("package-bytes") // 5:
            size = f"unpacks to {info.file_size >> 20:,} MB"
            raise InputError(f"{self.name}: the part {part} {size}; refused; {advice('package-bytes')}")
        try:
            data = self._zip.read(info)
        except _DAMAGE as error:
            raise InputError(f"{self.name}: damaged: {part}: {error}") from None
        try:
            data = _in_utf8(data)
        except LookupError as error:
            raise InputError(f"{self.name}: damaged: {part}: {error}") from None
        if _DOCTYPE.search(data):
            raise InputError(f"{self.name}: {part} declares a DTD or entities, which no Word document may; refused")
        return data

    def parse(self, part: str) -> Element:
        """Return the root element of a part.

        Raises:
            InputError: see `read`; or it is not well-formed.
        """
        return parse_xml(self.read(part), f"{self.name}: {part}")

    def relationships(self, part: str = "") -> list[Relationship]:
        """Return what a part, or without a name the package, points to."""
        if part not in self._relations:
            path = _rels_of(part)
            known = path in self._zip.namelist() or path in self.changed
            self._relations[part] = list(self._read_relations(path, posixpath.dirname(part))) if known else []
        return self._relations[part]

    def _read_relations(self, path: str, folder: str) -> Iterator[Relationship]:
        for element in self.parse(path).iter(f"{{{_RELATIONS}}}Relationship"):
            target = element.get("Target", "")
            external = element.get("TargetMode") == "External"
            if not external:
                target = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
            kind = "/" + element.get("Type", "").rpartition("/")[2]
            yield Relationship(element.get("Id", ""), kind, target, external)

    def related(self, part: str, type: str) -> list[str]:
        """Return the names of the parts that a part points to with one type of relationship."""
        found = [each for each in self.relationships(part) if each.type == type]
        for each in found:
            if each.external:
                raise InputError(f"{self.name}: its {type[1:]} lie outside of the file ({each.target[:80]}); refused")
        return [each.target for each in found if each.target in self._zip.namelist() or each.target in self.changed]

    def _find_main(self) -> str:
        if _CONTENT_TYPES not in self._zip.namelist():
            raise InputError(f"{self.name}: a ZIP archive, but no Word document")
        found = self.related("", DOCUMENT)
        types = self.parse(_CONTENT_TYPES)
        kinds = {
            e.get("PartName", "").lstrip("/"): e.get("ContentType", "") for e in types.iter(f"{{{_TYPES}}}Override")
        }
        if not found or not _MAIN.search(kinds.get(found[0], "")):
            raise InputError(f"{self.name}: an Office file, but no Word document; save it as .docx from Word")
        self.macros = "macroEnabled" in kinds[found[0]]
        return found[0]

    def add(self, part: str, data: bytes, content_type: str, type: str, source: str = "") -> None:
        """Add a part that a part, or without a name the package, points to.

        Args:
            part: its name.
            data: its XML.
            content_type: as the package declares it.
            type: end of the relationship's type, such as `/footnotes`.
            source: name of the part that points to it.
        """
        self.changed[part] = data
        override = f"<Override PartName={quoteattr('/' + part)} ContentType={quoteattr(content_type)}/>"
        self.changed[_CONTENT_TYPES] = insert_before_end(self.read(_CONTENT_TYPES), override.encode())
        path = _rels_of(source)
        old = self.read(path) if path in self.names() else _HEAD + f'<Relationships xmlns="{_RELATIONS}"/>'.encode()
        ids = {each.id for each in self.relationships(source)}
        id = next(id for number in range(1, len(ids) + 2) if (id := f"rIdRefexport{number}") not in ids)
        target = posixpath.relpath("/" + part, "/" + posixpath.dirname(source))
        relation = f'<Relationship Id="{id}" Type="{_OFFICE}{type}" Target={quoteattr(target)}/>'
        self.changed[path] = insert_before_end(old, relation.encode())
        self._relations.pop(source, None)

    def free_name(self, name: str) -> str:
        """Return the name of a part that is not there yet: `word/footnotes.xml`, `word/footnotes2.xml`."""
        stem, suffix = posixpath.splitext(name)
        taken = {each.lower() for each in self.names()}
        numbers = ("", *map(str, range(2, len(taken) + 3)))
        return next(f"{stem}{number}{suffix}" for number in numbers if f"{stem}{number}{suffix}".lower() not in taken)

    def data(self, *, timeless: bool = False) -> bytes:
        """Return the whole file; parts that did not change are as they were, byte for byte and in their order.

        Args:
            timeless: whether parts lose the times at which they were made.
        """
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for info in self._zip.infolist():
                self._copy(info, target, _stamped(info.filename).date_time if timeless else info.date_time)
            for part in self.changed:
                if part not in self._zip.namelist():
                    target.writestr(_stamped(part), self.changed[part])
        return out.getvalue()

    def _copy(self, info: zipfile.ZipInfo, target: zipfile.ZipFile, time: tuple[int, int, int, int, int, int]) -> None:
        copy = zipfile.ZipInfo(info.filename, time)
        copy.compress_type = info.compress_type
        copy.external_attr, copy.create_system, copy.comment = info.external_attr, info.create_system, info.comment
        if info.filename in self.changed:
            target.writestr(copy, self.changed[info.filename])
            return
        copy.file_size = info.file_size
        try:
            with self._zip.open(info) as old, target.open(copy, "w") as new:
                while chunk := old.read(1 << 20):
                    new.write(chunk)
        except _DAMAGE as error:
            raise InputError(f"{self.name}: damaged: {info.filename}: {error}") from None


def _in_utf8(data: bytes) -> bytes:
    """Return XML in UTF-8, in which Word itself always writes it.

    Raises:
        LookupError: there is no encoding of the name that it declares.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    else:
        match = _ENCODING.match(data)
        encoding = match[1].decode("ascii").lower() if match else "utf-8"
    if encoding in ("utf-8", "us-ascii"):
        return data
    text = data.decode(encoding, "replace")
    return _DECLARATION.sub(_HEAD.decode().strip(), text, count=1).encode("utf-8", "replace")


def _stamped(part: str) -> zipfile.ZipInfo:
    # A fixed time, as Word writes it, and system: the same manuscript gives the same file.
    info = zipfile.ZipInfo(part, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr, info.create_system = 0o600 << 16, _UNIX
    return info


def open_package(path: str) -> Package:
    """Return the Word document at a path.

    Raises:
        UsageError: there is no such file.
        InputError: it is no Word document, or must not be read.
    """
    import sys

    if path == "-":
        return Package(sys.stdin.buffer.read(), "-")
    try:
        data = Path(path).read_bytes()
    except FileNotFoundError:
        raise UsageError(f"{path}: no such file; check the path") from None
    except IsADirectoryError:
        raise UsageError(f"{path}: is a directory; name a file in it") from None
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
    return Package(data, path)


def _open(data: bytes, name: str) -> zipfile.ZipFile:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError(f"{name}: an old .doc or a document with a password; save it as .docx without one")
    most = limit("package-parts")
    if data.count(_MEMBER) > most:
        raise InputError(f"{name}: has more than {most:,} parts; refused; {advice('package-parts')}")
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError) as error:
        raise InputError(f"{name}: no Word document (.docx): {str(error) or 'not a ZIP archive'}") from None
    members = archive.infolist()
    if len({info.filename for info in members}) < len(members):
        raise InputError(f"{name}: no sound Word document: it has two parts of one name")
    if any(info.flag_bits & 1 for info in members):
        raise InputError(f"{name}: has a password; save it without one")
    size = sum(info.file_size for info in members)
    for reason, is_met in (
        ("package-bytes", size > limit("package-bytes")),
        ("unpack-ratio", size > _SMALL and size > limit("unpack-ratio") * len(data)),
    ):
        if is_met:
            what = f"unpacks to {size >> 20:,} MB, far more than a manuscript does"
            raise InputError(f"{name}: {what}; refused; {advice(reason)}")
    return archive


def _rels_of(part: str) -> str:
    folder, base = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{base}.rels")


def parse_xml(data: bytes, name: str) -> Element:
    """Return the root of an XML document whose DTD was refused before; entities and the network are off."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=is_huge())
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if error.code == XML_TOO_MUCH:
            reason = f"elements are nested more than {xml_nesting()} deep, or a text is too long"
            raise InputError(f"{name}: {reason}; refused; {advice('nesting')}") from None
        raise InputError(f"{name}: not well-formed XML: {error.msg}") from None


def insert_before_end(data: bytes, new: bytes) -> bytes:
    """Return an XML document with something more at the end of its root element."""
    stripped = data.rstrip()
    if stripped.endswith(b"/>"):
        place = stripped.rfind(b"<")
        name = re.match(rb"<([\w:.-]+)", stripped[place:])
        assert name
        return stripped[:-2] + b">" + new + b"</" + name[1] + b">"
    place = stripped.rfind(b"</")
    return data[:place] + new + data[place:]
