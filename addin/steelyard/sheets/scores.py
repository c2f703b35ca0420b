"""Conditions and Scores: which rules hold, what is missing, what every option is worth in every scenario."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from steelyard.model.parts import RuleKind
from steelyard.sheets.context import CHOSEN
from steelyard.sheets.formula_text import PERCENT, TOLERANCE
from steelyard.sheets.shares import heading
from steelyard.sheets.spec import Formula
from steelyard.weigh import conditions as words
from steelyard.weigh.sentences import VERDICTS

if TYPE_CHECKING:
    from steelyard.sheets.context import Context
    from steelyard.sheets.shares import Rows
    from steelyard.sheets.spec import Content
    from steelyard.weigh.conditions import Condition

EVERY = f'"{words.EVERY_MEASURE}"'


def conditions(book: Context) -> Rows:
    """One row per scenario and condition; see the columns for what each cell says."""
    return tuple(
        _condition(book, scenario, at)
        for scenario in range(len(book.model.all_scenarios))
        for at in range(len(book.weighing.conditions))
    )


def _condition(book: Context, scenario: int, at: int) -> tuple[Content, ...]:
    weighing, condition = book.weighing, book.weighing.conditions[at]
    count = len(weighing.conditions)
    row = scenario * count + at
    here, rules = book.tables["conditions"].here, book.tables["rules"]
    scenario_id, option = book.model.all_scenarios[scenario].id, condition.rule.option
    later = [
        weighing.lacks(further, scenario)
        for further in range(at, count)
        if weighing.conditions[further].rule.option == option
    ]
    further_text = "; ".join(filter(None, later[1:]))
    missing_text = "; ".join(filter(None, later))
    holds = bool(weighing.condition_met[at, scenario])
    concerns_others = condition.rule.kind in (RuleKind.REQUIRES_OPTION, RuleKind.EXCLUDES_OPTION)
    threshold = condition.rule.kind in words.THRESHOLD_KINDS
    rule_id = f'"{condition.rule.id}"' if condition.derived else here.cell("condition", row)
    further, missing = here.cell("further", row), here.cell("missing", row + 1)
    last = here.cell("missing", (scenario + 1) * count).split("!")[-1]
    keys_below = f"{here.cell('key', row + 1)}:{here.cell('key', (scenario + 1) * count)}"
    phrase = _lacks(book, condition, row)
    level, needed = condition.rule.level, here.cell("level needed", row)
    return (
        Formula(f'{here.cell("scenario", row)}&"/"&{here.cell("option", row)}', f"{scenario_id}/{option}"),
        scenario_id,
        condition.id,
        Formula(rules.lookup(rule_id, "option"), option),
        Formula(_asks(book, condition, row, rule_id), words.asks(condition)),
        condition.subject
        if condition.derived
        else Formula(rules.lookup(rule_id, "subject"), condition.subject),
        Formula(
            f"MATCH({rules.lookup(rule_id, 'level')},{book.level_names()},0)",
            book.model.levels.index(level) + 1,
        )
        if threshold
        else None,
        _how_many(book, condition, row, rule_id),
        Formula(_holds(book, condition, row, rule_id), int(holds)),
        Formula(
            f'IF({here.cell("holds", row)}=1,{further},{phrase}&IF({further}="","","; "&{further}))'
            if phrase
            else further,
            missing_text,
        ),
        Formula(
            f'IFERROR(INDEX({missing}:{last},MATCH({here.cell("key", row)},{keys_below},0)),"")', further_text
        ),
        0 if concerns_others else Formula(f"1-{here.cell('holds', row)}", 1 - int(holds)),
        *_stands(book, condition, scenario, row, needed),
    )


def _asks(book: Context, condition: Condition, row: int, rule_id: str) -> str:
    here, rules = book.tables["conditions"].here, book.tables["rules"]
    subject = here.cell("subject", row)
    group = _group(subject)
    level, number = rules.lookup(rule_id, "level"), rules.lookup(rule_id, "number")
    return {
        RuleKind.REQUIRES: f'{subject}&": "&{level}',
        RuleKind.REQUIRES_ALL: f'"all of "&{group}&": "&{level}',
        RuleKind.REQUIRES_AT_LEAST: f'{number}&" of "&{group}&": "&{level}',
        RuleKind.REQUIRES_OPTION: f'{subject}&" released too"',
        RuleKind.EXCLUDES_OPTION: f'{subject}&" stays back"',
        RuleKind.CAP: f'{subject}&": at most "&{_plain_number(number)}',
    }[condition.rule.kind]


def _lacks(book: Context, condition: Condition, row: int) -> str:
    """Formula text of what is missing; empty for what cannot be."""
    here, rules, given = book.tables["conditions"].here, book.tables["rules"], book.tables["delivery"]
    subject, scenario = here.cell("subject", row), here.cell("scenario", row)
    group = _group(subject)
    rule_id = here.cell("condition", row)
    level, number = rules.lookup(rule_id, "level"), rules.lookup(rule_id, "number")
    match condition.rule.kind:
        case RuleKind.REQUIRES:
            return f'{subject}&": "&{level}&" (it stands at "&{given.crossing(scenario, subject)}&")"'
        case RuleKind.REQUIRES_ALL:
            # The list of names ends in a comma too many, which LEFT takes off again.
            cells = [here.cell(measure, row) for measure in book.measures]
            names = "&".join(
                f'IF({cell}=0,{heading(here, m)}&", ","")'
                for cell, m in zip(cells, book.measures, strict=True)
            )
            length = "+".join(
                f"IF({cell}=0,LEN({heading(here, m)})+2,0)"
                for cell, m in zip(cells, book.measures, strict=True)
            )
            return f'{group}&": all "&{level}&" (lacking "&LEFT({names},{length}-2)&")"'
        case RuleKind.REQUIRES_AT_LEAST:
            there = f"SUM({here.across(book.measures[0], book.measures[-1], row)})"
            return f'{group}&": "&{number}&" "&{level}&" ("&{there}&" so far)"'
        case RuleKind.REQUIRES_OPTION:
            return f'{subject}&": released too (it is locked)"'
        case RuleKind.EXCLUDES_OPTION:
            return ""
        case RuleKind.CAP:
            costs = _plain_number(_capped(book, condition, row))
            return f'{subject}&": at most "&{_plain_number(number)}&" (it costs "&{costs}&")"'


def _plain_number(value: str) -> str:
    """Formula text of a number with a point, whatever sign the reader's system has for it."""
    return f'SUBSTITUTE(ROUND({value},3)&"",",",".")'


