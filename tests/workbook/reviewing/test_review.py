"""The review workbook: the later version with its changes marked, and a sheet that a reviewer answers on."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from openpyxl import load_workbook
from workbook.releasing.secretive import NUMBERS, met, met_in, secretive

from steelyard import api
from steelyard.errors import SteelyardError
from steelyard.model.parts import Rule, RuleKind
from steelyard.ooxml.addresses import address
from steelyard.ooxml.cell_values import Value
from steelyard.ooxml.opc.package import Package, write
from steelyard.ooxml.sheet_cells import table_view, with_cells
from steelyard.sheets.catalogue import context_of, filled_sheets
from steelyard.sheets.review import ANSWERS, REMARK, VERDICT
from steelyard.weigh.decision_difference import DecisionDifference
from steelyard.weigh.entry_words import entry_text
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.building.rows import Cells, cells_of
from steelyard.workbook.checking.verify import verified_bytes
from steelyard.workbook.files import load_bytes
from steelyard.workbook.reviewing.marks import sheets_with_marks
from steelyard.workbook.reviewing.page import page
from steelyard.workbook.reviewing.review import Reviewed, Version, review_workbook, reviewed, version
from steelyard.workbook.scoring.score import scored

if TYPE_CHECKING:
    from libreoffice import Office
    from openpyxl.workbook.workbook import Workbook

    from steelyard.model.model import Model

CHANGED: dict[str, float | str] = {
    "weights/France/safe-returns": 37.0,
    "linkage/limited-easing/committee": 90.0,
    "costs/acknowledgements/credibility": 1.0,
    "rules/easing-committee/level": "partial",
    "delivery/core-implemented/safe-returns": "verified",
    "worth/Russia/acknowledgements": 20.0,
}
RULE = Rule(
    id="engagement-returns",
    option="political-engagement",
    kind=RuleKind.REQUIRES,
    subject="safe-returns",
    level="partial",
)
TABLES = ("edits", "results", "sets", "packages", "plan")


class Case(NamedTuple):
    """Two versions, what lies between them, and the review workbook."""

    old: Model
    new: Model
    found: Reviewed
    data: bytes

    @property
    def book(self) -> Workbook:
        return load_workbook(io.BytesIO(self.data))


@pytest.fixture(scope="module")
def case() -> Case:
    old = api.new("syria")
    new = old
    for key, value in CHANGED.items():
        new = new.replace_value(key, value)
    named = tuple(
        replace(each, name="Gestures", note="Said otherwise.") if each.id == "acknowledgements" else each
        for each in new.options
    )
    new = new.replace(options=named)
    found = reviewed(Version(old, None), Version(new, None))
    return Case(old, new, found, review_workbook(found))


def test_it_is_a_workbook_of_the_later_version_that_a_score_leaves_as_it_is(case: Case) -> None:
    assert load_bytes(case.data, "review.xlsx") == case.new
    assert verified_bytes(case.data, "review.xlsx").sound
    package = Package.of(case.data, where="review.xlsx")
    assert scored(package)[0].to_bytes() == case.data


def test_the_same_versions_give_the_same_bytes(case: Case) -> None:
    assert review_workbook(reviewed(Version(case.old, None), Version(case.new, None))) == case.data


def cells_by_sheet(model: Model) -> dict[str, Cells]:
    return {sheet.name: cells_of(sheet) for sheet in filled_sheets(context_of(model))}


def test_exactly_the_entries_that_differ_are_marked(case: Case) -> None:
    """As a comparison of the cells of both versions finds them, one by one."""
    old, new = (cells_by_sheet(each) for each in (case.old, case.new))
    differ = {
        (sheet, address(row, column))
        for sheet, rows in new.items()
        for row, entries in rows.items()
        for column, cell in entries.items()
        if cell.style.endswith(" input") and cell.content != old[sheet][row][column].content
        if sheet == "Options" or cell.content != "Gestures"  # what refers to it by its new name is the same
    }
    marked = {
        (sheet.title, cell.coordinate)
        for sheet in case.book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.style.endswith(" changed")
    }
    assert marked == differ
    assert len(marked) == len(CHANGED) + 2


def test_what_stood_there_is_said_at_the_end_of_the_row(case: Case) -> None:
    package = Package.of(case.data, where="review.xlsx")
    said = {
        name: [words for row in view.rows if (words := view.text(row, "changed"))]
        for name in ("weights", "options", "linkage", "costs", "delivery", "rules", "counterpart")
        for view in [table_view(package, name)]
    }
    assert said == {
        "weights": ["Safe returns under monitoring was 7"],
        "options": ["name was Acknowledgements; note was " + case.old.options[0].note],
        "linkage": ["Constitutional committee was 95"],
        "costs": ["Credibility abroad was 15"],
        "delivery": ["Safe returns under monitoring was implemented"],
        "rules": ["level was implemented"],
        "counterpart": ["weight was 6"],
    }
    assert "changed" not in table_view(package, "measures").table.columns


def said(old: Model, new: Model, name: str) -> dict[str, str]:
    """What the column *changed* of a table says, by the first entry of the row."""
    _, sheets = sheets_with_marks(DecisionDifference(old, new))
    [table] = [table for sheet in sheets for table in sheet.tables if table.name == name]
    assert table.columns[-1].heading == "changed"
    return {str(row[0]): str(row[-1]) for row in table.rows if row[-1]}


def test_a_new_row_and_an_empty_entry_are_told() -> None:
    old = api.new("syria")
    new = old.replace(rules=(*old.rules, RULE)).replace_value("rules/engagement-core-most/withdraws", None)
    assert said(old, new, "rules") == {RULE.id: "new row", "engagement-core-most": "withdraws was 0.5"}
    assert said(new, old, "rules") == {"engagement-core-most": "withdraws was nothing"}


def test_days_and_settings_are_told_as_they_were_typed() -> None:
    new = api.new("syria")
    entry = replace(new.record[0], date="2019-01-31")
    settings = replace(new.settings, title="Another title", resolution=2.0)
    old = new.replace(record=(entry, *new.record[1:]), settings=settings)
    assert set(said(old, new, "record").values()) == {"date was 2019-01-31"}
    assert said(old, new, "settings") == {"title": "value was Another title", "resolution": "value was 2"}


def test_review_stands_after_decide_and_is_in_sight(case: Case) -> None:
    book = case.book
    assert book.sheetnames[:3] == ["Read me", "Decide", "Review"]
    assert book.active is not None
    assert book.active.title == "Review"
    sheet = book["Review"]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet.page_setup.fitToWidth == 1
    assert list(sheet.tables) == [
        f"review_{name}" for name in ("edits", "results", "sets", "packages", "plan")
    ]
    assert sheet.print_area == f"'Review'!$A$1:$K${sheet.max_row}"


def test_every_line_has_a_list_and_a_remark_and_its_numbers_are_numbers(case: Case) -> None:
    sheet = case.book["Review"]
    lists = {str(each.sqref) for each in sheet.data_validations.dataValidation}
    for result in case.found.review.tables:
        first, last = sheet.tables[f"review_{result.name}"].ref.replace("A", "").replace("K", "").split(":")
        assert f"I{int(first) + 1}:I{last}" in lists
        assert int(last) - int(first) == len(result.rows)
        for row, line in enumerate(result.rows, int(first) + 1):
            assert not sheet[f"I{row}"].protection.locked
            assert not sheet[f"J{row}"].protection.locked
            shown = [sheet.cell(row, at + 1).value for at in range(8)]
            assert [each if isinstance(each, float | int) else None for each in line[:8]] == [
                value if isinstance(entry, float | int) else None
                for entry, value in zip(line, shown, strict=False)
            ]
    assert sheet.data_validations.dataValidation[0].formula1 == f'"{",".join(ANSWERS)}"'


def test_the_chart_shows_the_nets_and_says_so(case: Case) -> None:
    package = Package.of(case.data, where="review.xlsx")
    sheet, nets = case.book["Review"], case.found.review.nets
    [drawing] = [name for name in package.names if name.startswith("xl/drawings/") and name.endswith("2.xml")]
    told = package.part(drawing).decode()
    assert f"{nets.options[0]} 14.2, then" in told
    [chart] = sheet._charts  # type: ignore[attr-defined]
    assert [series.val.numRef.f.split("!")[1] for series in chart.series] == [
        f"${letter}${first}:${letter}${first + len(nets.options) - 1}"
        for letter in "BC"
        for first in [int(sheet.tables["review_results"].ref.split(":")[0][1:]) + 1]
    ]
    assert [point.v for point in chart.series[1].val.numRef.numCache.pt] == list(nets.now)
    titles = [axis.title.tx.rich.p[0].r[0].t for axis in (chart.x_axis, chart.y_axis)]
    assert titles == ["option; the zero line is to hold the current position", "points"]


def test_equal_versions_make_no_review(case: Case) -> None:
    same = reviewed(Version(case.old, None), Version(case.old, None))
    with pytest.raises(SteelyardError, match="nothing to review"):
        review_workbook(same)
    assert "No judgement differs." in page(same, ("a", "b"))


def answered(data: bytes, path: Path) -> Path:
    """The review workbook after a reviewer wrote into its first line."""
    package = Package.of(data, where=str(path))
    view = table_view(package, "review_edits")
    cells = {
        view.address(view.rows[0], VERDICT): Value("question"),
        view.address(view.rows[0], REMARK): Value("Why so much? <b>&"),
    }
    write(with_cells(package, {"Review": cells}), path)
    return path


def test_what_a_reviewer_wrote_is_read_and_goes_along(case: Case, tmp_path: Path, office: Office) -> None:
    """Whoever saved it: LibreOffice computes it anew here, and says what the engine says."""
    path = answered(case.data, tmp_path / "review.xlsx")
    api.score(path)
    with office.open(path) as document:
        document.recalculate()
        saved = document.save_as(tmp_path / "saved.xlsx")
    for each in (path, saved):
        again = reviewed(Version(case.old, None), version(each.read_bytes(), str(each)))
        [(key, what, *wrote)] = again.answers.rows
        assert (key, wrote) == ("weights/France/safe-returns", ["question", "Why so much? <b>&"])
        assert what == "weight of Safe returns under monitoring for France"
        assert again.tables[-1] == again.answers
    view = table_view(Package.of(review_workbook(again), where="next"), "review_edits")
    assert view.text(view.rows[0], REMARK) == "Why so much? <b>&"
    scores, nets = table_view(Package.read(saved), "scores"), [*api.scores(case.new).net]
    assert [scores.value(row, "net") for row in scores.rows] == pytest.approx(nets, abs=1e-9)
    shown = page(again, ("old.xlsx", "<new>.xlsx"))
    assert "Why so much? &lt;b&gt;&amp;" in shown
    assert "<new>" not in shown


def test_who_changed_what_and_why_is_told_from_the_log(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    api.save(case.old, path)
    package = Package.read(path)
    view = table_view(package, "weights")
    at = view.address(view.rows[0], "safe-returns")
    write(with_cells(package, {"Weights": {at: Value(37.0)}}), path)
    api.score(path)
    package = Package.read(path)
    log = table_view(package, "change_log")
    row = log.rows[0]
    write(with_cells(package, {"Change log": {log.address(row, "why"): Value("New figures")}}), path)
    found = reviewed(Version(case.old, None), version(path.read_bytes(), str(path)))
    told = str(found.review.tables[0].rows[0][7])
    assert told.startswith(f"{log.text(row, 'who')}, {log.text(row, 'when')}: New figures; evidence: ")


def test_no_secret_is_in_any_format() -> None:
    other = {name: value * 0.913 for name, value in NUMBERS.items()}
    old = secretive(other, {"note": "Something else."}).replace_value("weights/France/safe-returns", 9.0)
    versions = Version(old, None), version(workbook_bytes(secretive()), "new.xlsx")
    open_ = reviewed(*versions)
    assert {"reservation", "worth"} <= met_in(page(open_, ("old", "new")))
    found = reviewed(*versions, without_secrets=True)
    assert "weights/France/safe-returns" in str(found.tables)
    assert "withheld" in page(found, ("old", "new"))
    assert met(review_workbook(found)) == set()
    formats = [page(found, ("old", "new")), json.dumps([table.objects() for table in found.tables])]
    formats += [
        entry_text(entry, column)
        for table in (*found.tables, *found.review.tables)
        for row in table.rows
        for entry, column in zip(row, table.columns, strict=True)
    ]
    assert met_in("\n".join(formats)) == set()
