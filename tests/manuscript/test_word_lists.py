"""Reference lists as documents: what a reader of .docx and .odt that is not ours finds in them."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from manuscript.test_word import LIBRARY
from manuscript.test_word_libreoffice import converted, office

import refexport
from refexport.csl import tree
from refexport.csl.markup.base import Quotes, render
from refexport.manuscript import odt_list, word_list
from refexport.manuscript.word_runs import MARKUP, plain
from refexport.reference_list import Layout
from refexport.text.characters import clean

RECORDS = list(LIBRARY.records.values())
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"


def read_docx(data: bytes) -> list[str]:
    docx = pytest.importorskip("docx")
    return [paragraph.text for paragraph in docx.Document(BytesIO(data)).paragraphs]


def read_odt(data: bytes) -> list[str]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        for name in archive.namelist()[1:]:
            etree.fromstring(archive.read(name))
        root = etree.fromstring(archive.read("content.xml"))
    signs = {"tab": "\t", "line-break": "\n", "s": " "}
    out = []
    for paragraph in root.iter(f"{{{TEXT}}}p"):
        pieces = []
        for event, element in etree.iterwalk(paragraph, events=("start", "end")):
            if event == "start":
                pieces += [signs.get(etree.QName(element).localname, ""), element.text or ""]
            elif element is not paragraph:
                pieces.append(element.tail or "")
        out.append("".join(pieces))
    return out


READERS = {"docx": read_docx, "odt": read_odt}


@pytest.mark.parametrize("to", READERS)
@pytest.mark.parametrize("style", ["apa", "ieee", "nature", "chicago-notes-bibliography"])
def test_list_holds_what_plain_text_holds(to: str, style: str) -> None:
    result = refexport.bibliography(RECORDS, style, to=to)
    data = result.file()
    assert data is not None
    wanted = [" ".join(entry.text.split()) for entry in refexport.bibliography(RECORDS, style).entries]
    assert [" ".join(text.split()) for text in READERS[to](data)] == wanted
    assert len(str(result).splitlines()) == len(wanted)


def test_text_is_no_file() -> None:
    assert refexport.bibliography(RECORDS, "apa").file() is None


def test_formatting_is_that_of_the_style() -> None:
    docx = pytest.importorskip("docx")
    data = refexport.bibliography([LIBRARY.records["ito2013"]], "nature", to="docx").file()
    assert data is not None
    (paragraph,) = docx.Document(BytesIO(data)).paragraphs
    assert paragraph.style.name == "Bibliography"
    assert paragraph.style.paragraph_format.first_line_indent == -paragraph.style.paragraph_format.left_indent
    found = [(run.text, run.bold, run.italic, run.font.subscript) for run in paragraph.runs]
    assert ("2", None, None, True) in found
    assert ("Sediment Letters", None, True, None) in found
    assert ("1", True, None, None) in found


@pytest.mark.parametrize("to", READERS)
def test_list_of_nothing(to: str) -> None:
    data = refexport.bibliography([], "apa", to=to).file()
    assert data is not None
    assert READERS[to](data) == []


NODES = (tree.ITALIC, tree.BOLD, tree.SUPERSCRIPT, tree.SMALL_CAPS, tree.UNDERLINE, tree.UPRIGHT)
SIGNS = st.characters(exclude_categories=["Cs", "Cn", "Co"])


@settings(max_examples=25)
@given(
    parts=st.lists(
        st.tuples(st.text(SIGNS | st.sampled_from("<>&\x02\x03\x1e\x1f\"' "), max_size=9), st.sampled_from(NODES))
    ),
)
def test_any_text_is_read_back(parts: list[tuple[str, str]]) -> None:
    flat = "".join(tree.wrap(clean(text), node) for text, node in parts)
    entry = render(flat, MARKUP, Quotes())
    wanted = " ".join("".join(clean(text) for text, _ in parts).split())
    assert " ".join(plain(entry).replace("\t", "").split()) == wanted
    for make, read in ((word_list.document, read_docx), (odt_list.document, read_odt)):
        (text,) = read(make([entry], Layout()))
        assert " ".join(text.replace("\t", "").split()) == wanted


def test_libreoffice_opens_lists(tmp_path: Path) -> None:
    office()
    files = []
    for to in READERS:
        files.append(tmp_path / f"{to}-list.{to}")
        data = refexport.bibliography(RECORDS, "ieee", to=to).file()
        assert data is not None
        files[-1].write_bytes(data)
    for file in converted(files, "txt:Text (encoded):UTF8", tmp_path):
        lines = file.read_text(encoding="utf-8-sig").splitlines()
        assert lines[0] == "[1]\tM. Adler, Tide Tables of the Inland Sea. Leeds: Lantern House, 2011."
        assert len([line for line in lines if line]) == len(RECORDS)