def _group(subject: str) -> str:
    return f'IF({subject}={EVERY},"{words.group_name(words.EVERY_MEASURE)}",{subject})'


def _capped(book: Context, condition: Condition, row: int) -> str:
    """Sum of what the option and all that it requires cost on the head."""
    here, costs = book.tables["conditions"].here, book.tables["costs"]
    ids = [option.id for option in book.model.options]
    at = ids.index(condition.rule.option)
    others = [ids[p] for p in range(len(ids)) if p != at and book.weighing.together[at, p]]
    rows = [here.cell("option", row), *(f'"{other}"' for other in others)]
    return "+".join(costs.crossing(option, here.cell("subject", row)) for option in rows)


def _how_many(book: Context, condition: Condition, row: int, rule_id: str) -> Content:
    here = book.tables["conditions"].here
    number = words.enough(book.model, condition.rule)
    match condition.rule.kind:
        case RuleKind.REQUIRES:
            return 1
        case RuleKind.REQUIRES_ALL:
            return Formula(f"COUNT({here.across(book.measures[0], book.measures[-1], row)})", number)
        case RuleKind.REQUIRES_AT_LEAST:
            return Formula(book.tables["rules"].lookup(rule_id, "number"), number)
        case _:
            return None


def _holds(book: Context, condition: Condition, row: int, rule_id: str) -> str:
    here, scores = book.tables["conditions"].here, book.tables["scores"]
    match condition.rule.kind:
        case RuleKind.REQUIRES_OPTION:
            key = f'{here.cell("scenario", row)}&"/"&{here.cell("subject", row)}'
            return scores.lookup(key, "own rules")
        case RuleKind.EXCLUDES_OPTION:
            return "1"
        case RuleKind.CAP:
            limit = book.tables["rules"].lookup(rule_id, "number")
            return f"IF({_capped(book, condition, row)}<={limit}+{TOLERANCE},1,0)"
        case _:
            there = f"SUM({here.across(book.measures[0], book.measures[-1], row)})"
            return f"IF({there}>={here.cell('how many', row)},1,0)"


def _stands(book: Context, condition: Condition, scenario: int, row: int, needed: str) -> tuple[Content, ...]:
    if condition.rule.kind not in words.THRESHOLD_KINDS:
        return (None,) * len(book.measures)
    here, given, measures = book.tables["conditions"].here, book.tables["delivery"], book.tables["measures"]
    subject = here.cell("subject", row)
    named = set(words.members(book.model, condition.rule))
    lowest = book.model.levels.index(condition.rule.level)
    cells = []
    for at, measure in enumerate(book.measures):
        name = heading(here, measure)
        is_named = (
            f"{subject}={name}"
            if condition.rule.kind is RuleKind.REQUIRES
            else f"OR({subject}={EVERY},{measures.lookup(name, 'group')}={subject})"
        )
        level = f"MATCH({given.crossing(here.cell('scenario', row), name)},{book.level_names()},0)"
        stands = int(book.weighing.levels[at, scenario] >= lowest)
        cells.append(Formula(f'IF({is_named},IF({level}>={needed},1,0),"")', stands if at in named else ""))
    return tuple(cells)


def scores(book: Context) -> Rows:
    """One row per scenario and option."""
    return tuple(
        _score(book, scenario, option)
        for scenario in range(len(book.model.all_scenarios))
        for option in range(len(book.model.options))
    )


