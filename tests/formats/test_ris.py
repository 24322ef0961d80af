"""RIS: what the case files do not show."""

from __future__ import annotations

import re

import pytest
from formats.bibutils import bibtex_of
from formats.tagged import HOSTILE, back, codes, hostile_record

from refexport import Date, File, Name, Record, Report, dumps, loads
from refexport.formats import ris
from refexport.formats.ris import KNOWN_TAGS
from refexport.syntax.ris_lines import split_line
from refexport.vocabulary import ITEM_TYPES


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("AU  - Lu, Y.", ("AU", "Lu, Y.")),
        ("AU - Lu, Y.", ("AU", "Lu, Y.")),
        ("AU- Lu, Y.", ("AU", "Lu, Y.")),
        ("AU  -Lu, Y.", ("AU", "Lu, Y.")),
        ("au  - Lu, Y.", ("AU", "Lu, Y.")),
        ("ER  - ", ("ER", "")),
        ("ER  -", ("ER", "")),
        ("C9  - custom", ("C9", "custom")),
        ("is - as we saw - a", (None, "is - as we saw - a")),
        ("IL-2 receptors", (None, "IL-2 receptors")),
        ("  wrapped", (None, "wrapped")),
    ],
)
def test_lines(line: str, found: tuple[str | None, str]) -> None:
    assert split_line(line, KNOWN_TAGS) == found


@pytest.mark.parametrize("type", ITEM_TYPES)
def test_every_type_comes_back(type: str) -> None:
    found, report, _ = back(Record(id="k", type=type, title="T"), "ris")
    assert (found.type, report.losses) == (type, [])


def test_no_table_has_a_tag_twice() -> None:
    for type in ITEM_TYPES:
        tags = [tag.rstrip("¶") for tag in ris.TABLE.layout(type).values()]
        twice = {tag for tag in tags if tag and tags.count(tag) > 1}
        assert twice == set(), type


def test_no_value_forges_a_record() -> None:
    text = dumps([hostile_record()], "ris")
    assert len(re.findall(r"(?m)^\s*TY", text)) == len(re.findall(r"(?m)^\s*ER", text)) == 1
    assert len(loads(text, "ris")) == 1
    assert all(line.strip() == "" or line[2:6] == "  - " for line in text.splitlines())


def test_lines_end_as_the_specification_has_it() -> None:
    text = dumps([Record(id="a", type="book"), Record(id="b", type="book")], "ris")
    assert text.count("\r\n") == text.count("\n")
    assert text.startswith("TY  - BOOK\r\n")
    assert text.endswith("ER  - \r\n\r\n")
    assert "ER  - \r\n\r\nTY  - " in text


def test_line_breaks_stay_in_paragraphs() -> None:
    record = Record(id="k", abstract="One short line.\n\nAnother paragraph.", note="a\nb")
    found, report, _ = back(record, "ris")
    assert (found.abstract, found.note, report.losses) == (record.abstract, record.note, [])


def test_line_breaks_elsewhere_are_reported() -> None:
    found, report, _ = back(Record(id="k", title="One\ntwo"), "ris")
    assert found.title == "One two"
    assert [(loss.field, loss.change) for loss in report.losses] == [("title", "altered")]


@pytest.mark.parametrize(
    "date",
    [
        Date((2020,)),
        Date((2020, 10)),
        Date((2020, 10, 21)),
        Date((2020,), season=3),
        Date((1850,), circa=True),
        Date((2019,), (2020,)),
        Date((2019, 5), (2020, 1)),
        Date((-44,)),
        Date((476,)),
        Date(literal="in press"),
    ],
)
def test_dates_come_back(date: Date) -> None:
    found, report, _ = back(Record(id="k", issued=date, accessed=date, event_date=date), "ris")
    assert (found.issued, found.accessed, found.event_date, report.losses) == (date, date, date, [])


