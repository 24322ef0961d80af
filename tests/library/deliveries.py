"""The same works as other databases, programs and hands deliver them: single changes, whole styles, and mixtures.

Works are CSL-JSON here, as `Item`, so that a change is made to what a file says and not to what was read of it.  Each
change is a function of an item; one that finds nothing to change leaves it, and counts for none.
"""

from __future__ import annotations

import copy
import html
import random
import re
import unicodedata
from collections.abc import Callable
from typing import Any

Item = dict[str, Any]
Change = Callable[[random.Random, Item], None]

KEYS_NEAR = {
    a: b for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm") for a, b in zip(row, row[1:] + row[-2], strict=True)
}
SMALL = {"the", "of", "and", "in", "for", "on", "a", "an", "de", "la", "et", "und", "der", "die", "für", "&", "to"}
IDENTIFIERS = ("DOI", "PMID", "PMCID", "ISBN", "URL")
NO_ABSTRACT = ("notes", "and", "sources", "from", "archives")
DASHES = re.compile(r"[-–—]+")


def _text(item: Item, name: str, new: str) -> None:
    if new.strip():
        item[name] = new


def _title(change: Callable[[random.Random, str], str]) -> Change:
    def changed(rnd: random.Random, item: Item) -> None:
        _text(item, "title", change(rnd, item["title"]))

    return changed


def _mistype(rnd: random.Random, text: str) -> str:
    """Mistype one long word: a letter left out, doubled, swapped with the next, or hit beside."""
    found = list(re.finditer(r"[A-Za-z]{5,}", text))
    if not found:
        return text
    match = rnd.choice(found)
    at = rnd.randrange(match.start() + 1, match.end() - 1)
    pair, letter = text[at : at + 2], text[at]
    wrong = rnd.choice(["", letter * 2, KEYS_NEAR.get(letter, letter + letter), None])
    if wrong is None:
        return text[:at] + pair[::-1] + text[at + 2 :]
    return text[:at] + wrong + text[at + 1 :]


def _without_subtitle(rnd: random.Random, text: str) -> str:
    head = re.split(r":\s|\s[-–—]\s|\?\s", text, maxsplit=1)[0]
    return head if len(head.split()) > 2 else text


def _without_diacritics(text: str) -> str:
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return plain.translate(str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "ß": "ss", "æ": "ae", "ı": "i", "đ": "d"}))


def _mojibake(text: str) -> str:
    return text.encode("utf-8").decode("cp1252", errors="replace").replace("�", "?")


def _entities(text: str) -> str:
    return html.escape(text).encode("ascii", "xmlcharrefreplace").decode()


def _named_entities(text: str) -> str:
    names = html.entities.codepoint2name
    return "".join(f"&{names[ord(sign)]};" if ord(sign) in names else sign for sign in text)


def _everywhere(change: Callable[[str], str]) -> Change:
    def changed(rnd: random.Random, item: Item) -> None:
        for name in ("title", "container-title", "publisher"):
            if name in item:
                _text(item, name, change(item[name]))
        for person in _people(item):
            for part in ("family", "given", "literal"):
                if person.get(part):
                    person[part] = change(person[part])

    return changed


def _people(item: Item) -> list[dict[str, str]]:
    return next((item[role] for role in ("author", "editor", "director") if item.get(role)), [])


def _role(item: Item) -> str:
    return next((role for role in ("author", "editor", "director") if item.get(role)), "")


def _each_person(change: Callable[[dict[str, str]], dict[str, str]]) -> Change:
    def changed(rnd: random.Random, item: Item) -> None:
        if role := _role(item):
            item[role] = [change(dict(person)) if person.get("family") else person for person in item[role]]

    return changed


def _initials(given: str, dot: str, between: str) -> str:
    return between.join(word[0].upper() + dot for word in re.split(r"[\s.\-]+", given) if word)


def _whole_family(person: dict[str, str]) -> str:
    return " ".join(filter(None, (person.get("non-dropping-particle"), person["family"])))


