"""Real records as another database, program or person writes them, and works that only look the same.

`duplicate` gives a record the changes that are found between exports of one work; `neighbours` gives works that share
nearly everything with a record and are others: its second part, next edition, erratum, review, and so on.
"""

from __future__ import annotations

import random
import re
import string
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

from refexport import Date, Name, Record

Change = Callable[[random.Random, Record], Record]

_ABBREVIATED = {
    "journal": "J", "review": "Rev", "reviews": "Rev", "american": "Am", "international": "Int", "european": "Eur",
    "quarterly": "Q", "science": "Sci", "sciences": "Sci", "research": "Res", "association": "Assoc",
    "annals": "Ann", "bulletin": "Bull", "proceedings": "Proc", "university": "Univ", "national": "Natl",
    "academy": "Acad", "society": "Soc", "medicine": "Med", "medical": "Med", "clinical": "Clin", "history": "Hist",
    "political": "Polit", "zeitschrift": "Z", "revue": "Rev", "revista": "Rev", "magazine": "Mag", "studies": "Stud",
    "transactions": "Trans", "letters": "Lett", "archives": "Arch", "british": "Br", "applied": "Appl",
    "advances": "Adv", "conference": "Conf", "technology": "Technol", "engineering": "Eng", "press": "Pr",
}  # fmt: skip
_SMALL = frozenset("the of and for in on der die das und für de la le les et du des a an".split())


def titles_of(record: Record) -> str:
    return record.title or ""


def _retitled(change: Callable[[random.Random, str], str]) -> Change:
    return lambda rnd, record: record.copy(title=change(rnd, titles_of(record)))


def typo(rnd: random.Random, text: str) -> str:
    """Swap, drop, double or replace a letter of a word without digits."""
    places = list(re.finditer(r"[^\W\d_]{5,}", text))
    if not places:
        return text
    word = rnd.choice(places)
    place = rnd.randrange(word.start() + 1, word.end() - 1)
    kind = rnd.randrange(4)
    if kind == 0:
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    if kind == 1:
        return text[:place] + text[place + 1 :]
    if kind == 2:
        return text[:place] + text[place] + text[place:]
    return text[:place] + rnd.choice(string.ascii_lowercase) + text[place + 1 :]


def recase(rnd: random.Random, text: str) -> str:
    return rnd.choice([text.upper(), text.lower(), text.title(), text.capitalize()])


def lose_subtitle(rnd: random.Random, text: str) -> str:
    head, colon, _ = text.partition(": ")
    return head if colon and len(head) > 12 else text


def other_subtitle_sign(rnd: random.Random, text: str) -> str:
    return text.replace(": ", rnd.choice([" - ", " – ", ". ", " : "]), 1)


def punctuate(rnd: random.Random, text: str) -> str:
    text = rnd.choice([text + ".", text.replace("'", "’"), text.replace('"', "“"), text.replace("-", "‐"), text])
    return text.replace(" & ", " and ") if rnd.random() < 0.5 else text.replace(" and ", " & ", 1)


def unhyphen(rnd: random.Random, text: str) -> str:
    return re.sub(r"(?<=[a-z])-(?=[a-z])", rnd.choice(["", " "]), text)


def escape(rnd: random.Random, text: str) -> str:
    return text.replace("&", "&amp;").replace("'", "&#39;")


def without_article(rnd: random.Random, text: str) -> str:
    return re.sub(r"^(?:The|A|An|Die|Der|Das|La|Le|Les) ", "", text)


def ascii_only(text: str) -> str:
    text = text.replace("ß", "ss").replace("ø", "o").replace("ł", "l").replace("æ", "ae").replace("ı", "i")
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def latex(text: str) -> str:
    accents = {0x300: "`", 0x301: "'", 0x302: "^", 0x303: "~", 0x308: '"', 0x327: "c", 0x30C: "v", 0x304: "="}
    out = []
    for sign in text.replace("&", r"\&").replace("ß", r"{\ss}").replace("–", "--"):
        parts = unicodedata.normalize("NFD", sign)
        known = len(parts) == 2 and ord(parts[1]) in accents
        out.append(f"{{\\{accents[ord(parts[1])]}{{{parts[0]}}}}}" if known else sign)
    return re.sub(r"\b([A-Z]{2,})\b", r"{\1}", "".join(out))


