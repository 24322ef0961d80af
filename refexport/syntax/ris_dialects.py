"""What vendors write into RIS in their own ways, and tags whose meaning depends on others.

Source: RIS specification (Reference Manager 10: `JO`, `JF`, `JA`, `J1`), ProCite's export of its workforms, and the
exports of EndNote, PubMed's filters, Zotero and Citavi.
"""

from __future__ import annotations

import re
from typing import Any

from refexport.syntax import ris_vendors
from refexport.text import identifiers
from refexport.text.languages import is_language
from refexport.text.pages import is_page, normalize_pages


def prepare(entry: dict[str, list[str]]) -> dict[str, Any]:
    """Set right the type of an entry where its tags say which it is."""
    if entry.get("TY") in _VAGUE and not any(line.startswith("Type: ") for line in entry.get("M2", ())):
        _type(entry)
    if any(note.startswith(_PROCITE_RECORD) for note in entry.get("N1", ())):
        _procite_names(entry)
        _procite_tags(entry)
    ris_vendors.prepare(entry)
    return {}


_VAGUE = (["GEN"], ["ICOMM"], ["MPCT"], ["VIDEO"])
"""Types that stand for more than one of CSL's, or of Zotero's."""
_OF_FILMS = frozenset({"C4", "SP"})
_JOURNAL = frozenset({"T2", "JF", "JO", "JA", "J2"})
_PREPRINT_DOI = re.compile(
    r"10\.(?:1101/\d|12688/|14293/|20944/preprints|2139/ssrn|21203/rs|22541/|26434/chemrxiv|31219/osf|31222/osf|"
    r"31223/|31234/|31235/osf|31730/osf|33774/apsa|35542/osf|36227/techrxiv|48550/arxiv|51952/fp)",
    re.I,
)
"""DOIs of preprint servers: bioRxiv and medRxiv, SSRN, Research Square, OSF and what it hosts, arXiv and others."""
_PREPRINT_URL = re.compile(
    r"https?://(?:www\.)?(?:arxiv\.org|(?:bio|med)rxiv\.org|chemrxiv\.org|eprint\.iacr\.org|ling\.auf\.net/lingbuzz|"
    r"osf\.io/preprints|preprints\.org|psyarxiv\.com|researchsquare\.com/article|techrxiv\.org)/",
    re.I,
)
"""Addresses on preprint servers."""


def _type(entry: dict[str, list[str]]) -> None:
    if entry.get("TY") == ["ICOMM"]:
        # Zotero's forum posts: its e-mails, of the same type here, have no title of a whole.
        entry.setdefault("M2", []).append("Type: post" if "T2" in entry else "Type: email")
    elif entry.get("TY") == ["MPCT"]:
        # A broadcast is part of a programme; a film has a running time, and EndNote's a genre.
        # Where the title of the whole has a line of its own, we wrote it, and a broadcast under its own type.
        ours = any(line.startswith("Container Title:") for line in entry.get("M2", ()))
        if "T2" in entry and not ours and entry.keys().isdisjoint(_OF_FILMS):
            entry.setdefault("M2", []).append("Type: tvBroadcast")
    elif entry.get("TY") == ["VIDEO"]:
        entry.setdefault("M2", []).append("Type: videoRecording")
    elif entry.keys() & _JOURNAL:
        if entry.keys() & {"VL", "IS"}:
            entry["TY"] = ["JOUR"]
    elif any(map(_PREPRINT_DOI.search, entry.get("DO", ()))) or any(map(_PREPRINT_URL.match, entry.get("UR", ()))):
        # RIS has no type for preprints: Zotero writes the generic one.
        entry.setdefault("M2", []).append("Type: preprint")


def finish(fields: dict[str, Any], entry: dict[str, list[str]], labels: dict[str, str]) -> None:
    """Set right what depends on several tags."""
    custom: dict[str, Any] = next(iter(fields["custom"].values()), {})
    if entry.keys() & _TITLES:
        _container(fields, custom)
    if "EP" in custom:
        if left := _last_page(fields, _take(custom, "EP")):
            custom["EP"] = left
    elif "number_of_pages" in fields and "-" in fields["number_of_pages"]:
        fields["page"] = fields.pop("number_of_pages")
    if "T3" in custom and "collection_title" not in fields and fields["type"] in _SERIES:
        fields["collection_title"] = _take(custom, "T3")
    if "M1" in custom and "number" not in fields:
        fields["number"] = _take(custom, "M1")
    if "Record Number:" in fields.get("note", "") or "Record ID:" in fields.get("note", ""):
        _procite(fields)
    if fields["type"] == "paper-conference" and "event_title" in fields and "event-title" not in labels:
        fields.setdefault("container_title", fields["event_title"])
    genre = fields.get("genre")
    if genre and "10." in genre:
        _doi_in_genre(fields, genre)
    if fields["type"] == "software" and "language" not in labels:
        _software_language(fields)
    if "PMCID" in fields and "C2" in entry and not identifiers.pmcid(fields["PMCID"]):
        fields["custom"].setdefault("ris", custom)["C2"] = fields.pop("PMCID")
    if "archive_location" in fields:
        _accession_number(fields, labels)
    if "LB" in custom and "citation-key" not in labels:
        _label(fields, custom)


_SERIES = frozenset({"article", "book", "classic", "map", "report", "software", "standard"})
"""Types whose series stands in `T2` with Zotero and EndNote, and in `T3` with others, as the specification has it."""


def _take(custom: dict[str, Any], tag: str) -> str:
    """Take the first value of a tag out of the custom fields; further ones stay there."""
    value = custom.pop(tag)
    if not isinstance(value, list):
        return str(value)
    custom[tag] = value[1:] if len(value) > 2 else value[1]
    return str(value[0])


