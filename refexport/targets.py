"""What the programs that read our output accept: one table, one `Target` each.

Writers ask the target, never for a program by name, so that a fact about a
program is changed here and nowhere else.  A field is named after the format
that asks for it; its default is the portable choice, the one that loses least
across Zotero and EndNote together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A program that reads the output, and how it takes things best."""

    id: str
    """What the user types: `zotero`."""
    name: str
    """What the user reads: `Zotero`."""
    max_records: int = 0
    """Records that it takes in one file; 0 for any number.  What is more goes into further files."""
    max_bytes: int = 0
    """Bytes that it takes in one file; 0 for any number."""
    refused: frozenset[str] = frozenset()
    """Ids of formats that it does not read, though others do."""
    ris_markup: Literal["escaped", "plain"] = "escaped"
    """Italics and the like in RIS and tagged formats: as escaped HTML, which Zotero reads, or left out."""
    ris_corporate_comma: bool = True
    """Whether a corporate name ends in a comma: EndNote splits it otherwise, and Zotero reads either."""
    ris_generic_type: str = "GEN"
    """RIS type of what has none of its own: Zotero takes `GEN` for a journal article, `AGGR` for a document."""
    ris_pmid_tag: str = ""
    """RIS tag in which the PMID stands beside its labelled line: EndNote looks for it in `AN`."""
    ris_key_tag: str = ""
    """RIS tag of the citation key, beside `ID`; without one it stands on a labelled line."""
    ris_labels: Literal["both", "labels", "tags"] = "both"
    """What some programs read from a tag and others from a labelled line: written as both, or as one of them."""
    bib_own_types: bool = False
    """BibLaTeX: write the types that Zotero drops (`@dataset`, `@standard`); else they are `@misc` with a subtype."""
    bib_date_text: bool = False
    """BibLaTeX: a date that is no more than a text stands in `date` too, which Zotero takes whole; biber warns."""
    et_al: bool = True
    """Write what stands for others at the end of a list that was cut: Zotero makes a name of it."""
    bib_formulas: bool = True
    """BibTeX, BibLaTeX: signs and letters of formulas are commands, as pdfLaTeX needs; Zotero shows these as text."""
    csv_byte_order_mark: bool = False
    """CSV: begin with a byte-order mark, by which Microsoft's programs know UTF-8."""
    csl_json_whole_names: bool = False
    """CSL-JSON: particles and suffixes stand in the family and given name, as Zotero drops keys of their own."""
    csl_json_date_text: bool = False
    """CSL-JSON: dates stand as text too, which Zotero takes as it is, ranges and seasons included."""
    csl_json_labels: bool = False
    """CSL-JSON: what Zotero's import has no field for stands on labelled lines of `note`."""
    csl_json_others: bool = False
    """CSL-JSON: a list of names that goes on ends in the name "others", of which pandoc makes "et al."."""
    csl_json_software: bool = False
    """CSL-JSON: keep the type `software`, for which Zotero refuses a whole file; else a book, as before CSL 1.0.2,
    with a line of `note` that says what it is."""
    endnote_xml_label_lines: bool = True
    """EndNote XML: put what has no element on lines of `label`, which Zotero takes for fields; else in the notes."""
    endnote_xml_pmid_number: bool = True
    """EndNote XML: the PMID stands in `accession-num` too, which Zotero makes a note of."""
    endnote_xml_span_tags: bool = False
    """EndNote XML: write small capitals and nocase as HTML tags in the text, as EndNote has no face for them."""
    endnote_xml_edited_book: bool = False
    """EndNote XML: a book of editors without authors is EndNote's "Edited Book", which Zotero reads as authors."""
    endnote_xml_related_urls: bool = False
    """EndNote XML: the address stands in `related-urls`, EndNote's URL field, which Zotero makes an attachment."""


PORTABLE = Target(id="portable", name="any program")
"""The choice that loses least across Zotero and EndNote together."""

_TABLE = (
    PORTABLE,
    Target(
        id="zotero",
        name="Zotero",
        ris_corporate_comma=False,
        ris_generic_type="AGGR",
        ris_labels="labels",
        bib_date_text=True,
        bib_formulas=False,
        et_al=False,
        csl_json_whole_names=True,
        csl_json_date_text=True,
        csl_json_labels=True,
        endnote_xml_pmid_number=False,
        endnote_xml_span_tags=True,
    ),
    Target(
        id="endnote",
        name="EndNote",
        ris_markup="plain",
        ris_labels="tags",
        ris_pmid_tag="AN",
        ris_key_tag="LB",
        endnote_xml_label_lines=False,
        endnote_xml_edited_book=True,
        endnote_xml_related_urls=True,
    ),
    Target(id="mendeley", name="Mendeley"),
    Target(id="jabref", name="JabRef", bib_own_types=True),
    Target(id="citavi", name="Citavi"),
    Target(id="covidence", name="Covidence", max_records=15_000, max_bytes=50_000_000),
    Target(id="rayyan", name="Rayyan", max_bytes=100_000_000, refused=frozenset({"endnote-xml"})),
    Target(id="word", name="Word", csv_byte_order_mark=True),
    Target(id="pandoc", name="Pandoc", bib_own_types=True, csl_json_software=True, csl_json_others=True),
)

TARGETS: dict[str, Target] = {target.id: target for target in _TABLE}
"""Every target by its id."""
