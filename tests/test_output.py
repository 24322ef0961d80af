"""A file is written whole or not at all, alone or with others, and whatever stands in its place."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import refexport
from refexport.errors import OutputError, UsageError
from refexport.output import NewFile, refuse_same, write_pieces
from refexport.replacing import together

NOBODY = 65534


def test_failure_half_way_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.bib"
    path.write_text("before")

    def pieces() -> Iterator[str]:
        yield "half"
        raise RuntimeError("the reader broke")

    with pytest.raises(RuntimeError):
        write_pieces(pieces(), path)
    assert path.read_text() == "before"
    assert os.listdir(tmp_path) == ["a.bib"]


def test_line_ends_are_written_as_they_are(tmp_path: Path) -> None:
    write_pieces(["TY  - JOUR\r\n", "ER  - \r\n"], tmp_path / "a.ris")
    assert (tmp_path / "a.ris").read_bytes() == b"TY  - JOUR\r\nER  - \r\n"


def test_permissions_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.bib"
    path.write_text("before")
    path.chmod(0o640)
    write_pieces(["after"], path)
    assert path.stat().st_mode & 0o777 == 0o640


def test_symbolic_link_stays(tmp_path: Path) -> None:
    (tmp_path / "real.bib").write_text("before")
    link = tmp_path / "link.bib"
    link.symlink_to("real.bib")
    write_pieces(["after"], link)
    assert link.is_symlink()
    assert (tmp_path / "real.bib").read_text() == "after"


def test_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"b\.bib: cannot be written: there is no such folder"):
        write_pieces(["x"], tmp_path / "a" / "b.bib")


def test_device_is_written_in_place() -> None:
    write_pieces(["x"], Path(os.devnull))
    assert not Path(os.devnull).is_file()


def test_lone_surrogate_does_not_stop_the_rest(tmp_path: Path) -> None:
    write_pieces(["a\udc80b"], tmp_path / "a.txt")
    assert (tmp_path / "a.txt").read_text() == "a?b"


def test_a_new_file_gets_the_permissions_that_the_system_gives(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_pieces(["a"], tmp_path / "a.bib")
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


def test_text_and_bytes_keep_their_order(tmp_path: Path) -> None:
    write_pieces(["ä", b"\xff", "b"], tmp_path / "a.bin")
    assert (tmp_path / "a.bin").read_bytes() == "ä".encode() + b"\xffb"


def test_another_name_of_the_file_keeps_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text("before")
    os.link(tmp_path / "a.bib", tmp_path / "backup.bib")
    write_pieces(["after"], tmp_path / "a.bib")
    assert ((tmp_path / "a.bib").read_text(), (tmp_path / "backup.bib").read_text()) == ("after", "before")


def test_a_link_to_nothing_gets_its_target(tmp_path: Path) -> None:
    (tmp_path / "link.bib").symlink_to("real.bib")
    write_pieces(["new"], tmp_path / "link.bib")
    assert (tmp_path / "link.bib").is_symlink()
    assert (tmp_path / "real.bib").read_text() == "new"


def test_a_link_to_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.bib").symlink_to("a.bib")
    with pytest.raises(OutputError, match=r"a\.bib: cannot be written: Too many levels of symbolic links"):
        write_pieces(["new"], tmp_path / "a.bib")
    assert (tmp_path / "a.bib").is_symlink()


def test_the_suffix_that_counts_is_the_one_that_was_named(tmp_path: Path) -> None:
    (tmp_path / "link.bib").symlink_to("real.bib.gz")
    write_pieces(["new"], tmp_path / "link.bib")
    assert (tmp_path / "real.bib.gz").read_bytes() == b"new"


def test_a_name_as_long_as_names_may_be(tmp_path: Path) -> None:
    path = tmp_path / ("ä" * 125 + ".bib")
    write_pieces(["new"], path)
    assert path.read_text() == "new"


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder in which everyone may write; whoever is allowed everything is nobody for a while."""
    if not hasattr(os, "geteuid"):
        pytest.skip("the system knows no owners")
    path = Path(tempfile.mkdtemp())
    path.chmod(0o777)
    privileged = os.geteuid() == 0
    try:
        if privileged:
            os.setegid(NOBODY)
            os.seteuid(NOBODY)
        yield path
    finally:
        if privileged:
            os.seteuid(0)
            os.setegid(0)
        path.chmod(0o777)
        shutil.rmtree(path)


