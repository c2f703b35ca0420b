"""Party points, Parties and Package rules: who accepts the tabled package, and which rules it keeps, live."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model.parts import RuleKind
from steelyard.sheets.formula_text import TOLERANCE, in_conditions, in_ticks, is_named, level_value
from steelyard.sheets.headings import EFFORT, GIVES, IS_OFFERED, OFFERED, ON_TABLE, OURS, TABLED
from steelyard.sheets.spec import Formula
from steelyard.sheets.tabled import tabled_points, tabled_position
from steelyard.weigh import conditions as words

if TYPE_CHECKING:
    from steelyard.model.parts import Rule
    from steelyard.sheets.context import Context
    from steelyard.sheets.shares import Rows
    from steelyard.sheets.spec import Content


def party_points(book: Context) -> Rows:
    """One row for each counterpart and each option and measure."""
    items = [("option", at) for at in range(len(book.model.options))]
    items += [("measure", at) for at in range(len(book.measures))]
    wanted = [(place, *item) for place in range(len(book.model.counterparts)) for item in items]
    return tuple(_party_points(book, row, *item) for row, item in enumerate(wanted))


def _party_points(book: Context, row: int, place: int, kind: str, at: int) -> tuple[Content, ...]:
    party, is_measure = book.model.counterparts[place], kind == "measure"
    item = book.measures[at] if is_measure else book.model.options[at].id
    here, counterpart, tabled = (
        book.tables["party_points"].here,
        book.tables["counterpart"],
        book.tables[TABLED],
    )
    key, own, weight, points, position, share = (
        here.cell(name, row) for name in ("key", "item", "weight", "points", "position", "share")
    )
    tabled_row = f'{here.cell("kind", row)}&"/"&{own}'
    budget = book.tables["parties"].lookup(here.cell("party", row), "budget")
    given = (party.burden if is_measure else party.worth)[at]
    level = tabled_position(book, kind, at)
    place_of_effort: Content = None
    if is_measure:
        place_of_effort = _place_of_effort(book, level, position)
        text = _effort(book, key, own, (position, here.cell("column", row)))
        part = book.efforts[place][at][level - 1]
    else:
        text = f'IF({tabled.lookup(tabled_row, OFFERED)}="yes",1,0)'
        part = float(book.model.options[at].offered)
    whole = 100 * given / sum((*party.worth, *party.burden))
    return (
        f"{party.id}/{kind}/{item}",
        party.id,
        kind,
        item,
        Formula(f"0+{counterpart.lookup(key, 'weight')}", float(given)),
        Formula(f"100*{weight}/{budget}", float(whole)),
        Formula(tabled.lookup(tabled_row, "position"), level),
        place_of_effort,
        Formula(text, float(part)),
        Formula(
            f"{'-' if is_measure else ''}{in_ticks(f'{points}*{share}')}",
            tabled_points(book, 1 + place, kind, at),
        ),
    )


def _place_of_effort(book: Context, level: int, position: str) -> Formula:
    """The place, among the columns of Counterpart, of what a level takes of a measure's cost."""
    counterpart = book.tables["counterpart"]
    wanted = f'"{EFFORT}"&INDEX({book.level_names()},{position})'
    heading = EFFORT + book.model.levels[level - 1]
    return Formula(
        f"MATCH({wanted},{counterpart.headings_range()},0)", 1 + counterpart.headings.index(heading)
    )


def _effort(book: Context, key: str, item: str, level: tuple[str, str]) -> str:
    """Formula text: the share of a measure's cost that a level takes; without a curve, by its value."""
    counterpart, (position, column) = book.tables["counterpart"], level
    row = f"MATCH({key},{counterpart.column('id')},0)"
    effort = f"INDEX({counterpart.body()},{row},{column})"
    return f'IF({effort}="",{level_value(book, item, position)}/100,{effort})'


def parties(book: Context) -> Rows:
    """One row a party, our side first."""
    return tuple(_party(book, row) for row in range(len(book.parties)))


def _party(book: Context, row: int) -> tuple[Content, ...]:
    party, here = book.parties[row], book.tables["parties"].here
    settings, counterpart = book.tables["settings"], book.tables["counterpart"]
    own, gets, no_deal, best = (here.cell(name, row) for name in ("party", ON_TABLE, "no deal", "best"))
    given = book.tables["party_points"]
    total = f"SUM({book.tables[TABLED].column(OURS)})"
    if row:
        total = f"SUMPRODUCT(({given.column('party')}={own})*{given.column(GIVES)})"
        floor = counterpart.lookup(f'{own}&"/reservation/"', "weight")
        name: Content = Formula(own, party.name)
    else:
        floor = settings.lookup('"reservation"', "value")
        name = Formula(settings.lookup('"our_side"', "value"), party.name)
    return (
        party.id,
        name,
        party.role,
        _budget(book, row) if row else None,
        Formula(total, party.gets),
        Formula(f'IF({floor}="",0,{in_ticks(floor)})', party.no_deal),
        Formula(f"{gets}-{no_deal}", party.gain),
        Formula(f'IF({gets}>={no_deal}-{TOLERANCE},"yes","no")', "yes" if party.accepts else "no"),
        *_concession(book, row, (gets, no_deal, best)),
    )


