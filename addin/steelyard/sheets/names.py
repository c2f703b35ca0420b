"""Names that other rooms ask for: defined cells, settings, tables; and how much room they have."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from steelyard.model.parts import Settings

if TYPE_CHECKING:
    from steelyard.model.model import Model

# Tables that code outside the sheets asks for, because its subject is that one table.

LEDGER = "checks"
"""The ledger of judgements on Checks."""

CHANGE_LOG = "change_log"
"""The table with one entry a change; its entries are kept for ever."""

REVIEW = "review_"
"""How the names of the tables on Review begin, which only a review workbook has."""

DELIVERED = "delivered"
"""The table of what scenarios and levels are worth; its last rows are the delivery levels."""

LEADS = "leads"
"""The table of what the first place rests on."""

NEXT_STEP = "next_step"
"""The table of the nearest further step in every scenario."""

ALIASES = "aliases"
"""The table of what each part is called, and was called at the last score."""

SIGN_OFF = "sign_off"
"""The table of the checks on Sign-off; its entries are kept for ever."""

PLAN = "plan"
"""The table of the steps of the plan."""

# Settings.

ON_DECIDE = ("scenario", "viewpoint")
"""Settings with a cell of their own on Decide."""

LEVELS, LEVEL_SEPARATOR = "levels", " / "
"""The setting that names the delivery levels, lowest first, and the text between two of them."""

COMPARE = "compare"
"""The setting with the points of the frontier that Package compares; it has cells of its own there."""

ELSEWHERE = (*ON_DECIDE, COMPARE)
"""Settings that do not stand on Read me."""

SETTINGS = (*(field.name for field in fields(Settings) if field.name not in ELSEWHERE), LEVELS)
"""Settings in the table on Read me, in its order."""

# Defined cells.

DECIDE_SCENARIO, DECIDE_VIEWPOINT = "decide_scenario", "decide_viewpoint"
"""The two input cells on Decide."""

DECIDE_LABELS = {DECIDE_SCENARIO: "Scenario", DECIDE_VIEWPOINT: "Viewpoint"}
"""What stands left of them, by which they are found where a program dropped the names of a workbook."""

DECIDE_LEAD, DECIDE_RANGES, DECIDE_OFFERS = "decide_lead", "decide_ranges", "decide_offers"
DECIDE_EXPECTED = "decide_expected"
"""The sentences on Decide."""

DECIDE_STEP = "decide_step"
"""The sentence on Decide about the nearest further step."""

DECIDE_TRIAL = "decide_trial"
"""The line on Decide that says that trial weights are in use, or why they are not."""

LEAD_POINTS, LEAD_AHEAD = "tradeoffs_lead", "tradeoffs_ahead"
LEAD_BEHIND, LEAD_WORDS = "tradeoffs_behind", "tradeoffs_words"
"""Cells on Trade-offs: the lead in points, who leads whom in the scenario on Decide, and the lead in words."""

TRIAL = "trial"
"""The table on Decide with a row for each criterion, in which shares on trial are typed."""

TRIAL_SAID, TRIAL_IN_USE = "trial_said", "trial_in_use"
TRIAL_UNFIT, TRIAL_TOTAL, TRIAL_OTHERS = "trial_unfit", "trial_total", "trial_others"
"""Cells on Shares about trial weights: what is said of them, 1 where they are in use, how many entries are no share,
what the shares on trial add up to, and what the other criteria hold."""

COMPARED, COMPARED_CELLS = "deal_point_{}", 3
"""The input cells on Package for the points that are compared, counted from 1; how many there are."""

DEAL_ROWS = ("us", "them", "further")
DEAL_CELL = "deal_{}_{}"
"""The cells above the deal matrix on Package: one of these words for who is asked, and the number of the package,
counted from 1; 0 for the name of a side."""

DEALS = "deals"
"""The table of what each package of the deal matrix gives each party."""

OVERLAPPING = "effects_overlapping"
"""The cell on Effects with the number of measures on which the linkages of the options offered exceed 100."""

DECIDE_CELLS = {"scenario": DECIDE_SCENARIO, "viewpoint": DECIDE_VIEWPOINT}
"""The same by their settings; these cells show names where the model has ids."""

FLAG, CURRENCY = "checks_flag", "checks_currency"
"""The cells that say whether all tests hold, and whether the computed tables are current."""

FINGERPRINT = "checks_fingerprint"
"""The cell with the fingerprint of the inputs that the computed tables were computed from."""

ANCHOR = "weights_{}_{}"
"""The cell above the weights of a criterion that shows its worst or best; with that word, and the criterion's number."""

NAME_ABOVE = "{}_name_{}"
"""The cell that shows a criterion's name above the column that its id heads; with the table, and the criterion's number."""

STAMP, FLAGS, VIEW = "{}_fingerprint", "{}_flags", "{}_view"
"""The cells above a table that hold its fingerprint, the flags of Checks, or the scenario and viewpoint."""

NEXT = "read_me_next"
"""The cell on Read me that says what to do next."""

WAITING = "steelyard_hidden"
"""The defined name that lists the sheets which wait, hidden, for their first entry; by their tables."""

SENTENCE = "{}_said"
"""The cell above a computed table with a sentence of the engine, by the table's name."""

ON_CHECKS = "checks_"
"""How the names of all cells above the ledger on Checks begin."""

TEST = "checks_test_{}"
"""The cell that holds what a test found, counted from 1."""

SIGNED_NAME, SIGNED_DAY, SIGNED_FINGERPRINT = "sign_off_who_{}", "sign_off_day_{}", "sign_off_fingerprint_{}"
SIGNED_CHANGES, SIGNED_GONE, SIGNED_STANDING = (
    "checks_signed_{}",
    "sign_off_gone_{}",
    "sign_off_standing_{}",
)
SIGNED_PROOF, SIGNED_TEXT, SIGNED_COUNT = "sign_off_proof_{}", "sign_off_text_{}", "sign_off_changed_{}"
"""The cells on Sign-off about the signature of a role, by the number of the role, counted from 1: who signed, when and
what; how many judgements differ, on Checks, how many of the signed ones are gone, and both in words; the kind of proof,
what a key signed with its signature, and on Sign-off again how many differ."""

UNEXPLAINED, UNEXPLAINED_COUNT = "change_log_unexplained", "checks_unexplained"
"""The cell above the Change log that says how many changes have no reason, and the one on Checks that counts them."""

PROBLEM, PROBLEM_LINES = "checks_problem_{}", 10
"""The cell of a line of the problems that stopped the last score, counted from 1; how many lines there are."""

WARNING, WARNING_LINES = "checks_warning_{}", 6
"""The cell of a line of the warnings about the workbook at the last score, counted from 1; how many lines there are."""

# Judgements on Checks.

VIEWPOINT = "settings/viewpoint"
"""The key of the viewpoint on Decide: a choice with a cell of its own, which computed tables depend on."""

ROOM_TO_GROW = 1000
"""Rows below the headings in which a test looks for added entries; of the Change log, a multiple of them."""


def ledger_keys(model: Model) -> tuple[str, ...]:
    """Keys of the judgements that the ledger on Checks follows.

    The scenario on Decide is not among them: computed tables cover every scenario.
    """
    return tuple(key for key in model.values if key != "settings/scenario")