@pytest.mark.parametrize(
    ("tags", "date"),
    [
        ("PY  - 2020\nDA  - 2020/10/21/", Date((2020, 10, 21))),
        ("DA  - 2020/10/21/\nPY  - 2020", Date((2020, 10, 21))),
        ("PY  - 2020\nDA  - 2020/10//", Date((2020, 10))),
        ("PY  - 2020\nDA  - Oct 21", Date((2020, 10, 21))),
        ("PY  - 2020///", Date((2020,))),
        ("PY  - 2020/10/21", Date((2020, 10, 21))),
        ("Y1  - 1996///Spring", Date((1996,), season=1)),
        ("DA  - 1751///1772\nPY  - 1751", Date((1751,), (1772,))),
        ("DA  - 1772///1751\nPY  - 1772", Date((1772,))),
        ("DA  - 2012//27/décembre\nPY  - 2012", Date((2012, 12, 27))),
        ("DA  - 2012//27/soon\nPY  - 2012", Date((2012,))),
        ("DA  - 1505///ca\nPY  - 1505", Date((1505,), circa=True)),
        ("DA  - 1751-1772\nPY  - 1751", Date((1751,), (1772,))),
        ("Y1  - 2001/00/00/", Date((2001,))),
        ("PY  - 2020\nDA  - soon", Date((2020,))),
        ("PY  - in press", Date(literal="in press")),
        ("PY  - 0000\nDA  - 0000///Year Date", Date(literal="0000 Year Date")),
        ("DA  - 0000///n.d.", Date(literal="0000 n.d.")),
        ("DA  - 0000/05//", Date(literal="0000/05//")),
    ],
)
def test_dates_of_two_tags(tags: str, date: Date) -> None:
    (record,) = loads(f"TY  - JOUR\n{tags}\nER  - \n", "ris")
    assert record.issued == date


@pytest.mark.parametrize("page", ["12-15", "S1-S9", "e14677", "1-5, 9-12", "2907-12", "15:1344917", "7-7"])
def test_pages_come_back(page: str) -> None:
    found, report, _ = back(Record(id="k", type="article-journal", page=page), "ris")
    assert (found.page, report.losses) == (page, [])


def test_keywords_with_commas() -> None:
    found, report, text = back(Record(id="k", keyword=("one, two",)), "ris")
    assert (found.keyword, report.losses) == (("one, two",), [])
    assert "KW  - one, two;\r\n" in text


def test_keywords_with_semicolons_are_reported() -> None:
    found, report, _ = back(Record(id="k", keyword=("a; b", "c")), "ris")
    assert found.keyword == ("a", "b", "c")
    assert [loss.field for loss in report.losses] == ["keyword[0]"]


@pytest.mark.parametrize("title", ["AT&T", "R&amp;D", "a < b", "x <unknown> y", "&lt;", "&copy 2020", "100% <i>a</i>"])
def test_entities_and_markup_come_back(title: str) -> None:
    record = Record(id="k", title=title, abstract=title, call_number=title, status=title)
    found, report, _ = back(record, "ris")
    assert (found.title, found.abstract, found.call_number, found.status) == (title,) * 4
    assert report.losses == []


def test_what_looks_like_html_is_reported() -> None:
    _, report, _ = back(Record(id="k", title="The <em>tag</em>", status="<em>"), "ris")
    assert {loss.field for loss in report.losses} == {"title", "status"}


def test_numbers_by_what_they_are() -> None:
    (book,) = loads("TY  - BOOK\nSN  - 978-3-642-00230-4 (print)\nSN  - 1479-5876\nER  - \n", "ris")
    assert (book.ISBN, book.ISSN) == ("978-3-642-00230-4", "1479-5876")


def test_key_and_citation_key() -> None:
    for record in (Record(id="Key:1"), Record(id="a", citation_key="b"), Record(id="12")):
        found, report, _ = back(record, "ris")
        assert (found.id, found.citation_key, report.losses) == (record.id, record.citation_key, [])


def test_serial_numbers_are_no_keys() -> None:
    (record,) = loads("TY  - JOUR\nTI  - A title\nAU  - Lu, Y.\nPY  - 2020\nID  - 17\nER  - \n", "ris")
    assert record.id == "lu2020title"
    assert record.custom == {"ris": {"ID": "17"}}