def _budget(book: Context, row: int) -> Formula:
    """The points that a counterpart gave to options and measures."""
    points, own = book.tables["party_points"], book.tables["parties"].here.cell("party", row)
    text = f"SUMPRODUCT(({points.column('party')}={own})*{points.column('weight')})"
    party = book.model.counterparts[row - 1]
    return Formula(text, float(sum((*party.worth, *party.burden))))


def _concession(book: Context, row: int, refs: tuple[str, str, str]) -> tuple[Content, Content]:
    """The best that one of the two sides could get, as Packages holds it, and what it concedes."""
    if row > 1:
        return None, None
    gets, no_deal, best = refs
    party, column = book.parties[row], book.tables["packages"].column(("us", "them")[row])
    aspirations = book.deal.aspirations
    found = None if aspirations is None else aspirations[row]
    span = f"({best}-{no_deal})"
    conceded: float | str = ""
    if found is not None and found > party.no_deal:
        conceded = (found - party.gets) / (found - party.no_deal)
    return (
        Formula(f'IF(COUNT({column})=0,"",MAX({column}))', "" if found is None else found),
        Formula(f'IF({best}="","",IF({span}<={TOLERANCE},"",({best}-{gets})/{span}))', conceded),
    )


def package_rules(book: Context) -> Rows:
    """One row a rule."""
    return tuple(_rule(book, row) for row in range(len(book.model.rules)))


def _rule(book: Context, row: int) -> tuple[Content, ...]:
    rule, standing = book.model.rules[row], book.tabled_rules[row]
    here, effects = book.tables["package_rules"].here, book.tables["effects"]
    offered, short, kept, asks = (here.cell(name, row) for name in (IS_OFFERED, "short", "kept", "asks for"))
    return (
        *named_rule(book, "package_rules", row),
        Formula(effects.lookup(here.cell("option", row), IS_OFFERED), int(standing.offered)),
        Formula(_short(book, rule, row), standing.short),
        Formula(f"IF(AND({offered}=1,{short}>0),0,1)", int(standing.kept)),
        Formula(f'IF({kept}=1,"",{asks})', "" if standing.kept else words.asked_by(rule)),
    )


def named_rule(book: Context, table: str, row: int) -> tuple[Content, ...]:
    """The first cells of a table of rules: id, option, what it asks for, subject."""
    rule = book.model.rules[row]
    own = book.tables[table].here.cell("rule", row)
    values = {"option": rule.option, "asks for": words.asked_by(rule), "subject": rule.subject}
    return rule.id, *(Formula(in_conditions(book, own, name), value) for name, value in values.items())


def _short(book: Context, rule: Rule, row: int) -> str:
    """Formula text: how much is lacking of what the rule asks for."""
    here, effects = book.tables["package_rules"].here, book.tables["effects"]
    own, subject = here.cell("rule", row), here.cell("subject", row)
    match rule.kind:
        case RuleKind.REQUIRES_OPTION:
            return f"1-{effects.lookup(subject, IS_OFFERED)}"
        case RuleKind.EXCLUDES_OPTION:
            return effects.lookup(subject, IS_OFFERED)
        case RuleKind.CAP:
            first, last = book.heads[0], book.heads[-1]
            costs = effects.block(first, last, 0, len(book.model.options) - 1)
            head = f"INDEX({costs},0,MATCH({subject},{effects.headings_range(first, last)},0))"
            spent = f"SUMPRODUCT({effects.column(IS_OFFERED)},{in_ticks(head)})"
            most = in_ticks(book.tables["rules"].lookup(own, "number"))
            return f"IF({spent}>{most}+{TOLERANCE},1,0)"
        case _:
            return f"MAX(0,{in_conditions(book, own, 'how many')}-{_standing_high(book, rule, row)})"


def _standing_high(book: Context, rule: Rule, row: int) -> str:
    """Formula text: how many of the measures that a rule names are asked for at its level or more."""
    here, tabled = book.tables["package_rules"].here, book.tables[TABLED]
    needed = in_conditions(book, here.cell("rule", row), "level needed")
    named = is_named(rule, here.cell("subject", row), tabled.column("item"), tabled.column("group"))
    high = f'({tabled.column("kind")}="measure")*({tabled.column("position")}>={needed})'
    return f"SUMPRODUCT({high}*{named})"
