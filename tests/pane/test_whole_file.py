"""The pane's questions about whole files: another version to compare with, and the copy to release.

The stand-in for Excel hands out the bytes of a real workbook in slices.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import replace
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest
import shipped
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook
from pane.driving import CONTROLS, TAGS, cut, kept

from steelyard.model.text.writing import write_text
from steelyard.weigh.review_lines import MOST_LINES, in_short
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.files import load_bytes
from steelyard.workbook.releasing.release import released
from steelyard.workbook.releasing.said import said
from steelyard.workbook.reviewing.page import page
from steelyard.workbook.reviewing.review import Reviewed, review_workbook, reviewed, version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pane.driving import Pane
    from playwright.sync_api import Route

    from steelyard.model.model import Model

Listed = tuple[str, list[tuple[str, str]], str]
"""A list of a comparison: its title, its lines, what is said of the rest."""

EDITS = {"weights/Germany/money": 20.0, "costs/limited-easing/common-position": 65.0}

NAMES = ("sent.xlsx", "syria.xlsx")
"""Of the earlier version, and of the open workbook."""

FLOOR = "21.75"
"""A reservation value that a title gives away."""


@pytest.fixture(name="model", scope="module")
def _model() -> Model:
    return shipped.model(shipped.EXCERPT)


@pytest.fixture(name="case", scope="module")
def _case() -> bytes:
    """The workbook of an excerpt of the shipped case; the pane stands beside the whole of it."""
    return shipped.workbook(shipped.EXCERPT)


@pytest.fixture(name="changed", scope="module")
def _changed(model: Model) -> bytes:
    return workbook_bytes(with_values(model, EDITS))


@pytest.fixture(name="sent")
def _sent(case: bytes, tmp_path: Path) -> Path:
    path = tmp_path / NAMES[0]
    path.write_bytes(case)
    return path


@pytest.fixture(name="leaky", scope="module")
def _leaky(model: Model) -> bytes:
    told = replace(model.settings, title=f"Not below {FLOOR} points", future=float(FLOOR))
    return workbook_bytes(model.replace(settings=told))


def with_values(model: Model, values: dict[str, float]) -> Model:
    for key, value in values.items():
        model = model.replace_value(key, value)
    return model


def hold_out(pane: Pane, data: bytes, slices: int = 3) -> None:
    """Let Excel hand out these bytes as the open workbook."""
    pane.host("holdOut", b64encode(data).decode(), slices)


def compare(pane: Pane, earlier: Path) -> None:
    """Choose a file and press the button."""
    pane.page.set_input_files("#earlier", earlier)
    pane.press("Compare with…")


def saved(pane: Pane, name: str) -> bytes:
    """The file that a link saves."""
    with pane.page.expect_download() as sent:
        pane.page.get_by_role("link", name=f"Save {name}", exact=True).click()
    assert sent.value.suggested_filename == name
    return Path(sent.value.path()).read_bytes()


def lists(pane: Pane) -> list[Listed]:
    """Each list of a comparison: title, lines, what is said of the rest."""
    found: list[Listed] = []
    for part in pane.page.locator("#compared-lists > div").all():
        about, says = (part.locator(tag).all_inner_texts() for tag in ("dt", "dd"))
        rest = part.locator(".more:visible").all_inner_texts()
        found.append((part.locator("h4").inner_text(), list(zip(about, says, strict=True)), "".join(rest)))
    return found


def expected_lists(found: Reviewed) -> list[Listed]:
    short = in_short(found.both, found.review)
    return [
        (each.title, [(line.about, line.says) for line in each.first], "")
        for each in (short.edits, short.results)
    ]


def between(old: bytes, new: bytes) -> Reviewed:
    before, after = (version(data, name) for data, name in zip((old, new), NAMES, strict=True))
    return reviewed(before, after)


# Two versions.


def test_what_changed_from_a_chosen_file_to_the_open_workbook_is_said(
    pane: Pane, case: bytes, changed: bytes, sent: Path
) -> None:
    pane.load()
    hold_out(pane, changed)
    compare(pane, sent)
    pane.see("#compared")
    found = between(case, changed)
    assert pane.text("#compared-title") == "syria.xlsx, compared with sent.xlsx"
    assert pane.text("#compared-said") == found.review.said
    assert "Political engagement comes first in Today, as verified" in found.review.said
    assert lists(pane) == expected_lists(found)
    (_, edits, _), (_, results, _) = lists(pane)
    assert edits[0][0] == "weight of Money for Germany"
    assert edits[0][1] == (
        "8 → 20; share −9.8 of the net of Reconstruction in Comprehensive agreement; alone: Reconstruction "
        "becomes ▲ too dear in Comprehensive agreement"
    )
    verdict = "● offer → ▲ too dear; rank 4; net 5.9 → −3.9"
    assert ("Reconstruction in Comprehensive agreement", verdict) in results
    assert pane.host("file") == {"open": 0, "slices": 3, "opened": []}
    pane.until_announced(found.review.said)
    assert pane.page.evaluate("document.activeElement.innerText") == "Compare with…"


def test_the_page_and_the_review_workbook_are_those_of_the_shell(
    pane: Pane, case: bytes, changed: bytes, sent: Path
) -> None:
    pane.load()
    hold_out(pane, changed)
    compare(pane, sent)
    pane.see("#compared")
    found = between(case, changed)
    assert saved(pane, "syria review.html").decode() == page(found, NAMES)
    hold_out(pane, case)  # what is typed meanwhile is not in the review of what is shown
    pane.press("Get the review workbook")
    pane.until_announced("syria review.xlsx is made.")
    made = saved(pane, "syria review.xlsx")
    assert made == review_workbook(found)
    assert "Review" in load_workbook(BytesIO(made)).sheetnames
    pane.press("Open syria review.xlsx in Excel")
    pane.until(lambda: bool(pane.host("file")["opened"]))
    assert b64decode(pane.host("file")["opened"][0]) == made
    pane.until_announced("The workbook is open.")
    pane.press("Get the review workbook")
    pane.until(lambda: pane.page.locator("#compared-offers a").count() == 2)


def test_of_many_edits_the_first_are_shown_and_the_others_counted(
    pane: Pane, model: Model, case: bytes, sent: Path
) -> None:
    every = [f"weights/{own.id}/{item}" for own in model.stakeholders for item in model.criteria]
    every += [f"influence/{own.id}" for own in model.stakeholders]
    new = workbook_bytes(with_values(model, {key: 33.0 + at for at, key in enumerate(every)}))
    pane.load()
    hold_out(pane, new)
    compare(pane, sent)
    pane.see("#compared")
    (_, edits, rest), _ = lists(pane)
    assert [words for words, _ in edits] == [row[0] for row in between(case, new).review.tables[0].rows][:10]
    assert (len(edits), rest) == (MOST_LINES, "and 2 more; the page and the review workbook have all")


def test_equal_files_are_said_to_be_equal_and_nothing_is_offered(pane: Pane, case: bytes, sent: Path) -> None:
    pane.load()
    hold_out(pane, case)
    compare(pane, sent)
    pane.see("#compared")
    assert pane.text("#compared-said") == "No judgement differs."
    assert lists(pane) == []
    assert pane.page.locator("#compared :is(a, button):visible").count() == 0


def test_the_button_asks_for_a_file_and_a_text_will_do(
    pane: Pane, model: Model, changed: bytes, tmp_path: Path
) -> None:
    earlier = tmp_path / "syria.yaml"
    earlier.write_text(write_text(model), encoding="utf-8")
    pane.load()
    hold_out(pane, changed)
    with pane.page.expect_file_chooser() as chooser:
        pane.press("Compare with…")
    chooser.value.set_files(earlier)
    pane.see("#compared")
    assert pane.text("#compared-title") == "syria.xlsx, compared with syria.yaml"
    assert [words for words, _ in lists(pane)[0][1]] == [
        "weight of Money for Germany",
        "cost of Limited easing on Strain on the common position",
    ]


def test_edits_that_change_no_rank_are_said_to_change_none(pane: Pane, model: Model, sent: Path) -> None:
    title = model.settings.title
    renamed = model.replace(settings=replace(model.settings, title="Another title"))
    pane.load()
    hold_out(pane, workbook_bytes(renamed))
    compare(pane, sent)
    pane.see("#compared")
    (_, edits, _), results = lists(pane)
    assert len(edits) == 1
    assert edits[0][1] == f"{title} → Another title; changes no result"
    assert results == ("No rank and no verdict changed", [], "")


# The copy that may leave the house.


def test_a_copy_is_released_and_lacks_what_is_withheld(pane: Pane, case: bytes) -> None:
    pane.load()
    hold_out(pane, case)
    pane.press("Release a copy…")
    pane.see("#released")
    copy, done = released(case, "syria.xlsx")
    assert pane.text("#released-title") == "syria released.xlsx"
    assert pane.text("#released-said").splitlines() == [line.strip() for line in said(done)]
    assert pane.text("#released-said").startswith(
        "Withheld: reservation, counterpart, trial, authors, notes, and the change log."
    )
    assert pane.page.is_hidden("#leaks")
    made = saved(pane, "syria released.xlsx")
    assert made == copy
    kept_back = load_bytes(case, "syria.xlsx")
    left = load_bytes(made, "copy.xlsx")
    assert left.settings.withheld
    assert kept_back.counterparts
    assert left.counterparts == ()
    assert all(each not in str(cells(made)) for each in {kept_back.settings.owner} - {""})
    pane.press("Open syria released.xlsx in Excel")
    pane.until(lambda: bool(pane.host("file")["opened"]))
    assert b64decode(pane.host("file")["opened"][0]) == copy


def cells(book: bytes) -> list[Any]:
    """Every value in a workbook."""
    sheets = load_workbook(BytesIO(book), data_only=True).worksheets
    return [value for sheet in sheets for row in sheet.iter_rows(values_only=True) for value in row]


def test_what_leaks_is_named_and_nothing_is_offered(pane: Pane, case: bytes, leaky: bytes) -> None:
    pane.load()
    hold_out(pane, case)
    pane.press("Release a copy…")
    pane.see("#released a")
    hold_out(pane, leaky)
    pane.press("Release a copy…")
    pane.see("#leaks li")
    assert pane.text("#released-title") == "Nothing is released"
    leaks = pane.page.locator("#leaks li").all_inner_texts()
    assert "settings/title: the value of settings/future (in full)" in leaks
    assert FLOOR not in pane.text("#released")
    assert pane.page.locator("#released :is(a, button):visible").count() == 0
    pane.until_announced("Nothing is released.")


# What goes wrong.


def test_a_file_that_is_none_of_ours_is_told_so(
    pane: Pane, changed: bytes, sent: Path, tmp_path: Path
) -> None:
    pane.load()
    hold_out(pane, changed)
    compare(pane, sent)
    pane.see("#compared")
    holiday, empty = tmp_path / "holiday.xlsx", tmp_path / "empty.xlsx"
    holiday.write_bytes(b"\xff\xd8\xff\xe0 a picture")
    empty.touch()
    compare(pane, holiday)
    assert "holiday.xlsx" in pane.see("#files-refusal").inner_text()
    assert pane.page.is_hidden("#compared"), "an old comparison stands beside the refusal of a new one"
    pane.picture("file-refused", whole=False)
    compare(pane, empty)
    pane.until(lambda: pane.text("#files-refusal") == "empty.xlsx is empty.")
    compare(pane, sent)
    pane.see("#compared")
    assert pane.text("#files-refusal") == ""


def test_cells_of_the_chosen_file_that_make_no_model_are_named(
    pane: Pane, changed: bytes, tmp_path: Path
) -> None:
    unfit = tmp_path / "unfit.yaml"
    unfit.write_text("steelyard: 1\nsettings:\n  title: x\n", encoding="utf-8")
    pane.load()
    hold_out(pane, changed)
    compare(pane, unfit)
    refusal = pane.see("#files-refusal").inner_text().splitlines()
    assert refusal[0].startswith("unfit.yaml: ")
    assert len(refusal) > 1


def test_files_that_are_too_large_are_not_sent(pane: Pane, case: bytes, sent: Path) -> None:
    largest = 1_000_000
    answer = {"largest": largest}

    def smaller(route: Route) -> None:
        told = route.fetch()
        route.fulfill(response=told, json=told.json() | answer)

    pane.page.route("**/steelyard/tables", smaller)
    pane.load()
    hold_out(pane, case + bytes(largest - len(case)))
    compare(pane, sent)
    assert pane.see("#files-refusal").inner_text() == (
        "sent.xlsx and syria.xlsx: more than the 1 MB that the service takes."
    )
    hold_out(pane, bytes(largest + 1))
    pane.press("Release a copy…")
    pane.until(
        lambda: pane.text("#files-refusal") == "syria.xlsx: more than the 1 MB that the service takes."
    )
    sent.write_bytes(bytes(largest + 1))
    compare(pane, sent)
    pane.until(lambda: pane.text("#files-refusal").startswith("sent.xlsx: more than"))
    assert not {"/steelyard/compare", "/steelyard/release"} & {*pane.asked}


def test_an_excel_that_hands_out_no_file_says_what_to_do_instead(pane: Pane, case: bytes, sent: Path) -> None:
    pane.load()
    instead = f"Save the workbook and use the page of the service: {pane.server.address}/workbook"
    pane.host("refuseFile", "Permission denied.")
    pane.press("Release a copy…")
    assert pane.see("#files-refusal").inner_text() == (
        f"Excel did not hand out the workbook: Permission denied. {instead}"
    )
    pane.host("refuseFile", None)
    hold_out(pane, b"")
    compare(pane, sent)
    pane.until(
        lambda: pane.text("#files-refusal").startswith("Excel did not hand out the workbook: it gave 0")
    )
    hold_out(pane, case)
    pane.host("breakSlice", 1)
    for _ in range(3):  # Excel keeps two files open at most, so each must have been closed
        pane.press("Release a copy…")
        pane.until(lambda: "The slice could not be read." in pane.text("#files-refusal"))
    assert pane.host("file")["open"] == 0
    pane.host("handOutNoFile")
    pane.press("Release a copy…")
    pane.until(lambda: pane.text("#files-refusal") == f"This Excel does not hand out the workbook. {instead}")


def test_a_reader_may_compare_and_neither_review_nor_release(pane: Pane, changed: bytes, sent: Path) -> None:
    pane.load(reader=True)
    hold_out(pane, changed)
    compare(pane, sent)
    pane.see("#compared")
    refused = "You may not do this: the role analyst is needed."
    pane.press("Get the review workbook")
    pane.until(lambda: pane.text("#files-refusal") == refused)
    assert pane.page.is_visible("#compared")
    pane.press("Release a copy…")
    pane.until(lambda: pane.page.is_hidden("#progress"))
    assert pane.text("#files-refusal") == refused
    assert pane.page.is_hidden("#released")


def test_a_lost_connection_is_said_and_the_button_works_again(pane: Pane, changed: bytes, sent: Path) -> None:
    pane.load()
    hold_out(pane, changed)
    pane.page.route("**/steelyard/compare", lambda route: route.abort())
    compare(pane, sent)
    assert pane.see("#files-refusal").inner_text() == "The service cannot be reached."
    assert pane.page.is_hidden("#compared")
    pane.page.unroute("**/steelyard/compare")
    pane.press("Compare with…")
    pane.see("#compared")
    assert pane.text("#files-refusal") == ""


def test_nothing_else_can_begin_while_files_are_compared(
    pane: Pane, case: bytes, changed: bytes, sent: Path
) -> None:
    pane.load()
    hold_out(pane, changed)
    held: list[Route] = []
    pane.page.route("**/steelyard/compare", kept(held))
    compare(pane, sent)
    pane.until(lambda: bool(held))
    assert pane.text("#progress") == "Comparing both files …"
    assert pane.page.inner_text("#announced") == "Comparing both files …"
    assert pane.page.locator(f"{CONTROLS}:enabled:visible").count() == 0
    assert pane.page.is_disabled("#earlier")
    pane.page.evaluate(
        "new Promise((completed) => host.trace.actions.check({ completed: () => completed(true) }))"
    )
    assert pane.text("#report") == ""
    held.pop().continue_()
    pane.see("#compared")
    pane.until(lambda: pane.page.is_enabled("#release"))
    hold_out(pane, case)
    pane.press("Compare with…")
    pane.until(lambda: bool(held))
    assert pane.page.is_hidden("#compared")
    held.pop().continue_()
    pane.see("#compared")
    assert pane.text("#compared-said") == "No judgement differs."


# For everybody.


def test_the_buttons_are_reached_by_tab_in_their_order(pane: Pane, changed: bytes, sent: Path) -> None:
    pane.load()
    hold_out(pane, changed)
    pane.page.set_input_files("#earlier", sent)
    keys = pane.page.keyboard
    pane.page.focus("#earlier")
    keys.press("Tab")
    keys.press("Enter")
    pane.see("#compared-offers a")
    pane.until(lambda: pane.page.is_hidden("#progress"))
    reached = []
    for _ in range(4):
        reached.append(pane.page.evaluate("document.activeElement.innerText"))
        keys.press("Tab")
    assert reached == [
        "Compare with…",
        "Release a copy…",
        "Get the review workbook",
        "Save syria review.html",
    ]
    name = "Earlier version"
    assert pane.page.get_by_label(name, exact=True).get_attribute("accept").startswith(".xlsx,.yaml")  # type: ignore[union-attr]


def test_axe_finds_nothing_and_nothing_is_cut_beside_results(
    pane: Pane, changed: bytes, leaky: bytes, sent: Path
) -> None:
    pane.load()
    hold_out(pane, changed)
    compare(pane, sent)
    pane.see("#compared")
    pane.press("Get the review workbook")
    pane.page.get_by_role("button", name="Open syria review.xlsx in Excel").wait_for()
    for state, data in (("released", changed), ("leaks", leaky)):
        hold_out(pane, data)
        pane.press("Release a copy…")
        pane.see("#released a" if state == "released" else "#leaks li")
        pane.until(lambda: pane.page.is_hidden("#progress"))
        for look, width in looked_at(pane):
            pane.picture(f"{state}-{width}-{look}", part="#files")
            found = Axe().run(pane.page, options={"runOnly": {"type": "tag", "values": TAGS}})
            assert [(each["id"], each["nodes"][0]["html"]) for each in found.response["violations"]] == []
            assert pane.page.evaluate("document.documentElement.scrollWidth") == width
            assert cut(pane.page) == []
    pane.page.set_input_files("#earlier", [])
    for look, width in looked_at(pane):
        pane.picture(f"files-{width}-{look}", whole=False)


def looked_at(pane: Pane) -> Iterator[tuple[str, int]]:
    """Show the pane as it stands in each look and width, without doing again what led there."""
    looks: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    for look, width in product(looks, (320, 450)):
        pane.page.emulate_media(color_scheme=look)
        pane.page.set_viewport_size({"width": width, "height": 800})
        yield look, width