def test_corporate_names_by_target() -> None:
    record = Record(id="k", author=(Name(literal="World Health Organization"),))
    assert "AU  - World Health Organization,\r\n" in dumps([record], "ris")
    assert "AU  - World Health Organization,\r\n" in dumps([record], "ris", target="endnote")
    assert "AU  - World Health Organization\r\n" in dumps([record], "ris", target="zotero")


def test_identifiers_by_target() -> None:
    record = Record(id="k", type="article-journal", PMID="1", PMCID="PMC12", number="e7")
    zotero = dumps([record], "ris", target="zotero")
    assert {"M2  - PMID: 1", "M2  - PMCID: PMC12", "M2  - Citation Key: k"} <= set(zotero.splitlines())
    assert "C2  - " not in zotero
    assert "AN  - " not in zotero
    endnote = dumps([record], "ris", target="endnote")
    assert {"AN  - 1", "C2  - PMC12", "C7  - e7"} <= set(endnote.splitlines())


@pytest.mark.parametrize("target", [None, "zotero", "endnote"])
def test_every_target_is_read_back(target: str | None) -> None:
    record = Record(
        id="k", type="article-journal", PMID="1", PMCID="PMC12", number="e7", title="T", archive_location="x"
    )
    found, report, _ = back(record, "ris", target)
    assert (found, report.losses) == (record, [])
    record = Record(id="k", type="article-journal", PMID="1", title="T")
    assert back(record, "ris", target)[0] == record


def test_types_that_zotero_misreads_say_which_they_are() -> None:
    text = dumps([Record(id="k"), Record(id="l", type="standard")], "ris")
    assert {"TY  - GEN", "M2  - Type: document", "TY  - STAND", "M2  - Type: standard"} <= set(text.splitlines())
    assert "TY  - AGGR\r\n" in dumps([Record(id="k")], "ris", target="zotero")


def test_markup_for_endnote_is_plain_and_reported() -> None:
    report = Report()
    text = dumps([Record(id="k", title="The <i>FTO</i> gene")], "ris", target="endnote", report=report)
    assert "TI  - The FTO gene\r\n" in text
    assert [(loss.field, loss.change) for loss in report.losses] == [("title", "altered")]


def test_files_keep_their_paths() -> None:
    record = Record(id="k", files=(File("a.pdf"), File("b.html", media_type="text/html"), File("c.pdf", title="C")))
    found, report, _ = back(record, "ris")
    assert [file.path for file in found.files] == ["a.pdf", "c.pdf", "b.html"]
    assert [loss.field for loss in report.losses] == ["files", "files[2]"]


def test_custom_fields_of_other_formats_are_reported() -> None:
    record = Record(id="k", custom={"ris": {"C9": ["a", "b"]}, "wos": {"TC": "1"}, "bibtex": {"owner": "me"}})
    found, report, _ = back(record, "ris")
    assert found.custom == {"ris": {"C9": ["a", "b"]}, "bibtex": {"owner": "me"}}
    assert [loss.field for loss in report.losses] == ["custom.wos.TC"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TY  - JOUR\nTI  - a\n", [("missing-end", 1)]),
        ("\n\nTY  - JOUR\nTI  - a\nTY  - BOOK\nTI  - b\nER  - \n", [("missing-end", 3)]),
        ("TI  - a\nER  - \n", [("missing-start", 1)]),
        ("TY  - JOUR\nTI  - a\nER  - \nlost\nlost too\n", [("outside-record", 4)]),
        ("TY  - NONE\nTI  - a\nER  - \n", [("unknown-type", 1)]),
        ("1.\nTY  - JOUR\nTI  - a\nER  - \n2.\n", []),
        ("no RIS at all\n", [("outside-record", 1)]),
    ],
)
def test_diagnostics_name_their_line(text: str, expected: list[tuple[str, int]]) -> None:
    assert codes(text, "ris") == expected


def test_long_file_is_read_in_batches() -> None:
    text = "".join(f"TY  - BOOK\nTI  - {number}\nER  - \n\n" for number in range(1234))
    assert [record.title for record in loads(text, "ris")] == [str(number) for number in range(1234)]


