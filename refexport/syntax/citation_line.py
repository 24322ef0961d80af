"""References as literature sites print them, authors, title, journal and place in one line, taken apart.

    Lu Y, Pei Y Front Endocrinol (Lausanne). 2024; 15:1344917.
    Kraus V, De Santis G . Apoptosis of osteocytes? J Clin Endocrinol Metab. 2000; 85(8):2907-12. DOI: 10.1210/x.

Source: NLM, "Citing Medicine", chapter 1 (journal articles): order and punctuation, supplements, `Family FM Suffix`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from refexport.record import Name, Record
from refexport.text import identifiers
from refexport.text.dates import parse_date
from refexport.text.names import parse_medline, parse_running, person
from refexport.text.pages import normalize_pages

_IDS = re.compile(r"(?:^|\s)(?=(?:PMID|PMCID|PMC|DOI):?\s)")
_ID = re.compile(r"\b(PMID|PMCID|PMC|DOI):?\s*(\S+)", re.I)
_DATE = r"(?P<date>(?:1[5-9]|20)\d\d\b[^;:]*?)"
_PLACE = rf"{_DATE}\s*(?:;\s*(?P<place>.*?))?"
_BEFORE_END = re.compile(_PLACE + r"(?P<end>\.?)\s*")
_LAST_YEAR = re.compile(r"\.\s+(?=(?:1[5-9]|20)\d\d\b)")
_SENTENCE_END = re.compile(r"[.?!][\"”’')\]]*\s+")
_VOLUME = re.compile(
    r"(?P<volume>[^():]*?)\s*(?:\((?P<issue>(?:[^()]|\([^()]*\))*)\))?\s*(?::\s*(?P<page>[^:]*))?\.?\s*"
)
_ARTICLE_NUMBER = re.compile(r"e\d+")
_SUPPLEMENT = re.compile(r"(?P<volume>\S+)\s+(?P<issue>(?:Suppl|Pt|Spec No|Special Issue)\b.*)")
_AHEAD = re.compile(r"\[?\s*(?:Epub|Online)\s+ahead\s+of\s+print\.?\s*\]?\.?|\[?ahead of print\]?", re.I)
_EPUB = re.compile(r"\.?\s*\bEpub\s+((?:1[5-9]|20)\d\d[^.;]*)\.?", re.I)

_TRANSLITERATED = re.compile(r"(?:[A-Z][a-z]?){1,3}")
_SUFFIX = re.compile(r"(?:Jr|Sr|2nd|3rd|[4-9]th|II|III|IV)\.?")
_BRACKETS = re.compile(r"\([^()]*\)")
_ET_AL = re.compile(r",?\s*\bet al\b\.?", re.I)
_COLLECTIVE = frozenset(
    "academy agency alliance association authors board bureau center centers centre centres coalition collaboration "
    "collaborative collaborators college committee community confederation conference consortium corporation council "
    "department division federation force forum foundation group groups initiative institute institutes institution "
    "investigators league ministry network office organisation organization panel partners partnership party program "
    "programme project registry secretariat service services society societies study subcommittee task team trial "
    "trialists trials union university writing".split()
)
_JOURNAL_BEGINNINGS = frozenset(
    "acta am ann arch br can chin clin curr eur exp expert f1000res g3 int j jpn n nat proc scand zhonghua z".split()
)
"""Words that begin journals and are no family names: a line that begins with one has no authors."""
_JOINING = frozenset("of for the and on in des y e à".split())
_PREPRINT_SERVERS = frozenset("biorxiv medrxiv arxiv ssrn chemrxiv psyarxiv".split()) | {"res sq", "research square"}


class Parts(NamedTuple):
    """What stands before the date of a reference, and the place behind it."""

    head: str
    """Authors and journal, or title and journal."""
    date: str
    place: str
    whole: bool
    """Whether the line ends in a full stop, as whole ones do."""


def split_ids(text: str) -> tuple[str, str]:
    """Return a line without the identifiers that end it, and these."""
    match = _IDS.search(text)
    return (text[: match.start()].strip(), text[match.start() :].strip()) if match else (text.strip(), "")


def set_ids(record: Record, text: str) -> bool:
    """Set PMID, PMCID and DOI from `PMID: 38745949 PMC: 11091469. DOI: 10.1/x.`; return whether there is any."""
    found = False
    for label, value in _ID.findall(text):
        label = label.upper()
        if label == "DOI":
            record.DOI = identifiers.doi(value)
        elif label == "PMID":
            record.PMID = identifiers.pmid(value.rstrip(".,;"))
        else:
            record.PMCID = identifiers.pmcid(value.rstrip(".,;"))
        found = True
    return found


def split_source(text: str) -> Parts | None:
    """Return the parts of `HEAD. DATE; PLACE.`, or `None` where there is no date behind a full stop."""
    # The last year behind a full stop is the date: titles and abbreviated journals may hold others.
    for match in reversed(list(_LAST_YEAR.finditer(text))):
        found = _BEFORE_END.fullmatch(text, match.end())
        if found:
            return Parts(text[: match.start()].strip(), found["date"].strip(), found["place"] or "", bool(found["end"]))
    return None


def set_place(record: Record, parts: Parts) -> None:
    """Set date, volume, issue and pages from what stands behind the journal."""
    date, place = parts.date, parts.place
    if _AHEAD.search(date) or _AHEAD.search(place):
        record.status = "ahead of print"
        date, place = _AHEAD.sub("", date).strip(), _AHEAD.sub("", place).strip()
    if epub := _EPUB.search(place):
        record.available_date = parse_date(epub[1])
        place = place[: epub.start()] + place[epub.end() :]
    record.issued = parse_date(date.rstrip(" .,"))
    match = _VOLUME.fullmatch(place)
    if not match:
        record.page = place.strip(" .") or None
        return
    if _ARTICLE_NUMBER.fullmatch(place.strip(" .")):
        record.page = place.strip(" .")
        return
    record.volume = match["volume"].strip() or None
    record.issue = (match["issue"] or "").strip() or None
    record.page = normalize_pages((match["page"] or "").strip(" .")) or None
    if record.volume and not record.issue and (supplement := _SUPPLEMENT.fullmatch(record.volume)):
        record.volume, record.issue = supplement["volume"], supplement["issue"]


def set_journal(record: Record, journal: str) -> None:
    """Set the journal: pages give its abbreviation alone, which then is the title of the container too."""
    journal = journal.strip().rstrip(".")
    if not journal:
        return
    record.container_title = record.container_title_short = journal
    if journal.lower() in _PREPRINT_SERVERS:
        record.type = "article"


def split_authors_and_journal(head: str) -> tuple[str, str]:
    """Return the authors and the journal of a line in which nothing but a blank stands between them.

    The last author ends with the initials, and the suffix behind them; a collective author with a word such as
    "Group" or "Society", and what belongs to that.
    """
    et_al = list(_ET_AL.finditer(head))
    if et_al:
        return head[: et_al[-1].end()], head[et_al[-1].end() :].strip(" .")
    # Commas within brackets are the journal's: "Cell Mol Biol (Noisy-le-grand, France)".
    masked = _BRACKETS.sub(lambda match: "_" * len(match[0]), head)
    start = masked.rfind(", ") + 2 if ", " in masked else 0
    words = head[start:].split(" ")
    end = _end_of_author(words, bool(start))
    return (head[:start] + " ".join(words[:end])).rstrip(", "), " ".join(words[end:])


def _end_of_author(words: list[str], others: bool) -> int:
    """Return how many of the words are the last author's; `others` tells whether authors stand before."""
    if others and len(words) > 1 and _SUFFIX.fullmatch(words[0]):
        return 1  # `Smith JA, Jr Cell`
    if not others and words[0].lower() in _JOURNAL_BEGINNINGS:
        return 0
    for place, word in enumerate(words):
        if word.lower().strip("()") in _COLLECTIVE and (place or not _is_initials(words[1] if words[1:] else "")):
            return _end_of_collective(words, place)
        if place and _is_initials(word):
            return _end_of_person(words, place)
    if len(words) > 2 and len(words[1]) < 5 and _TRANSLITERATED.fullmatch(words[1]):
        return 2  # `Petrov Iu Bull Exp Biol Med`
    return 1 if others and len(words) > 1 else 0


