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
