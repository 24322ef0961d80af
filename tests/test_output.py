"""A file is written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from refexport.errors import OutputError
from refexport.output import NewFile, replace_file


def test_failure_half_way_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.bib"
    path.write_text("before")

    def pieces() -> Iterator[str]:
        yield "half"
        raise RuntimeError("the reader broke")

    with pytest.raises(RuntimeError):
        replace_file(path, pieces())
    assert path.read_text() == "before"
    assert os.listdir(tmp_path) == ["a.bib"]


def test_line_ends_are_written_as_they_are(tmp_path: Path) -> None:
    replace_file(tmp_path / "a.ris", ["TY  - JOUR\r\n", "ER  - \r\n"])
    assert (tmp_path / "a.ris").read_bytes() == b"TY  - JOUR\r\nER  - \r\n"


def test_permissions_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.bib"
    path.write_text("before")
    path.chmod(0o640)
    replace_file(path, ["after"])
    assert path.stat().st_mode & 0o777 == 0o640


def test_symbolic_link_stays(tmp_path: Path) -> None:
    (tmp_path / "real.bib").write_text("before")
    link = tmp_path / "link.bib"
    link.symlink_to("real.bib")
    replace_file(link, ["after"])
    assert link.is_symlink()
    assert (tmp_path / "real.bib").read_text() == "after"


def test_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"b\.bib: cannot be written: No such file"):
        replace_file(tmp_path / "a" / "b.bib", ["x"])


def test_device_is_written_in_place() -> None:
    replace_file(Path(os.devnull), ["x"])
    assert not Path(os.devnull).is_file()


def test_lone_surrogate_does_not_stop_the_rest(tmp_path: Path) -> None:
    replace_file(tmp_path / "a.txt", ["a\udc80b"])
    assert (tmp_path / "a.txt").read_text() == "a?b"


def test_a_new_file_gets_the_permissions_that_the_system_gives(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        replace_file(tmp_path / "a.bib", ["a"])
        assert (tmp_path / "a.bib").stat().st_mode & 0o777 == 0o640
    finally:
        assert os.umask(before) == 0o027


def test_a_private_file_is_private_while_it_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.bib"
    path.write_text("secret")
    path.chmod(0o600)
    file = NewFile(path)
    try:
        (part,) = tmp_path.glob(".a.bib.*.part")
        assert part.stat().st_mode & 0o777 == 0o600
    finally:
        file.discard()
    assert [each.name for each in tmp_path.iterdir()] == ["a.bib"]
