"""The file of the extension, its generated parts, and the commands that write and install it."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from libreoffice_addin.conftest import ROOT
from lxml import etree
from typer.testing import CliRunner

from steelyard.cli import app
from steelyard.errors import SteelyardError
from steelyard.excel.buttons import BUTTONS
from steelyard.excel.file_buttons import FILE_BUTTONS
from steelyard.excel.functions import __all__ as every_function
from steelyard.excel.registration import excel_name
from steelyard.libreoffice import installing, menus
from steelyard.libreoffice.interface import generated
from steelyard.libreoffice.packing import PROTOCOL, SHIPPED, packed

if TYPE_CHECKING:
    from collections.abc import Sequence

OOR = "{http://openoffice.org/2001/registry}"
EXTENSION = ROOT / "addin" / "steelyard" / "libreoffice" / "extension"


def run(*args: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["addin", *args])
    return done.exit_code, done.output


def program(folder: Path, *lines: str) -> Path:
    """A program in the place of unopkg, which keeps what it was asked."""
    path = folder / "unopkg"
    path.write_text("\n".join(["#!/bin/sh", f'echo "$@" >> {folder / "asked"}', *lines, ""]))
    path.chmod(0o755)
    return path


def asked(folder: Path) -> list[str]:
    return [line.split()[0] for line in (folder / "asked").read_text().splitlines()]


def test_generated_files_follow_from_the_declared_functions() -> None:
    for name, text in generated().items():
        found = (EXTENSION / name).read_text(encoding="utf-8")
        assert found == text, "run: python scripts/libreoffice_interface.py"
    names = (EXTENSION / "functions.txt").read_text(encoding="utf-8").split()
    assert names == [excel_name(name).lower() for name in every_function]


def test_menu_toolbar_and_questions_follow_from_the_one_list_of_buttons() -> None:
    for name, text in menus.generated().items():
        found = (EXTENSION / name).read_text(encoding="utf-8")
        assert found == text, "run: python scripts/libreoffice_interface.py"
    every = menus.listed()
    assert {button.name for button in every} == {
        *(each.name for each in BUTTONS),
        *(each.name for each in FILE_BUTTONS),
    }
    shown = etree.parse(EXTENSION / "Addons.xcu")
    for place in ("OfficeMenuBar", "OfficeToolBar"):
        [part] = [node for node in shown.iter("node") if node.get(f"{OOR}name") == place]
        told = {
            what: [e.findtext("value") for e in part.iter("prop") if e.get(f"{OOR}name") == what]
            for what in ("URL", "Title")
        }
        assert sorted(told["URL"]) == sorted(PROTOCOL + button.name for button in every)
        assert set(told["Title"]) - {"Steelyard"} == {button.label for button in every}
    assert {text for button in BUTTONS for text in button.asks} == set(menus.QUESTIONS)


def test_the_task_pane_calls_the_buttons_by_the_same_labels() -> None:
    pane = (ROOT / "addin" / "templates" / "taskpane.html").read_text(encoding="utf-8")
    labels = {button.name: button.label for button in BUTTONS}
    told = re.findall(r'<button[^>]* data-script="(\w+)"[^>]*>([^<]+)</button>', pane)
    assert told
    assert [(name, label) for name, label in told if labels[name] != label] == []


def test_the_compiled_interface_names_every_function() -> None:
    """A name is preceded by its length. That all fits in every detail is seen in test_in_office."""
    compiled = (EXTENSION / "interface.rdb").read_bytes()
    wanted = re.findall(r"\w+(?=\(\[|[,)])", generated()["interface.idl"])
    assert {excel_name(name).lower() for name in every_function} <= {*wanted}
    assert [name for name in wanted if len(name).to_bytes(4, "little") + name.encode() not in compiled] == []


def test_the_same_arguments_give_the_same_bytes_and_the_settings_are_in_them() -> None:
    once = packed("1.2.3", python="/usr/bin/python3")
    assert packed("1.2.3", python="/usr/bin/python3") == once
    with zipfile.ZipFile(io.BytesIO(once)) as archive:
        names = archive.namelist()
        settings = json.loads(archive.read("settings.json"))
        described = etree.fromstring(archive.read("description.xml"))
        listed = etree.fromstring(archive.read("META-INF/manifest.xml"))
        etree.fromstring(archive.read("steelyard.components"))
        etree.fromstring(archive.read("CalcAddins.xcu"))
        for name in ("Addons.xcu", "CalcWindowState.xcu", "ProtocolHandler.xcu"):
            etree.fromstring(archive.read(name))
    own = {"META-INF/manifest.xml", "description.xml", "settings.json", "steelyard.components"}
    own |= {"CalcWindowState.xcu", "Jobs.xcu", "ProtocolHandler.xcu"}
    assert set(names) == own | set(SHIPPED)
    assert settings == {"python": "/usr/bin/python3", "service": ""}
    assert described.find("{*}version").get("value") == "1.2.3"
    assert {value for entry in listed for key, value in entry.items() if key.endswith("full-path")} <= set(
        names
    )


def test_build_writes_the_extension_and_refuses_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "steelyard.oxt"
    assert run("build", "--libreoffice", "-o", str(path)) == (
        0,
        f"{path}: the extension; it computes with {sys.executable}.\n",
    )
    assert settings_of(path) == {"python": sys.executable, "service": ""}
    code, said = run("build", "--libreoffice", "-o", str(path))
    assert code == 2
    assert "--force" in said
    address = "http://127.0.0.1:8000"
    assert run("build", "--libreoffice", "--force", "--service", address, "-o", str(path))[0] == 0
    assert settings_of(path) == {"python": "", "service": address}


def settings_of(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        found: dict[str, str] = json.loads(archive.read("settings.json"))
    return found


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        (["build"], "steelyard addin build is for LibreOffice alone; type --libreoffice"),
        (["remove"], "steelyard addin remove is for LibreOffice alone; type --libreoffice"),
        (
            ["build", "--libreoffice", "-o", "x.zip"],
            "x.zip: LibreOffice takes extensions with a name in .oxt",
        ),
        (
            ["install", "--libreoffice", "book.xlsx"],
            "BOOK and --for are about Excel, and --libreoffice is not",
        ),
        (
            ["install", "--service", "http://127.0.0.1:1"],
            "--service and --profile are about LibreOffice; type --libreoffice too",
        ),
    ],
)
def test_what_does_not_fit_is_refused(args: Sequence[str], reason: str) -> None:
    assert run(*args) == (2, f"steelyard: {reason}\n")


def test_a_dry_run_installs_and_removes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = program(tmp_path, "echo 'Identifier: org.steelyard.libreoffice'")
    monkeypatch.setattr(installing, "program", lambda: known)
    code, said = run("install", "--libreoffice", "--dry-run")
    assert code == 0
    assert said.splitlines()[:2] == [
        f"extension of LibreOffice: would be installed by {known}",
        f"what computes: {sys.executable}",
    ]
    assert not (tmp_path / "asked").exists()
    assert run("remove", "--libreoffice", "--dry-run") == (0, "extension of LibreOffice: would be removed\n")
    assert asked(tmp_path) == ["list"]
    assert run("remove", "--libreoffice") == (0, "extension of LibreOffice: removed\n")
    assert asked(tmp_path) == ["list", "list", "remove"]


def test_a_first_try_that_fails_is_repeated_once(tmp_path: Path) -> None:
    once = program(tmp_path, f"[ -e {tmp_path / 'mark'} ] && exit 0", f"touch {tmp_path / 'mark'}", "exit 1")
    installing.install(b"", once)
    assert asked(tmp_path) == ["add", "add"]


def test_the_office_is_not_given_the_python_of_an_active_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = str(Path(sys.executable).parent)
    monkeypatch.setenv("PATH", os.pathsep.join((own, os.defpath)))
    monkeypatch.setenv("PYTHONPATH", own)
    installing.install(b"", program(tmp_path, f'echo "$PATH,$PYTHONPATH" > {tmp_path / "given"}'))
    assert (tmp_path / "given").read_text() == f"{os.defpath},\n"


def test_the_reason_of_the_office_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    never = program(tmp_path, "echo 'ERROR: it is already running' >&2", "exit 1")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(
        SteelyardError, match="extension: it is already running \\(close LibreOffice and try again\\)"
    ):
        installing.install(b"", never)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(SteelyardError, match="not as root"):
        installing.remove(never)


def test_an_office_without_python_is_told_which_package_brings_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(installing, "USUAL_PLACES", (str(tmp_path / "office"),))
    with pytest.raises(SteelyardError, match="no program unopkg"):
        installing.program()
    home = tmp_path / "office"
    home.mkdir()
    (home / "fundamentalrc").touch()
    found = program(home)
    with pytest.raises(SteelyardError, match="python3-uno"):
        installing.program()
    (home / "pythonloader.py").touch()
    assert installing.program() == found


def test_the_commands_know_no_xlwings_for_it() -> None:
    code = (
        "import sys; from steelyard.libreoffice import installing, packing; packing.packed('1');"
        "assert not {'xlwings', 'steelyard.excel'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
