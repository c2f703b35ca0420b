"""How a finding speaks."""

import ast
import re
from pathlib import Path

from steelyard.model import findings
from steelyard.model.draft import Place
from steelyard.model.findings import CODES, Finding, Severity, errors, quoted_value, warnings
from steelyard.model.parts import RuleKind


def test_long_texts_are_cut() -> None:
    assert quoted_value("x" * 61) == repr("x" * 59 + "…")
    assert quoted_value("x" * 60) == repr("x" * 60)


def test_values_are_shown_as_typed() -> None:
    values = (0.5, 1e20, 7, False, RuleKind.CAP, float("nan"), [1])
    assert [quoted_value(value) for value in values] == ["0.5", "1e+20", "7", "FALSE", "'cap'", "nan", "[1]"]


def test_an_empty_cell_is_called_nothing() -> None:
    assert str(Finding(Place("Costs"), "", "a number is needed", "missing")) == (
        "Costs: found nothing; a number is needed"
    )


def test_errors_leave_warnings_out() -> None:
    error = Finding(Place("Costs"), "", "", "missing")
    warning = Finding(Place("Costs"), "", "", "missing", Severity.WARNING)
    assert errors((error, warning)) == (error,)
    assert warnings((error, warning)) == (warning,)


def test_every_code_is_explained() -> None:
    assert codes_in_the_sources() | codes_in_the_vectors() == set(CODES)
    assert list(CODES) == sorted(CODES)


def codes_in_the_sources() -> set[str]:
    """The last argument of each call that notes a finding, but for the severity, where it is a word."""
    noting = {"Finding", "note_error", "note_warning", "missing", "choice", "note_repeated"}
    noting |= {"refuse", "refuse_entry", "_warning"}
    package = Path(findings.__file__).parents[1]
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in package.rglob("*.py")]
    calls = [call for tree in trees for call in ast.walk(tree) if isinstance(call, ast.Call) and call.args]
    last = [
        [arg for arg in call.args if ast.unparse(arg) != "Severity.WARNING"][-1]
        for call in calls
        if getattr(call.func, "attr", getattr(call.func, "id", "")) in noting
    ]
    return {
        arg.value
        for arg in last
        if isinstance(arg, ast.Constant)
        and isinstance(arg.value, str)
        and re.fullmatch("[a-z]+(-[a-z]+)*", arg.value)
    } - {"id", "key"} | {"completed"}


def codes_in_the_vectors() -> set[str]:
    texts = [path.read_text(encoding="utf-8") for path in Path(__file__).parent.rglob("*findings.txt")]
    return {match[1] for text in texts for match in re.finditer(r"^ +\(?([a-z-]+)\)?: ", text, re.MULTILINE)}
