"""How a finding speaks."""

from steelyard.model.draft import Place
from steelyard.model.findings import Finding, Severity, errors, shown
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