def _everywhere(change: Callable[[str], str]) -> Change:
    def apply(rnd: random.Random, record: Record) -> Record:
        names = tuple(
            Name(
                family=n.family and change(n.family), given=n.given and change(n.given),
                literal=n.literal and change(n.literal), suffix=n.suffix,
                non_dropping_particle=n.non_dropping_particle, dropping_particle=n.dropping_particle,
            )
            for n in record.author
        )  # fmt: skip
        container = record.container_title and change(record.container_title)
        return record.copy(title=change(titles_of(record)), container_title=container, author=names)

    return apply


def umlauts(text: str) -> str:
    for pair in ("ä ae", "ö oe", "ü ue", "Ä Ae", "Ö Oe", "Ü Ue", "ß ss"):
        one, two = pair.split()
        text = text.replace(one, two)
    return text


def _renamed(change: Callable[[random.Random, Name], Name]) -> Change:
    def apply(rnd: random.Random, record: Record) -> Record:
        return record.copy(
            author=tuple(change(rnd, name) for name in record.author),
            editor=tuple(change(rnd, name) for name in record.editor),
        )

    return apply


def initials(rnd: random.Random, name: Name) -> Name:
    if not name.given or not name.family:
        return name
    letters = [part[0].upper() for part in re.split(r"[\s.\-]+", name.given) if part and part[0].isalpha()]
    dotted = [f"{letter}." for letter in letters]
    given = rnd.choice(["".join(letters), " ".join(dotted), "".join(dotted), "".join(letters[:1])])
    return Name(family=name.family, given=given, non_dropping_particle=name.non_dropping_particle)


def without_middle(rnd: random.Random, name: Name) -> Name:
    if not name.given or " " not in name.given or not name.family:
        return name
    return Name(family=name.family, given=name.given.split()[0])


def whole(rnd: random.Random, name: Name) -> Name:
    if not name.family or not name.given:
        return name
    if rnd.random() < 0.5:
        return Name(literal=f"{name.given} {name.family}")
    return Name(literal=f"{name.family}, {name.given}")


def name_typo(rnd: random.Random, record: Record) -> Record:
    if not record.author or not record.author[0].family:
        return record
    place = rnd.randrange(len(record.author))
    names = list(record.author)
    name = names[place]
    if name.family:
        names[place] = Name(family=typo(rnd, name.family), given=name.given)
    return record.copy(author=tuple(names))


def fewer_authors(rnd: random.Random, record: Record) -> Record:
    if len(record.author) < 3:
        return record
    kept = record.author[: rnd.choice([1, 2, 3])]
    return record.copy(author=kept + rnd.choice([(), (Name(literal="et al."),), (Name(literal="others"),)]))


def abbreviate_container(rnd: random.Random, record: Record) -> Record:
    title = record.container_title
    if not title or record.type not in ("article-journal", "article-magazine", "paper-conference"):
        return record
    if record.container_title_short:
        return record.copy(container_title=record.container_title_short, container_title_short=None)
    words = [word for word in re.findall(r"[^\s:,&()]+", title) if word.lower() not in _SMALL]
    if len(words) < 2:
        return record
    stop = rnd.choice(["", "."])
    short = [_ABBREVIATED.get(w.lower(), w if len(w) < 6 else w[: rnd.choice([3, 4, 5])]) for w in words]
    return record.copy(container_title=" ".join(w + stop for w in short), container_title_short=None)


def shorten_pages(rnd: random.Random, record: Record) -> Record:
    first, dash, last = (record.page or "").partition("-")
    if not dash or not first.isdigit() or not last.isdigit():
        return record
    if rnd.random() < 0.3:
        return record.copy(page=first)
    same = 0
    while same < len(last) - 1 and len(first) == len(last) and first[same] == last[same]:
        same += 1
    return record.copy(page=rnd.choice([f"{first}-{last[same:]}", f"pp. {first}–{last}", f"{first}--{last[same:]}"]))