def _score(book: Context, scenario: int, option: int) -> tuple[Content, ...]:
    model, weighing = book.model, book.weighing
    here, options = book.tables["scores"].here, book.tables["options"]
    shares, effects, delivered = book.tables["shares"], book.tables["effects"], book.tables["delivered"]
    count = len(model.options)
    start, stop = book.scenario_block("scores", count, scenario)
    row = start + option
    scenario_id, option_id = model.all_scenarios[scenario].id, model.options[option].id
    effects_row = effects.cell("id", option)
    given = book.tables["delivery"]
    scenario_ref = delivered.cell("id", 1 + scenario)
    net, unlocked = here.cell("net", row), here.cell("unlocked", row)
    nets, ranks = here.part("net", start, stop), here.part("rank", start, stop)
    contenders = here.part("contender", start, stop)
    rank = here.cell("rank", row)
    rank_here = f"{here.cell('rank', start)}:{rank}"
    is_unlocked = bool(weighing.unlocked[option, scenario])
    value = float(weighing.net[option, scenario])
    regret = float(weighing.regret[option, scenario])
    first, last = book.measures[0], book.measures[-1]
    benefit = ",".join(
        (
            shares.across(first, last, CHOSEN),
            effects.across(first, last, option),
            delivered.across(first, last, 1 + scenario),
        )
    )
    cost = (
        ",".join(
            (
                shares.across(book.heads[0], book.heads[-1], CHOSEN),
                effects.across(book.heads[0], book.heads[-1], option),
            )
        )
        if book.heads
        else "0"
    )
    probability = model.all_scenarios[scenario].probability
    given_probability = given.lookup(scenario_ref, "probability")
    return (
        f"{scenario_id}/{option_id}",
        Formula(given.lookup(scenario_ref, "name"), model.all_scenarios[scenario].name),
        Formula(options.lookup(effects_row, "name"), model.options[option].name),
        Formula(f"SUMPRODUCT({benefit})/{PERCENT}", float(weighing.benefit[option, scenario])),
        Formula(f"SUMPRODUCT({cost})", float(weighing.cost[option])),
        Formula(f"{here.cell('benefit', row)}-{here.cell('cost', row)}", value),
        Formula(f"1+SUMPRODUCT(({nets}>{net}+{TOLERANCE})*1)", int(weighing.ranks[option, scenario])),
        Formula(
            f"SUMPRODUCT(({ranks}<{rank})*1)+SUMPRODUCT(({rank_here}={rank})*1)",
            int(weighing.order[option, scenario]),
        ),
        _all_hold(book, scenario, option, "own gap=1"),
        _all_hold(book, scenario, option, "holds=0"),
        Formula(_verdict(book, row, effects_row), VERDICTS[int(weighing.verdicts[option, scenario])]),
        _what_is_missing(book, scenario, row, option),
        Formula(f'IF({unlocked}=1,{net},"")', value if is_unlocked else ""),
        Formula(f'IF({unlocked}=1,MAX(0,{contenders})-{net},"")', "" if math.isnan(regret) else regret),
        Formula(
            f'IF({given_probability}="","",{given_probability})', "" if probability is None else probability
        ),
    )


def _verdict(book: Context, row: int, option_ref: str) -> str:
    here = book.tables["scores"].here
    pays = f"{here.cell('net', row)}>=-{TOLERANCE}"
    offer, not_yet, too_dear, hold, opening = (f'"{text}"' for text in VERDICTS)
    is_opening = f'{book.tables["options"].lookup(option_ref, "opening")}="yes"'
    open_or_not = (
        f"IF({here.cell('unlocked', row)}=1,IF({pays},{offer},{too_dear}),IF({pays},{not_yet},{hold}))"
    )
    return f"IF({is_opening},{opening},{open_or_not})"


def _all_hold(book: Context, scenario: int, option: int, failing: str) -> Content:
    """1 where no condition of the option in the scenario fails.

    `failing` is what tells a failing condition on the Conditions sheet: a heading, `=`, a number.
    """
    column, fails = failing.split("=")
    engine = book.weighing.own_conditions if column == "own gap" else book.weighing.unlocked
    value = int(engine[option, scenario])
    row = scenario * len(book.model.options) + option
    count = len(book.weighing.conditions)
    if not count:
        return value
    waits, key = book.tables["conditions"], book.tables["scores"].here.cell("key", row)
    start, stop = book.scenario_block("conditions", count, scenario)
    count_failing = f"({waits.part('key', start, stop)}={key})*({waits.part(column, start, stop)}={fails})"
    return Formula(f"IF(SUMPRODUCT({count_failing})=0,1,0)", value)


def _what_is_missing(book: Context, scenario: int, row: int, option: int) -> Content:
    count = len(book.weighing.conditions)
    if not count:
        return ""
    waits, key = book.tables["conditions"], book.tables["scores"].here.cell("key", row)
    start, stop = book.scenario_block("conditions", count, scenario)
    match = f"MATCH({key},{waits.part('key', start, stop)},0)"
    text = book.weighing.missing(option, scenario)
    return Formula(f'IFERROR(INDEX({waits.part("missing", start, stop)},{match}),"")', text)
