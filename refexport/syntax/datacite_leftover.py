"""What of a DOI's metadata at DataCite no variable of a record holds: what is kept, and what is left behind.

Source: DataCite Metadata Schema 4.6; DataCite REST API.
"""

from __future__ import annotations

from typing import Any

from refexport.record import Record
from refexport.syntax.leftover import rules, unread_keys
from refexport.syntax.metadata import items_of, text_of
from refexport.text import identifiers

LEFT_BEHIND: dict[str, str] = {
    "DataCite's bookkeeping": "agency clientId providerId prefix suffix state reason source isActive xml schemaVersion "
    "metadataVersion created registered updated contentUrl type relationships landingPage",
    "counts": "viewCount downloadCount referenceCount citationCount partCount partOfCount versionCount versionOfCount "
    "viewsOverTime downloadsOverTime citationsOverTime",
    "the type in other vocabularies": "types/ris types/bibtex types/schemaOrg container/type",
    "whose vocabulary a word, licence or identifier is from": "subjects/subjectScheme subjects/schemeUri "
    "subjects/valueUri subjects/classificationCode rightsList/schemeUri rightsList/rightsIdentifierScheme "
    "rightsList/rightsIdentifier",
    "the licence's address, where it has a name": "rightsList/rightsUri",
    "the language of each title, subject, licence and description": "titles/lang subjects/lang rightsList/lang "
    "descriptions/lang creators/lang contributors/lang",
    "identifiers of people but for ORCID iDs, and of the publisher": "creators/nameIdentifiers "
    "contributors/nameIdentifiers publisher/publisherIdentifier publisher/publisherIdentifierScheme "
    "publisher/schemeUri publisher/lang",
}
"""Why something is in no record, to the fields."""

_PARTS = ("name", "givenName", "familyName", "nameType", "affiliation")
_PUBLISHER = rules("name publisherIdentifier publisherIdentifierScheme schemeUri lang".split())
"""Keys of a publisher, which may be a text too."""
KNOWN = rules(
    [
        *(path for path in " ".join(LEFT_BEHIND.values()).split() if not path.startswith("publisher/")),
        *(f"creators/{part}" for part in _PARTS),
        *(f"contributors/{part}" for part in (*_PARTS, "contributorType")),
        *(f"container/{part}" for part in "title volume issue edition firstPage lastPage".split()),
        *"container/identifier container/identifierType dates/date dates/dateType descriptions/description "
        "descriptions/descriptionType doi id language published publicationYear publisher rightsList/rights sizes "
        "identifiers/identifier identifiers/identifierType alternateIdentifiers/alternateIdentifier "
        "alternateIdentifiers/alternateIdentifierType subjects/subject titles/title titles/titleType types/citeproc "
        "types/resourceType types/resourceTypeGeneral url version relatedItems".split(),
    ]
)
"""Keys of a work that are read or left behind."""
_KNOWN_CONTAINER = rules(
    [
        *"relatedItemType relationType titles/title titles/titleType titles/lang volume issue edition firstPage "
        "lastPage publicationYear relatedItemIdentifier/relatedItemIdentifier contributors/contributorType "
        "relatedItemIdentifier/relatedItemIdentifierType contributors/nameIdentifiers contributors/lang".split(),
        *(f"contributors/{part}" for part in _PARTS),
    ]
)
"""Keys of the related item that a work is published in, as far as they are read or left behind."""


def keep_further(record: Record, work: dict[str, Any], custom: dict[str, Any]) -> None:
    """Keep the related items and identifiers that are not in the record.

    Args:
        record: as it was read.
        work: the metadata.
        custom: fields of the record's; gets what is kept.
    """
    related = items_of(work.get("relatedItems"))
    used = next((entry for entry in related if entry.get("relationType") == "IsPublishedIn"), {})
    if others := [entry for entry in related if entry is not used]:
        custom["relatedItems"] = others
    custom.update(unread_keys(used, _KNOWN_CONTAINER, "relatedItems."))
    if isinstance(work.get("publisher"), dict):
        custom.update(unread_keys(work["publisher"], _PUBLISHER, "publisher."))
    held = {record.DOI, record.URL, record.arxiv, record.PMID, record.PMCID, *(record.ISBN or "").split()}
    for key, kind in (("identifiers", "identifier"), ("alternateIdentifiers", "alternateIdentifier")):
        if found := items_of(work.get(key)):
            left = [entry for entry in found if not _is_held(text_of(entry.get(kind)) or "", held)]
            if left and left != custom.get("identifiers"):
                custom[key] = left


def _is_held(text: str, held: set[str | None]) -> bool:
    return text in held or identifiers.doi(text) in held - {None}