def test_windows_1252_and_byte_order_mark() -> None:
    text = "TY  - BOOK\r\nTI  - Müller\r\nER  - \r\n"
    for data in (text.encode("cp1252"), text.encode("utf-8-sig"), text.encode("utf-16")):
        assert loads(data, "ris")[0].title == "Müller"


def test_recognised() -> None:
    assert loads("Provider: X\n\nTY  - BOOK\nTI  - a\nER  - \n")[0].type == "book"


def test_bibutils_reads_it() -> None:
    record = Record(
        id="lu2020",
        type="article-journal",
        title="A title",
        author=(Name(family="Lu", given="Yun"), Name(family="Berg", given="Jan", non_dropping_particle="van der")),
        container_title="Journal of Examples",
        volume="12",
        page="12-15",
        issued=Date((2020, 10, 21)),
        abstract="One.\n\nTwo.",
    )
    bibtex = bibtex_of(dumps([record, record.copy(id="b")], "ris"), "ris2xml")
    assert bibtex.count("@Article") == 2
    for part in ('title="A title"', 'pages="12--15"', 'year="2020"', 'volume="12"', 'journal="Journal of Examples"'):
        assert part in bibtex, bibtex


def test_hostile_text_is_hostile() -> None:
    assert "ER  - " in HOSTILE


def test_generic_articles_of_a_journal_are_articles() -> None:
    (article,) = loads("TY  - GEN\nTI  - a\nT2  - A journal\nVL  - 3\nER  - \n", "ris")
    (other,) = loads("TY  - GEN\nTI  - a\nPB  - A press\nER  - \n", "ris")
    assert (article.type, other.type) == ("article-journal", "document")
    record = Record(id="k", title="T", container_title="C", volume="3")
    assert back(record, "ris")[0] == record


@pytest.mark.parametrize(
    ("tags", "type", "exact"),
    [
        ("TY  - ICOMM\nT2  - A Forum\nTI  - A post\n", "post", ""),
        ("TY  - ICOMM\nTI  - A message\n", "personal_communication", "email"),
        ("TY  - PCOMM\nTI  - A letter\n", "personal_communication", ""),
        ("TY  - VIDEO\nTI  - A recording\n", "motion_picture", "videoRecording"),
        ("TY  - VIDEO\nTI  - A recording\nCY  - London\n", "motion_picture", ""),
        ("TY  - MPCT\nTI  - A film\n", "motion_picture", ""),
        ("TY  - MPCT\nTI  - A film\nT2  - A series\nSP  - 90 min\n", "motion_picture", ""),
        ("TY  - MPCT\nTI  - A film\nT2  - A series\nM2  - Container Title: A series\n", "motion_picture", ""),
        ("TY  - MPCT\nTI  - An episode\nT2  - A programme\n", "broadcast", ""),
        ("TY  - SOUND\nTI  - A broadcast\nM2  - Type: radioBroadcast\n", "broadcast", "radioBroadcast"),
        ("TY  - GEN\nDO  - 10.48550/arXiv.1412.6980\n", "article", ""),
        ("TY  - GEN\nDO  - 10.31219/osf.io/b2xmp\n", "article", ""),
        ("TY  - GEN\nDO  - 10.1000/182\n", "document", ""),
        ("TY  - GEN\nUR  - https://ling.auf.net/lingbuzz/005988\n", "article", ""),
        ("TY  - GEN\nUR  - http://eprint.iacr.org/2019/430\n", "article", ""),
        ("TY  - GEN\nUR  - https://example.org/?from=http://arxiv.org/\n", "document", ""),
        ("TY  - JOUR\nDO  - 10.48550/arXiv.1412.6980\n", "article-journal", ""),
    ],
)
def test_types_that_zotero_writes_as_others_are_told_by_their_tags(tags: str, type: str, exact: str) -> None:
    (record,) = loads(f"{tags}ER  - \n", "ris")
    # What the fields say already is not kept beside them.
    assert (record.type, record.note, record.custom) == (type, None, {"zotero": {"type": exact}} if exact else {})