def year_only(rnd: random.Random, record: Record) -> Record:
    return record.copy(issued=Date(record.issued.start[:1])) if record.issued and record.issued.start else record


def online_first(rnd: random.Random, record: Record) -> Record:
    if record.type != "article-journal" or not record.issued or not record.issued.start or not record.volume:
        return record
    return record.copy(issued=Date((record.issued.start[0] - 1,)))


def dress_numbers(rnd: random.Random, record: Record) -> Record:
    edition = record.edition
    if edition and edition.isdigit():
        edition = {"1": "First", "2": "2nd ed.", "3": "3rd edition"}.get(edition, f"{edition}th ed.")
    volume = f"vol. {record.volume}" if record.volume and record.volume.isdigit() else record.volume
    return record.copy(edition=edition, volume=volume)


def other_type(rnd: random.Random, record: Record) -> Record:
    others = {
        "article-magazine": ["article-journal", "article-newspaper"],
        "article-newspaper": ["article-magazine", "webpage"],
        "article-journal": ["document"],
        "post-weblog": ["webpage"],
        "webpage": ["post-weblog", "document"],
        "book": ["document", "report"],
        "report": ["document", "book"],
        "chapter": ["paper-conference"],
        "paper-conference": ["chapter", "article-journal"],
        "entry-encyclopedia": ["chapter"],
        "thesis": ["document"],
    }
    return record.copy(type=rnd.choice(others.get(record.type, [record.type])))


_DROPPED = (
    "volume", "issue", "page", "container_title", "publisher", "URL", "ISSN", "ISBN", "edition", "number_of_pages",
    "abstract", "language", "collection_title", "number", "editor", "genre",
)  # fmt: skip


def drop_fields(rnd: random.Random, record: Record) -> Record:
    there = [name for name in _DROPPED if getattr(record, name)]
    chosen = rnd.sample(there, min(len(there), rnd.choice([1, 2, 3])))
    return record.copy(**{name: () if name == "editor" else None for name in chosen})


def drop_year_or_people(rnd: random.Random, record: Record) -> Record:
    return record.copy(issued=None) if rnd.random() < 0.6 else record.copy(author=())


CHANGES: dict[str, tuple[Change, float]] = {
    "typo": (_retitled(typo), 0.25),
    "case": (_retitled(recase), 0.35),
    "subtitle lost": (_retitled(lose_subtitle), 0.15),
    "subtitle sign": (_retitled(other_subtitle_sign), 0.2),
    "punctuation": (_retitled(punctuate), 0.3),
    "hyphens": (_retitled(unhyphen), 0.1),
    "entities": (_retitled(escape), 0.1),
    "article lost": (_retitled(without_article), 0.08),
    "diacritics lost": (_everywhere(ascii_only), 0.2),
    "umlauts written out": (_everywhere(umlauts), 0.05),
    "LaTeX": (_everywhere(latex), 0.15),
    "initials": (_renamed(initials), 0.35),
    "middle name lost": (_renamed(without_middle), 0.1),
    "names not split": (_renamed(whole), 0.08),
    "typo in a name": (name_typo, 0.08),
    "fewer authors": (fewer_authors, 0.2),
    "container abbreviated": (abbreviate_container, 0.35),
    "pages shortened": (shorten_pages, 0.4),
    "year only": (year_only, 0.5),
    "online first": (online_first, 0.05),
    "numbers dressed": (dress_numbers, 0.15),
    "other type": (other_type, 0.1),
    "fields missing": (drop_fields, 0.5),
    "year or people missing": (drop_year_or_people, 0.05),
}
"""What happens to records on the way through databases and programs, and how often it does here."""

COSMETIC = ("typo", "case", "punctuation", "entities", "diacritics lost", "LaTeX", "initials", "pages shortened")
"""Changes that leave everything that tells works apart."""

