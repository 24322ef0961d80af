"""What LibreOffice makes of our Word documents: it opens them, turns them into PDF, and keeps the live fields."""

from __future__ import annotations

import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest
from manuscript.test_word import LIBRARY, STYLES, rendered
from manuscript.word_files import paragraphs
from manuscript.word_paper import paper

from refexport import Report
from refexport.manuscript.word_extract import extract

BOXED = ("No citation.",)
"""What stands in text boxes, which LibreOffice leaves out of plain text."""


@cache
def office() -> str:
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if not found:
        pytest.skip("LibreOffice is not installed: apt-get install libreoffice-writer")
    return found


def converted(files: list[Path], to: str, folder: Path) -> list[Path]:
    """Return files as LibreOffice saves them in another format; one start of it for all."""
    out = folder / "converted"
    command = [
        office(), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
        "--convert-to", to, "--outdir", str(out), *map(str, files),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=240)
    made = [out / f"{file.stem}.{to.partition(':')[0]}" for file in files]
    assert all(file.is_file() for file in made), done.stdout + done.stderr
    return made


def written(folder: Path, to: str) -> list[Path]:
    files = []
    for style in STYLES:
        files.append(folder / f"{style}.docx")
        data = rendered(paper(), folder, style, to)
        files[-1].write_bytes(data)
    return files


def test_opens_and_turns_into_pdf(tmp_path: Path) -> None:
    office()
    for file in converted(written(tmp_path, "docx"), "pdf", tmp_path):
        data = file.read_bytes()
        assert data.startswith(b"%PDF")
        assert len(data) > 20_000, "a page or two of text"


def test_text_is_the_same_after_a_save(tmp_path: Path) -> None:
    office()
    files = written(tmp_path, "docx-zotero")
    for before, after in zip(files, converted(files, "txt:Text (encoded):UTF8", tmp_path), strict=True):
        # What is deleted as a tracked change is shown.
        text = " ".join(after.read_text(encoding="utf-8-sig").replace("[@gone1900]", "").split())
        for paragraph in paragraphs(before.read_bytes()):
            if paragraph in BOXED or paragraph.startswith("In the box"):
                continue
            plain = paragraph.partition("[footnote")[0].translate(str.maketrans("→", "\t", "*^~%"))
            assert " ".join(plain.split()) in text


def test_each_footnote_is_at_its_call(tmp_path: Path) -> None:
    office()
    file = tmp_path / "notes.docx"
    file.write_bytes(rendered(paper(), tmp_path, "chicago-notes-bibliography"))
    (after,) = converted([file], "docx:MS Word 2007 XML", tmp_path)
    shown = [
        [text.translate(_UNMARKED).split() for text in paragraphs(each.read_bytes()) if "[footnote:" in text]
        for each in (file, after)
    ]
    assert len(shown[0]) > 12
    assert shown[1] == shown[0]


_UNMARKED = str.maketrans("", "", "*^~%")


def test_live_fields_survive_a_save(tmp_path: Path) -> None:
    office()
    files = written(tmp_path, "docx-zotero")
    for file in converted(files, "docx:MS Word 2007 XML", tmp_path):
        report = Report()
        found = extract(str(file), report=report)
        assert {record.id for record in found} == set(LIBRARY.records) - {"unused2000"}
        for record in found:
            assert record == LIBRARY.records[record.id]
        assert report.errors == []
