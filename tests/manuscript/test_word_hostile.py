"""Hostile Word documents: refused in one clear line or survived; nothing outside is opened, nothing is overwritten."""

from __future__ import annotations

import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from manuscript.test_word import FOLDER, rendered
from manuscript.word_files import HEAD, build, pack, para, paragraphs, unpack

from refexport import RefexportError, Report
from refexport.errors import InputError
from refexport.manuscript import word
from refexport.manuscript.files import cite_manuscript
from refexport.manuscript.word_extract import extract
from refexport.manuscript.word_package import Package

GOOD = build(para("A [@adler2011]."))


def changed(**parts: bytes) -> bytes:
    """Return the good document with other parts: `document` for `word/document.xml`."""
    members: dict[str, str | bytes] = dict(unpack(GOOD))
    names = {"document": "word/document.xml", "types": "[Content_Types].xml", "rels": "word/_rels/document.xml.rels"}
    for name, content in parts.items():
        members[names[name]] = content
    return pack(members)


def bomb(size: int) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in unpack(GOOD).items():
            archive.writestr(name, content)
        with archive.open("word/media/bomb.xml", "w", force_zip64=True) as member:
            for _ in range(size >> 20):
                member.write(bytes(1 << 20))
    return out.getvalue()


def lying() -> bytes:
    """Return a package whose directory says that a part is shorter than it is."""
    data = bytearray(GOOD)
    place = data.rfind(b"PK\x01\x02", 0, data.rfind(b"word/document.xml"))
    data[place + 24 : place + 28] = struct.pack("<I", 10)
    return bytes(data)


def locked() -> bytes:
    data = bytearray(GOOD)
    place = data.find(b"PK\x01\x02")
    data[place + 8] |= 1
    return bytes(data)


def twice() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in unpack(GOOD).items():
            archive.writestr(name, content)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("word/document.xml", b"<other/>")
    return out.getvalue()


DOCUMENT = unpack(GOOD)["word/document.xml"]
LAUGHS = b"".join(
    b'<!ENTITY l%d "%s">' % (number, b"&l%d;" % (number - 1) * 10 if number else b"ha") for number in range(10)
)


