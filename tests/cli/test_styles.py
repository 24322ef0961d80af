"""`refexport styles`: a table for people, JSON for programs, near misses."""

from __future__ import annotations

import json


def test_table_has_ours_first_with_what_they_are(run) -> None:
    done = run("styles", "vancouver")
    assert (done.returncode, done.stderr) == (0, b"")
    lines = done.stdout.decode().splitlines()
    assert lines[0].split() == ["vancouver", "ours", "numeric", "Vancouver", "(refexport)"]
    alias = next(line for line in lines if line.startswith("nlm-vancouver "))
    assert alias.split()[1] == "alias"
    assert alias.endswith("→ vancouver")


def test_words_of_a_query_stand_in_any_order_quoted_or_not(run) -> None:
    def ids(*query: str) -> set[str]:
        return {row["id"] for row in json.loads(run("styles", *query, "--json").stdout)}

    assert {"public-health", "bmc-public-health"} < ids("public", "health") == ids("Health Public")


def test_json_has_every_field(run) -> None:
    done = run("styles", "aapg", "--json")
    assert json.loads(done.stdout) == [
        {
            "id": "aapg-bulletin",
            "title": "AAPG Bulletin",
            "source": "official",
            "parent": "american-association-of-petroleum-geologists",
            "citation_format": "author-date",
            "fields": ["geology"],
        }
    ]


def test_without_query_all_are_listed_once(run) -> None:
    ids = [line.split()[0] for line in run("styles").stdout.decode().splitlines()]
    assert len(ids) == len(set(ids)) > 10_000


def test_nothing_found_names_the_nearest(run) -> None:
    done = run("styles", "vancuver")
    assert done.returncode == 1
    assert done.stdout == b""
    assert done.stderr.decode().startswith("refexport: no style holds 'vancuver'; did you mean vancouver, ")


def test_nothing_found_is_an_empty_list_for_programs(run) -> None:
    done = run("styles", "vancuver", "--json")
    assert (done.returncode, json.loads(done.stdout)) == (1, [])


def test_preview_shows_a_citation_and_an_entry(run) -> None:
    lines = run("styles", "--preview", "apa").stdout.decode().splitlines()
    assert lines[0].startswith("APA")
    assert lines[2] == "Citation: (Hale et al., 2021, p. 347)"
    assert lines[3].startswith("Entry:    Hale, M. J., van den Berg, T., & Ōta, K. (2021). Counting swifts by night: ")


def test_preview_of_a_style_for_notes_says_that_it_has_no_list(run) -> None:
    lines = run("styles", "--preview", "bluebook-law-review").stdout.decode().splitlines()
    assert "counting swifts by night" in lines[2].lower()
    assert lines[3] == "Entry:    none, this style has no reference list"


def test_preview_for_programs(run) -> None:
    shown = json.loads(run("styles", "--preview", "ieee", "--json").stdout)
    assert set(shown) == {"title", "citation", "entry"}
    assert shown["citation"] == "[1, p. 347]"


def test_preview_of_no_style_names_the_nearest(run) -> None:
    done = run("styles", "--preview", "vancuver")
    assert (done.returncode, done.stdout) == (2, b"")
    assert "did you mean vancouver" in done.stderr.decode()


def test_preview_is_of_one_style(run) -> None:
    done = run("styles", "--preview", "chicago", "author-date")
    assert done.returncode == 2
    assert "--preview 'chicago author-date'" in done.stderr.decode()