def _is_initials(word: str) -> bool:
    letters = word.replace("-", "")
    return len(letters) < 5 and letters.isalpha() and letters.isupper()


def _end_of_person(words: list[str], place: int) -> int:
    if place + 1 == len(words) and len(words[place]) > 2:
        return place  # `WHO BMJ`: a journal must follow
    with_suffix = place + 2 < len(words) and _SUFFIX.fullmatch(words[place + 1])
    return place + 2 if with_suffix else place + 1


def _end_of_collective(words: list[str], place: int) -> int:
    end = place + 1
    while end < len(words):
        if words[end].lower().strip("()") in _COLLECTIVE:
            end += 1
        elif words[end] in _JOINING:
            while end < len(words) and words[end] in _JOINING:
                end += 1
            end += 1
        else:
            break
    return min(end, len(words))


def parse_authors(text: str) -> tuple[tuple[Name, ...], bool]:
    """Return the authors of `Lu Y, De Santis G, EBMT Study Group`, and whether "et al." says that there are more."""
    more = bool(_ET_AL.search(text))
    text = _ET_AL.sub("", text).strip(" .,")
    chunks: list[str] = []
    for chunk in re.split(r"[,;]\s+", text):
        if chunks and _SUFFIX.fullmatch(chunk):
            chunks[-1] += f" {chunk}"
        elif chunk.strip():
            chunks.append(chunk.strip())
    return tuple(map(_author, chunks)), more


