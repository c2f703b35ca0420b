// The pane: what is chosen and moved goes to the service, what it answers is shown, what is let go is written.

import { SCRIPTS, isBusy, offerToScripts, press, presses } from "./pane/buttons.js";
import { settled, wanted, weigh, weighBeside } from "./pane/service.js";
import { moves } from "./pane/moves.js";
import { offerVersions } from "./pane/versions.js";
import * as view from "./pane/view.js";
import * as workbook from "./pane/workbook.js";

const at = (id) => document.getElementById(id);
const PAUSE = 300; // milliseconds without a change in the workbook before it is read again
const SETTLE = 200; // milliseconds after which a weight counts as let go: a held key moves it many times

let needed = null; // what the service wants to know
let book = null; // the workbook as it stands
let answer = null; // what is shown
let standing = null; // what the service said of the workbook as it stands, and not of a weight that moves
let stakeholder = null; // whose weights are shown
let held = null; // criterion under somebody's finger
let readings = 0; // how often the workbook was read

/** Reads the workbook and shows what it says; `aloud` where somebody waits for it. */
async function readAgain({ aloud = false } = {}) {
  const mine = ++readings;
  view.markBusy(true);
  try {
    needed ??= await wanted();
    view.showSolutions(needed.solutions);
    const read = await workbook.read(needed);
    if (mine !== readings) return; // a later reading knows more
    book = read;
  } catch (error) {
    view.markBusy(false);
    return refuse(error);
  }
  view.showFlags(needed.flags.map((name) => book.cells[name]?.value));
  await ask(book, { aloud });
  return askBefore();
}

/** Asks what a workbook that says this is worth, and shows the answer unless a later question took its place. */
async function ask(question, { aloud = false } = {}) {
  view.markBusy(true);
  try {
    const said = await weigh(question);
    if (!said) return;
    if (question === book) standing = said;
    show(said);
    if (aloud) view.announce(`${said.lead} ${said.offers}`);
  } catch (error) {
    refuse(error);
  } finally {
    if (settled()) view.markBusy(false);
  }
}

function show(said) {
  answer = said;
  const own = said.stakeholders.map(({ id }) => id);
  if (!own.includes(stakeholder)) stakeholder = own.includes(said.viewpoint) ? said.viewpoint : own[0];
  const before = moves.before(said) ?? (held ? standing?.ranking : null);
  view.showAnswer(said, said.judged ?? before, said.judged ? "as judged" : "was");
  view.showMoves(moves.count);
  view.showWeights(said, stakeholder, held).forEach(listen);
  view.showTrials(said.trial, (criterion) => workbook.trialIn(book, criterion));
}

function refuse(error) {
  if (error.needsToken && globalThis.steelyardToken.wanted()) return askForToken();
  const found = error.findings?.map((finding) => finding.words) ?? [];
  if (found.length) view.showProblems(error.message, found);
  else view.showProblems("No ranking", [words(error)]);
}

const words = (error) => error.message || String(error);

// The token.

let asked = false;

function askForToken() {
  view.showTokenForm(asked ? "The service did not accept this token." : null);
  globalThis.steelyardToken.forget();
}

at("token-form").addEventListener("submit", (event) => {
  event.preventDefault();
  asked = true;
  globalThis.steelyardToken.keep(at("token").value);
  readAgain({ aloud: true });
});

// Scenario and viewpoint: shown at once, and written on Decide so that the sheets follow.

for (const what of ["scenario", "viewpoint"]) {
  at(what).addEventListener("change", async () => {
    const chosen = at(what).selectedOptions[0];
    if (what === "viewpoint" && chosen.index > 0) stakeholder = chosen.value; // the first is all of them
    view.sayAt("choice-refusal", null);
    const cell = needed.choices[what];
    const shown = ask(workbook.withChoice(book, cell, chosen.text), { aloud: true });
    try {
      await workbook.writeChoice(cell, chosen.text);
    } catch (error) {
      view.sayAt("choice-refusal", `Decide, ${what}: not written. ${words(error)}`);
    }
    await shown;
    await readAgain();
  });
}

at("stakeholder").addEventListener("change", () => {
  settle();
  stakeholder = at("stakeholder").value;
  view.showWeights(answer, stakeholder, null);
});

// Weights: while one moves, a look ahead; when it is let go, its cell.

function listen(row) {
  const [slider, points] = [row.querySelector(".slider"), row.querySelector(".points")];
  const { criterion } = row.dataset;
  slider.addEventListener("input", () => {
    points.value = slider.value;
    held = criterion;
    view.showPoints(row, slider.valueAsNumber);
    ask(workbook.withWeight(book, stakeholder, held, slider.valueAsNumber));
  });
  for (const event of ["change", "pointerup", "keyup", "blur"]) {
    slider.addEventListener(event, () => held === criterion && rest(row, SETTLE));
  }
  points.addEventListener("change", () => rest(row, 0));
  listenToTrial(row);
}

// Trial weights: shares of the whole budget, in the cells of Decide that the sheets follow.

function listenToTrial(row) {
  const [{ criterion }, trial] = [row.dataset, row.querySelector(".trial")];
  trial.addEventListener("change", async () => {
    view.refuseTrial(row, null);
    const share = trial.value === "" ? "" : trial.valueAsNumber / 100;
    const fits = !trial.validity.badInput && (share === "" || (share >= 0 && share <= 1));
    if (!fits) return view.refuseTrial(row, "A trial is a share from 0 % to 100 %, or nothing.");
    await tryShares({ [criterion]: share }, (words) => view.refuseTrial(row, words));
  });
}

