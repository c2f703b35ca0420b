"""Nobody's change is lost: not that of a second steelyard, of a sync client, or of LibreOffice."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cli.editing import held, place, typed
from typer.testing import CliRunner

from steelyard import cli
from steelyard.cli import addin
from steelyard.cli.addin_files import System, settings_file
from steelyard.errors import ChangedWorkbook, InvalidModel, LockedWorkbook, UnreadableFile
from steelyard.ooxml.opc import atomic_save
from steelyard.ooxml.opc.package import Package, write
from steelyard.workbook.checking.verify import verify
from steelyard.workbook.editing import add_part
from steelyard.workbook.files import load, save
from steelyard.workbook.scoring import score as scoring
from steelyard.workbook.scoring.score import NOTED, score

if TYPE_CHECKING:
    from collections.abc import Callable

    from libreoffice import Office

SOURCE = Path(__file__).parents[2] / "addin"
BUILT = (SOURCE.parent / "workbooks" / "nash-1950.xlsx").read_bytes()
TEXT = (SOURCE.parent / "workbooks" / "nash-1950.yaml").read_text(encoding="utf-8")
WEIGHT = ("weights", "Bill", "pen")


@pytest.fixture(name="book")
def _book(tmp_path: Path) -> Path:
    path = tmp_path / "book.xlsx"
    path.write_bytes(BUILT)
    return path


def in_between(
    monkeypatch: pytest.MonkeyPatch, module: Any, name: str, *changes: Callable[[], object]
) -> list[object]:
    """Let somebody change a file after it was read: the first change at the first call, and so on.

    The list that is given holds the calls that were made.
    """
    work = getattr(module, name)
    calls: list[object] = []

    def interrupted(*args: Any, **kwargs: Any) -> Any:
        if len(calls) < len(changes):
            changes[len(calls)]()
        calls.append(args)
        return work(*args, **kwargs)

    monkeypatch.setattr(module, name, interrupted)
    return calls


def replaced(path: Path, weight: float) -> None:
    """Put another version of the workbook in its place, as a sync client does."""
    newer = path.with_name("newer.xlsx")
    newer.write_bytes(path.read_bytes())
    typed(newer, *WEIGHT, weight)
    newer.replace(path)


PAUSED = """\
import sys
from steelyard.cli import main
from steelyard.workbook.editing import add_part

work, asked = add_part.added, []

def added(*args, **kwargs):
    if not asked:
        asked.append(args)
        print("read", flush=True)
        sys.stdin.readline()
    return work(*args, **kwargs)

