"""The plan of a model, half-step by half-step: its tracks, the places on them, and the rules on the way."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from steelyard.analysis.packages.packages import Limit, whole, worth
from steelyard.analysis.plans import ledger, order
from steelyard.errors import BrokenPlan, SteelyardError
from steelyard.model.parts import Counterpart, StepKind
from steelyard.weigh import issues
from steelyard.weigh.bargain import Bargain
from steelyard.weigh.conditions import asked_by
from steelyard.weigh.package_space import (
    consents_of,
    reservations_in,
    rule_limits_of,
    stakeholder_choices,
)
from steelyard.weigh.weighing import Weighing, computed_once

if TYPE_CHECKING:
    from steelyard.analysis.arrays import Bools, Floats, Ints
    from steelyard.analysis.packages.packages import Space
    from steelyard.analysis.plans.ledger import Course, Ledger
    from steelyard.analysis.plans.order import Order
    from steelyard.model.parts import Step
    from steelyard.weigh.issues import RuleLimit


class PlanCourse:
    """The plan of a model, half-step by half-step, from one viewpoint of our side; worth is in ticks.

    A measure goes from level to level in the order of the phases. Options of one track replace each other,
    so that the last one released is in force. Worth is counted as for packages.
    """

    def __init__(self, weighing: Weighing) -> None:
        """Prepare the course of a plan; nothing is computed yet.

        Raises:
            SteelyardError: the model has no counterpart, or no plan.
        """
        self.bargain = Bargain(weighing)
        self._ledgers: dict[tuple[str, tuple[int, ...], bytes], Ledger] = {}
        self.model = weighing.model
        if not self.model.plan:
            raise SteelyardError("the model has no plan; write its steps on the sheet Plan")

    # The tracks.

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The steps in the order of the phases, measures first within each."""
        return tuple(sorted(self.model.plan, key=lambda s: (s.phase, s.kind is StepKind.OPTION)))

    @cached_property
    def tracks(self) -> tuple[tuple[int, ...], ...]:
        """For each track of the plan, the positions of its steps, in their order."""
        tracks: dict[int, list[int]] = {}
        for at, step in enumerate(self.steps):
            tracks.setdefault(self._choice(step)[0], []).append(at)
        return tuple(tuple(tracks[issue]) for issue in sorted(tracks))

    @cached_property
    def issues(self) -> list[int]:
        """[t], the issue of a package that each track settles."""
        return [self._choice(self.steps[steps[0]])[0] for steps in self.tracks]

    def _choice(self, step: Step) -> tuple[int, int]:
        """The issue that a step settles, and the choice that it makes there."""
        if step.kind is StepKind.MEASURE:
            ids = [measure.id for measure in self.model.measures]
            return ids.index(step.item), self.model.levels.index(step.level)
        return self.bargain.issues.of_option([option.id for option in self.model.options].index(step.item))

    @cached_property
    def choices(self) -> list[list[int]]:
        """[t][p], the choice at each place of a track: first nothing, then one choice for each step."""
        return [[0, *(self._choice(self.steps[at])[1] for at in steps)] for steps in self.tracks]

    @cached_property
    def course(self) -> Course:
        """The tracks, with the worth of every place on them."""
        space = self.bargain.space
        back_us, back_them = self._snapback(space)
        measures = self.bargain.issues.measures
        return ledger.Course(
            measure=np.array([issue < measures for issue in self.issues]),
            us=self._along(space.us),
            them=self._along(space.them),
            back_us=self._along(back_us),
            back_them=self._along(back_them),
        )

    def _along(self, values: tuple[Ints, ...]) -> tuple[Ints, ...]:
        pairs = zip(self.issues, self.choices, strict=True)
        return tuple(values[issue][places] for issue, places in pairs)

    def _snapback(self, space: Space) -> tuple[tuple[Ints, ...], tuple[Ints, ...]]:
        """[i][j] for each side, ticks that snapback of a choice returns to ours and takes from the other."""
        shares = [np.zeros(size) for size in space.sizes]
        for o, option in enumerate(self.model.options):
            issue, choice = self.bargain.issues.of_option(o)
            shares[issue][choice] = option.snapback or 0.0
        back = [whole(share * us) for share, us in zip(shares, space.us, strict=True)]
        lost = [whole(share * them) for share, them in zip(shares, space.them, strict=True)]
        return tuple(-ticks for ticks in back), tuple(lost)

    # The order as it is planned.

    @cached_property
    def halves(self) -> tuple[tuple[int, StepKind], ...]:
        """[h], the half-steps of the plan: for each phase its measures, then its options."""
        phases = sorted({step.phase for step in self.steps})
        return tuple((phase, kind) for phase in phases for kind in (StepKind.MEASURE, StepKind.OPTION))

    @cached_property
    def places(self) -> Ints:
        """[h, t], the place on each track before the first half-step and after each."""
        rows = [[0] * len(self.tracks)]
        for half in self.halves:
            done = [
                sum((self.steps[at].phase, self.steps[at].kind) == half for at in steps)
                for steps in self.tracks
            ]
            rows.append([was + more for was, more in zip(rows[-1], done, strict=True)])
        return np.array(rows, dtype=np.int64)

    @cached_property
    def rule_limits(self) -> tuple[RuleLimit, ...]:
        """The rules with tracks in place of issues; issues that are in no step stay at nothing."""
        return tuple(
            each._replace(limit=self._limit(each.limit)) for each in rule_limits_of(self.bargain.weighing)
        )

    @property
    def limits(self) -> tuple[Limit, ...]:
        """The same without the rules that they belong to."""
        return tuple(each.limit for each in self.rule_limits)

    def _limit(self, limit: Limit) -> Limit:
        track_of = {issue: t for t, issue in enumerate(self.issues)}
        rest = sum(spends[0] for issue, spends in limit.spends.items() if issue not in track_of)
        spends = {
            track_of[issue]: tuple(spends[choice] for choice in self.choices[track_of[issue]])
            for issue, spends in limit.spends.items()
            if issue in track_of
        }
        track = track_of.get(limit.issue)
        if track is None:  # the plan never releases the option, so the limit always holds
            return Limit(0, frozenset(), {}, 0)
        guards = frozenset(p for p, choice in enumerate(self.choices[track]) if choice in limit.choices)
        return Limit(track, guards, spends, limit.most - rest)

    @cached_property
    def lacking(self) -> Ints:
        """[r, h], what each rule lacks after each half-step; 0 while its option is not in force.

        A rule about delivery counts measures; any other rule counts 1.
        """
        return issues.lacking_by_rule(self.model, self.rule_limits, self.places[1:])

    def breaches(self) -> list[str]:
        """One line for each rule that the plan breaks, at the first half-step that breaks it."""
        broken = self.lacking > 0
        first = [(int(broken[rule].argmax()), rule) for rule in np.flatnonzero(broken.any(axis=1)).tolist()]
        return [self._breach(half, rule) for half, rule in sorted(first)]

    def _breach(self, half: int, rule: int) -> str:
        phase, kind = self.halves[half]
        broken = self.model.rules[rule]
        wanted = asked_by(self.model, broken)
        option = self.model.names("options")[broken.option]
        does = "releases" if kind is StepKind.OPTION else "goes on with"
        return f"phase {phase} {does} {option!r} while {broken.id!r} does not hold: {wanted}"

    def require_sound(self) -> None:
        """Refuse a plan that breaks a rule after some half-step.

        Raises:
            BrokenPlan: the plan breaks a rule; the message has one line for each rule.
        """
        if breaches := self.breaches():
            raise BrokenPlan("\n".join(["the plan breaks its rules", *(f"  {line}" for line in breaches)]))

    # The ledger.

    @property
    def sides(self) -> tuple[str, ...]:
        """The names of our side and of the other side; ours alone where a substitute is the other side."""
        return (
            self.model.settings.our_side,
            *(party.id for party in self.model.counterparts[:1] if party.id),
        )

    def ledger(self, places: Ints) -> Ledger:
        """What both sides have given and received at these places, [h, t]; kept for the next call."""
        # The same bytes may be other numbers in an array of another type or shape.
        key = (places.dtype.str, places.shape, places.tobytes())
        if key not in self._ledgers:
            self._ledgers[key] = ledger.ledger(self.course, places)
        return self._ledgers[key]

    def moves_left(self, places: Ints) -> Bools:
        """[h, 2], whether our side and the other side still have steps to take."""
        left = places[-1] > places
        measure = self.course.measure
        return np.column_stack([(left & ~measure).any(axis=1), (left & measure).any(axis=1)])

    def future_needed(self, places: Ints) -> Ints:
        """[h, 2], what the future must be worth to each side so that it is not better off stopping there."""
        no_deals = self.no_deals(places)[:, :2]
        return ledger.future_needed(self.ledger(places), self.moves_left(places), no_deals)

    def no_deals(self, places: Ints) -> Ints:
        """[h, p], what every party gets with no deal in the phase of each half-step; before the first, now.

        The plan as it stands, which is `places`, has the phases that are planned; any other order has them
        counted from 1.
        """
        phases = [1, *(1 + h // 2 for h in range(len(places) - 1))]
        if places is self.places:
            phases = [1, *(phase for phase, _ in self.halves)]
        return np.array([reservations_in(self.bargain.weighing, phase) for phase in phases], dtype=np.int64)

    @property
    def futures(self) -> tuple[float, float]:
        """Points that the time after the plan is stated to be worth to our side and to the other side."""
        return self.model.settings.future or 0.0, self.model.counterparts[0].future or 0.0

    def goes_on(self, places: Ints) -> Bools:
        """[h, 2], whether what is stated for the future is enough for each side."""
        return ledger.goes_on(self.future_needed(places), np.array(self.futures), len(self.steps))

    def rests_on_future(self, places: Ints) -> Bools:
        """[h, 2], whether each side would be better off stopping there if the future were worth nothing."""
        return ~ledger.goes_on(self.future_needed(places), np.zeros(2), len(self.steps))

    def least_future(self, places: Ints, after: slice) -> Floats:
        """[2], the least future with which each side stops at none of these places, with one decimal."""
        return ledger.least_future(self.future_needed(places)[after], len(self.steps))

    # The further counterparts.

    def standings(self, places: Ints) -> Ints:
        """[h, q], what the package in force is worth to each further counterpart, from the second on."""
        packages = np.array([self._package(row) for row in places.tolist()])
        found = [worth(party, packages) for party in self.bargain.further_parties]
        return np.array(found, dtype=np.int64).reshape(len(found), len(places)).T

    def accepts(self, places: Ints) -> Bools:
        """[h, q], whether each further counterpart is no worse off there than with no deal."""
        found: Bools = self.standings(places) >= self.no_deals(places)[:, 2:] - self.bargain.rounding
        return found

    @property
    def further(self) -> list[tuple[Ints, ...]]:
        """[q][t][p], ticks that each further counterpart gains by each place, compared with the start."""
        along = (self._along(party) for party in self.bargain.further_parties)
        return [tuple(track - track[0] for track in tracks) for tracks in along]

    @cached_property
    def by_stakeholder(self) -> tuple[tuple[Ints, ...], ...]:
        """[s][t][p], ticks that each place gives our side by the weights of each stakeholder."""
        return tuple(map(self._along, stakeholder_choices(self.bargain.weighing)))

    def stakeholder_standings(self, places: Ints) -> Ints:
        """[h, s], what the package in force is worth to our side by the weights of each stakeholder."""
        tracks = range(len(self.tracks))
        found = [sum(own[t][places[:, t]] for t in tracks) for own in self.by_stakeholder]
        return np.array(found, dtype=np.int64).T

    def stakeholders_refuse(self, places: Ints) -> Bools:
        """[h, s], whether that is less than stakeholders accept; see `package_space.consents_of`."""
        least = np.array([each.least for each in consents_of(self.bargain.weighing)])
        refused: Bools = self.stakeholder_standings(places) < least
        return refused

    def _package(self, row: list[int]) -> Ints:
        """[i], the package that is in force at these places; issues that are in no step are at nothing."""
        package = np.zeros(len(self.bargain.space.us), dtype=np.int64)
        package[self.issues] = [self.choices[t][p] for t, p in enumerate(row)]
        return package

    def released(self, places: Ints) -> list[list[int]]:
        """[h], positions of the options in force."""
        return [self.bargain.issues.offered(self._package(row)) for row in places.tolist()]

    def delay(self, places: Ints) -> list[int]:
        """[h], phases until our side has recovered all that it can from the options in force."""
        options = self.model.options
        return [
            max((int(options[o].delay or 0) for o in released if options[o].snapback), default=0)
            for released in self.released(places)
        ]

    # The best order.

    @cached_property
    def _planned(self) -> tuple[Ints, ...]:
        """[t][p], the phase in which each step of a track is planned, counted from 1 without gaps."""
        phases = sorted({step.phase for step in self.steps})
        return tuple(
            np.array([phases.index(self.steps[at].phase) + 1 for at in steps]) for steps in self.tracks
        )

    @cached_property
    def best(self) -> Order:
        """The order in which the greatest exposure of any side is least.

        Of several, it has the fewest phases; of these, its steps are nearest to the plan. So if the plan as
        it stands is best, this is the plan.

        Raises:
            SteelyardError: the plan is too large to be ordered exactly.
            BrokenPlan: no order keeps the rules.
        """
        if (count := order.cells(self.course)) > order.CELLS:
            most = order.CELLS
            raise SteelyardError(
                f"the plan can stand at {count:,} points, more than the {most:,} that are ordered exactly; "
                "take some steps together"
            )
        found = order.best_order(self.course, self.limits, self._planned)
        if found is None:
            raise BrokenPlan(
                "no order of the steps keeps the rules: a condition that an option needs is in no step"
            )
        return found

    @cached_property
    def best_phases(self) -> dict[str, int]:
        """The phase of each step, by its id, in the best order."""
        places = self.best_places
        return {
            self.steps[step].id: int((places[:, t] > p).argmax() + 1) // 2
            for t, steps in enumerate(self.tracks)
            for p, step in enumerate(steps)
        }

    @cached_property
    def best_places(self) -> Ints:
        """[h, t], the places in the best order, counted as in `places`."""
        return np.vstack([np.zeros_like(self.places[:1]), self.best.places])


@computed_once
def plan_of(weighing: Weighing) -> PlanCourse:
    """The course of a model's plan; called again, it is the same object.

    Raises:
        SteelyardError: the model has no counterpart, or no plan.
    """
    return PlanCourse(weighing)


@computed_once
def course_of(weighing: Weighing) -> PlanCourse | None:
    """The course of a model's plan; None where the model has no plan.

    Where the model has no counterpart, a substitute takes its place, to which all options and all measures
    are worth the same. What our side gives, receives and risks does not depend on the counterpart, and the
    rules do not either.
    """
    model = weighing.model
    if not model.plan:
        return None
    if model.counterparts:
        return plan_of(weighing)
    alike = Counterpart(id="", worth=(1.0,) * len(model.options), burden=(1.0,) * len(model.measures))
    return PlanCourse(
        Weighing(
            model.replace(counterparts=(alike,)), viewpoint=weighing.viewpoint, with_trial=weighing.with_trial
        )
    )
