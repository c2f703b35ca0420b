"""Which .ods files are turned away, and with which words; and what a whole and a broken one are told apart by."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

import pytest
from odf import made
from small import TEXT

from steelyard.errors import (
    EncryptedWorkbook,
    HostileWorkbook,
    NotAWorkbook,
    SteelyardError,
    WorkbookError,
    WouldLoseContent,
)
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.opc.package import write
from steelyard.ooxml.sheet_cells import table_view, with_cells
from steelyard.ooxml.tables import filtered_columns, tables
from steelyard.workbook.checking.verify import verified
from steelyard.workbook.packages import package_of_bytes, package_of_path
from steelyard.workbook.scoring.score import scored

if TYPE_CHECKING:
    from pathlib import Path

    from steelyard.ooxml.opc.package import Package

ENCRYPTED = b"""<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data manifest:checksum="x"/>
</manifest:file-entry></manifest:manifest>"""
DTD = b'<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a "b">]>\n<x/>'
CELL = (
    b'<table:table-cell office:value-type="float" office:value="1" %b><text:p>1</text:p></table:table-cell>'
)


@pytest.fixture(name="data", scope="module")
def _data() -> bytes:
    return made.spreadsheet(TEXT)


def sheet_with(data: bytes, rows: bytes) -> bytes:
    """The file with one more sheet of these rows."""
    table = b'<table:table table:name="More">%b</table:table><table:named-expressions>' % rows
    return made.with_content(data, lambda content: content.replace(b"<table:named-expressions>", table, 1))


def with_setting(data: bytes, day: str) -> bytes:
    setting = f'<table:calculation-settings><table:null-date table:date-value="{day}"/></table:calculation-settings>'
    first = b"<table:table "
    return made.with_content(data, lambda content: content.replace(first, setting.encode() + first, 1))


def refused(data: bytes, error: type[SteelyardError], said: str) -> None:
    with pytest.raises(error, match=said) as found:
        package_of_bytes(data, where="book.ods")
    assert type(found.value) is error


def test_a_password_is_named(data: bytes) -> None:
    refused(made.with_parts(data, {"META-INF/manifest.xml": ENCRYPTED}), EncryptedWorkbook, "by a password")


def test_another_kind_of_document_is_named(data: bytes) -> None:
    parts = made.parts_of(data)
    del parts["mimetype"]
    text = made.zipped(parts, b"application/vnd.oasis.opendocument.text")
    refused(text, NotAWorkbook, "no spreadsheet")
    assert package_of_bytes(made.zipped(parts, made.MIMETYPE + b"-template"), where="book.ots").names


def test_a_file_that_was_zipped_in_another_order_is_read(data: bytes) -> None:
    parts = made.parts_of(data)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in reversed(parts):
            archive.writestr(zipfile.ZipInfo(name), parts[name], zipfile.ZIP_DEFLATED)
    package = package_of_bytes(target.getvalue(), where="book.ods")
    assert verified(package).sound
    assert [*made.parts_of(reweighed(package).to_bytes())] == [*reversed(parts)]


def test_content_that_is_missing_or_broken_is_named(data: bytes) -> None:
    parts = made.parts_of(data)
    del parts["mimetype"]
    refused(made.zipped({"styles.xml": b"<x/>"}), NotAWorkbook, "no part content.xml")
    refused(made.zipped({"content.xml": parts["content.xml"][:-30]}), NotAWorkbook, "not well-formed")
    refused(made.zipped({"content.xml": b"<x/>"}), NotAWorkbook, "other prefixes")
    other = parts["content.xml"].replace(b"table:", b"t:").replace(b"xmlns:table", b"xmlns:t")
    refused(made.zipped({"content.xml": other}), NotAWorkbook, "other prefixes")


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (b'<table:table-row table:number-rows-repeated="1048576">' + CELL % b'table:number-columns-repeated="16384"' + b"</table:table-row>", "at most 3,000,000 are read"),
        (b'<table:table-row table:number-rows-repeated="1048577">' + CELL % b"" + b"</table:table-row>", "below its last row"),
        (b"<table:table-row>" + CELL % b'table:number-columns-repeated="16385"' + b"</table:table-row>", "right of its last column"),
        (b'<table:table-row table:number-rows-repeated="1048575"/><table:table-row><table:table-cell table:number-columns-repeated="16383"/>' + CELL % b"" + b"</table:table-row>", "spans 17,179,869,184 cells"),
    ],
)  # fmt: skip
def test_a_sheet_that_would_fill_the_memory_is_refused(data: bytes, rows: bytes, said: str) -> None:
    refused(sheet_with(data, rows), HostileWorkbook, said)


TEXT_CELL = b'<table:table-cell office:value-type="string"><text:p>%b</text:p></table:table-cell>'
ROW = b"<table:table-row>%b</table:table-row>"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (b"<table:table-row-group>" * 3_000 + ROW % b"" + b"</table:table-row-group>" * 3_000, "sheet 'More' has groups in more than 20 others"),
        (ROW % (TEXT_CELL % (b"<text:span>" * 3_000 + b"x" + b"</text:span>" * 3_000)), "a text has more than 100 formats in each other"),
        (ROW % (TEXT_CELL % (b'<text:s text:c="32767"/>' * 10_000)), r"328,\d\d\d,\d\d\d bytes when each is written out; at most 300,000,000"),
        (b'<table:table-row table:number-rows-repeated="1000000">' + TEXT_CELL % (b"x" * 1_000) + b"</table:table-row>", r"bytes when each is written out"),
        (b"</table:table>" + b'<table:table table:name="x"/>' * 1_100 + b'<table:table table:name="y">', "sheets; at most 1,000 are read"),
    ],
)  # fmt: skip
def test_a_small_file_that_means_a_lot_of_work_is_refused(data: bytes, rows: bytes, said: str) -> None:
    """Two of these ended in a traceback, and two took more than a gigabyte."""
    refused(sheet_with(data, rows), HostileWorkbook, said)


def test_a_file_with_many_ranges_is_refused(data: bytes) -> None:
    """Each is looked for on each sheet."""
    end = b"</table:database-ranges>"
    more = b'<table:database-range table:name="x" table:target-range-address="Weights.A1"/>' * 1_100
    many = made.with_content(data, lambda content: content.replace(end, more + end))
    refused(many, HostileWorkbook, "1,1[0-9][0-9] database ranges; at most 1,000 are read")


@pytest.mark.parametrize("written", ["9" * 5_000, "1.2.3", "-1", ""])
def test_numbers_that_are_none_are_no_traceback(data: bytes, written: str) -> None:
    """Python itself refuses to read a number of more than 4,300 digits."""
    number = written.encode()
    cell = (
        b'<table:table-cell office:value-type="time" office:time-value="PT%bH%bS" '
        b'table:number-columns-spanned="%b"><text:p>a<text:s text:c="%b"/></text:p></table:table-cell>'
    )
    rows = ROW % (cell % ((number,) * 4)) + ROW % (TEXT_CELL % (b'<text:s text:c="%b"/>' % number))
    package = package_of_bytes(
        sheet_with(
            data,
            b"<table:shapes/>"
            + rows
            + b'<calcext:conditional-formats><calcext:conditional-format calcext:target-range-address="More.A%b:More.B%b"/></calcext:conditional-formats>'
            % (number, number),
        ),
        where="book.ods",
    )
    assert verified(package).sound


def test_what_expands_without_end_is_refused(data: bytes) -> None:
    refused(made.with_parts(data, {"settings.xml": DTD}), HostileWorkbook, "document type")
    refused(made.with_parts(data, {"more.xml": b" " * 2_000_000}), HostileWorkbook, "expands")
    refused(made.with_parts(data, {"../evil.xml": b"<x/>"}), HostileWorkbook, "unsafe name")


def test_days_counted_from_a_third_day_are_refused(data: bytes) -> None:
    refused(with_setting(data, "1900-01-01"), NotAWorkbook, "counts days from 1900-01-01")
    for day in ("1899-12-30", "1904-01-01"):
        assert package_of_bytes(with_setting(data, day), where="book.ods").names


def test_a_signed_file_is_read_and_not_written(data: bytes) -> None:
    signed = made.with_parts(data, {"META-INF/documentsignatures.xml": b"<signatures/>"})
    package = package_of_bytes(signed, where="book.ods")
    assert verified(package).sound
    with pytest.raises(
        WouldLoseContent, match=r"digitally signed.*LibreOffice \(File > Digital Signatures\)"
    ):
        reweighed(package)


def reweighed(package: Package) -> Package:
    view = table_view(package, "weights")
    return with_cells(
        package, {view.table.sheet: {view.address(view.rows[0], view.table.columns[3]): Value(77.0)}}
    )


def test_a_file_keeps_its_format(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "book.ods").write_bytes(data)
    package = package_of_path(tmp_path / "book.ods")
    with pytest.raises(
        WorkbookError, match=r"other\.xlsx cannot be written: .*book\.ods is an OpenDocument spreadsheet"
    ):
        write(package, tmp_path / "other.xlsx")
    assert write(package, tmp_path / "other.ods") == ()
    assert (tmp_path / "other.ods").read_bytes() == data


def test_a_sheet_that_the_office_renamed_is_read_and_scored(data: bytes) -> None:
    """All that names it follows, as when somebody renames a tab in LibreOffice."""

    def renamed(content: bytes) -> bytes:
        content = content.replace(b'table:name="Weights"', b'table:name="Gewichte"')
        return re.sub(rb"(?<=[$\":])Weights\.", b"Gewichte.", content)

    package = package_of_bytes(made.with_content(data, renamed), where="book.ods")
    assert tables(package)["weights"].sheet == "Gewichte"
    done, _ = scored(reweighed(package))
    assert verified(package_of_bytes(done.to_bytes(), where="book.ods")).sound


def test_what_leads_to_a_sheet_that_was_renamed_without_its_formulas_is_set_right(data: bytes) -> None:
    def renamed(content: bytes) -> bytes:
        content = content.replace(b'table:name="Weights"', b'table:name="Gewichte"')
        return re.sub(rb"(?<=[\":])Weights\.", b"Gewichte.", content)

    package = package_of_bytes(made.with_content(data, renamed), where="book.ods")
    assert not verified(package).sound
    done, _ = scored(package)
    assert verified(package_of_bytes(done.to_bytes(), where="book.ods")).sound


def test_a_filter_on_a_table_of_results_stops_what_would_move_its_rows(data: bytes) -> None:
    def filtered(content: bytes) -> bytes:
        return re.sub(
            rb'(<table:database-range table:name="scores"[^>]*)/>',
            rb'\1><table:filter><table:filter-condition table:field-number="2" table:operator="=" '
            rb'table:value="x"/></table:filter></table:database-range>',
            content,
        )

    package = package_of_bytes(made.with_content(data, filtered), where="book.ods")
    assert filtered_columns(package, tables(package)["scores"]) == [2]
    assert scored(package)[0].to_bytes() == package.to_bytes()


def test_macros_and_other_programs_are_told_of(data: bytes) -> None:
    more = {"Basic/Standard/Module1.xml": b"<script/>", "Basic/Standard/script-lb.xml": b"<x/>"}
    found = verified(package_of_bytes(made.with_parts(data, more), where="book.ods"))
    said = [(finding.code, finding.place.sheet, finding.found) for finding in found.integrity]
    assert said == [("macro", "content.xml", "Basic/Standard/Module1.xml")]
    harmless = {"Basic/Standard/script-lb.xml": b"<x/>", "Basic/script-lc.xml": b"<x/>"}
    assert not verified(package_of_bytes(made.with_parts(data, harmless), where="book.ods")).integrity


def test_links_connections_and_remote_pictures_are_told_of(data: bytes) -> None:
    rows = (
        b'<table:table-row><table:table-cell table:formula="of:=[&apos;file:///a.ods&apos;#$S.A1]" '
        b'office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell><table:table-cell>'
        b'<draw:frame><draw:image xlink:href="https://example.org/a.png"/></draw:frame></table:table-cell>'
        b"</table:table-row>"
    )
    linked = sheet_with(data, b'<table:table-source xlink:href="../other.ods"/>' + rows)
    source = b'<office:dde-source office:dde-application="x" office:dde-topic="y" office:dde-item="z"/>'
    linked = made.with_content(
        linked,
        lambda content: content.replace(
            b"</office:spreadsheet>", b"<table:dde-links><table:dde-link>" + source +
            b"<table:table><table:table-row><table:table-cell/></table:table-row></table:table>"
            b"</table:dde-link></table:dde-links></office:spreadsheet>"
        ),
    )  # fmt: skip
    package = package_of_bytes(linked, where="book.ods")
    said = [(finding.code, finding.found) for finding in verified(package).integrity]
    assert said == [
        ("remote-picture", "https://example.org/a.png"),
        ("external-link", "../other.ods"),
        ("external-link", "file:///a.ods"),
        ("connection", "y"),
    ]
    assert verified(package_of_bytes(reweighed(package).to_bytes(), where="book.ods")).fit
