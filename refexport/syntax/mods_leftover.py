"""What of a `mods` element no variable stands for: what is kept, and what is left behind.

Source: MODS 3.8 schema and user guidelines, Library of Congress.
"""

from __future__ import annotations

from refexport.record import Name, Record
from refexport.syntax.leftover import Rules, keep, rules, text_of, unread
from refexport.syntax.xml import Element
from refexport.syntax.xml_mods import ID

LEFT_BEHIND: dict[str, str] = {
    "who catalogued the work, when and how": "recordInfo",
    "what the item type says": "typeOfResource originInfo/issuance relatedItem/genre relatedItem/typeOfResource",
    "which kind of creator an author is": "name/role (artist, cartographer, creator, inventor, photographer ...)",
    "facts about people": "name/namePart[@type='date'] name/description name/alternativeName name/nameIdentifier",
    "a place's code, where its name is there too": "originInfo/place/placeTerm[@type='code']",
    "the word before a number": "part/detail/caption",
    "what other schemas put beside MODS, but for some of the U.S. Government Publishing Office": "extension",
}
"""Why something is in no record, to the elements; attributes are left behind too, if no page says otherwise."""

_DATES = ("dateIssued", "copyrightDate", "dateCreated", "dateModified")
_PASSED = (
    "titleInfo/nonSort titleInfo/title titleInfo/subTitle name typeOfResource genre note abstract tableOfContents "
    "targetAudience subject/topic subject/geographic subject/temporal classification relatedItem identifier "
    "location/url part/detail/number part/detail/title part/detail/caption recordInfo extension language/languageTerm "
    "originInfo/issuance"
).split()
_SAID = {
    "titleInfo/partNumber": "part_number",
    "titleInfo/partName": "part_title",
    "originInfo/publisher": "publisher",
    "originInfo/place/placeTerm": "publisher_place",
    "originInfo/edition": "edition",
    "originInfo/dateOther": "issued available_date event_date submitted",
    **{f"originInfo/{name}": "issued" for name in _DATES},
    "physicalDescription/form": "medium",
    "physicalDescription/extent": "number_of_pages number_of_volumes dimensions",
    "location/physicalLocation": "archive",
    "location/shelfLocator": "archive_location",
    "accessCondition": "license",
    "part/extent/start": "page",
    "part/extent/end": "page",
    "part/extent/list": "page",
    "part/date": "issued",
    "subject/cartographics/scale": "scale",
}
_MODS = rules(_PASSED, _SAID)
_OF_HOST = {
    "titleInfo",
    "note",
    "abstract",
    "subject",
    "classification",
    "tableOfContents",
    "targetAudience",
    "language",
}
_HOST = rules(
    [path for path in _PASSED if path.partition("/")[0] not in _OF_HOST] + ["titleInfo/nonSort"],
    {path: names for path, names in _SAID.items() if path.partition("/")[0] not in _OF_HOST}
    | {
        "titleInfo/title": "container_title container_title_short",
        "titleInfo/subTitle": "container_title",
        "location/url": "URL",
    },
)
_WORK = ("name", "recordInfo", "titleInfo/nonSort", "genre", "typeOfResource", "originInfo/issuance", "identifier")
_RELATED: dict[str, Rules] = {
    "host": _HOST,
    "series": rules(
        _WORK,
        {
            "titleInfo/title": "collection_title",
            "titleInfo/subTitle": "collection_title",
            "titleInfo/partNumber": "collection_number",
            "part/detail/number": "collection_number",
        },
    ),
    "original": rules(
        _WORK[:-1],
        {
            "titleInfo/title": "original_title",
            "titleInfo/subTitle": "original_title",
            "originInfo/publisher": "original_publisher",
            "originInfo/place/placeTerm": "original_publisher_place",
            **{f"originInfo/{name}": "original_date" for name in (*_DATES, "dateOther")},
        },
    ),
    "reviewOf": rules(
        ("name", "recordInfo", "titleInfo/nonSort", "typeOfResource"),
        {
            "titleInfo/title": "reviewed_title",
            "titleInfo/subTitle": "reviewed_title",
            "genre": "reviewed_genre",
        },
    ),
}
"""Types of related works to what is read of them; of others nothing is."""

_NAME = frozenset("namePart role nameIdentifier displayForm description alternativeName etal".split())


def keep_unread(record: Record, mods: Element, related: dict[str, list[Element]]) -> None:
    """Keep the elements that no variable stands for, under their paths.

    Args:
        record: as it was read; is changed.
        mods: the element.
        related: its related items by type.
    """
    for path, text in unread(mods, _MODS, record):
        if not (record.publisher_place and path.endswith("placeTerm:code")):
            keep(record, ID, path, text)
    for kind, items in related.items():
        known = _RELATED.get(kind)
        for item in items:
            if known is None:
                keep(record, ID, f"relatedItem:{kind}", text_of(item))
                continue
            for path, text in unread(item, known, record):
                if not path.endswith("placeTerm:code"):
                    keep(record, ID, f"{kind}/{path}", text)


def keep_about(record: Record, name: Name | None, element: Element) -> None:
    """Keep what is said of someone beside the name and role: the affiliation, and whatever is unknown."""
    for child in element:
        if child.tag not in _NAME and (text := text_of(child)):
            keep(record, ID, f"name/{child.tag}", f"{(name.family or name.literal) if name else ''}: {text}")
