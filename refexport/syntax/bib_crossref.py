"""Fields that an entry inherits from another, by `crossref` or `xdata`.

BibTeX gives a child every field of its parent that it has not itself.  BibLaTeX does so too, with the titles one
level up: the title of the proceedings is the `booktitle` of the paper, that of a multi-volume work the `maintitle`.
What names the parent itself, its identifiers and its file, is left with it.

Source: BibTeX, "btxdoc", section 3; BibLaTeX manual 3.20, sections 2.4.1 and appendix B (inheritance).
"""

from __future__ import annotations

_TITLES = {"title": "booktitle", "subtitle": "booksubtitle", "titleaddon": "booktitleaddon"}
_MAIN_TITLES = {"title": "maintitle", "subtitle": "mainsubtitle", "titleaddon": "maintitleaddon"}
_JOURNAL_TITLES = {"title": "journaltitle", "subtitle": "journalsubtitle", "shorttitle": "shortjournal"}
_PARTS_OF_BOOKS = frozenset({"inbook", "bookinbook", "suppbook"})
_PARTS = _PARTS_OF_BOOKS | {"incollection", "inproceedings", "conference", "inreference", "suppcollection"}
_NOT_INHERITED = frozenset(
    "abstract annotation annote comment crossref date-added date-modified doi entryset entrysubtype eprint eprinttype "
    "archiveprefix execute file groups ids keywords label options owner pages pagetotal pmcid pmid presort "
    "related relatedoptions relatedstring relatedtype shortauthor shorteditor shorttitle sortkey sortname sorttitle "
    "sortyear timestamp type url urldate xdata xref".split()
)


def inherit(type: str, child: dict[str, str], parent_type: str, parent: dict[str, str]) -> None:
    """Give a child the fields that it has not, as its type and its parent's say.

    Args:
        type: the child's entry type.
        child: field names, lower case, to values; is changed.
        parent_type: the parent's entry type.
        parent: its fields, what it inherits itself included.
    """
    if parent_type == "xdata":
        for name, value in parent.items():
            child.setdefault(name, value)
        return
    renamed = _renamed(type, parent_type)
    for name, value in parent.items():
        if name in _NOT_INHERITED and name not in renamed:
            continue
        target = renamed.get(name, name)
        if target == "booktitle" != name and "booktitle" in parent:
            continue
        if name == "author" and type in _PARTS_OF_BOOKS and parent_type in ("book", "mvbook"):
            child.setdefault("bookauthor", value)
        if name != "booktitle" or type in _PARTS:
            child.setdefault(target, value)


def _renamed(type: str, parent_type: str) -> dict[str, str]:
    if parent_type.startswith("mv"):
        return _MAIN_TITLES
    if parent_type == "periodical":
        return _JOURNAL_TITLES
    return _TITLES if type in _PARTS else {}