def _shorter_given(dot: str, between: str) -> Callable[[dict[str, str]], dict[str, str]]:
    def change(person: dict[str, str]) -> dict[str, str]:
        if person.get("given"):
            person["given"] = _initials(person["given"], dot, between)
        return person

    return change


def _one_string(person: dict[str, str]) -> dict[str, str]:
    given = _initials(person.get("given", ""), "", "")
    return {"literal": f"{_whole_family(person)} {given}".strip()}


def _as_spoken(person: dict[str, str]) -> dict[str, str]:
    return {"literal": f"{person.get('given', '')} {_whole_family(person)}".strip()}


def _family_in_capitals(person: dict[str, str]) -> dict[str, str]:
    return person | {"family": person["family"].upper(), "given": _initials(person.get("given", ""), "", "")}


def _family_alone(person: dict[str, str]) -> dict[str, str]:
    return {"family": _whole_family(person)}


def _first_given_only(person: dict[str, str]) -> dict[str, str]:
    return person | ({"given": person["given"].split()[0]} if person.get("given", "").split() else {})


def _particle_behind(person: dict[str, str]) -> dict[str, str]:
    """Put a particle behind the given names, as Medline's sorting has it: `Gogh, Vincent van`."""
    particle = person.pop("non-dropping-particle", "")
    words = person["family"].split()
    while len(words) > 1 and words[0].islower():
        particle = f"{particle} {words.pop(0)}".strip()
    return person | {"family": " ".join(words), "given": f"{person.get('given', '')} {particle}".strip()}


def _fewer_people(number: int, mark: str) -> Change:
    def changed(rnd: random.Random, item: Item) -> None:
        role = _role(item)
        if role and len(item[role]) > number:
            item[role] = item[role][:number] + ([{"literal": mark}] if mark else [])

    return changed


def _mistyped_name(rnd: random.Random, item: Item) -> None:
    people = [person for person in _people(item) if len(person.get("family", "")) > 4]
    if people:
        person = rnd.choice(people)
        person["family"] = _mistype(rnd, person["family"])


def _abbreviated(title: str) -> str:
    """Return a journal's title shortened word by word, as ISO 4 does: small words out, long ones cut."""
    words = [word for word in re.split(r"[\s,:]+", title) if word and word.lower() not in SMALL]
    if len(words) < 2:
        return title
    return " ".join(
        word if len(word) < 6 else word[: 3 if len(word) < 8 else 5].rstrip("aeiou") + "." for word in words
    )


def _abbreviate_journal(rnd: random.Random, item: Item) -> None:
    if item.get("container-title") and item["type"].startswith("article"):
        short = item.get("journalAbbreviation") or _abbreviated(item["container-title"])
        item["container-title"] = short.replace(".", "") if rnd.random() < 0.5 else short


def _journal_as_catalogued(rnd: random.Random, item: Item) -> None:
    """Add the place or `The` to a journal's title, as PubMed's catalogue has it, or take it off."""
    if title := item.get("container-title"):
        bare = re.sub(r"^The\s+|\s*\([^)]*\)$", "", title)
        item["container-title"] = (
            bare if bare != title else f"{title} ({rnd.choice(['London, England', 'Online', '1985'])})"
        )


def _without(*names: str) -> Change:
    def changed(rnd: random.Random, item: Item) -> None:
        for name in names:
            item.pop(name, None)

    return changed


def _doi(change: Callable[[str], str]) -> Change:
    def changed(rnd: random.Random, item: Item) -> None:
        if item.get("DOI"):
            item["DOI"] = change(item["DOI"])

    return changed


def _isbn_otherwise(rnd: random.Random, item: Item) -> None:
    digits = re.sub(r"[^\dX]", "", item.get("ISBN", "").split()[0] if item.get("ISBN") else "")
    if len(digits) == 13 and digits.startswith("978"):
        total = sum((10 - at) * int(digit) for at, digit in enumerate(digits[3:12]))
        item["ISBN"] = digits[3:12] + "0123456789X"[-total % 11]
    elif digits:
        item["ISBN"] = f"{digits[:3]}-{digits[3:]}"