_IDENTIFIERS = ("DOI", "PMID", "PMCID", "arxiv", "ISBN", "URL")


def without_identifiers(rnd: random.Random, record: Record, share: float = 0.8) -> Record:
    return record.copy(**{name: None for name in _IDENTIFIERS if rnd.random() < share})


def duplicate(rnd: random.Random, record: Record) -> Record:
    """Return a record as another source has it; most identifiers are lost, so that the rest must tell."""
    record = without_identifiers(rnd, record)
    for change, share in CHANGES.values():
        if rnd.random() < share:
            record = change(rnd, record)
    return record


def retouched(rnd: random.Random, record: Record) -> Record:
    """Return a record with changes of its looks alone."""
    for name in COSMETIC:
        change, share = CHANGES[name]
        if rnd.random() < share:
            record = change(rnd, record)
    return record


# Works that only look the same.


def _shifted(rnd: random.Random, record: Record, **changes: Any) -> Record:
    """Return another work of the same kind: on other pages, with identifiers of its own or none."""
    first = (record.page or "").partition("-")[0]
    page = f"{int(first) + 40}-{int(first) + 52}" if first.isdigit() else record.page and f"{record.page}7"
    values: dict[str, Any] = dict.fromkeys(_IDENTIFIERS)
    if record.DOI and rnd.random() < 0.5:
        values["DOI"] = f"{record.DOI}{rnd.randrange(10, 99)}"
    return record.copy(**values, **{"page": page, **changes})


def _later(record: Record, years: int) -> Date | None:
    return Date((record.issued.start[0] + years,)) if record.issued and record.issued.start else None


def second_part(rnd: random.Random, record: Record) -> Iterator[tuple[Record, Record]]:
    title = titles_of(record)
    for one, other in (
        (", Part I", ", Part II"),
        (". 1", ". 2"),
        (": III", ": IV"),
        (" (first part)", " (second part)"),
    ):
        yield record.copy(title=title + one), _shifted(rnd, record, title=title + other)


def next_edition(rnd: random.Random, record: Record) -> Iterator[tuple[Record, Record]]:
    if record.type != "book" or not record.issued or not record.issued.start:
        return
    yield record.copy(edition="2"), _shifted(rnd, record, edition="3", issued=_later(record, 4))
    yield record.copy(edition="2nd ed."), _shifted(rnd, record, edition="Third edition")
    yield record, _shifted(rnd, record, edition="2", issued=_later(record, 6))


def next_volume(rnd: random.Random, record: Record) -> Iterator[tuple[Record, Record]]:
    if record.type == "book":
        yield record.copy(volume="1"), _shifted(rnd, record, volume="2")
        yield record.copy(volume="II"), _shifted(rnd, record, volume="III")


def erratum(rnd: random.Random, record: Record) -> Iterator[tuple[Record, Record]]:
    if record.type in ("article-journal", "paper-conference"):
        opener = rnd.choice(["Erratum to: ", "Correction: ", "Corrigendum to ", "Retraction: ", "Author Correction: "])
        yield record, _shifted(rnd, record, title=opener + titles_of(record))
        yield record, _shifted(rnd, record, title=f"{titles_of(record)}: erratum")
        yield record, _shifted(rnd, record, title=f"Comment on “{titles_of(record)}”")
        yield record, _shifted(rnd, record, title=f"{titles_of(record)}: Reply")


def review(rnd: random.Random, record: Record) -> Iterator[tuple[Record, Record]]:
    if record.type == "book":
        reviewer = (Name(family="Rezensent", given="Rita"),)
        yield record, Record(
            type="review-book", title=titles_of(record), author=reviewer, issued=_later(record, 1),
            container_title="Journal of Reviews", volume="3", page="12-13",
        )  # fmt: skip
        yield record, Record(type="review", title=f"Review of {titles_of(record)}", issued=record.issued)


