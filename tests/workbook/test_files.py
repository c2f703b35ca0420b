"""Files in and out: told apart by what is in them, written whole, refused with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest
import small

from steelyard.errors import (
    EncryptedWorkbook,
    InvalidModel,
    NotAWorkbook,
    SteelyardError,
    TextError,
    UnreadableFile,
)
from steelyard.model.findings import Severity
from steelyard.model.text.reading import read_text, write_text
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.files import holds_workbook, load, read_file, save

MODEL = read_text(small.TEXT)


@pytest.mark.parametrize("name", ["model.yaml", "model.yml", "MODEL.YAML"])
def test_a_text_is_saved_and_loaded(name: str, tmp_path: Path) -> None:
    save(MODEL, tmp_path / name)
    assert (tmp_path / name).read_text(encoding="utf-8") == write_text(MODEL)
    assert load(tmp_path / name) == MODEL


@pytest.mark.parametrize("name", ["book.xlsx", "BOOK.XLSX"])
def test_a_workbook_is_saved_and_loaded(name: str, tmp_path: Path) -> None:
    save(MODEL, str(tmp_path / name))
    assert (tmp_path / name).read_bytes() == workbook_bytes(MODEL)
    assert load(str(tmp_path / name)) == MODEL


def test_content_counts_before_the_ending(tmp_path: Path) -> None:
    save(MODEL, tmp_path / "book.xlsx")
    (tmp_path / "book.xlsx").rename(tmp_path / "book.yaml")
    (tmp_path / "book.txt").write_bytes(b"\xef\xbb\xbf# mine\n" + write_text(MODEL).encode())
    assert holds_workbook((tmp_path / "book.yaml").read_bytes(), "book.yaml")
    assert not holds_workbook((tmp_path / "book.txt").read_bytes(), "book.txt")
    assert load(tmp_path / "book.yaml") == load(tmp_path / "book.txt") == MODEL


@pytest.mark.parametrize(
    ("name", "content", "error", "said"),
    [
        ("notes.txt", b"nothing", NotAWorkbook, "is neither a workbook"),
        ("book.numbers", b"", NotAWorkbook, "is neither a workbook"),
        ("book.ods", b"", NotAWorkbook, "is no workbook"),
        ("book.xlsx", b"nothing", NotAWorkbook, "it is not a zip"),
        ("model.yaml", b"steelyard: [", TextError, "model.yaml"),
        ("model.yaml", b"steelyard: 2", InvalidModel, "problems"),
        (
            "book.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            EncryptedWorkbook,
            "password",
        ),
    ],
)
def test_what_is_no_model_is_refused(
    name: str, content: bytes, error: type[SteelyardError], said: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(error, match=said):
        load(tmp_path / name)


def test_what_is_not_there_or_a_folder_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent.yaml"):
        with pytest.raises(UnreadableFile, match=path.name):
            load(path)


def test_another_ending_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(
        SteelyardError, match=r"a name that ends in \.ods or \.xlsx or \.yaml or \.yml is needed"
    ):
        save(MODEL, tmp_path / "model.json")
    assert [*tmp_path.iterdir()] == []


def test_a_faulty_model_is_not_saved(tmp_path: Path) -> None:
    path = tmp_path / "model.yaml"
    save(MODEL, path)
    before = path.read_bytes()
    with pytest.raises(InvalidModel, match="from 0 to 100"):
        save(MODEL.replace_value("costs/option-1/cost-1", 101.0), path)
    assert path.read_bytes() == before


def test_findings_come_back_warnings_among_them(tmp_path: Path) -> None:
    path = tmp_path / "model.yaml"
    path.write_text(small.TEXT + "evidence:\n  costs/option-9/cost-1: {source: x}\n", encoding="utf-8")
    read = read_file(path)
    assert read.model == load(path)
    assert [finding.severity for finding in read.findings] == [Severity.WARNING]
    path.write_text(small.TEXT.replace("cost-1: 20}", "cost-1: 200}"), encoding="utf-8")
    spoiled = read_file(path)
    assert spoiled.model is None
    assert {finding.code for finding in spoiled.findings} == {"out-of-range"}