def _year(item: Item) -> int | None:
    parts = (item.get("issued") or {}).get("date-parts") or [[]]
    return int(parts[0][0]) if parts[0] and str(parts[0][0]).lstrip("-").isdigit() else None


def _year_by_one(rnd: random.Random, item: Item) -> None:
    """Give an article the year in which it came out online, or in print."""
    if (year := _year(item)) and item["type"] in ("article-journal", "paper-conference") and _has_place(item):
        item["issued"] = {"date-parts": [[year + rnd.choice((-1, 1))]]}


def _has_place(item: Item) -> bool:
    return bool(item.get("container-title") and (item.get("page") or item.get("volume")))


def _year_alone(rnd: random.Random, item: Item) -> None:
    if year := _year(item):
        item["issued"] = {"date-parts": [[year]]}


def _year_in_words(rnd: random.Random, item: Item) -> None:
    if (year := _year(item)) and item["type"] in ("book", "thesis", "report"):
        item["issued"] = {"raw": rnd.choice([f"c{year}", f"[{year}]", f"©{year}", f"{year}."])}


def _pages(change: Callable[[str, str], str]) -> Change:
    def changed(rnd: random.Random, item: Item) -> None:
        found = re.fullmatch(r"(\w*\d)\s*[-–—]+\s*(\w*\d)", str(item.get("page", "")))
        if found:
            item["page"] = change(found[1], found[2])

    return changed


def _last_shortened(first: str, last: str) -> str:
    if len(first) != len(last):
        return f"{first}-{last}"
    same = next((at for at in range(len(last)) if first[at] != last[at]), len(last) - 1)
    return f"{first}-{last[same:]}"


def _bracketed(rnd: random.Random, title: str) -> str:
    return f"[{title.rstrip('.')}]."


def _with_translation(rnd: random.Random, item: Item) -> None:
    """Put a translation behind a title that is not in English, as Scopus does."""
    if not item.get("language", "en").lower().startswith("en"):
        # The same words whoever translates: they stand in the order of the abstract.
        words = re.findall(r"[a-z]{5,}", item.get("abstract", "").lower())[:7]
        item["title"] = f"{item['title']} [{' '.join(words if len(words) > 2 else NO_ABSTRACT).capitalize()}]"


def _type_of_program(rnd: random.Random, item: Item) -> None:
    """Give the type that a program which does not know the right one gives."""
    near = {
        "article-journal": ["article-magazine", "article", "paper-conference"],
        "article-magazine": ["article-journal", "article-newspaper"],
        "article-newspaper": ["article-magazine", "webpage"],
        "paper-conference": ["chapter", "article-journal"],
        "chapter": ["paper-conference", "entry-encyclopedia"],
        "post-weblog": ["webpage", "post"],
        "webpage": ["post-weblog", "document"],
        "report": ["document", "book"],
        "thesis": ["book", "document"],
        "dataset": ["webpage", "document"],
        "software": ["webpage", "document"],
        "motion_picture": ["broadcast", "document"],
        "manuscript": ["document"],
    }
    keeps = item["type"] not in ("article-journal", "paper-conference") or item.get("container-title")
    if item["type"] in near and keeps:
        item["type"] = rnd.choice(near[item["type"]])


def _site_behind(rnd: random.Random, item: Item) -> None:
    if site := item.get("container-title"):
        item["title"] = f"{item['title'].rstrip('.')} {rnd.choice('|-–')} {site}"