@pytest.mark.parametrize(
    ("record", "line"),
    [
        (Record(id="k", type="article", publisher="OSF Preprints"), "Repository: OSF Preprints"),
        (Record(id="k", type="broadcast", container_title="A series"), "Program Title: A series"),
        (Record(id="k", type="broadcast", publisher="BBC"), "Network: BBC"),
        (Record(id="k", type="broadcast", publisher_place="London"), "Place: London"),
        (Record(id="k", type="broadcast", performer=(Name("Cage", "N."),)), "Cast Member: Cage || N."),
        (Record(id="k", type="post", container_title="A forum"), "Forum Title: A forum"),
        (Record(id="k", type="post", genre="Question"), "Post Type: Question"),
        (Record(id="k", type="standard", publisher="BSI"), "Publisher: BSI"),
    ],
)
@pytest.mark.parametrize("format", ["ris", "endnote-xml"])
@pytest.mark.parametrize("target", ["zotero", "portable"])
def test_what_a_retyped_item_has_under_another_name_stands_on_a_line(
    record: Record, line: str, format: str, target: str
) -> None:
    text = dumps([record], format, target=target)
    assert line in text
    assert loads(text, format) == [record]


@pytest.mark.parametrize("exact", ["email", "podcast", "radioBroadcast", "tvBroadcast", "videoRecording"])
@pytest.mark.parametrize("format", ["ris", "enw", "nbib", "bibtex", "biblatex", "endnote-xml", "csl-json", "jsonl"])
def test_an_item_type_of_zotero_that_csl_does_not_name_comes_through_every_format(exact: str, format: str) -> None:
    type = {"email": "personal_communication", "videoRecording": "motion_picture"}.get(exact, "broadcast")
    record = Record(id="k", type=type, title="A title", custom={"zotero": {"type": exact}})
    (read,) = loads(dumps([record], format, target="zotero"), format)
    # A broadcast of which nothing more is known is a podcast: only what keeps custom fields as they are says so too.
    expected = {} if exact == "podcast" and format not in ("csl-json", "jsonl") else record.custom
    assert (read.type, read.custom) == (type, expected)


@pytest.mark.parametrize(
    ("record", "label"),
    [
        (Record(id="k", type="broadcast", container_title="A series"), "tvBroadcast"),
        (Record(id="k", type="broadcast", title="An episode"), "podcast"),
        (Record(id="k", type="motion_picture", publisher_place="Ulm"), "videoRecording"),
        (Record(id="k", type="article"), "preprint"),
    ],
)
def test_types_are_labelled_as_zotero_has_them(record: Record, label: str) -> None:
    text = dumps([record], "ris")
    assert f"M2  - Type: {label}\r\n" in text
    assert loads(text, "ris") == [record]


def test_a_film_needs_no_label() -> None:
    assert "M2  - Type" not in dumps([Record(id="k", type="motion_picture", title="T")], "ris")


def test_endnotes_label_is_the_key_if_it_can_be_one() -> None:
    for record in (
        Record(id="lu"),
        Record(id="lu x", citation_key="lu"),
        Record(id="12"),
        Record(citation_key="a b", id="k"),
    ):
        found, report, _ = back(record, "ris", "endnote")
        assert (found.id, found.citation_key, report.losses) == (record.id, record.citation_key, [])
    (record,) = loads("TY  - JOUR\nID  - lu\nLB  - to read\nER  - \n", "ris")
    assert (record.id, record.custom) == ("lu", {"ris": {"LB": "to read"}})


def test_a_type_that_is_said_is_not_guessed_from_the_journal() -> None:
    (record,) = loads("TY  - GEN\nT2  - A Journal\nVL  - 1\nM1  - 7\nM2  - Type: document\nER  - \n", "ris")
    assert (record.type, record.number, record.issue) == ("document", "7", None)


def test_what_is_no_pmcid_stays_a_custom_field() -> None:
    (record,) = loads("TY  - JOUR\nC2  - Custom 2\nER  - \n", "ris")
    assert (record.PMCID, record.custom) == (None, {"ris": {"C2": "Custom 2"}})


def test_a_serial_number_beside_the_key_stays() -> None:
    (record,) = loads("TY  - JOUR\nID  - 17\nID  - lu\nER  - \n", "ris")
    assert (record.id, record.custom) == ("lu", {"ris": {"ID": "17"}})