def chapters(rnd: random.Random, record: Record) -> Iterator[tuple[Record, Record]]:
    if record.type != "book":
        return
    host = {"container_title": record.title, "editor": record.author, "issued": record.issued, "ISBN": record.ISBN}
    one = Record(type="chapter", title="Introduction", author=record.author, page="1-20", **host)
    yield record, Record(type="chapter", title=titles_of(record), author=record.author, page="30-41", **host)
    yield one, one.copy(title="Conclusion", page="301-320")
    yield one.copy(chapter_number="3", title="Methods"), one.copy(chapter_number="4", title="Methods", page="50-61")


def yearly(rnd: random.Random, record: Record) -> Iterator[tuple[Record, Record]]:
    if record.issued and record.issued.start and record.type in ("report", "book", "document", "dataset"):
        year = record.issued.start[0]
        yield (
            record.copy(title=f"{titles_of(record)} {year}"),
            _shifted(rnd, record, title=f"{titles_of(record)} {year + 1}", issued=_later(record, 1)),
        )
        yield record, _shifted(rnd, record, issued=_later(record, 1))
        yield record.copy(number="17"), _shifted(rnd, record, number="18")


def next_day(rnd: random.Random, record: Record) -> Iterator[tuple[Record, Record]]:
    if record.issued and len(record.issued.start) == 3 and record.type in ("article-newspaper", "post-weblog"):
        year, month, day = record.issued.start
        yield record, _shifted(rnd, record, issued=Date((year, month, day % 28 + 1)))


_TURNED = (
    (" men", " women"), ("increase", "decrease"), (" in ", " without "), ("North", "South"), ("early", "late"),
    ("new", "old"), ("first", "last"), ("theory", "practice"), ("national", "international"), ("war", "peace"),
)  # fmt: skip


def turned(rnd: random.Random, record: Record) -> Iterator[tuple[Record, Record]]:
    title = titles_of(record)
    for one, other in _TURNED:
        if one in title:
            yield record, _shifted(rnd, record, title=title.replace(one, other, 1))
    words = title.split()
    if len(words) > 3:
        place = rnd.randrange(len(words))
        if len(words[place]) > 3 and words[place].isalpha():
            words[place] = rnd.choice(["platelet", "Bavarian", "sonata", "glacier", "tariff", "Portuguese"])
            yield record, _shifted(rnd, record, title=" ".join(words))


def elsewhere(rnd: random.Random, record: Record) -> Iterator[tuple[Record, Record]]:
    if record.type == "article-journal" and record.container_title:
        gone: dict[str, Any] = {"container_title_short": None, "volume": None, "issue": None}
        meeting = "Proceedings of the 3rd Meeting on Things"
        year_before = _later(record, -1)
        yield (
            record,
            _shifted(rnd, record, type="paper-conference", container_title=meeting, issued=year_before, **gone),
        )
        university = {"container_title": None, "page": None, "publisher": "University of Somewhere"}
        yield record, _shifted(rnd, record, type="thesis", **university, **gone)
        volume = int(record.volume) + 1 if record.volume and record.volume.isdigit() else None
        if volume:
            yield record, _shifted(rnd, record, volume=str(volume), issued=_later(record, 1))


def same_people(rnd: random.Random, record: Record, other: Record) -> Iterator[tuple[Record, Record]]:
    if other is record:
        return
    yield record, _shifted(rnd, record, title=other.title)
    if record.author and other.author:
        yield record, _shifted(rnd, record, author=other.author, issued=_later(record, 3), volume=None)


NEIGHBOURS = (
    second_part, next_edition, next_volume, erratum, review, chapters, yearly, next_day, turned, elsewhere,
)  # fmt: skip


def neighbours(rnd: random.Random, record: Record, other: Record) -> Iterator[tuple[str, Record, Record]]:
    """Yield `(kind, work, another work)`: pairs that share nearly everything and are two works.

    Args:
        rnd: decides what varies.
        record: the work.
        other: any other work, which lends its title or its people.
    """
    for kind in NEIGHBOURS:
        for one, two in kind(rnd, record):
            yield kind.__name__, one, two
    for one, two in same_people(rnd, record, other):
        yield "same_people", one, two