CHANGES: dict[str, Change] = {
    "title mistyped": _title(_mistype),
    "title mistyped twice": _title(lambda rnd, text: _mistype(rnd, _mistype(rnd, text))),
    "subtitle dropped": _title(_without_subtitle),
    "small letters": _title(lambda rnd, text: text.lower()),
    "capitals": _title(lambda rnd, text: text.upper()),
    "title case": _title(lambda rnd, text: text.title()),
    "full stop": _title(lambda rnd, text: text.rstrip(".") + "."),
    "brackets": _title(_bracketed),
    "translation": _with_translation,
    "dashes": _title(lambda rnd, text: DASHES.sub(rnd.choice(["-", "–", " - ", " "]), text)),
    "straight quotes": _title(lambda rnd, text: re.sub("[‘’]", "'", re.sub("[“”„]", '"', text))),
    "no punctuation": _title(lambda rnd, text: re.sub(r"[^\w\s]", "", re.sub(r"<[^>]*>", "", text))),
    "no diacritics": _everywhere(_without_diacritics),
    "mojibake": _everywhere(_mojibake),
    "entities": _everywhere(_entities),
    "named entities": _everywhere(_named_entities),
    "letters lost": _everywhere(lambda text: text.encode("ascii", "replace").decode()),
    "initials": _each_person(_shorter_given(".", " ")),
    "initials without stops": _each_person(_shorter_given("", "")),
    "initials in a row": _each_person(_shorter_given(".", "")),
    "names in one": _each_person(_one_string),
    "names as spoken": _each_person(_as_spoken),
    "family names in capitals": _each_person(_family_in_capitals),
    "family names alone": _each_person(_family_alone),
    "first given name": _each_person(_first_given_only),
    "particle behind": _each_person(_particle_behind),
    "et al. after one": _fewer_people(1, "et al."),
    "et al. after three": _fewer_people(3, "et al."),
    "others after six": _fewer_people(6, "others"),
    "first three people": _fewer_people(3, ""),
    "first person": _fewer_people(1, ""),
    "name mistyped": _mistyped_name,
    "journal abbreviated": _abbreviate_journal,
    "journal catalogued": _journal_as_catalogued,
    "journal in capitals": lambda rnd, item: item.update(
        {"container-title": item["container-title"].upper()} if item.get("container-title") else {}
    ),
    "no DOI": _without("DOI", "URL"),
    "no identifiers": _without(*IDENTIFIERS),
    "DOI in capitals": _doi(str.upper),
    "DOI as address": _doi(lambda doi: f"https://DOI.org/{doi.upper()}"),
    "DOI named": _doi(lambda doi: f"doi: {doi.lower()}."),
    "ISBN otherwise": _isbn_otherwise,
    "no year": _without("issued"),
    "year by one": _year_by_one,
    "year alone": _year_alone,
    "year in words": _year_in_words,
    "pages shortened": _pages(_last_shortened),
    "first page": _pages(lambda first, last: first),
    "pages with pp.": _pages(lambda first, last: f"pp. {first}–{last}"),
    "no pages": _without("page", "number-of-pages"),
    "no volume": _without("volume", "issue"),
    "no issue": _without("issue"),
    "no publisher": _without("publisher", "publisher-place"),
    "no journal": _without("container-title", "journalAbbreviation", "ISSN"),
    "no people": lambda rnd, item: item.pop(_role(item), None) and None,
    "another type": _type_of_program,
    "site behind": _site_behind,
}
"""Single changes by name."""


def _pubmed(rnd: random.Random, item: Item) -> None:
    for name in ("initials without stops", "journal abbreviated", "pages shortened", "full stop"):
        CHANGES[name](rnd, item)
    if not item.get("language", "en").lower().startswith("en"):
        CHANGES["brackets"](rnd, item)
    _without("publisher", "publisher-place", "URL", "ISBN")(rnd, item)
    item["PMID"] = item.get("PMID") or str(rnd.randrange(10**7, 4 * 10**7))


def _web_of_science(rnd: random.Random, item: Item) -> None:
    for name in ("title case", "family names in capitals", "journal in capitals", "no diacritics", "year alone"):
        CHANGES[name](rnd, item)
    _without("PMID", "PMCID", "URL", "language", *(["DOI"] if rnd.random() < 0.3 else []))(rnd, item)


def _scopus(rnd: random.Random, item: Item) -> None:
    for name in (
        "initials in a row",
        "year alone",
        "translation",
        "named entities" if rnd.random() < 0.1 else "dashes",
    ):
        CHANGES[name](rnd, item)
    _without("PMID", "PMCID", "issue" if rnd.random() < 0.3 else "PMCID")(rnd, item)
    item["URL"] = f"https://www.scopus.com/inward/record.uri?eid=2-s2.0-{rnd.randrange(10**10)}&partnerID=40"


