"""Identifiers are taken out of what stands around them, normalised, and checked."""

from __future__ import annotations

import pytest

from refexport.text import identifiers


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("10.1000/182", "10.1000/182"),
        ("https://doi.org/10.1000/182", "10.1000/182"),
        ("http://dx.doi.org/10.1000/182.", "10.1000/182"),
        ("doi: 10.1000/182,", "10.1000/182"),
        ("DOI:10.1000/182", "10.1000/182"),
        ("(10.1000/182)", "10.1000/182"),
        ("10.1016/S0140-6736(20)30566-3", "10.1016/S0140-6736(20)30566-3"),
        ("10.1002/(SICI)1097(1998)175:3<311::AID>3.0.CO;2-#", "10.1002/(SICI)1097(1998)175:3<311::AID>3.0.CO;2-#"),
        ("https://doi.org/10.1002%2Fjor.1", "10.1002/jor.1"),
        ("10.1000.10/123456", "10.1000.10/123456"),
        ("no doi", None),
        ("10.1/x", None),
    ],
)  # fmt: skip
def test_doi(text: str, found: str | None) -> None:
    assert identifiers.doi(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("33081809", "33081809"),
        ("PMID: 33081809", "33081809"),
        ("pubmed:33081809", "33081809"),
        ("https://pubmed.ncbi.nlm.nih.gov/33081809/", "33081809"),
        ("http://www.ncbi.nlm.nih.gov/pubmed/33081809", "33081809"),
        ("PMC33081809", None),
        ("x", None),
    ],
)
def test_pmid(text: str, found: str | None) -> None:
    assert identifiers.pmid(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("PMC4821226", "PMC4821226"),
        ("PMC: 11091469.", "PMC11091469"),
        ("pmcid: PMC4821226", "PMC4821226"),
        ("4821226", "PMC4821226"),
        ("PMC7", "PMC7"),
        ("PMC", None),
        ("PMC12345678901", None),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC4821226/", "PMC4821226"),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC4821226/", "PMC4821226"),
        ("x", None),
    ],
)
def test_pmcid(text: str, found: str | None) -> None:
    assert identifiers.pmcid(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2101.00001", "2101.00001"),
        ("arXiv:2101.00001v2 [cs.CL]", "2101.00001v2"),
        ("https://arxiv.org/abs/hep-th/9901001", "hep-th/9901001"),
        ("https://arxiv.org/pdf/2101.00001.pdf", "2101.00001"),
        ("math.GT/0309136", "math.GT/0309136"),
        ("21.1", None),
    ],
)
def test_arxiv(text: str, found: str | None) -> None:
    assert identifiers.arxiv(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("978-3-642-32156-6", ["978-3-642-32156-6"]),
        ("9783642321566 (pbk.); 0-306-40615-2", ["9783642321566", "0-306-40615-2"]),
        ("080442957X", ["080442957X"]),
        ("978-3-642-32156-7", []),
        ("1234567890", []),
    ],
)
def test_isbn(text: str, found: list[str]) -> None:
    assert identifiers.isbns(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1479-5876", ["1479-5876"]),
        ("14795876", ["1479-5876"]),
        ("ISSN 1479-5876 (online), 2049-3630", ["1479-5876", "2049-3630"]),
        ("1570-064x", ["1570-064X"]),
        ("1234-5678", []),
    ],
)
def test_issn(text: str, found: list[str]) -> None:
    assert identifiers.issns(text) == found


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("0021-8979 1089-7550", "0021-8979, 1089-7550"),
        ("0021-8979", "0021-8979"),
        # What would not be read back from a list stays as it is.
        ("0021-8979 1089-7551", "0021-8979 1089-7551"),
        ("0021-8979 print", "0021-8979 print"),
    ],
)
def test_issns_as_a_list(text: str, listed: str) -> None:
    assert identifiers.listed_issns(text) == listed


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("0000-0002-1825-0097", "0000-0002-1825-0097"),
        ("https://orcid.org/0000-0002-1825-0097", "0000-0002-1825-0097"),
        ("000000021694233X", "0000-0002-1694-233X"),
        ("0000-0002-1825-0098", None),
        ("x", None),
    ],
)
def test_orcid(text: str, found: str | None) -> None:
    assert identifiers.orcid(text) == found


def test_issns_beside_isbns() -> None:
    assert (
        identifiers.issns_beside_isbns("978-3-8376-2566-0")
        == identifiers.issns_beside_isbns("0-7923-7673-0 978-0-8218-0644-9")
        == []
    )
    assert identifiers.issns_beside_isbns("978-3-16-148410-0; 0028-0836") == ["0028-0836"]
