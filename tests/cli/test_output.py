"""What is printed: aligned, rounded and wrapped for readers, exact and harmless for programs."""

from __future__ import annotations

import csv
import io
import json
import math
import re

import pytest
import typer

from steelyard.cli.output import Format, narrowed, plain_text, text_of
from steelyard.weigh.result import Result, ResultColumn, Unit
from steelyard.weigh.sentences import VERDICTS

TABLE = Result(
    "demo",
    "A demonstration",
    (
        ResultColumn("option", "option", Unit.TEXT),
        ResultColumn("net", "net value", Unit.POINTS),
        ResultColumn("share", "share", Unit.SHARE),
        ResultColumn("rank", "rank", Unit.COUNT),
        ResultColumn("unlocked", "unlocked", Unit.YES_NO),
        ResultColumn("missing", "what is missing", Unit.TEXT),
    ),
    (
        ("easing", -2.25, 0.125, 2, False, "core: all implemented"),
        ("aid", 14.2365, 1.0, 1, True, "a | b"),
        ("funds", None, None, None, True, None),
    ),
)


def test_a_table_is_aligned_and_rounded_for_its_readers() -> None:
    assert text_of(TABLE, Format.TABLE) == (
        "A demonstration\n"
        "\n"
        "          net\n"
        "option  value    share  rank  unlocked  what is missing\n"
        "easing   −2.3   12.5 %     2  no        core: all implemented\n"
        "aid      14.2  100.0 %     1  yes       a | b\n"
        "funds                         yes"
    )


def test_long_texts_are_wrapped_on_a_narrow_console() -> None:
    assert plain_text(TABLE, width=53) == (
        "          net                           what is\n"
        "option  value    share  rank  unlocked  missing\n"
        "easing   −2.3   12.5 %     2  no        core: all\n"
        "                                        implemented\n"
        "aid      14.2  100.0 %     1  yes       a | b\n"
        "funds                         yes"
    )


def test_in_a_pipe_a_long_text_is_wrapped_and_a_title_is_no_wider_than_its_entries() -> None:
    columns = (
        ResultColumn("o", "option", Unit.TEXT),
        ResultColumn("n", "least lead by one judgement", Unit.POINTS),
        ResultColumn("w", "what is missing", Unit.TEXT),
    )
    missing = "Comprehensive political agreement: implemented (it stands at none); " * 2
    lines = plain_text(Result("t", "T", columns, (("Easing", 1.5, missing.strip()),))).splitlines()
    assert lines[:3] == [
        "        least lead",
        "            by one",
        "option   judgement  what is missing",
    ]
    assert lines[3] == "Easing         1.5  Comprehensive political agreement: implemented (it stands at"
    assert max(map(len, lines)) <= 20 + 60


def test_a_number_and_its_per_cent_stay_on_one_line() -> None:
    text = ResultColumn("x", "x", Unit.TEXT)
    table = Result("t", "T", (text,), (("first while Money stays over 12 %",),))
    assert plain_text(table, width=32).splitlines()[1:] == ["first while Money stays over", "12 %"]


@pytest.mark.parametrize("width", [60, 80, 200])
def test_no_line_is_wider_than_the_console(width: int) -> None:
    assert max(map(len, plain_text(TABLE, width).splitlines())) <= width


def test_columns_keep_a_least_width_however_narrow_the_console_is() -> None:
    assert narrowed([40, 6, 30], [12, 6, 12], 10) == [12, 6, 12]


def test_no_word_is_broken_however_narrow_the_console_is() -> None:
    text = ResultColumn("x", "x", Unit.TEXT)
    table = Result("t", "T", (text, text), (("acknowledgements", "a political-engagement indeed"),))
    assert plain_text(table, width=20) == (
        "x                 x\n"
        "acknowledgements  a political-\n"
        "                  engagement\n"
        "                  indeed"
    )


def test_titles_are_bold_and_verdicts_have_a_colour() -> None:
    verdict = ResultColumn("verdict", "verdict", Unit.TEXT)
    table = Result("t", "T", (verdict,), tuple((word,) for word in VERDICTS))
    titles, *rows = plain_text(table, colours=True).splitlines()
    assert titles == typer.style("verdict", bold=True)
    assert [re.sub("\x1b[^m]*m", "", row) for row in rows] == [*VERDICTS]
    assert len({row[: row.index("m")] for row in rows}) == len(VERDICTS)


def test_a_page_gets_a_table_with_its_signs_escaped() -> None:
    assert text_of(TABLE, Format.MARKDOWN).splitlines()[2:] == [
        "| option | net value | share | rank | unlocked | what is missing |",
        "| --- | ---: | ---: | ---: | --- | --- |",
        "| easing | −2.3 | 12.5 % | 2 | no | core: all implemented |",
        "| aid | 14.2 | 100.0 % | 1 | yes | a \\| b |",
        "| funds |  |  |  | yes |  |",
    ]


def test_json_has_null_for_what_does_not_apply() -> None:
    assert json.loads(text_of(TABLE, Format.JSON))[2] == {
        "option": "funds",
        "net": None,
        "share": None,
        "rank": None,
        "unlocked": True,
        "missing": None,
    }


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_no_text_in_csv_is_a_formula(text: str) -> None:
    table = Result("t", "T", (ResultColumn(text, "x", Unit.TEXT),), ((text,), (-1.5,)))
    rows = list(csv.reader(io.StringIO(text_of(table, Format.CSV), newline="")))
    assert rows == [[f"'{text}"], [f"'{text}"], ["-1.5"]]


def test_json_says_inf_where_it_has_no_number() -> None:
    table = Result("t", "T", (ResultColumn("x", "x", Unit.POINTS),), ((math.inf,), (1.5,)))
    assert json.loads(text_of(table, Format.JSON)) == [{"x": "inf"}, {"x": 1.5}]


def test_an_empty_table_has_its_headings() -> None:
    empty = Result("t", "T", (ResultColumn("x", "x", Unit.TEXT), ResultColumn("y", "y", Unit.POINTS)), ())
    assert text_of(empty, Format.TABLE) == "T\n\nx  y"
    assert json.loads(text_of(empty, Format.JSON)) == []
