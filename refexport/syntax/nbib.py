"""What MEDLINE does otherwise than other tagged formats: names in pairs of tags, DOIs with their kind, titles.

Source: NLM, "MEDLINE/PubMed Data Element (Field) Descriptions": AU, FAU, CN, AUID, AID, DP, TI.
"""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec

from refexport.record import Date, Name, Record
from refexport.syntax.others import ET_AL, is_others
from refexport.syntax.tag_writer import Put, TagWriter
from refexport.syntax.tagged import Entry, join, one_line
from refexport.text import identifiers
from refexport.text.calendar import SEASON_NAMES
from refexport.text.dates import edtf, parse_date
from refexport.text.languages import CODES, language_tag
from refexport.text.names import family_of, given_of, medline, parse_inverted, parse_medline, person
from refexport.vocabulary import VARIABLES

NAME_TAGS = frozenset({"FAU", "AU", "CN", "AUID", "FED", "ED"})
"""Tags of people, whose order tells who is who."""

_SUFFIX = re.compile(r"(.*[^, ])[, ]+((?:Jr|Sr|II|III|IV|2nd|3rd|[4-9]th)\.?)")
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def people(entry: Entry) -> tuple[tuple[Name, ...], tuple[Name, ...]]:
    """Return the authors and the editors of an entry in their order; of a person's two forms the full one."""
    found: dict[str, list[Name]] = {"A": [], "E": []}
    full = ""
    role = "A"
    for tag, place in entry.sequence:
        value = join(entry[tag][place])
        if tag in ("FAU", "FED"):
            role, full = tag[1], tag
            found[role].append(ET_AL if is_others(Name(literal=value)) else full_name(value))
        elif tag == "CN":
            found["A"].append(Name(literal=value))
        elif tag == "AUID":
            orcid = identifiers.orcid(value)
            if orcid and found[role]:
                found[role][-1] = msgspec.structs.replace(found[role][-1], orcid=orcid)
        elif full == f"F{tag}":
            full = ""  # the short form of the person just read
        else:
            role = tag[0]
            name = parse_inverted(value) if "," in value else parse_medline(value)
            found[role].append(ET_AL if is_others(Name(literal=value)) else name)
    return tuple(found["A"]), tuple(found["E"])


@lru_cache(maxsize=65536)
def full_name(text: str) -> Name:
    """Return the name that `Family, Given Suffix` says; without a comma, a family name alone."""
    family, _, given = text.partition(",")
    match = _SUFFIX.fullmatch(given.strip())
    if match:
        return person(family.strip(), match[1], match[2])
    return person(family.strip(), given.strip())


@lru_cache(maxsize=65536)
def full_form(name: Name) -> tuple[str, bool]:
    """Return a person's name as `Family, Given Suffix`, and whether it is read back as it is."""
    given = " ".join(part for part in (given_of(name), name.suffix) if part)
    text = one_line(f"{family_of(name)}, {given}" if given else family_of(name))
    return text, full_name(text) == (msgspec.structs.replace(name, orcid=None) if name.orcid else name)


@lru_cache(maxsize=8192)
def medline_date(date: Date) -> str:
    """Return a date as `2020 Oct 21`, `1998 Spring`, or where MEDLINE has no form for it, as EDTF."""
    if not date.start or date.end or date.circa or date.start[0] < 1000:
        return one_line(edtf(date))
    words = [str(date.start[0])]
    if date.season:
        words.append(SEASON_NAMES[date.season - 1])
    words += [_MONTHS[month - 1] for month in date.start[1:2]]
    words += [str(day) for day in date.start[2:]]
    return " ".join(words)