def _author(chunk: str) -> Name:
    words = chunk.split(" ")
    if len(words) > 2 and _SUFFIX.fullmatch(words[-2]) and _is_initials(words[-1]):
        return person(" ".join(words[:-2]), words[-1], words[-2])  # `Smith Jr J`
    name = parse_medline(chunk)
    if name.literal is None or len(words) < 2 or any(word.lower() in _COLLECTIVE for word in words):
        return name
    last = words[-1].rstrip(".")
    if len(last) < 5 and _TRANSLITERATED.fullmatch(last):
        return person(" ".join(words[:-1]), last)
    return name


def parse_people(text: str) -> tuple[tuple[Name, ...], bool]:
    """Return authors of either form, `Lu Y, De Santis G` or `Yining Lu, Ludwig van der Berg`, as `parse_authors`."""
    names, more = parse_authors(text)
    if any(name.given and _is_initials(name.given) for name in names):
        return names, more
    chunks = re.split(r"[,;]\s+", _ET_AL.sub("", text))
    return tuple(running_name(chunk) for chunk in chunks if chunk), more


def running_name(chunk: str) -> Name:
    """Return the name in running order that a text is, an institution whole."""
    words = chunk.split(" ")
    if any(word.lower() in _COLLECTIVE or word in _JOINING for word in words):
        return Name(literal=chunk)
    return parse_running(chunk)


def split_title_and_journal(head: str) -> tuple[str, str]:
    """Return the title and the journal of `TITLE. JOURNAL`; the title keeps its `?` or `!`."""
    ends = list(_SENTENCE_END.finditer(head))
    if not ends:
        return "", head
    return clean_title(head[: ends[-1].end()]), head[ends[-1].end() :]


def clean_title(text: str) -> str:
    """Return a title without the full stop that ends it on the page; dots that belong to it stay."""
    text = text.strip()
    if text.endswith("...") or not text.endswith("."):
        return text
    return text[:-1].rstrip()
