"""The parts."""

from steelyard.model.parts import Counterpart


def test_counterparts_that_leave_out_what_they_do_not_have_compare_equal() -> None:
    short = Counterpart(id="Russia", worth=(1.0,), burden=(2.0, 3.0))
    spelled = Counterpart(
        id="Russia", worth=(1.0,), burden=(2.0, 3.0), effort=(None, None), chance=(None, None)
    )
    assert short == spelled


def test_the_budget_of_a_counterpart_is_all_that_it_gave_however_many_decimals_there_are() -> None:
    assert Counterpart(id="Russia", worth=(0.1,) * 10, burden=(2.0, 3.0)).budget == 6.0