class NbibWriter(TagWriter):
    """Writes MEDLINE's tags."""

    year_tag, last_page_tag, html_tag = "", "", ""
    writes_unknown_type = False

    def _put_people(self, out: list[str], record: Record, variable: str, tag: str, value: tuple[Name, ...]) -> bool:
        for number, name in enumerate(value):
            if name.literal is not None:
                self._put_group(out, record, variable, number, name)
                continue
            text, exact = full_form(name)
            self.put(out, tag, text)
            self.put(out, tag[1:], one_line(medline(name)))
            if name.orcid:
                self.put(out, "AUID", f"ORCID: {name.orcid}")
                if identifiers.orcid(name.orcid) != name.orcid:
                    self.lose(record, f"{variable}[{number}].orcid", "altered", "not an ORCID iD", name.orcid)
            if not exact:
                reason = "not told apart from another form of the name"
                self.lose(record, f"{variable}[{number}]", "altered", reason, name)
        if record.custom and self.goes_on(record, variable):
            self.put(out, tag[1:], ET_AL.literal or "")
        return True

    def _put_group(self, out: list[str], record: Record, variable: str, number: int, name: Name) -> None:
        text = one_line(name.literal or "")
        if variable == "editor":
            self.put(out, "FED", text)
            self.lose(record, f"editor[{number}]", "altered", "no tag for institutions as editors", name)
            return
        self.put(out, "CN", text)
        if Name(literal=text) != name:
            self.lose(record, f"{variable}[{number}]", "altered", "no tag for parts of an institution's name", name)

    def _put_title(self, out: list[str], record: Record, variable: str, tag: str, value: str) -> bool:
        text = one_line(value)
        closed = text if text[-1:] in ("?", "!") else f"{text}."
        if text.endswith(".") or text != value:
            closed = text
            attribute = VARIABLES[variable].attribute
            self.lose(record, attribute, "altered", "a full stop ends every title in MEDLINE", value)
        elif "  " in text:
            self.lose(record, VARIABLES[variable].attribute, "altered", "runs of blanks are read as one blank", value)
        if "<" in text:
            self._check_markup(record, variable, tag, text)
        self.put(out, tag, closed)
        return True

    def _put_article_id(self, out: list[str], record: Record, variable: str, tag: str, value: str) -> bool:
        self.put(out, tag, f"{one_line(value)} [doi]")
        return True

    def _put_medline_date(self, out: list[str], record: Record, variable: str, tag: str, value: Date) -> bool:
        text = medline_date(value)
        self.put(out, tag, text)
        if parse_date(text) != value:
            self.lose(record, VARIABLES[variable].attribute, "altered", "no form for this kind of date", value)
        return True

    def _put_language(self, out: list[str], record: Record, variable: str, tag: str, value: str) -> bool:
        text = CODES.get(value, one_line(value))
        self.put(out, tag, text)
        if language_tag(text) != value or "  " in text:
            self.lose(record, "language", "altered", "languages are read as their BCP 47 tags", value)
        return True

    def _put_issns(self, out: list[str], record: Record, variable: str, tag: str, value: str) -> bool:
        listed = identifiers.apart(value, identifiers.issns)
        if len(listed) == 1:
            return self._put_standard_number(out, record, variable, tag, value)
        for issn in listed:
            self.put(out, tag, issn)
        return True

    def _put_electronic_date(self, out: list[str], record: Record, variable: str, tag: str, value: Date) -> bool:
        if len(value.start) != 3 or value != Date(value.start) or value.start[0] < 1000:
            return False
        self.put(out, tag, "".join(f"{part:02d}" for part in value.start))
        return True


_OWN: dict[str, Put] = {
    "author": NbibWriter._put_people,
    "editor": NbibWriter._put_people,
    "title": NbibWriter._put_title,
    "collection-title": NbibWriter._put_title,
    "DOI": NbibWriter._put_article_id,
    "ISSN": NbibWriter._put_issns,
    "language": NbibWriter._put_language,
    "issued": NbibWriter._put_medline_date,
    "available-date": NbibWriter._put_electronic_date,
}
NbibWriter.puts = {**TagWriter.puts, "PMID": TagWriter._put_text, **_OWN}
