"""Lines of citing articles and references: authors, journal, place and title, in all the odd cases."""

from __future__ import annotations

import pytest

from refexport import Date, Record, loads


def citing(line: str, title: str = "A title.") -> Record:
    page = f"T\nOverview\nJournal J Foo\nPMID 1\nAbstract\nA.\nCiting Articles\n{title}\n{line}\nPMID: 7\nReferences\n"
    return loads(page, "article-page")[1]


@pytest.mark.parametrize(
    ("line", "authors", "journal"),
    [
        ("Zhang Y BMJ", "Zhang, Y", "BMJ"),
        ("Zhang Y J Transl Med", "Zhang, Y", "J Transl Med"),
        ("Liang Z, Zhang YX Z Rheumatol", "Liang, Z; Zhang, YX", "Z Rheumatol"),
        ("Zhang Y N Engl J Med", "Zhang, Y", "N Engl J Med"),
        ("Zhang Y JAMA", "Zhang, Y", "JAMA"),
        ("Zhang Y PLoS One", "Zhang, Y", "PLoS One"),
        ("Zhang Y QJM", "Zhang, Y", "QJM"),
        ("Zhang Y Cell", "Zhang, Y", "Cell"),
        ("Zhang Y 3 Biotech", "Zhang, Y", "3 Biotech"),
        ("Zhang Y G3 (Bethesda)", "Zhang, Y", "G3 (Bethesda)"),
        ("Zhang Y Medicine (Baltimore)", "Zhang, Y", "Medicine (Baltimore)"),
        ("Zhang Y Cell Mol Biol (Noisy-le-grand, France)", "Zhang, Y", "Cell Mol Biol (Noisy-le-grand, France)"),
        ("Itala-Remes M, De Santis G Cell", "Itala-Remes, M; De Santis, G", "Cell"),
        ("de Lima Prata K, O'Brien MJ Cell", "de Lima Prata, K; O'Brien, MJ", "Cell"),
        ("van der Berg J-P J Cell Biol", "van der Berg, J-P", "J Cell Biol"),
        ("Smith JA Jr Cell", "Smith, JA, Jr", "Cell"),
        ("Smith JA 3rd J Cell Biol", "Smith, JA, 3rd", "J Cell Biol"),
        ("Smith JA 2nd, Doe B Sr N Engl J Med", "Smith, JA, 2nd; Doe, B, Sr", "N Engl J Med"),
        ("Smith JA, Jr Cell", "Smith, JA, Jr", "Cell"),
        ("Jones Jr J J Orthop Res", "Jones, J, Jr", "J Orthop Res"),
        ("Müller Ü, Østergård Å QJM", "Müller, Ü; Østergård, Å", "QJM"),
        ("Petrov IuA, Ivanov Iu Bull Exp Biol Med", "Petrov, IuA; Ivanov, Iu", "Bull Exp Biol Med"),
        ("Zhang Y, EBMT Study Group J Transl Med", "Zhang, Y; EBMT Study Group", "J Transl Med"),
        ("RECOVERY Collaborative Group N Engl J Med", "RECOVERY Collaborative Group", "N Engl J Med"),
        ("Xu A, World Health Organization Lancet", "Xu, A; World Health Organization", "Lancet"),
        (
            "Xu A, European Society of Cardiology Eur Heart J",
            "Xu, A; European Society of Cardiology",
            "Eur Heart J",
        ),
        ("Writing Group for the NINDS JAMA", "Writing Group for the NINDS", "JAMA"),
        ("WHO BMJ", "WHO", "BMJ"),
        ("Zhang Y, Plato Nature", "Zhang, Y; Plato", "Nature"),
        ("N Engl J Med", "", "N Engl J Med"),
        ("Am J Hematol", "", "Am J Hematol"),
        ("BMJ", "", "BMJ"),
        ("Zhang Y, Xu A, et al. J Cell Biol", "Zhang, Y; Xu, A", "J Cell Biol"),
    ],
)
def test_authors_end_with_the_initials_of_the_last(line: str, authors: str, journal: str) -> None:
    record = citing(f"{line}. 2024; 15:1.")
    assert "; ".join(map(str, record.author)) == authors
    assert (record.container_title, record.container_title_short) == (journal, journal)


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("2024; 15:1344917.", {"volume": "15", "page": "1344917"}),
        ("2024; 11:e14677.", {"volume": "11", "page": "e14677"}),
        ("2024; 85(8):2907-12.", {"volume": "85", "issue": "8", "page": "2907-12"}),
        ("2024; 52(Suppl 1):S3-9.", {"volume": "52", "issue": "Suppl 1", "page": "S3-9"}),
        ("2024; 52 Suppl 1:S3-S9.", {"volume": "52", "issue": "Suppl 1", "page": "S3-S9"}),
        ("2024; 10(3 Pt 1):1-5.", {"volume": "10", "issue": "3 Pt 1", "page": "1-5"}),
        ("2024; 12(3-4):1-5, 9-12.", {"volume": "12", "issue": "3-4", "page": "1-5, 9-12"}),
        ("2024; (405):14-23.", {"issue": "405", "page": "14-23"}),
        ("2024; 2024:6654321.", {"volume": "2024", "page": "6654321"}),
        ("2024; 15.", {"volume": "15"}),
        ("2024; :S0140-6736(20)30566-3.", {"page": "S0140-6736(20)30566-3"}),
        ("2024; e14677.", {"page": "e14677"}),
        ("2024; .", {}),
        ("2024; ", {}),
        ("2024.", {}),
        ("2024; [Epub ahead of print].", {"status": "ahead of print"}),
        ("2024; . Online ahead of print.", {"status": "ahead of print"}),
    ],
)
def test_volume_issue_and_pages(place: str, expected: dict[str, str]) -> None:
    record = citing(f"Zhang Y Cell. {place}")
    found = {
        name: value for name in ("volume", "issue", "page", "status") if (value := getattr(record, name)) is not None
    }
    assert (found, record.issued, record.container_title) == (expected, Date((2024,)), "Cell")


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2020 Oct 21", Date((2020, 10, 21))),
        ("2020 Oct", Date((2020, 10))),
        ("2020 Nov-Dec", Date((2020, 11), (2020, 12))),
        ("2020 Spring", Date((2020,), season=1)),
    ],
)
def test_dates(text: str, date: Date) -> None:
    assert citing(f"Zhang Y Cell. {text}; 1:2.").issued == date


