"""Reference lists in Word: the paragraphs of a list, and a document that is nothing but one.

Source: ECMA-376, part 1, section 17.3.1 (paragraph properties); python-docx for the whole document.
"""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from refexport.errors import UsageError
from refexport.manuscript import word_runs
from refexport.manuscript.word_package import Element, Package
from refexport.manuscript.word_runs import plain, runs
from refexport.manuscript.word_story import W, split, w, write_blocks
from refexport.manuscript.word_styles import Setting, Styles, setting_of
from refexport.manuscript.word_zotero import instruction_run, mark
from refexport.reference_list import Layout


def paragraphs(texts: list[str], layout: Layout, styles: Styles, instruction: str = "") -> list[Element]:
    """Return a list as paragraphs in the style "Bibliography".

    Args:
        texts: of the entries, in the markup of `word_runs`.
        layout: how the style sets the list.
        styles: of the document; one is added if need be.
        instruction: of the field that the whole list stands in, if it is to be live.
    """
    labels = [text.partition("\t")[0] for text in map(plain, texts) if "\t" in text]
    setting = setting_of(layout, labels)
    id, indents = styles.bibliography(setting)
    out = [_paragraph(text, id, None if indents else setting) for text in texts]
    if instruction:
        properties = out[0].find(w("pPr"))
        for run in (mark("separate"), instruction_run(instruction), mark("begin")):
            properties.addnext(run)
        out[-1].append(mark("end"))
    return out


def _paragraph(text: str, style: str, setting: Setting | None) -> Element:
    from lxml import etree

    direct = setting.xml() if setting else ""
    paragraph = etree.fromstring(f'<w:p xmlns:w="{W}"><w:pPr><w:pStyle w:val="{style}"/>{direct}</w:pPr></w:p>')
    paragraph.extend(runs(text))
    return paragraph


def document(entries: list[str], layout: Layout) -> bytes:
    """Return a reference list as a Word document.

    Args:
        entries: in the markup of `word_runs`.
        layout: how the style sets the list.

    Raises:
        UsageError: python-docx is not installed.
    """
    try:
        import docx
    except ImportError:
        raise UsageError("a list as .docx needs python-docx: pip install 'refexport[docx]'") from None
    blank = BytesIO()
    template = docx.Document()
    for name in ("title", "author", "comments"):
        setattr(template.core_properties, name, "")
    template.save(blank)
    package = Package(blank.getvalue(), "list")
    story = split(package.main, package.read(package.main), "list")
    new = paragraphs(entries, layout, Styles(package)) if entries else []
    story.edits.append((story.end, story.end, write_blocks(new, story.scope)))
    package.changed[story.part] = story.result()
    return package.data(timeless=True)


MARKUP = replace(word_runs.MARKUP, file=document, suffixes=(".docx",))
