"""How a finding speaks."""

import re
from pathlib import Path

from steelyard.model import findings
from steelyard.model.draft import Place
from steelyard.model.findings import CODES, Finding, Severity, errors, shown
from steelyard.model.parts import RuleKind


def test_long_texts_are_cut() -> None:
    assert shown("x" * 61) == repr("x" * 59 + "…")
    assert shown("x" * 60) == repr("x" * 60)


def test_values_are_shown_as_typed() -> None:
    values = (0.5, 1e20, 7, False, RuleKind.CAP, float("nan"), [1])
    assert [shown(value) for value in values] == ["0.5", "1e+20", "7", "FALSE", "'cap'", "nan", "[1]"]


def test_an_empty_cell_is_called_nothing() -> None:
    assert str(Finding(Place("Costs"), "", "a number is needed", "missing")) == (
        "Costs: found nothing; a number is needed"
    )


def test_errors_leave_warnings_out() -> None:
    error = Finding(Place("Costs"), "", "", "missing")
    warning = Finding(Place("Costs"), "", "", "missing", Severity.WARNING)
    assert errors((error, warning)) == (error,)


def test_every_code_is_explained() -> None:
    sources = "".join(
        path.read_text(encoding="utf-8") for path in Path(findings.__file__).parent.glob("*.py")
    )
    given = {
        match[1] for match in re.finditer(r'"([a-z]+(?:-[a-z]+)*)"(?:, Severity\.WARNING)?\)\)?\n', sources)
    }
    vectors = Path(__file__).parent.glob("*findings.txt")
    found = {
        match[1] for path in vectors for match in re.finditer(r"^ +\(?([a-z-]+)\)?: ", path.read_text(), re.M)
    }
    assert found <= set(CODES)
    assert [code for code in CODES if f'"{code}"' not in sources.replace(f'"{code}": "', "")] == []
    assert [code for code in given if "-" in code and code not in CODES] == []
    assert list(CODES) == sorted(CODES)