def _google_scholar(rnd: random.Random, item: Item) -> None:
    for name in ("year alone", "others after six", "no diacritics", "initials", "subtitle dropped"):
        if name != "subtitle dropped" or rnd.random() < 0.3:
            CHANGES[name](rnd, item)
    _without(*IDENTIFIERS, "abstract", "language")(rnd, item)


def _catalogue(rnd: random.Random, item: Item) -> None:
    for name in ("year in words", "ISBN otherwise", "small letters"):
        CHANGES[name](rnd, item)
    item["title"] = item["title"][:1].upper() + item["title"][1:].replace(": ", " : ")
    people = [f"{one.get('given', '')} {_whole_family(one)}".strip() for one in _people(item) if one.get("family")]
    if people and rnd.random() < 0.5:
        item["title"] += f" / {', '.join(people[:3])}"
    _without("URL", "DOI")(rnd, item)


def _web_capture(rnd: random.Random, item: Item) -> None:
    for name in ("site behind", "names as spoken"):
        CHANGES[name](rnd, item)
    if item["type"] in ("article-newspaper", "article-magazine", "post-weblog", "report"):
        item["type"] = "webpage"
    _without("volume", "issue", "page", "ISSN", "ISBN")(rnd, item)


ARTICLES = frozenset({"article-journal", "article-magazine", "paper-conference", "chapter"})
BOOKS = frozenset({"book", "thesis", "report"})
WEB = frozenset({"article-newspaper", "article-magazine", "post-weblog", "webpage", "post", "report", "dataset"})
STYLES: dict[str, tuple[Change, frozenset[str]]] = {
    "PubMed": (_pubmed, frozenset({"article-journal"})),
    "Web of Science": (_web_of_science, ARTICLES),
    "Scopus": (_scopus, ARTICLES),
    "Google Scholar": (_google_scholar, ARTICLES | BOOKS),
    "catalogue": (_catalogue, BOOKS),
    "web capture": (_web_capture, WEB),
}
"""What whole sources do, and to which types."""

_LOSSES = ("no year", "no pages", "no volume", "no publisher", "no journal", "no people")


def can_be_known(item: Item) -> bool:
    """Return whether a person could tell the work by what is left: a title of two words, and two things beside it."""
    if len(re.findall(r"\w{2,}", item["title"])) < 2:
        return any(item.get(name) for name in ("DOI", "ISBN", "PMID"))
    place = item.get("container-title") or item.get("publisher") or item.get("authority") or item.get("number")
    beside = [bool(_people(item)), bool(_year(item)), bool(place), bool(item.get("DOI") or item.get("ISBN"))]
    return sum(beside) > 1


_LAST = ("entities", "named entities", "mojibake", "letters lost")
"""What happens to whole files on their way, after all else was done to what they say."""


def changed(rnd: random.Random, item: Item, names: list[str]) -> Item:
    """Return an item with changes made one after the other, but for those that would leave too little of it."""
    made = copy.deepcopy(item)
    for name in sorted(names, key=lambda name: name in _LAST):
        before = copy.deepcopy(made)
        CHANGES[name](rnd, made)
        if not can_be_known(made):
            made = before
    return made


def mixed(rnd: random.Random, item: Item) -> Item:
    """Return an item with two to four changes, one of them at most a field that is gone."""
    number = rnd.randint(2, 4)
    names = rnd.sample([name for name in CHANGES if name not in _LOSSES], number - 1)
    names.append(rnd.choice(_LOSSES) if rnd.random() < 0.4 else rnd.choice(list(CHANGES)))
    return changed(rnd, item, names)


def delivered(rnd: random.Random, item: Item) -> tuple[str, Item]:
    """Return an item as one of the sources that have its type delivers it, and the source's name."""
    names = [name for name, (_, types) in STYLES.items() if item["type"] in types]
    if not names:
        return "mixed", mixed(rnd, item)
    name = rnd.choice(names)
    made = copy.deepcopy(item)
    STYLES[name][0](rnd, made)
    return name, made if can_be_known(made) else copy.deepcopy(item)
