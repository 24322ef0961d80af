"""`refexport convert`: what comes out, what is said, and the exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

RIS = "TY  - JOUR\r\nAU  - Lu, Yi\r\nTI  - Of mice\r\nPY  - 1937\r\nER  - \r\n"
BIB = "@article{Lu37, author = {Yi Lu}, title = {Of mice}, journal = {J Mice}, year = 1937}\n"


def test_output_suffix_decides(run, tmp_path: Path) -> None:
    (tmp_path / "in.ris").write_text(RIS)
    done = run("convert", "in.ris", "-o", "out.bib")
    assert done.returncode == 0
    assert done.stdout == b""
    assert "1 record → out.bib" in done.stderr.decode()
    assert (tmp_path / "out.bib").read_text().startswith("@article{lu1937mice,")


def test_to_wins_over_the_suffix(run, tmp_path: Path) -> None:
    (tmp_path / "in.ris").write_text(RIS)
    assert run("convert", "in.ris", "--to", "csl-json", "-o", "out.txt").returncode == 0
    assert json.loads((tmp_path / "out.txt").read_text())[0]["title"] == "Of mice"


def test_standard_input_and_output(run) -> None:
    done = run("convert", "-", "--to", "ris", stdin=BIB.encode())
    assert done.returncode == 0
    assert done.stdout.startswith(b"TY  - JOUR\r\n")


def test_dash_as_output(run) -> None:
    done = run("convert", "-", "--to", "csl-json", "-o", "-", stdin=BIB.encode())
    assert json.loads(done.stdout)[0]["id"] == "Lu37"


def test_several_inputs_make_one_output(run, tmp_path: Path) -> None:
    (tmp_path / "a.ris").write_text(RIS)
    (tmp_path / "b.bib").write_text(BIB)
    done = run("convert", "a.ris", "b.bib", "--to", "csl-json")
    assert [item["id"] for item in json.loads(done.stdout)] == ["lu1937mice", "Lu37"]


def test_several_outputs(run, tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text(BIB)
    assert run("convert", "a.bib", "-o", "b.ris", "-o", "b.json").returncode == 0
    assert (tmp_path / "b.ris").exists()
    assert (tmp_path / "b.json").exists()


def test_equal_keys_of_two_inputs_become_two_records(run, tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text(BIB)
    (tmp_path / "b.bib").write_text(BIB)
    done = run("convert", "a.bib", "b.bib", "--to", "csl-json")
    assert [item["id"] for item in json.loads(done.stdout)] == ["Lu37", "Lu37a"]
    assert "b.bib:1: key 'Lu37' stands here twice" in done.stderr.decode()


def test_part_of_a_page(run) -> None:
    page = Path(__file__).parents[1] / "data" / "article-page.txt"
    counts = {}
    for part in ("article", "citing", "references", "all"):
        done = run("convert", page, "--part", part, "--to", "csl-json")
        assert done.returncode == 0, done.stderr
        counts[part] = len(json.loads(done.stdout))
    assert counts["article"] == 1
    assert counts["citing"] > 1
    assert counts["references"] > 1
    assert counts["all"] == counts["article"] + counts["citing"] + counts["references"]


def test_report(run, tmp_path: Path) -> None:
    (tmp_path / "in.ris").write_text(RIS.replace("PY", "QQ  - whatever\r\nPY"))
    done = run("convert", "in.ris", "--to", "csl-json", "--report", "report.json")
    report = json.loads((tmp_path / "report.json").read_text())
    assert done.returncode == 0
    assert report["records"] == 1
    assert {"diagnostics", "losses"} <= set(report)


@pytest.fixture
def lossy(tmp_path: Path) -> Path:
    path = tmp_path / "lossy.json"
    item = {"id": "a", "type": "article-journal", "title": "Of mice", "custom": {"wos": {"UT": "WOS:1"}}}
    path.write_text(json.dumps([item]))
    return path


def test_strict_writes_nothing_if_anything_is_lost(run, tmp_path: Path, lossy: Path) -> None:
    (tmp_path / "out.ris").write_text("before")
    done = run("convert", lossy, "-o", "out.ris", "--strict")
    assert done.returncode == 1
    assert (tmp_path / "out.ris").read_text() == "before"
    assert "nothing written" in done.stderr.decode()


def test_loss_alone_is_no_failure(run, tmp_path: Path, lossy: Path) -> None:
    done = run("convert", lossy, "-o", "out.ris")
    assert done.returncode == 0
    assert "dropped" in done.stderr.decode()


def test_dry_run_writes_nothing(run, tmp_path: Path, lossy: Path) -> None:
    done = run("convert", lossy, "-o", "out.ris", "--dry-run")
    assert done.returncode == 0
    assert "dropped" in done.stderr.decode()
    assert not (tmp_path / "out.ris").exists()


def test_quiet_says_nothing_of_losses(run, lossy: Path) -> None:
    assert run("convert", lossy, "--to", "ris", "--quiet").stderr == b""


def test_unreadable_input_among_good_ones(run, tmp_path: Path) -> None:
    (tmp_path / "a.ris").write_text(RIS)
    (tmp_path / "b.ris").write_bytes(b"")
    done = run("convert", "b.ris", "a.ris", "--to", "ris")
    assert done.returncode == 1
    assert "b.ris: the file is empty" in done.stderr.decode()
    assert b"Of mice" in done.stdout


def test_output_may_be_its_own_input(run, tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text(BIB)
    assert run("convert", "a.bib", "-o", "a.bib").returncode == 0
    assert "Of mice" in (tmp_path / "a.bib").read_text()


def test_gzip_is_read(run, tmp_path: Path) -> None:
    import gzip

    (tmp_path / "a.ris.gz").write_bytes(gzip.compress(RIS.encode()))
    assert b"Of mice" in run("convert", "a.ris.gz", "--to", "csl-json").stdout


def test_journals_and_byte_order_mark(run, tmp_path: Path) -> None:
    (tmp_path / "in.bib").write_text(BIB)
    (tmp_path / "list.csv").write_text("Journal of Mice;J. Mice\nNature\n")
    done = run("convert", "in.bib", "--to", "ris", "--journals", "list.csv", "--bom")
    assert done.returncode == 0
    assert done.stdout.startswith("\ufeffTY  - JOUR\r\n".encode())
    assert b"\r\nT2  - Journal of Mice\r\n" in done.stdout
    assert b"\r\nJ2  - J Mice\r\n" in done.stdout
    assert "list.csv:2: no title with an abbreviation" in done.stderr.decode()


def test_a_file_that_is_too_large_for_the_target_is_divided(run, tmp_path: Path) -> None:
    (tmp_path / "in.ris").write_text(RIS * 15_001)
    done = run("convert", "in.ris", "--target", "covidence", "-o", "out.ris", "--report", "report.json")
    assert done.returncode == 0
    said = done.stderr.decode()
    assert "Covidence takes 15,000 records or 50 MB a file: divided into out-1.ris … out-2.ris" in said
    assert "→ out.ris" not in said
    assert not (tmp_path / "out.ris").exists()
    assert [len((tmp_path / f"out-{part}.ris").read_text().split("ER  -")) - 1 for part in (1, 2)] == [15_000, 1]
    assert "divided" in [d["code"] for d in json.loads((tmp_path / "report.json").read_text())["diagnostics"]]