def test_a_write_protected_file_stays(folder: Path) -> None:
    (folder / "a.bib").write_text("before")
    (folder / "a.bib").chmod(0o444)
    with pytest.raises(OutputError, match=r"a\.bib: cannot be written: Permission denied"):
        write_pieces(["after"], folder / "a.bib")
    assert (folder / "a.bib").read_text() == "before"
    assert os.listdir(folder) == ["a.bib"]


def test_a_folder_that_lets_no_new_file_in_is_named(folder: Path) -> None:
    (folder / "in").mkdir()
    (folder / "in" / "a.bib").write_text("before")
    (folder / "in").chmod(0o555)
    with pytest.raises(OutputError, match=r"a\.bib: cannot be written: Permission denied in \S+/in, where "):
        write_pieces(["after"], folder / "in" / "a.bib")
    (folder / "in").chmod(0o755)
    assert (folder / "in" / "a.bib").read_text() == "before"


def test_the_owner_is_kept(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root may give files away")
    path = tmp_path / "a.bib"
    path.write_text("before")
    os.chown(path, NOBODY, NOBODY)
    path.chmod(0o660)
    write_pieces(["after"], path)
    status = path.stat()
    assert (status.st_uid, status.st_gid, status.st_mode & 0o777) == (NOBODY, NOBODY, 0o660)


def test_what_only_a_group_may_read_is_not_read_by_another(folder: Path) -> None:
    if os.getuid() != 0:
        pytest.skip("only root may make a file of a group that another is not in")
    (folder / "a.bib").write_text("before")
    os.seteuid(0)
    os.chown(folder / "a.bib", NOBODY, 0)
    os.chmod(folder / "a.bib", 0o664)
    os.setgroups([])
    os.seteuid(NOBODY)
    write_pieces(["after"], folder / "a.bib")
    status = (folder / "a.bib").stat()
    assert (status.st_gid, status.st_mode & 0o777) == (NOBODY, 0o644)


def test_extended_attributes_are_kept_and_the_time_is_new(tmp_path: Path) -> None:
    path = tmp_path / "a.bib"
    path.write_text("before")
    try:
        os.setxattr(path, "user.origin", b"here")
    except (AttributeError, OSError):
        pytest.skip("no extended attributes here")
    os.utime(path, (1, 1))
    write_pieces(["after"], path)
    assert os.getxattr(path, "user.origin") == b"here"
    assert path.stat().st_mtime > 1


def test_a_pipe_is_written_in_place(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append((tmp_path / "pipe").read_bytes()))
    reader.start()
    write_pieces(["through"], tmp_path / "pipe")
    reader.join(10)
    assert got == [b"through"]
    assert (tmp_path / "pipe").is_fifo()


@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
def test_standard_output_by_name_is_not_cut_off(name: str, tmp_path: Path) -> None:
    if not os.path.exists(name):
        pytest.skip(f"no {name} here")
    (tmp_path / "log").write_text("before\n")
    program = "import sys; from refexport.output import write_pieces; write_pieces(['after\\n'], sys.argv[1])"
    with open(tmp_path / "log", "a") as log:
        subprocess.run([sys.executable, "-c", program, name], stdout=log, check=True, timeout=60)
    assert (tmp_path / "log").read_text() == "before\nafter\n"
    assert os.listdir(tmp_path) == ["log"]


def test_what_a_killed_run_left_is_removed_by_the_next(tmp_path: Path) -> None:
    forgotten = tmp_path / ".a.bib.0123abcd.part"
    others = [".a.bib.part", ".b.bib.0123abcd.part", ".a.bib.0123abcd.part.bib", ".a.bib.run.0123abcd.part"]
    for path in (forgotten, *(tmp_path / name for name in others)):
        path.write_text("half")
    write_pieces(["whole"], tmp_path / "a.bib")
    assert sorted(os.listdir(tmp_path)) == sorted([*others, "a.bib"])


def test_two_that_write_one_file_do_not_disturb_each_other(tmp_path: Path) -> None:
    first, second = NewFile(tmp_path / "a.bib"), NewFile(tmp_path / "a.bib")
    first.write("first")
    second.write("second")
    second.commit()
    NewFile(tmp_path / "a.bib").discard()
    first.commit()
    assert (tmp_path / "a.bib").read_text() == "first"
    assert os.listdir(tmp_path) == ["a.bib"]


def test_files_that_are_written_together_wait_for_each_other(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_text("before")
    with together(), together():
        write_pieces(["after"], tmp_path / "a")
        assert (tmp_path / "a").read_text() == "before"
        write_pieces(["after"], tmp_path / "b")
    assert [(tmp_path / name).read_text() for name in ("a", "b")] == ["after", "after"]
    assert sorted(os.listdir(tmp_path)) == ["a", "b"]


def _write_together(*paths: Path, before_the_end: Callable[[], object] = lambda: None) -> None:
    with together():
        for path in paths:
            write_pieces(["after"], path)
        before_the_end()


def test_a_file_that_fails_keeps_those_that_were_written_with_it(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("before")
    with pytest.raises(OutputError, match="no/b: cannot be written"):
        _write_together(tmp_path / "a", tmp_path / "no" / "b")
    assert (tmp_path / "a").read_text() == "before"
    assert os.listdir(tmp_path) == ["a"]


def test_what_was_replaced_before_a_failure_is_named(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"b: cannot be written: .*; replaced before it: \S+/a$"):
        _write_together(tmp_path / "a", tmp_path / "b", before_the_end=(tmp_path / "b").mkdir)
    assert (tmp_path / "a").read_text() == "after"
    assert sorted(os.listdir(tmp_path)) == ["a", "b"]


def test_one_place_for_two_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("a")
    with pytest.raises(OutputError, match="link: is written twice"):
        _write_together(tmp_path / "a", tmp_path / "link")
    assert not (tmp_path / "a").exists()


def test_two_outputs_that_are_one_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text("before")
    os.link(tmp_path / "a.bib", tmp_path / "b.bib")
    (tmp_path / "c.bib").symlink_to("a.bib")
    for name in ("b.bib", "c.bib", "./a.bib", f"../{tmp_path.name}/a.bib"):
        with pytest.raises(UsageError, match=r"is written twice, also as"):
            refuse_same([tmp_path / "a.bib", f"{tmp_path}/{name}"])
    refuse_same(["-", "-", os.devnull, os.devnull, None, None, tmp_path / "new.bib", tmp_path / "a.bib"])
    with pytest.raises(UsageError, match=r"new\.bib: is written twice"):
        refuse_same([tmp_path / "new.bib", str(tmp_path / "new.bib")])
    with pytest.raises(UsageError, match=r"b\.bib: is read, and would be overwritten"):
        refuse_same([tmp_path / "b.bib"], [tmp_path / "a.bib"])


@pytest.mark.parametrize("outputs", [("own.ris",), ("own.bib", "own.ris")])
def test_an_input_may_be_the_output(outputs: tuple[str, ...], tmp_path: Path) -> None:
    text = "".join(f"TY  - JOUR\nID  - k{number}\nTI  - T {number}\nER  - \n\n" for number in range(3000))
    (tmp_path / "own.ris").write_text(text)
    refexport.convert(tmp_path / "own.ris", tmp_path / "other.ris", target="zotero", jobs=1)
    refexport.convert(tmp_path / "own.ris", [tmp_path / name for name in outputs], target="zotero", jobs=1)
    assert (tmp_path / "own.ris").read_bytes() == (tmp_path / "other.ris").read_bytes()


def test_permissions_are_kept_where_attributes_find_no_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*words: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = tmp_path / "a.bib"
    path.write_text("before")
    path.chmod(0o640)
    monkeypatch.setattr(shutil, "copystat", refuse)
    write_pieces(["after"], path)
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("after", 0o640)
