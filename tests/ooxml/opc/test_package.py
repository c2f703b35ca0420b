"""The zip: what nobody replaced is the very bytes it was, and the target is whole or as it was."""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import io
import os
import re
import stat
import struct
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ooxml import torture

from steelyard.errors import (
    LockedWorkbook,
    NoSpace,
    NotAWorkbook,
    UnreadableFile,
    WorkbookError,
    WouldLoseContent,
)
from steelyard.ooxml.opc import atomic_save as saving
from steelyard.ooxml.opc.archive import _without_zip64
from steelyard.ooxml.opc.package import Package, content_digest, repacked, write

if TYPE_CHECKING:
    from collections.abc import Callable

WEIGHTS = "xl/worksheets/sheet1.xml"


@pytest.fixture(name="book")
def _book(tmp_path: Path) -> Path:
    path = tmp_path / "case.xlsx"
    path.write_bytes(torture.workbook())
    return path


def records(data: bytes) -> dict[str, bytes]:
    """Every part as it lies in a zip, by a reading of the format that shares no code with ours."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = sorted(archive.infolist(), key=lambda info: info.header_offset)
        ends = [*(info.header_offset for info in infos[1:]), archive.start_dir]
        return {info.filename: data[info.header_offset : end] for info, end in zip(infos, ends, strict=True)}


@pytest.mark.parametrize("streamed", [False, True])
def test_an_untouched_workbook_is_the_same_file(streamed: bool) -> None:
    data = torture.workbook(streamed=streamed)
    assert Package.of(data).to_bytes() == data


@pytest.mark.parametrize("streamed", [False, True])
def test_every_other_part_keeps_its_compressed_bytes(streamed: bool) -> None:
    data = torture.workbook(streamed=streamed)
    after = Package.of(data).replaced({WEIGHTS: torture.sheet_with("")}).to_bytes()
    changed = {name for name, record in records(after).items() if record != records(data)[name]}
    assert changed == {WEIGHTS}
    assert list(records(after)) == list(records(data))


def test_dates_attributes_and_comments_of_other_parts_stay() -> None:
    data = torture.workbook()
    after = Package.of(data).replaced({WEIGHTS: torture.sheet_with("")}).to_bytes()
    told = [
        [
            (info.filename, info.date_time, info.external_attr, info.extra, info.comment, info.compress_type)
            for info in zipfile.ZipFile(io.BytesIO(each)).infolist()
            if info.filename != WEIGHTS
        ]
        for each in (data, after)
    ]
    assert told[0] == told[1]


def test_a_part_can_be_set_added_and_removed() -> None:
    package = Package.of(torture.workbook()).replaced(
        {"xl/unknown/thing.xml": None, "xl/styles.xml": b"<styleSheet/>", "xl/ü.xml": b"<new/>"}
    )
    with zipfile.ZipFile(io.BytesIO(package.to_bytes())) as archive:
        assert archive.testzip() is None
        assert archive.read("xl/styles.xml") == b"<styleSheet/>"
        assert archive.namelist()[-1] == "xl/ü.xml"
        assert "xl/unknown/thing.xml" not in archive.namelist()
    assert package.part("xl/ü.xml") == b"<new/>"
    assert package.names == tuple(archive.namelist())


def test_what_is_set_to_what_it_holds_keeps_its_bytes() -> None:
    data = torture.workbook()
    package = Package.of(data)
    assert package.replaced({WEIGHTS: package.part(WEIGHTS), "not there": None}).to_bytes() == data


def test_the_package_that_was_replaced_from_is_as_it_was() -> None:
    package = Package.of(torture.workbook())
    package.replaced({WEIGHTS: None})
    assert WEIGHTS in package


class Counted:
    """Reads some parts and counts how often."""

    def __init__(self, *parts: str) -> None:
        self.parts, self.times = parts, 0

    def of(self, package: Package) -> tuple[int, ...]:
        def make() -> tuple[int, ...]:
            self.times += 1
            return tuple(len(package.part(part)) for part in self.parts)

        return package.memo(("lengths", self.parts), make)


def test_what_is_read_of_a_package_is_read_once() -> None:
    package, read = Package.of(torture.workbook()), Counted(WEIGHTS)
    assert read.of(package) == read.of(package) == (len(package.part(WEIGHTS)),)
    assert read.times == 1
    assert read.of(Package.of(torture.workbook())) == read.of(package)
    assert read.times == 2


def test_a_memo_lasts_until_a_part_changes_that_it_was_made_of() -> None:
    package, read = Package.of(torture.workbook()), Counted(WEIGHTS, "xl/styles.xml")
    read.of(package)
    same = package.replaced({"xl/workbook.xml": b"<workbook/>", "xl/more.xml": b"<new/>"})
    assert read.of(same)[0] == len(package.part(WEIGHTS))
    assert read.times == 1
    assert read.of(same.replaced({WEIGHTS: b"<worksheet/>"}))[0] == len(b"<worksheet/>")
    assert read.times == 2


def test_a_memo_depends_on_what_the_memos_in_it_depend_on() -> None:
    package, read = Package.of(torture.workbook()), Counted(WEIGHTS)

    def doubled(of: Package) -> int:
        return of.memo("doubled", lambda: 2 * read.of(of)[0])

    read.of(package)  # the inner one is there already when the outer one is made
    assert doubled(package) == 2 * len(package.part(WEIGHTS))
    assert doubled(package.replaced({WEIGHTS: b"<worksheet/>"})) == 2 * len(b"<worksheet/>")


def test_a_memo_of_which_parts_there_are_ends_with_a_part_more_or_less() -> None:
    package = Package.of(torture.workbook())

    def count(of: Package) -> int:
        return of.memo("count", lambda: len(of.names))

    before = count(package)
    assert count(package.replaced({"xl/more.xml": b"<new/>"})) == before + 1
    assert count(package.replaced({WEIGHTS: None})) == before - 1
    assert count(package.replaced({WEIGHTS: b"<worksheet/>"})) == before


def test_what_cannot_be_made_is_tried_again() -> None:
    package = Package.of(torture.workbook())
    for _ in range(2):
        with pytest.raises(NotAWorkbook):
            package.memo("gone", lambda: package.part("xl/none.xml"))
    assert Counted(WEIGHTS).of(package)


def test_a_part_can_be_had_as_it_is_stored() -> None:
    data = torture.workbook()
    assert Package.of(data).compressed(WEIGHTS) == records(data)[WEIGHTS]


def test_fields_for_huge_files_are_dropped_from_the_directory_and_others_stay() -> None:
    huge, other = struct.pack("<HHQ", 1, 8, 5), struct.pack("<HH2s", 7, 2, b"ab")
    assert _without_zip64(huge + other) == other


def test_a_missing_part_is_named() -> None:
    with pytest.raises(NotAWorkbook, match=r"^the workbook is damaged: it has no part xl/none\.xml$"):
        Package.of(torture.workbook()).part("xl/none.xml")


def test_a_signed_workbook_is_not_changed() -> None:
    package = Package.of(torture.workbook({"_xmlsignatures/sig1.xml": b"<Signature/>"}))
    assert package.replaced({}).signed
    with pytest.raises(WouldLoseContent) as refusal:
        package.replaced({WEIGHTS: b""})
    assert str(refusal.value) == (
        "the workbook is digitally signed, and any change breaks the signature. Remove the signature in "
        "Excel (File > Info > View Signatures), or work on an unsigned copy"
    )


@given(st.dictionaries(st.sampled_from(list(torture.parts())[2:]), st.binary(max_size=300), max_size=5))
def test_replaced_parts_read_back_and_all_others_stay(contents: dict[str, bytes]) -> None:
    data = torture.workbook()
    after = Package.of(data).replaced(contents).to_bytes()
    with zipfile.ZipFile(io.BytesIO(after)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == torture.parts() | contents
    kept = records(data).items() - records(after).items()
    assert {name for name, _ in kept} <= set(contents)


def test_a_workbook_is_written_whole(book: Path, tmp_path: Path) -> None:
    write(Package.read(book), tmp_path / "copy.xlsx")
    assert (tmp_path / "copy.xlsx").read_bytes() == book.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["case.xlsx", "copy.xlsx"]


def test_the_new_file_has_the_permissions_of_the_old_one(book: Path) -> None:
    book.chmod(0o640)
    write(Package.read(book).replaced({WEIGHTS: None}), book)
    assert stat.S_IMODE(book.stat().st_mode) == 0o640


def test_a_fresh_file_has_the_usual_permissions(book: Path, tmp_path: Path) -> None:
    usual = tmp_path / "usual"
    usual.touch()
    write(Package.read(book), tmp_path / "fresh.xlsx")
    assert (tmp_path / "fresh.xlsx").stat().st_mode == usual.stat().st_mode


def test_a_link_stays_a_link(book: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.xlsx"
    link.symlink_to(book)
    write(Package.read(link).replaced({WEIGHTS: None}), link)
    assert link.is_symlink()
    assert WEIGHTS not in Package.read(book)


def refused(book: Path, target: Path | None = None) -> str:
    """The message of a refusal to write, after which everything in the folder is as it was."""
    before = {path.name: path.stat().st_mtime_ns for path in book.parent.iterdir()}
    content = book.read_bytes()
    with pytest.raises(WorkbookError) as refusal:
        write(Package.read(book).replaced({WEIGHTS: None}), target or book)
    assert book.read_bytes() == content
    assert {path.name: path.stat().st_mtime_ns for path in book.parent.iterdir()} == before
    return f"{type(refusal.value).__name__}: {refusal.value}"


@pytest.mark.parametrize(
    ("lock", "content", "said"),
    [
        (".~lock.case.xlsx#", b",ann,desk-7,02.01.2026 09:00,file:///p;", "LibreOffice by ann on desk-7"),
        (".~lock.case.xlsx#", b"Ann Lee,ann,desk-7,02.01.2026 09:00,x;", "LibreOffice by Ann Lee on desk-7"),
        (".~lock.case.xlsx#", b"", "LibreOffice"),
        (
            "~$case.xlsx",
            b"\x07Ann Lee" + b" " * 47 + b"\x07\0" + "Ann Lee".encode("utf-16-le"),
            "Excel by Ann Lee",
        ),
        ("~$case.xlsx", b"\x03Ann", "Excel by Ann"),
        ("~$case.xlsx", b"", "Excel"),
    ],
)
def test_a_workbook_that_is_open_elsewhere_is_left_alone(
    book: Path, lock: str, content: bytes, said: str
) -> None:
    (book.parent / lock).write_bytes(content)
    assert refused(book) == (
        f"LockedWorkbook: {book} is open in {said} (lock file {lock}). Close it there and try again; "
        "if nobody has it open, delete the lock file"
    )


@pytest.mark.parametrize(
    ("lock", "program"), [(".~lock.case.xlsx#", "LibreOffice"), ("~$case.xlsx", "Excel")]
)
def test_a_lock_that_cannot_be_read_is_a_lock(book: Path, lock: str, program: str) -> None:
    (book.parent / lock).mkdir()
    assert refused(book).startswith(f"LockedWorkbook: {book} is open in {program} (lock file {lock}).")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may give files away")
def test_the_new_file_belongs_to_the_owner_of_the_old_one(book: Path) -> None:
    os.chown(book, 1234, 2345)
    write(Package.read(book).replaced({WEIGHTS: None}), book)
    assert (book.stat().st_uid, book.stat().st_gid) == (1234, 2345)


def test_a_read_only_file_is_refused_even_for_root(book: Path) -> None:
    book.chmod(0o444)
    assert refused(book) == (
        f"ReadOnlyWorkbook: {book} is read-only; allow writing to it, or save under another name"
    )


def test_a_read_only_folder_is_refused_even_for_root(book: Path) -> None:
    book.parent.chmod(0o555)
    try:
        assert refused(book) == (
            f"ReadOnlyWorkbook: the folder {book.parent} is read-only; save case.xlsx in another one"
        )
    finally:
        book.parent.chmod(0o755)


def test_a_folder_is_no_target(book: Path, tmp_path: Path) -> None:
    assert refused(book, tmp_path) == f"UnreadableFile: {tmp_path} is a folder, not a workbook"


def test_the_folder_of_the_target_must_exist(book: Path, tmp_path: Path) -> None:
    target = tmp_path / "none" / "case.xlsx"
    assert refused(book, target) == (
        f"UnreadableFile: {target} cannot be written: the folder {tmp_path / 'none'} does not exist"
    )


def failing(error: OSError) -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise error

    return fail


@pytest.mark.parametrize("call", ["fsync", "replace", "open"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_leaves_the_workbook_as_it_was(
    book: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    monkeypatch.setattr(os, call, failing(OSError(number, os.strerror(number))))
    with pytest.raises(NoSpace) as refusal:
        write(Package.read(book).replaced({WEIGHTS: None}), book)
    assert str(refusal.value) == f"{book} was not written: the disk is full. The workbook is as it was"
    monkeypatch.undo()
    assert book.read_bytes() == torture.workbook()
    assert [path.name for path in book.parent.iterdir()] == ["case.xlsx"]


def with_number(error: OSError, winerror: int) -> OSError:
    error.winerror = winerror  # type: ignore[attr-defined, unused-ignore]
    return error


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            with_number(OSError(errno.EACCES, "in use"), 32),
            "LockedWorkbook: {} is open in another program; close it there and try again",
        ),
        (
            PermissionError(errno.EACCES, "no"),
            "ReadOnlyWorkbook: {} may not be written by you; ask its owner for permission, or save elsewhere",
        ),
        (
            OSError(errno.EROFS, "read-only"),
            "ReadOnlyWorkbook: {} may not be written by you; ask its owner for permission, or save elsewhere",
        ),
        (
            OSError(errno.EIO, "Input/output error"),
            "WorkbookError: {} was not written: Input/output error. The workbook is as it was",
        ),
    ],
)
def test_other_refusals_of_the_system_are_explained(
    book: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, said: str
) -> None:
    monkeypatch.setattr(os, "replace", failing(error))
    assert refused(book) == said.format(book)


def test_on_windows_a_refused_replacement_means_that_the_file_is_open(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = Package.read(book)
    monkeypatch.setattr(saving, "WINDOWS", True)
    monkeypatch.setattr(os, "replace", failing(PermissionError(errno.EACCES, "Access is denied")))
    with pytest.raises(LockedWorkbook, match="is open in another program"):
        write(package, book)


@pytest.mark.parametrize(
    ("kind", "ends_in"), [(KeyboardInterrupt, KeyboardInterrupt), (MemoryError, WorkbookError)]
)
def test_an_interruption_leaves_no_draft_behind(
    book: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: type[BaseException],
    ends_in: type[BaseException],
) -> None:
    def interrupt(*_: object) -> None:
        raise kind

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(ends_in):
        write(Package.read(book).replaced({WEIGHTS: None}), book)
    assert [path.name for path in book.parent.iterdir()] == ["case.xlsx"]


def test_reading_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=f"^{re.escape(str(tmp_path / 'none.xlsx'))} does not exist$"):
        Package.read(tmp_path / "none.xlsx")


def rezipped(order: int, date: tuple[int, int, int, int, int, int]) -> bytes:
    """The same parts, zipped on another day in another order."""
    contents = torture.parts()
    core = contents["docProps/core.xml"]
    contents["docProps/core.xml"] = core.replace(b"2026-01-02T03:04:05Z", b"%d-01-01T00:00:00Z" % date[0])
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in sorted(contents)[::order]:
            archive.writestr(zipfile.ZipInfo(name, date), contents[name], zipfile.ZIP_DEFLATED, 9)
    return target.getvalue()


def test_the_same_content_gives_the_same_bytes_whenever_it_was_zipped() -> None:
    first, second = rezipped(1, (2024, 1, 2, 3, 4, 6)), rezipped(-1, (2031, 12, 30, 1, 2, 4))
    assert first != second
    day = dt.date(2026, 3, 4)
    assert repacked(first, date=day) == repacked(second, date=day) == repacked(torture.workbook(), date=day)


def test_a_repacked_workbook_bears_the_given_date_and_a_fixed_order() -> None:
    data = repacked(torture.workbook(), date=dt.datetime(2026, 3, 4, 5, 6, 7, tzinfo=dt.UTC))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[:3] == ["[Content_Types].xml", "_rels/.rels", "customXml/item1.xml"]
        assert archive.namelist()[2:] == sorted(archive.namelist()[2:])
        infos = archive.infolist()
        assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}
        assert {(info.create_system, info.external_attr, info.extra) for info in infos} == {(0, 0, b"")}
        core = archive.read("docProps/core.xml")
    assert core.count(b">2026-03-04T05:06:07Z<") == 2
    assert re.sub(rb">2026[^<]*<", b"><", core) == re.sub(
        rb">2026[^<]*<", b"><", torture.parts()["docProps/core.xml"]
    )


def test_a_workbook_without_properties_is_repacked_too() -> None:
    contents = torture.parts()
    del contents["docProps/core.xml"]
    package = Package.of(repacked(torture.zipped(contents), date=dt.date(2026, 3, 4)))
    assert {name: package.raw(name) for name in package.names} == contents


def test_the_digest_is_of_the_content_not_of_the_zip() -> None:
    packages = [Package.of(data) for data in (torture.workbook(), torture.workbook(streamed=True))]
    assert len({content_digest(package) for package in packages}) == 1
    changed = packages[0].replaced({WEIGHTS: torture.sheet_with("")})
    assert content_digest(changed) != content_digest(packages[0])


def test_the_digest_is_what_its_recipe_says() -> None:
    whole = hashlib.sha256()
    for name, content in sorted(torture.parts().items()):
        whole.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    assert content_digest(Package.of(torture.workbook())) == whole.hexdigest()