at("no-trial").addEventListener("click", async () => {
  view.sayAt("trial-refusal", null);
  const filled = answer.criteria.filter(({ id }) => workbook.trialIn(book, id) !== "");
  await tryShares(Object.fromEntries(filled.map(({ id }) => [id, ""])), (words) => view.sayAt("trial-refusal", words));
});

at("adopt").addEventListener("click", () => press("adopt", [stakeholder]));

/** Writes shares on trial and shows what follows; `refuse` says that they could not be written. */
async function tryShares(shares, refuse) {
  await settle();
  try {
    await workbook.writeTrials(shares);
  } catch (error) {
    refuse(`Decide, trial: not written. ${words(error)}`);
  }
  await readAgain({ aloud: true });
}

let resting = null; // a weight that is about to be written

/** Lets a weight come to rest: it is written after a pause, or at once where something else begins. */
function rest(row, pause) {
  if (resting && resting.row !== row) settle();
  clearTimeout(resting?.timer);
  resting = { row, who: stakeholder, timer: setTimeout(settle, pause) };
}

/** Writes the weight that rests, if one does. */
async function settle() {
  if (!resting) return;
  const { row, who, timer } = resting;
  resting = null;
  clearTimeout(timer);
  await letGo(row, who, row.querySelector(".points").valueAsNumber);
}

async function letGo(row, who, weight) {
  const { criterion } = row.dataset;
  const place = `Weights, row ${who}, column ${criterion}`;
  view.refuseWeight(row, null);
  if (!(weight >= 0)) return view.refuseWeight(row, `${place}: a number of 0 or more is needed.`);
  try {
    const was = workbook.weightIn(book, who, criterion);
    if (weight !== was) {
      await workbook.writeWeight(who, criterion, weight);
      moves.add({ who, criterion, was, weight });
    }
  } catch (error) {
    view.refuseWeight(row, `${place}: not written. ${words(error)}`);
  }
  if (held === criterion) held = null;
  return readAgain({ aloud: true });
}

// What was moved here, and back.

at("undo").addEventListener("click", () => putBack(() => moves.takeLast()));
at("reset").addEventListener("click", () => putBack(() => moves.takeAll()));

/** Writes weights as they were; a cell in which somebody else has typed meanwhile is left alone and named. */
async function putBack(taken) {
  await settle();
  const left = [];
  for (const move of taken()) {
    const { who, criterion, was, weight } = move;
    const place = `Weights, row ${who}, column ${criterion}`;
    stakeholder = who;
    try {
      if (workbook.weightIn(book, who, criterion) === weight) await workbook.writeWeight(who, criterion, was);
      else left.push(`${place}: changed meanwhile, and left as it is.`);
    } catch (error) {
      moves.add(move);
      left.push(`${place}: not put back. ${words(error)}`);
    }
  }
  view.sayAt("undo-refusal", left.join("\n"));
  await readAgain({ aloud: true });
}

/** Asks what the workbook said before the weights were moved here, and shows it beside what it says now. */
async function askBefore() {
  const asked = await moves.askBefore(book, weighBeside).catch(() => false); // the ranking is shown without it
  if (asked && answer && !at("weighed").hidden) show(answer);
}

// Buttons.

for (const button of document.querySelectorAll("[data-script]")) {
  button.addEventListener("click", () => press(button.dataset.script));
}

at("insert-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const [id, name] = [at("insert-id").value.trim(), at("insert-name").value.trim()];
  if (await press(at("insert-kind").value, [id, name || id])) event.target.reset();
});

at("solution-form").addEventListener("submit", (event) => {
  event.preventDefault();
  press("table_package", [at("solution").value]);
});

/** By which part a script's words stand: by its own button, or at the top where that is not shown. */
const placeOf = (script) => (at(SCRIPTS[script].at)?.hidden ? "script" : SCRIPTS[script].at);

let pressed = null; // where the focus was, which a closed control loses

presses.addEventListener("begun", ({ detail: { script } }) => {
  pressed = document.activeElement;
  view.close(true);
  for (const { at: part } of Object.values(SCRIPTS)) view.sayAt(`${part}-refusal`, null);
  for (const report of ["report", "deal-report"]) view.sayAt(report, null);
  view.sayAt("progress", SCRIPTS[script].doing);
  view.announce(SCRIPTS[script].doing);
});

presses.addEventListener("told", ({ detail: { script, message } }) => {
  if (placeOf(script) === "deal") view.sayInSight("deal-report", message);
  else view.sayAt("report", message);
});

presses.addEventListener("done", async ({ detail: { script, said } }) => {
  ended();
  await readAgain();
  view.announce(said || SCRIPTS[script].done);
});

presses.addEventListener("failed", async ({ detail: { script, error } }) => {
  ended();
  const found = error.findings?.map((finding) => finding.words) ?? [];
  view.sayInSight(`${placeOf(script)}-refusal`, [words(error), ...found].join("\n"));
  await readAgain();
});

function ended() {
  view.sayAt("progress", null);
  view.close(false);
  if (document.activeElement === document.body) pressed?.focus({ preventScroll: true });
}

at("again").addEventListener("click", () => readAgain({ aloud: true }));

// The workbook may change under the pane: somebody types into a cell, or a colleague does.

let pause = 0;

function changed() {
  clearTimeout(pause);
  pause = setTimeout(() => {
    if (!isBusy() && !held) readAgain({ aloud: true });
  }, PAUSE);
}

async function begin() {
  offerToScripts(settle);
  offerVersions(() => ({ name: book.name, largest: needed.largest }));
  await workbook.watch(changed);
  await readAgain({ aloud: true });
}

begin();
