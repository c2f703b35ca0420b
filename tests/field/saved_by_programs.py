"""Workbooks that another program saved: what is left of them, and what steelyard does with it."""

from __future__ import annotations

from field.kind import Kind
from field.outcomes import is_read_and_not_scored, is_refused, stays_whole
from field.programs import (
    BOOK,
    beside,
    elsewhere,
    gnumeric,
    google,
    in_utf_16,
    misnamed,
    numbers,
    of_sheets,
    one_table,
    onlyoffice,
    padded,
    whole,
    wide,
    without_constants,
    without_tables,
    wps,
)

from steelyard.errors import MissingTable, NotAWorkbook

DROPPED = ("dropped", "steelyard export", "steelyard build", "Keep this file")

KINDS = {
    "tables dropped, names kept": Kind(
        source="Gnumeric, scripts with SheetJS, and a save as .xls in between, none of which writes tables.",
        must="The judgements are read by sheet names and headings, and a score is refused with the way back.",
        check=is_read_and_not_scored(*DROPPED, "their cells are still there"),
        inputs={
            "saved by Gnumeric": gnumeric,
            "saved by SheetJS or as .xls": lambda: without_tables(whole()).to_bytes(),
            "without the name of the form too": lambda: without_constants(without_tables(whole())).to_bytes(),
        },
    ),
    "tables renamed": Kind(
        source="Google Sheets: tables are called Table_1, constant names go, rows are filled up to 1000.",
        must="The judgements are read by sheet names and headings, and a score is refused with the way back.",
        check=is_read_and_not_scored(
            "steelyard export", "steelyard build", "Keep this file", "Google Sheets"
        ),
        inputs={
            "tables": lambda: google(whole()).to_bytes(),
            "alternating colours": lambda: google(whole(), headings=False).to_bytes(),
            "no tables": lambda: google(without_tables(whole())).to_bytes(),
        },
    ),
    "tables and names dropped": Kind(
        source="Numbers: no table and no name is left, and sheets may be called after their tables.",
        must="The judgements are read by sheet names, headings and labels; a score is refused with a cure.",
        check=is_read_and_not_scored(*DROPPED, "Numbers"),
        inputs={
            "sheets": lambda: numbers(whole()).to_bytes(),
            "sheets called after their tables": lambda: numbers(whole(), called="{} - Table 1").to_bytes(),
            "values in place of formulas": lambda: numbers(whole(), values_only=True).to_bytes(),
        },
    ),
    "one table by hand": Kind(
        source="Somebody converts a table to a range, or renames it, in Excel.",
        must="The judgements are read all the same; a score names the table and how to make it again.",
        check=is_read_and_not_scored("(Table Design > Table Name)"),
        inputs={
            "a judgement table converted": lambda: one_table("weights"),
            "another one renamed": lambda: one_table("evidence", renamed=True),
            "a live table converted": lambda: one_table("scores"),
            "a computed table renamed": lambda: one_table("packages", renamed=True),
        },
    ),
    "a form that the file no longer states": Kind(
        source="A program drops the names of constants, in a workbook whose headings were changed as well.",
        must="It is refused: a sheet that is there, and is not understood, is never left out.",
        check=is_refused(MissingTable, r"sheet 'Package'|no table 'tabled'"),
        inputs={
            "tables dropped": lambda: misnamed(dropped=True),
            "tables kept": lambda: misnamed(dropped=False),
        },
    ),
    "a form that the file no longer states, all else there": Kind(
        source="A program that drops the names of constants.",
        must="Everything works as before.",
        check=stays_whole,
        inputs={
            "no constants": lambda: without_constants(whole()).to_bytes(),
            "rows to 1000 and no dimension": lambda: of_sheets(without_constants(whole()), padded).to_bytes(),
        },
    ),
    "folders in the zip": Kind(
        source="WPS: the zip has entries for folders, and the XML attributes of a namespace of its own.",
        must="Everything works as before, and the entries stay.",
        check=stays_whole,
        inputs={"deflated": lambda: wps(whole()), "stored": lambda: wps(whole(), stored=True)},
    ),
    "areas with dollars": Kind(
        source="OnlyOffice: areas of tables are absolute, and validations are those of Excel 2010 only.",
        must="Everything works as before, and tables and validations grow.",
        check=stays_whole,
        inputs={
            "both": lambda: onlyoffice(whole()).to_bytes(),
            "areas": lambda: onlyoffice(whole(), extended=False).to_bytes(),
            "validations": lambda: onlyoffice(whole(), dollars=False).to_bytes(),
        },
    ),
    "the workbook elsewhere": Kind(
        source="Report generators and converters, which name the part that lists the sheets as they like.",
        must="Everything works as before: relationships lead to the part.",
        check=stays_whole,
        inputs={
            "another name": lambda: elsewhere("xl/workbook22.xml"),
            "capitals": lambda: elsewhere("xl/Workbook.xml"),
            "no folder": lambda: elsewhere("book.xml"),
        },
    ),
    "parts in UTF-16": Kind(
        source="Excel for Mac, sensitivity labels and add-ins write parts of their own in UTF-16.",
        must="Everything works as before, and parts that steelyard does not read keep their bytes.",
        check=stays_whole,
        inputs={
            "parts that nobody reads": lambda: beside(
                customXml__item1_xml=in_utf_16(b"<label/>"),
                docMetadata__LabelInfo_xml=in_utf_16(b"<labels/>"),
            ),
            "binary parts": lambda: beside(
                customProperty1_bin="<a>é</a>".encode("utf-16"), ink_bin="<é>".encode("latin-1")
            ),
            "the sheets and their list": lambda: wide(
                BOOK, "xl/worksheets/sheet3.xml", "xl/worksheets/sheet7.xml"
            ),
            "all parts": wide,
        },
    ),
    "the format .xls": Kind(
        source="Somebody saves the workbook as Excel 97-2003.",
        must="It is refused with what to do, and with what the form has cost.",
        check=is_refused(
            NotAWorkbook, r"save it as \.xlsx", "has no tables", "steelyard export", "steelyard build"
        ),
        inputs={
            "a workbook": lambda: (
                bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + "Workbook".encode("utf-16-le")
            ),
            "an older one": lambda: (
                bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + "Book".encode("utf-16-le")
            ),
        },
    ),
}
