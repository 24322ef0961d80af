"""MODS: nothing is lost, hosts and series stand where they should, and bibutils reads it."""

from __future__ import annotations

import pytest
from formats.bibutils import bibtex_of
from hypothesis import given
from lxml import etree
from strategies import records

from refexport import Date, File, Name, Record, Report, dumps, loads
from refexport.formats.mods import FIELDS, TYPES
from refexport.vocabulary import ITEM_TYPES, VARIABLES

NS = {"m": "http://www.loc.gov/mods/v3"}


def found(record: Record, path: str) -> list[str]:
    root = etree.fromstring(dumps([record], "mods").encode())
    return ["".join(element.itertext()) for element in root.iterfind(f"m:mods/{path}", NS)]


def read(content: str) -> Record:
    return loads(f'<mods xmlns="{NS["m"]}">{content}</mods>', "mods")[0]


@given(record=records())
def test_nothing_at_all_is_lost(record: Record) -> None:
    report = Report()
    written = dumps([record], "mods", report=report)
    assert (loads(written, "mods")[0], report.losses) == (record, []), written


def test_the_tables_are_whole() -> None:
    assert set(TYPES) == set(ITEM_TYPES)
    assert set(VARIABLES) <= set(FIELDS)


def test_volume_and_pages_belong_to_the_host() -> None:
    record = Record(
        id="k", type="article-journal", title="T", container_title="J", volume="1", issue="2", page="3-9",
        ISSN="1479-5876",
    )  # fmt: skip
    host = "m:relatedItem[@type='host']/"
    assert found(record, f"{host}m:titleInfo/m:title") == ["J"]
    assert found(record, f"{host}m:part/m:detail[@type='volume']/m:number") == ["1"]
    assert found(record, f"{host}m:part/m:extent/m:start") == ["3"]
    assert found(record, f"{host}m:identifier[@type='issn']") == ["1479-5876"]
    assert found(record, "m:part") == []


@pytest.mark.parametrize(
    "name",
    [
        Name("Doe", "Jane", orcid="0000-0002-1825-0097"),
        Name("Mao", "Zedong", static_ordering=True),
        Name("Smith", "John", suffix="Jr.", comma_suffix=True),
        Name("van Gogh", "Vincent"),
        Name("Madonna"),
        Name(given="Cher"),
        Name(literal="United States. Congress"),
    ],
)
def test_names_come_back_as_they_were(name: Name) -> None:
    record = Record(id="k", author=(name,), reviewed_author=(name,), collection_editor=(name, name))
    assert loads(dumps([record], "mods"), "mods")[0] == record


def test_line_breaks_and_blanks_are_kept() -> None:
    record = Record(id="k", abstract="A\nB  C", note="x\n\ny", volume_title="p\nq", custom={})
    assert loads(dumps([record], "mods"), "mods")[0] == record


def test_files_keep_their_titles_and_types() -> None:
    record = Record(id="k", files=(File("https://a.org/x", "Full Text", "application/pdf"), File("y.html")))
    assert loads(dumps([record], "mods"), "mods")[0] == record


@pytest.mark.parametrize(
    ("content", "type"),
    [
        ("<genre>theses</genre>", "thesis"),
        ("<genre authority='local'>statute</genre>", "legislation"),
        ("<typeOfResource>still image</typeOfResource>", "graphic"),
        ("<relatedItem type='host'><genre>newspaper</genre></relatedItem>", "article-newspaper"),
        ("<relatedItem type='host'><part><detail type='issue'><number>1</number></detail></part></relatedItem>",
         "article-journal"),
        ("<relatedItem type='host'><titleInfo><title>B</title></titleInfo></relatedItem>", "chapter"),
        ("<originInfo><issuance>continuing</issuance></originInfo>", "periodical"),
        ("<originInfo><publisher>P</publisher></originInfo>", "book"),
        ("<titleInfo><title>T</title></titleInfo>", "document"),
        ("<extension><collectionCode>CHRG</collectionCode></extension>", "hearing"),
    ],
)  # fmt: skip
def test_types_of_others_are_told_by_what_there_is(content: str, type: str) -> None:
    assert read(content).type == type