def with_prolog(prolog: bytes, inside: bytes = b"") -> bytes:
    return changed(document=HEAD.encode() + prolog + DOCUMENT[len(HEAD) :].replace(b"A [@", inside + b" [@"))


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "no Word document"),
    "text": (lambda: b"Dear colleague, [@adler2011]", "no Word document"),
    "cut off": (lambda: GOOD[:-300], "no Word document"),
    "old format": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old .doc"),
    "ZIP of something else": (lambda: pack({"a.txt": "a"}), "no Word document"),
    "spreadsheet": (
        lambda: changed(types=unpack(GOOD)["[Content_Types].xml"].replace(b"wordprocessingml", b"spreadsheetml")),
        "no Word document",
    ),
    "zip bomb": (lambda: bomb(300 << 20), "unpacks to 300 MB"),
    "size that is a lie": (lying, "damaged"),
    "password": (locked, "password"),
    "two parts of one name": (twice, "two parts of one name"),
    "billion laughs": (lambda: with_prolog(b"<!DOCTYPE x [" + LAUGHS + b"]>", b"&l9;"), "DTD or entities"),
    "entity of a file": (
        lambda: with_prolog(b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>', b"&e;"),
        "DTD or entities",
    ),
    "foreign DTD": (lambda: with_prolog(b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'), "DTD or entities"),
    "entities in UTF-16": (
        lambda: changed(
            document=('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "b">]>' + "<x/>").encode("utf-16")
        ),
        "DTD or entities",
    ),
    "not XML": (lambda: changed(document=DOCUMENT.replace(b"</w:body>", b"")), "not well-formed"),
    "deep paragraph": (
        lambda: build(para("<w:smartTag>" * 5000 + "</w:smartTag>" * 5000, "[@adler2011]")),
        "nested more than 250 deep",
    ),
    "document elsewhere": (
        lambda: (
            build(para("A"), package_relations=()).replace(b"x", b"x")
            and pack(
                {
                    **unpack(GOOD),
                    "_rels/.rels": unpack(GOOD)["_rels/.rels"].replace(
                        b'Target="word/document.xml"', b'Target="http://127.0.0.1:9/x.xml" TargetMode="External"'
                    ),
                }
            )
        ),
        "outside of the file",
    ),
    "notes elsewhere": (
        lambda: build(para("A [@adler2011]."), relations=("footnotes http://127.0.0.1:9/f.xml External",)),
        "outside of the file",
    ),
    "strict format": (
        lambda: changed(
            document=DOCUMENT.replace(
                b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                b"http://purl.oclc.org/ooxml/wordprocessingml/main",
            )
        ),
        "Strict Open XML",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_document_is_refused(name: str, tmp_path: Path) -> None:
    make, message = HOSTILE[name]
    paper, output = tmp_path / "paper.docx", tmp_path / "out.docx"
    paper.write_bytes(make())
    output.write_bytes(b"what stood here")
    before = paper.read_bytes()
    with pytest.raises(InputError) as caught:
        cite_manuscript(paper, output, bibliography=FOLDER / "library.json", style="apa")
    assert message in str(caught.value)
    assert str(caught.value).startswith(str(paper))
    assert "\n" not in str(caught.value)
    assert (paper.read_bytes(), output.read_bytes()) == (before, b"what stood here")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.docx", "paper.docx"]


@pytest.mark.parametrize("name", sorted(set(HOSTILE) - {"strict format", "deep paragraph"}))
def test_hostile_document_gives_no_records(name: str, tmp_path: Path) -> None:
    paper = tmp_path / "paper.docx"
    paper.write_bytes(HOSTILE[name][0]())
    with pytest.raises(InputError, match=str(tmp_path)):
        extract(str(paper))


def test_what_lies_outside_is_told_and_kept(tmp_path: Path) -> None:
    report = Report()
    relations = (
        "attachedTemplate http://127.0.0.1:9/evil.dotm External",
        "image file:///etc/passwd External",
        "hyperlink https://example.org/ External",
    )
    new = rendered(build(para("A [@adler2011]."), relations=relations), tmp_path, report=report)
    assert [each.code for each in report.warnings] == ["external", "external"]
    assert "evil.dotm" in report.warnings[0].message
    assert b"evil.dotm" in unpack(new)["word/_rels/document.xml.rels"]
    assert paragraphs(new)[0] == "A (Adler, 2011)."


def test_paths_that_lead_out_are_never_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_text("<w/>")
    relation = f"footnotes ../../../../../../{secret}"
    new = rendered(build(para("A [@adler2011]."), relations=(relation,)), tmp_path)
    assert paragraphs(new)[0] == "A (Adler, 2011)."
    members: dict[str, str | bytes] = {**unpack(GOOD), "../../evil.xml": b"<x/>"}
    assert "../../evil.xml" in unpack(rendered(pack(members), tmp_path)), "a name is only copied"
    assert not (tmp_path.parent.parent / "evil.xml").exists()


def test_other_encodings_are_read(tmp_path: Path) -> None:
    text = DOCUMENT.decode().replace('encoding="UTF-8"', 'encoding="{}"').replace("A [", "Ä [")
    for encoding in ("utf-16", "iso-8859-1"):
        data = changed(document=text.format(encoding).encode(encoding))
        assert paragraphs(rendered(data, tmp_path))[0] == "Ä (Adler, 2011)."


def test_very_many_paragraphs(tmp_path: Path) -> None:
    path = tmp_path / "paper.docx"
    path.write_bytes(build("<w:p/>" * 200_000, para("A [@adler2011].")))
    tracemalloc.start()
    manuscript = word.scan(str(path), Report())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [each.line for each in manuscript.citations] == [200_001]
    assert peak < 20 << 20


@given(place=st.integers(0, len(GOOD) - 1), value=st.integers(0, 255))
def test_any_byte_may_be_wrong(place: int, value: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    data = bytearray(GOOD)
    data[place] = value
    path = tmp_path_factory.mktemp("byte") / "paper.docx"
    path.write_bytes(bytes(data))
    with suppress(RefexportError):
        word.scan(str(path), Report())
        Package(bytes(data), "x").data()
        extract(str(path))