_TITLES = frozenset({"JA", "JF", "JO", "J1", "BT"})


def _container(fields: dict[str, Any], custom: dict[str, Any]) -> None:
    """Give the journal tags of the dialects, and `BT`, to the titles that are free."""
    full = [_take(custom, tag) for tag in ("JF", "BT") if tag in custom]
    short = [_take(custom, tag) for tag in ("JO", "JA", "J1") if tag in custom]
    if full and not fields.get("title") and fields["type"] in ("book", "manuscript"):
        fields["title"] = full.pop(0)
    for text in [*full, *short]:
        held = fields.setdefault("container_title", text)
        if text != held and fields.setdefault("container_title_short", text) != text:
            custom.setdefault("JA", text)


def _last_page(fields: dict[str, Any], last: str) -> str:
    """Put the last page behind the first; return it where the first is a range that ends otherwise."""
    first = fields.get("page") or fields.pop("number_of_pages", "") or ""
    if not first:
        fields["page"] = last
    elif not (is_page(first) and is_page(last)):
        # Zotero's RIS cuts pages at their first blank: `190 ff.`, `Art. 5`, `12 passim`.
        fields["page"] = normalize_pages(f"{first} {last}")
    elif "-" not in first and first != last:
        fields["page"] = f"{first}-{last}"
    elif first.rpartition("-")[2] != last:
        return last
    return ""


_PROCITE = {
    "Call Number": "call_number",
    "Edition": "edition",
    "ISBN": "ISBN",
    "ISSN": "ISSN",
    "Issue ID": "issue",
    "Issue Identification": "issue",
    "Language": "language",
    "Page(s)": "page",
    "Place of Publication": "publisher_place",
    "Proceedings Title": "container_title",
    "Publisher Name": "publisher",
    "Scale": "scale",
    "Collection Title": "collection_title",
    "Series Title": "collection_title",
    "Series Volume ID": "collection_number",
    "Size": "dimensions",
    "Version": "version",
    "Volume ID": "volume",
}
_PROCITE_RECORD = ("Record Number: ", "Record ID: ")
_PROCITE_NAMES = {"Author, Monographic": "A2", "Author, Subsidiary": "A3"}
"""ProCite writes these names into a tag or into a labelled note, by the type; so the type says what they are."""


def _procite_names(entry: dict[str, list[str]]) -> None:
    """Take the names in ProCite's labelled notes for what their tags stand for in a record of that type."""
    rest = []
    for note in entry["N1"]:
        label, _, value = note.partition(": ")
        tag = _PROCITE_NAMES.get(label)
        if tag and value:
            entry.setdefault(tag, []).extend(name.strip() for name in value.split(";"))
        else:
            rest.append(note)
    entry["N1"] = rest


_PROCITE_TAGS: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("VL", "ET", frozenset({"ADVS", "ART", "BOOK", "CHAP", "CTLG", "MAP", "MUSIC", "SER"})),
    ("IS", "VL", frozenset({"ADVS", "BOOK", "MUSIC"})),
    ("IS", "ET", frozenset({"COMP", "DATA", "ELEC"})),
    ("M1", "M3", frozenset({"ART"})),
)
"""Tags in which ProCite writes editions, versions, volumes and media, the tags that are meant, and the types."""


def _procite_tags(entry: dict[str, list[str]]) -> None:
    for tag, meant, types in _PROCITE_TAGS:
        if tag in entry and meant not in entry and entry.get("TY", [""])[0] in types:
            entry[meant] = entry.pop(tag)


def _procite(fields: dict[str, Any]) -> None:
    """Take what ProCite writes into labelled notes to the variables that are free."""
    rest = []
    for line in fields["note"].split("\n"):
        label, colon, value = line.partition(": ")
        attribute = _PROCITE.get(label)
        if colon and attribute and attribute not in fields:
            fields[attribute] = value
        else:
            rest.append(value if colon and label == "Notes" else line)
    fields["note"] = "\n".join(rest)


def _doi_in_genre(fields: dict[str, Any], genre: str) -> None:
    # EndNote writes the DOI of an article into M3.
    found = identifiers.doi(genre)
    same = found and fields.get("DOI", found).lower() == found.lower()
    if found and same and genre.lower().endswith(found.lower()) and " " not in genre:
        fields.setdefault("DOI", found)
        del fields["genre"]


def _software_language(fields: dict[str, Any]) -> None:
    # Of a program, Zotero writes the programming language into LA, and others the language of its texts.
    if is_language(fields.get("genre", "")):
        fields["language"] = fields.pop("genre")


def _label(fields: dict[str, Any], custom: dict[str, Any]) -> None:
    # EndNote's label, where we put the citation key for it; people put words of their own there.
    label = custom["LB"]
    if label == fields.get("id"):
        del custom["LB"]
    elif isinstance(label, str) and "id" in fields and " " not in label:
        fields["citation_key"] = custom.pop("LB")


def _accession_number(fields: dict[str, Any], labels: dict[str, str]) -> None:
    # EndNote and PubMed's filters put the PMID into AN; we do beside its label, where EndNote is the target.
    if labels.get("PMID") == fields["archive_location"]:
        del fields["archive_location"]
        return
    database = f"{fields.get('archive', '')} {fields.get('source', '')}"
    if found := identifiers.accession_pmid(fields["archive_location"], database):
        fields["PMID"] = found
        del fields["archive_location"]
    elif (found := identifiers.pmcid(fields["archive_location"])) == fields["archive_location"]:
        fields.setdefault("PMCID", found)
        del fields["archive_location"]