def test_titles_are_put_together() -> None:
    title = "<titleInfo><nonSort>The</nonSort><title>Question</title><subTitle>a study</subTitle></titleInfo>"
    assert read(title).title == "The Question: a study"
    assert read(title.replace("The<", "L'<")).title == "L'Question: a study"


def test_dates_of_others() -> None:
    origin = "<originInfo><dateIssued>c1999</dateIssued><dateIssued encoding='marc'>1999</dateIssued></originInfo>"
    assert read(origin).issued == Date((1999,))
    ends = "<dateIssued point='start'>1804</dateIssued><dateIssued point='end'>1806</dateIssued>"
    assert read(f"<originInfo>{ends}</originInfo>").issued == Date((1804,), (1806,))
    assert read("<originInfo><dateIssued qualifier='approximate'>1850</dateIssued></originInfo>").issued == Date(
        (1850,), circa=True
    )


def test_publishers_are_no_authors() -> None:
    role = "<role><roleTerm type='code' authority='marcrelator'>pbl</roleTerm></role>"
    assert read(f"<name type='corporate'><namePart>GPO</namePart>{role}</name>").author == ()


def test_prefixes_of_the_namespace_make_no_difference() -> None:
    text = f'<x:mods xmlns:x="{NS["m"]}"><x:titleInfo><x:title>T</x:title></x:titleInfo></x:mods>'
    assert loads(text)[0].title == "T"


def test_own_fields_are_kept_and_those_of_others_are_a_loss() -> None:
    fields = {"note:thesis": "a\nb", "identifier:lccn": "99042030", "subject/geographic": "Alaska"}
    record = Record(id="k", custom={"mods": fields, "ris": {"U1": "x"}})
    report = Report()
    assert loads(dumps([record], "mods", report=report), "mods")[0].custom == {"mods": fields}
    assert [loss.field for loss in report.losses] == ["custom.ris.U1"]


def test_bibutils_reads_it() -> None:
    record = Record(
        id="b1", type="chapter", title="Chap & ter", author=(Name("Doe", "Jane"), Name(literal="WHO")), page="1-2",
        editor=(Name("Roe", "Richard"),), container_title="The Book", publisher="Pub", publisher_place="London",
        issued=Date((1999,)), ISBN="9783642321566",
    )  # fmt: skip
    text = bibtex_of(dumps([record], "mods"))
    for expected in (
        "{b1,",
        "Doe, Jane",
        "{WHO}",
        'editor="Roe, Richard"',
        "The Book",
        "Pub",
        "London",
        "9783642321566",
    ):
        assert expected in text


def test_an_address_that_is_a_location_already_is_no_field_of_its_own() -> None:
    urls = "<location><url>https://a.org/1</url><url access='raw object'>https://a.org/2</url></location>"
    ids = "".join(f"<identifier type='uri'>https://a.org/{number}</identifier>" for number in (1, 2, 3))
    (record,) = loads(f"<mods xmlns='http://www.loc.gov/mods/v3'>{ids}{urls}</mods>", "mods")
    assert (record.URL, [file.path for file in record.files]) == ("https://a.org/1", ["https://a.org/2"])
    assert record.custom == {"mods": {"identifier:uri": "https://a.org/3"}}


@pytest.mark.parametrize(
    ("language", "attributes"),
    [
        ("en-GB", 'type="code" authority="rfc5646"'),
        ("ger", 'type="code" authority="iso639-2b"'),
        ("deu", 'type="code" authority="iso639-3"'),
        ("German", 'type="text"'),
        ("Middle High German", 'type="text"'),
    ],
)
def test_what_a_language_is_named_in_is_said(language: str, attributes: str) -> None:
    record = Record(id="k", title="T", language=language)
    text = dumps([record], "mods")
    assert f"<languageTerm {attributes}>{language}</languageTerm>" in text
    assert loads(text, "mods") == [record]


def test_each_number_has_an_identifier_of_its_own() -> None:
    record = Record(id="k", type="article-journal", title="T", container_title="J", ISSN="0027-8424 1091-6490")
    twice = Record(id="l", type="book", title="T", ISBN="9783540886822 9783540886822")
    text = dumps([record, twice], "mods")
    assert '<identifier type="issn">0027-8424</identifier><identifier type="issn">1091-6490</identifier>' in text
    assert loads(text, "mods") == [record, twice]
