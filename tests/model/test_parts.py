"""The parts."""

from steelyard.model.parts import Counterpart, Measure


def test_counterparts_that_leave_out_what_they_do_not_have_compare_equal() -> None:
    short = Counterpart(id="Russia", worth=(1.0,), burden=(2.0, 3.0))
    spelled = Counterpart(
        id="Russia", worth=(1.0,), burden=(2.0, 3.0), effort=(None, None), chance=(None, None)
    )
    assert short == spelled


def test_the_budget_of_a_counterpart_is_all_that_it_gave_however_many_decimals_there_are() -> None:
    assert Counterpart(id="Russia", worth=(0.1,) * 10, burden=(2.0, 3.0)).budget == 6.0


def test_amounts_and_values_of_a_measure_lie_on_one_line() -> None:
    fallen = Measure(id="strikes", name="Strikes", values=(), unit="a week", amounts=(40.0, 30.0, 0.0))
    assert fallen.worth == (0.0, 25.0, 100.0)
    assert (fallen.value_of(10.0), fallen.amount_worth(75.0)) == (75.0, 10.0)
