"""Parties and Package rules: who accepts the tabled package, and which rules it keeps, live."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steelyard.model.parts import RuleKind
from steelyard.weigh import conditions as words
from steelyard.workbook.book import TOLERANCE
from steelyard.workbook.deal_columns import OFFERED, ON_TABLE, OURS, POINTS_FOR, TABLED
from steelyard.workbook.plan import Formula
from steelyard.workbook.tabled import in_ticks

if TYPE_CHECKING:
    from steelyard.model.parts import Rule
    from steelyard.workbook.book import Book
    from steelyard.workbook.plan import Content
    from steelyard.workbook.shares import Rows


def parties(book: Book) -> Rows:
    """One row a party, our side first."""
    return tuple(_party(book, row) for row in range(len(book.parties)))


def _party(book: Book, row: int) -> tuple[Content, ...]:
    party, here = book.parties[row], book.spots["parties"].here
    settings, counterpart = book.spots["settings"], book.spots["counterpart"]
    own, gets, no_deal, best = (here.cell(name, row) for name in ("party", ON_TABLE, "no deal", "best"))
    points = book.spots[TABLED].column(POINTS_FOR + party.id if row else OURS)
    if row:
        floor = counterpart.lookup(f'{own}&"/reservation/"', "weight")
        name: Content = Formula(own, party.name)
    else:
        floor = settings.lookup('"reservation"', "value")
        name = Formula(settings.lookup('"our_side"', "value"), party.name)
    gain = party.gets - party.no_deal
    return (
        party.id,
        name,
        party.role,
        _budget(book, row) if row else None,
        Formula(f"SUM({points})", party.gets),
        Formula(f'IF({floor}="",0,{in_ticks(floor)})', party.no_deal),
        Formula(f"{gets}-{no_deal}", gain),
        Formula(f'IF({gets}>={no_deal}-{TOLERANCE},"yes","no")', "yes" if party.accepts else "no"),
        *_concession(book, row, (gets, no_deal, best)),
    )


def _budget(book: Book, row: int) -> Formula:
    """The points that a counterpart gave to options and measures."""
    counterpart, own = book.spots["counterpart"], book.spots["parties"].here.cell("party", row)
    kind = counterpart.column("kind")
    counts = f'(({kind}="option")+({kind}="measure"))'
    text = f"SUMPRODUCT(({counterpart.column('party')}={own})*{counts}*{counterpart.column('weight')})"
    party = book.model.counterparts[row - 1]
    return Formula(text, float(sum((*party.worth, *party.burden))))


def _concession(book: Book, row: int, refs: tuple[str, str, str]) -> tuple[Content, Content]:
    """The best that one of the two sides could get, as Packages holds it, and what it concedes."""
    if row > 1:
        return None, None
    gets, no_deal, best = refs
    party, column = book.parties[row], book.spots["packages"].column(("us", "them")[row])
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


def package_rules(book: Book) -> Rows:
    """One row a rule."""
    return tuple(_rule(book, row) for row in range(len(book.model.rules)))


def _rule(book: Book, row: int) -> tuple[Content, ...]:
    rule, standing = book.model.rules[row], book.tabled_rules[row]
    here, effects = book.spots["package_rules"].here, book.spots["effects"]
    own = here.cell("rule", row)
    offered, short, kept, asks = (here.cell(name, row) for name in (OFFERED, "short", "kept", "asks for"))
    words_of = words.asks(words.Condition(rule.id, rule, rule.subject))
    return (
        rule.id,
        Formula(in_conditions(book, own, "option"), rule.option),
        Formula(in_conditions(book, own, "asks for"), words_of),
        Formula(in_conditions(book, own, "subject"), rule.subject),
        Formula(effects.lookup(here.cell("option", row), OFFERED), int(standing.offered)),
        Formula(_short(book, rule, row), standing.short),
        Formula(f"IF(AND({offered}=1,{short}>0),0,1)", int(standing.kept)),
        Formula(f'IF({kept}=1,"",{asks})', "" if standing.kept else words_of),
    )


def in_conditions(book: Book, rule: str, column: str) -> str:
    """Formula text: what Conditions says of a rule, by a reference to its id; the same in every scenario."""
    waits, last = book.spots["conditions"], len(book.weighing.conditions) - 1
    return f"INDEX({waits.part(column, 0, last)},MATCH({rule},{waits.part('condition', 0, last)},0))"


def _short(book: Book, rule: Rule, row: int) -> str:
    """Formula text: how much is lacking of what the rule asks for."""
    here, effects = book.spots["package_rules"].here, book.spots["effects"]
    own, subject = here.cell("rule", row), here.cell("subject", row)
    match rule.kind:
        case RuleKind.REQUIRES_OPTION:
            return f"1-{effects.lookup(subject, OFFERED)}"
        case RuleKind.EXCLUDES_OPTION:
            return effects.lookup(subject, OFFERED)
        case RuleKind.CAP:
            spent = "+".join(
                f"({subject}={effects.headings_range(head, head).split(':')[0]})"
                f"*SUMPRODUCT({effects.column(OFFERED)},{in_ticks(effects.column(head))})"
                for head in book.heads
            )
            most = in_ticks(book.spots["rules"].lookup(own, "number"))
            return f"IF({spent}>{most}+{TOLERANCE},1,0)"
        case _:
            return f"MAX(0,{in_conditions(book, own, 'how many')}-{_standing_high(book, rule, row)})"


def _standing_high(book: Book, rule: Rule, row: int) -> str:
    """Formula text: how many of the measures that a rule names are asked for at its level or more."""
    here, tabled = book.spots["package_rules"].here, book.spots[TABLED]
    needed = in_conditions(book, here.cell("rule", row), "level needed")
    named = is_named(rule, here.cell("subject", row), tabled.column("item"), tabled.column("group"))
    high = f'({tabled.column("kind")}="measure")*({tabled.column("position")}>={needed})'
    return f"SUMPRODUCT({high}*{named})"


def is_named(rule: Rule, subject: str, items: str, groups: str) -> str:
    """Formula text: 1 for each measure of these columns that a threshold rule names."""
    if rule.kind is RuleKind.REQUIRES:
        return f"({items}={subject})"
    return f'((({subject}="{words.EVERY_MEASURE}")+({groups}={subject}))>0)'
