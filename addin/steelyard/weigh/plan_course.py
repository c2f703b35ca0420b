"""The plan of a model as a course: tracks, places on them, the half-steps, and the rules along the way."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from steelyard.analysis.packages.packages import Limit, guarded, kept, whole
from steelyard.analysis.plans import ledger as plan
from steelyard.analysis.plans import order as plan_order
from steelyard.errors import BrokenPlan, SteelyardError
from steelyard.model.parts import Counterpart, StepKind
from steelyard.weigh import issues
from steelyard.weigh.bargain import Bargain
from steelyard.weigh.conditions import asked_by
from steelyard.weigh.weighing import Weighing

if TYPE_CHECKING:
    from steelyard.analysis.arrays import Bools, Ints
    from steelyard.analysis.packages.packages import Space
    from steelyard.analysis.plans.ledger import Course, Ledger
    from steelyard.analysis.plans.order import Order
    from steelyard.model.parts import Step


class Plan:
    """The plan of a model, from one viewpoint of ours; in ticks.

    A measure moves from level to level in the order of the phases; options of one track take each other's
    place, so the one released last is in force. Worth counts as in packages.
    """

    def __init__(self, weighing: Weighing) -> None:
        """Lay out the plan.

        Raises:
            SteelyardError: the model has no counterpart, or no plan.
        """
        self.deal = Bargain(weighing)
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
        """The issue and the choice that a step makes."""
        if step.kind is StepKind.MEASURE:
            ids = [measure.id for measure in self.model.measures]
            return ids.index(step.item), self.model.levels.index(step.level)
        return self.deal.issues.of_option([option.id for option in self.model.options].index(step.item))

    @cached_property
    def choices(self) -> list[list[int]]:
        """[t][p], the choice of the issue at each place of a track: at first nothing, then step by step."""
        return [[0, *(self._choice(self.steps[at])[1] for at in steps)] for steps in self.tracks]

    @cached_property
    def course(self) -> Course:
        """The tracks with what their places are worth."""
        space = self.deal.space
        back_us, back_them = self._snapback(space)
        measures = self.deal.issues.measures
        return plan.Course(
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
        """[i][j] each, what our side recovers and the other loses when all that can be is taken back."""
        shares = [np.zeros(size) for size in space.sizes]
        for o, option in enumerate(self.model.options):
            issue, choice = self.deal.issues.of_option(o)
            shares[issue][choice] = option.snapback or 0.0
        back = [whole(share * us) for share, us in zip(shares, space.us, strict=True)]
        lost = [whole(share * them) for share, them in zip(shares, space.them, strict=True)]
        return tuple(-ticks for ticks in back), tuple(lost)

    # The order as it is planned.

    @cached_property
    def halves(self) -> tuple[tuple[int, StepKind], ...]:
        """The half-steps of the plan: each phase with its measures, then with its options."""
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
    def limits(self) -> tuple[Limit, ...]:
        """The rules along the tracks; what the plan leaves alone stays at nothing."""
        return tuple(self._limit(limit) for limit in self.deal.space.limits)

    def _limit(self, limit: Limit) -> Limit:
        track_of = {issue: t for t, issue in enumerate(self.issues)}
        rest = sum(spends[0] for issue, spends in limit.spends.items() if issue not in track_of)
        spends = {
            track_of[issue]: tuple(spends[choice] for choice in self.choices[track_of[issue]])
            for issue, spends in limit.spends.items()
            if issue in track_of
        }
        track = track_of.get(limit.issue)
        if track is None:  # the plan never releases the option
            return Limit(0, frozenset(), {}, 0)
        guards = frozenset(p for p, choice in enumerate(self.choices[track]) if choice in limit.choices)
        return Limit(track, guards, spends, limit.most - rest)

    @cached_property
    def lacking(self) -> Ints:
        """[r, h], how much is lacking of each rule after each half-step; 0 while its option is not in force.

        Counted as in packages: measures, or 1.
        """
        places = self.places[1:]
        rows = [
            issues.lacking(rule, limit, places) * guarded(limit, places)
            for rule, limit in zip(self.model.rules, self.limits, strict=True)
        ]
        return np.array(rows, dtype=np.int64).reshape(len(rows), len(places))

    def breaches(self) -> list[str]:
        """What the plan breaks, in its order: each rule where it first does."""
        held = kept(self.limits, self.places[1:])
        told = []
        for rule in np.flatnonzero(~held.all(axis=1)).tolist():
            half = int(np.flatnonzero(~held[rule])[0])
            told.append((half, rule))
        return [self._breach(half, rule) for half, rule in sorted(told)]

    def _breach(self, half: int, rule: int) -> str:
        phase, kind = self.halves[half]
        broken = self.model.rules[rule]
        wanted = asked_by(broken)
        moved = "releases" if kind is StepKind.OPTION else "goes on with"
        return f"phase {phase} {moved} {broken.option!r} while {broken.id!r} does not hold: {wanted}"

    def require_sound(self) -> None:
        """Let a plan pass that keeps every rule after every half-step.

        Raises:
            BrokenPlan: it does not; the message names each condition.
        """
        if told := self.breaches():
            raise BrokenPlan("\n".join(["the plan breaks its rules", *(f"  {line}" for line in told)]))

    # The ledger.

    def ledger(self, places: Ints) -> Ledger:
        """Where both sides stand at these places."""
        return plan.ledger(self.course, places)

    def moves_left(self, places: Ints) -> Bools:
        """[h, 2], whether our side and the other still have something to do."""
        left = places[-1] > places
        measure = self.course.measure
        return np.column_stack([(left & ~measure).any(axis=1), (left & measure).any(axis=1)])

    def future_needed(self, places: Ints) -> Ints:
        """[h, 2], what the future must be worth to each side so that it does not stop there."""
        return plan.future_needed(self.ledger(places), self.moves_left(places), self.deal.reservations)

    def released(self, places: Ints) -> list[list[int]]:
        """[h], positions of the options in force."""
        found = []
        for row in places.tolist():
            package = np.zeros(len(self.deal.space.us), dtype=np.int64)
            package[self.issues] = [self.choices[t][p] for t, p in enumerate(row)]
            found.append(self.deal.issues.offered(package))
        return found

    def delay(self, places: Ints) -> list[int]:
        """[h], phases until all is back that can be taken back from the options in force."""
        options = self.model.options
        return [
            max((int(options[o].delay or 0) for o in released if options[o].snapback), default=0)
            for released in self.released(places)
        ]

    # The best order.

    @cached_property
    def start(self) -> Ints:
        """[t], where an order starts: opening options that lead their track are released first of all."""
        opening = {option.id for option in self.model.options if option.opening}
        return np.array(
            [int(self.steps[steps[0]].item in opening and not measure)
             for steps, measure in zip(self.tracks, self.course.measure.tolist(), strict=True)],
            dtype=np.int64,
        )  # fmt: skip

    @cached_property
    def best(self) -> Order:
        """The order with the least greatest exposure of the larger side, then the fewest phases.

        Raises:
            SteelyardError: the plan is too large to be ordered exactly.
            BrokenPlan: no order keeps the rules.
        """
        if (count := plan_order.cells(self.course)) > plan_order.CELLS:
            most = plan_order.CELLS
            raise SteelyardError(
                f"the plan can stand at {count:,} points, more than the {most:,} that are ordered exactly; "
                "take some steps together"
            )
        found = plan_order.best_order(self.course, self.limits, self.start)
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
        """[h, t], as `places`, in the best order; with opening options the first phase releases just them."""
        zero = np.zeros_like(self.start)
        before = [zero, zero, self.start] if self.start.any() else [zero]
        return np.vstack([*before, *self.best.places]).astype(np.int64)


def course_of(weighing: Weighing) -> Plan | None:
    """The plan of a model; None where it has none.

    Where there is no counterpart, one stands in to whom all is worth the same: what our side gives, receives
    and risks does not hang on it, nor do the rules.
    """
    model = weighing.model
    if not model.plan:
        return None
    if model.counterparts:
        return Plan(weighing)
    alike = Counterpart(id="", worth=(1.0,) * len(model.options), burden=(1.0,) * len(model.measures))
    return Plan(Weighing(model.replace(counterparts=(alike,)), viewpoint=weighing.viewpoint))