add_part.added = added
main()
"""


def adding(book: Path, option: str, code: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, "add", "option", book.name, option],
        cwd=book.parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
    )


def test_options_that_two_processes_add_at_once_are_both_there(book: Path) -> None:
    processes = {name: adding(book, name, PAUSED) for name in ("rope", "boat")}
    for process in processes.values():  # both have read the file before either writes it
        assert process.stdout is not None
        assert process.stdout.readline() == "read\n"
    for process in processes.values():
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    for name, process in processes.items():
        stdout, stderr = process.communicate()
        assert (process.returncode, stdout) == (0, f"book.xlsx: option '{name}' added.\n"), stderr
    assert {"rope", "boat"} <= {option.id for option in load(book).options}
    assert verify(book).sound
    assert [path.name for path in book.parent.iterdir()] == ["book.xlsx"]


def test_options_that_many_processes_add_are_all_there(book: Path) -> None:
    names = {"rope", "boat", "kite", "lamp"}
    processes = [adding(book, name, "from steelyard.cli import main; main()") for name in sorted(names)]
    assert [process.communicate()[0] for process in processes] == [
        f"book.xlsx: option '{name}' added.\n" for name in sorted(names)
    ]
    assert names <= {option.id for option in load(book).options}
    assert [path.name for path in book.parent.iterdir()] == ["book.xlsx"]


def test_one_id_that_two_add_is_added_once_and_refused_once(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(book.parent)

    def theirs() -> None:
        package, _ = add_part.added(Package.read(book), "option", {"id": "rope", "name": "Theirs"}, {})
        write(package, book)

    original = add_part.added

    def first_theirs(*args: Any, **kwargs: Any) -> Any:
        monkeypatch.setattr(add_part, "added", original)
        theirs()
        return original(*args, **kwargs)

    monkeypatch.setattr(add_part, "added", first_theirs)
    done = CliRunner().invoke(cli.app, ["add", "option", book.name, "rope", "--name", "Mine"])
    assert done.exit_code == 2
    assert done.stderr.endswith("book.xlsx: id 'rope' is taken; choose another\n")
    assert [option.name for option in load(book).options if option.id == "rope"] == ["Theirs"]


def test_a_file_that_is_replaced_while_it_is_scored_is_read_again(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = in_between(monkeypatch, scoring, "scored", lambda: replaced(book, 7.0))
    done = score(book)
    assert len(calls) == 2
    assert done.model.values["weights/Bill/pen"] == held(book, *WEIGHT) == 7.0
    assert verify(book).sound


def test_a_file_that_never_rests_is_left_as_the_others_made_it(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changes = [lambda weight=weight: replaced(book, weight) for weight in (7.0, 8.0, 9.0)]
    calls = in_between(monkeypatch, scoring, "scored", *changes)
    with pytest.raises(ChangedWorkbook) as refusal:
        score(book)
    assert str(refusal.value) == (
        f"{book} was changed by someone else after steelyard had read it. Nothing was written; run again"
    )
    assert len(calls) == 3
    assert held(book, *WEIGHT) == 9.0
    assert not verify(book).current


def test_a_file_that_is_removed_while_it_is_scored_stays_away(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_between(monkeypatch, scoring, "scored", book.unlink)
    with pytest.raises(UnreadableFile, match="does not exist"):
        score(book)
    assert [*book.parent.iterdir()] == []


def test_problems_are_noted_in_the_file_as_others_left_it(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(book, *WEIGHT, -1.0)
    calls = in_between(monkeypatch, scoring, "note", lambda: replaced(book, -2.0))
    with pytest.raises(InvalidModel, match="-2") as refusal:
        score(book)
    assert len(calls) == 2
    assert refusal.value.__notes__ == [NOTED]
    assert held(book, *WEIGHT) == -2.0


def test_problems_that_others_mended_meanwhile_are_not_noted(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(book, *WEIGHT, -1.0)
    in_between(monkeypatch, scoring, "note", lambda: replaced(book, 7.0))
    assert score(book).model.values["weights/Bill/pen"] == 7.0
    assert verify(book).sound


def test_the_source_may_change_where_the_result_goes_elsewhere(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_between(monkeypatch, scoring, "scored", lambda: replaced(book, 7.0))
    score(book, book.with_name("out.xlsx"))
    assert held(book, *WEIGHT) == 7.0
    assert held(book.with_name("out.xlsx"), *WEIGHT) == 10.0


@pytest.mark.parametrize(
    ("command", "module", "name"),
    [
        ("score book.xlsx -o new.xlsx", "steelyard.workbook.scoring.score", "scored"),
        ("add option book.xlsx rope -o new.xlsx", "steelyard.workbook.editing.add_part", "added"),
        ("build model.yaml -o new.xlsx", "steelyard.workbook.building.build", "workbook_bytes"),
        ("new nash-1950 -o new.xlsx", "steelyard.workbook.building.build", "workbook_bytes"),
        ("new nash-1950 -o new.yaml", "steelyard.workbook.files", "require_ending"),
        ("export book.xlsx -o new.yaml", "steelyard.workbook.files", "load_as_declared"),
        ("schema -o new.json", "steelyard.ooxml.opc.atomic_save", "save"),
    ],
)
def test_a_new_file_is_not_written_over_one_that_somebody_made_meanwhile(
    command: str, module: str, name: str, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import importlib  # noqa: PLC0415 - the commands import the modules late, too

    monkeypatch.chdir(book.parent)
    Path("model.yaml").write_text(TEXT, encoding="utf-8")
    output = Path(command.rsplit(maxsplit=1)[-1])
    before = in_between(
        monkeypatch, importlib.import_module(module), name, lambda: output.write_bytes(b"theirs")
    )
    done = CliRunner().invoke(cli.app, command.split())
    assert before, "nothing was interrupted"
    assert done.exit_code == 2, done.output
    assert done.stderr == (
        f"steelyard: {output} exists now: somebody made it in the meantime. Nothing was written; choose "
        "another name\n"
    )
    assert output.read_bytes() == b"theirs"
    done = CliRunner().invoke(cli.app, [*command.split(), "--force"])
    assert done.exit_code == 0, done.output
    assert output.read_bytes() != b"theirs"


@pytest.mark.parametrize(
    "command",
    [
        "score book.xlsx",
        "add option book.xlsx rope",
        "build model.yaml -o book.xlsx --force",
        "new nash-1950 -o book.xlsx --force",
        "export model.yaml -o book.yaml --force",
        "schema -o book.json --force",
    ],
)
def test_a_name_that_is_a_file_of_its_own_now_is_told(
    command: str, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(book.parent)
    Path("model.yaml").write_text(TEXT, encoding="utf-8")
    typed(book, *WEIGHT, 7.0)
    written = Path(next(word for word in command.split() if word.startswith("book.")))
    written.touch()
    before = written.read_bytes()
    Path("snapshot").hardlink_to(written)
    done = CliRunner().invoke(cli.app, command.split())
    assert done.exit_code == 0, done.output
    said = f"warning: {written}: it had 2 names (hard links), and is a file of its own now: "
    assert said in done.stderr
    assert Path("snapshot").read_bytes() == before


def test_a_refused_score_tells_it_too(book: Path) -> None:
    typed(book, *WEIGHT, -1.0)
    book.with_name("snapshot").hardlink_to(book)
    with pytest.raises(InvalidModel) as refusal:
        score(book)
    [lost, noted] = refusal.value.__notes__
    assert lost.startswith(f"{book}: it had 2 names (hard links)")
    assert noted == NOTED


def test_in_python_it_is_a_warning(book: Path) -> None:
    book.with_name("snapshot").hardlink_to(book)
    with pytest.warns(UserWarning, match=r"book\.xlsx: it had 2 names"):
        save(load(book), book)


def test_settings_of_xlwings_that_changed_meanwhile_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    conf = settings_file(System.WINDOWS, tmp_path)
    conf.parent.mkdir()
    conf.write_text('"LICENSE_KEY","mine"\n', encoding="utf-8")
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setattr(addin, "ribbon", lambda: None)
    written = addin.lines(System.WINDOWS, None, dry_run=False)
    next(written)
    original = atomic_save.save

    def late(*args: Any, **kwargs: Any) -> Any:
        conf.write_text('"LICENSE_KEY","theirs"\n', encoding="utf-8")
        return original(*args, **kwargs)

    monkeypatch.setattr(addin, "save", late)
    with pytest.raises(ChangedWorkbook):
        next(written)
    assert conf.read_text(encoding="utf-8") == '"LICENSE_KEY","theirs"\n'


@pytest.mark.office
def test_what_libreoffice_stores_while_a_workbook_is_scored_is_kept(
    book: Path, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet, at = place(Package.read(book), *WEIGHT)

    def edit_and_store() -> None:
        with office.open(book) as document:
            document.put(sheet, at, [[7]])
            document.save_as(book.with_name("stored.xlsx"))
        book.with_name("stored.xlsx").replace(book)

    in_between(monkeypatch, scoring, "scored", edit_and_store)
    score(book)
    assert held(book, *WEIGHT) == 7.0
    assert verify(book).current


@pytest.mark.office
def test_a_workbook_that_libreoffice_opens_while_it_is_scored_is_not_written(
    book: Path, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, opened = book.read_bytes(), []
    in_between(monkeypatch, scoring, "scored", lambda: opened.append(office.open(book)))
    with pytest.raises(LockedWorkbook, match="is open in LibreOffice"):
        score(book)
    for document in opened:
        document.close()
    assert book.read_bytes() == before
    score(book)