def test_epub_date() -> None:
    record = citing("Zhang Y Cell. 2023; 12(4):5-9. Epub 2023 Apr 1.")
    assert (record.page, record.available_date) == ("5-9", Date((2023, 4, 1)))


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("Bones.", "Bones"),
        ("Bones?", "Bones?"),
        ("Bones!", "Bones!"),
        ("Bones...", "Bones..."),
        ("Bones. An update.", "Bones. An update"),
        ("[Bones].", "[Bones]"),
    ],
)
def test_titles_lose_only_their_full_stop(written: str, read_as: str) -> None:
    assert citing("Zhang Y Cell. 2024; 1:2.", written).title == read_as


def test_preprint_servers_are_no_journals() -> None:
    assert citing("Zhang Y bioRxiv. 2024; .").type == "article"


def reference(text: str) -> Record:
    page = f"T\nOverview\nJournal J Foo\nPMID 1\nCitations 0\nAbstract\nA.\nReferences\n1.\n{text}\n"
    return loads(page, "article-page")[1]


@pytest.mark.parametrize(
    ("text", "title", "authors"),
    [
        ("Lu Y . Bones? A review! Cell. 2024; 1:2. View", "Bones? A review!", "Lu, Y"),
        ("Lu Y . Bones in 2016. 2017 update. Cell. 2018; 1:2. View", "Bones in 2016. 2017 update", "Lu, Y"),
        ("Lu Y . Are bones “dead?” Cell. 2018; 1:2. View", "Are bones “dead?”", "Lu, Y"),
        ("Bones. Cell. 2018; 1:2. View", "Bones", ""),
        (" . Bones. Cell. 2018; 1:2. View", "Bones", ""),
        ("Lu Y . Cell. 2018; 1:2. View", None, "Lu, Y"),
        ("WHO Study Group . Bones. Cell. 2018; 1:2. PMID: 5. View", "Bones", "WHO Study Group"),
        ("Lu Y, Smith Jr J . The View. Cell. 2018; 1:2. View", "The View", "Lu, Y; Smith, J, Jr"),
    ],
)
def test_title_and_journal_of_a_reference(text: str, title: str | None, authors: str) -> None:
    record = reference(text)
    assert (record.title, "; ".join(map(str, record.author))) == (title, authors)
    assert (record.container_title, record.page) == ("Cell", "2")


def test_reference_that_is_no_article_is_kept() -> None:
    page = "T\nOverview\nPMID 1\nCitations 0\nAbstract\nA.\nReferences\n1.\nLu Y . Bones. Wiley. DOI: 10.1000/x. View\n"
    records = loads(page, "article-page")
    assert (records[1].type, records[1].title, records[1].DOI) == ("document", "Bones. Wiley", "10.1000/x")
    assert [(d.severity, d.code, d.line) for d in records.report.diagnostics] == [("warning", "no-source", 9)]


def test_sici_dois_stay_whole() -> None:
    record = reference(
        "Lu Y . B. C. 1998; 1:2. DOI: 10.1002/(SICI)1097-4652(199806)175:3<311::AID-JCP8>3.0.CO;2-#. View"
    )
    assert record.DOI == "10.1002/(SICI)1097-4652(199806)175:3<311::AID-JCP8>3.0.CO;2-#"