def test_a_programs_language_is_its_programming_language_unless_people_speak_it() -> None:
    found = [loads(f"TY  - COMP\nLA  - {text}\nER  - \n", "ris")[0] for text in ("Python", "English", "en-GB")]
    assert [(record.genre, record.language) for record in found] == [
        ("Python", None),
        (None, "English"),
        (None, "en-GB"),
    ]
    record = Record(id="k", type="software", genre="Python", language="en")
    assert {"LA  - Python", "M2  - Language: en"} <= set(dumps([record], "ris").splitlines())
    others = [Record(id="g", type="software", genre="English"), Record(id="l", type="software", language="en")]
    assert loads(dumps([record, *others], "ris"), "ris") == [record, *others]


def test_the_short_title_of_a_case_is_read_though_not_written() -> None:
    (record,) = loads("TY  - CASE\nTI  - A v. B\nST  - A\nER  - \n", "ris")
    assert (record.title, record.title_short, record.custom) == ("A v. B", "A", {})


@pytest.mark.parametrize(
    ("tags", "page"),
    [
        ("SP  - 190\nEP  - f.", "190 f."),
        ("SP  - 190\nEP  - ff", "190 ff"),
        ("SP  - 190\nEP  - 195", "190-195"),
        ("SP  - 12\nEP  - passim", "12 passim"),
        ("SP  - Art.\nEP  - 5", "Art. 5"),
        ("SP  - p.\nEP  - 5", "5"),
        ("SP  - xi\nEP  - XX", "xi-XX"),
        ("SP  - A\nEP  - F", "A-F"),
        ("SP  - S12\nEP  - S20", "S12-S20"),
    ],
)
def test_pages_that_were_cut_at_a_blank_are_whole_again(tags: str, page: str) -> None:
    (record,) = loads(f"TY  - JOUR\nTI  - T\n{tags}\nER  - \n", "ris")
    assert record.page == page


@pytest.mark.parametrize("format", ["bibtex", "biblatex", "ris", "enw", "endnote-xml", "csl-json", "csl-yaml"])
def test_several_issns_stand_in_a_list_as_zotero_has_them(format: str) -> None:
    record = Record(id="k", type="article-journal", title="T", ISSN="0021-8979 1089-7550")
    text = dumps([record], format)
    assert "0021-8979, 1089-7550" in text
    assert loads(text, format) == [record]


@pytest.mark.parametrize("type", ["BOOK", "SER", "RPRT", "COMP", "MAP", "STAND"])
def test_a_series_stands_in_either_tag(type: str) -> None:
    for tags in ("T2  - Fen Studies", "T3  - Fen Studies", "T2  - Fen Studies\nT3  - More"):
        (record,) = loads(f"TY  - {type}\nTI  - A title\n{tags}\nER  - \n", "ris")
        assert record.collection_title == "Fen Studies"
    assert record.custom == {"ris": {"T3": "More"}}


@pytest.mark.parametrize("tags", ["PY  - 0000\nDA  - 0000///Year Date", "DA  - 0000///Year Date\nPY  - 0000"])
def test_a_date_without_a_year_is_written_once(tags: str) -> None:
    records = loads(f"TY  - JOUR\nTI  - T\n{tags}\nER  - \n", "ris")
    assert records[0].custom == {}
    assert re.findall("(?m)^(?:PY|DA) .*$", dumps(records, "ris")) == ["PY  - 0000 Year Date\r"]


@pytest.mark.parametrize(
    ("lines", "kept"),
    [("PY  - 2021\nPY  - 2021x", "2021x"), ("DA  - 2021/05/01/\nPY  - 2021x", "2021x"), ("PY  - 2021\nPY  - 2021", "")],
)
def test_a_year_that_is_none_stays_beside_the_date(lines: str, kept: str) -> None:
    (record,) = loads(f"TY  - JOUR\nTI  - a\n{lines}\nER  - \n", "ris")
    assert str(record.issued).startswith("2021")
    assert record.custom.get("ris", {}).get("PY", "") == kept
