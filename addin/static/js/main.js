// The pane: what is chosen and moved goes to the service, what it answers is shown, what is let go is written.

import { SCRIPTS, isBusy, press, presses } from "./pane/buttons.js";
import { settled, weigh } from "./pane/service.js";
import * as view from "./pane/view.js";
import * as workbook from "./pane/workbook.js";

const at = (id) => document.getElementById(id);
const PAUSE = 300; // milliseconds without a change in the workbook before it is read again

let book = null; // what was read
let answer = null; // what is shown
let moved = {}; // weights under way, by key, that no cell holds yet
let held = null; // criterion under somebody's finger
let seen = { scenario: null, viewpoint: null, stakeholder: null };

async function readAgain({ aloud = false } = {}) {
  try {
    book = await workbook.read();
  } catch (error) {
    return view.showProblems("The workbook cannot be read", [words(error)]);
  }
  if (book.missing.length) {
    const absent = book.missing.map((name) => `no table ‘${name}’`).join(", ");
    return view.showProblems("This is no steelyard workbook", [
      `${book.name} has ${absent}. Was a table renamed or deleted, or is this another workbook?`,
    ]);
  }
  view.showFlags(book.cells);
  seen = { ...seen, scenario: null, viewpoint: null };
  return ask({ aloud });
}

/** Asks the service and shows its answer, unless a later question came in between. */
async function ask({ aloud = false } = {}) {
  const { tables, cells, name } = book;
  const question = { name, tables, cells, scenario: seen.scenario, viewpoint: seen.viewpoint, moved };
  view.markBusy(true);
  try {
    const said = await weigh(question);
    if (!said) return;
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
  seen.scenario = said.scenario;
  seen.viewpoint = said.viewpoint;
  const own = said.stakeholders.map(({ id }) => id);
  if (!own.includes(seen.stakeholder)) seen.stakeholder = own.includes(said.viewpoint) ? said.viewpoint : own[0];
  at("token-form").hidden = true;
  view.showAnswer(said);
  view.showWeights(said, seen.stakeholder, held).forEach(listen);
}

function refuse(error) {
  if (error.needsToken) return askForToken();
  const found = error.findings?.map((finding) => finding.words) ?? [];
  view.showProblems(found.length ? error.message : "No ranking", found.length ? found : [words(error)]);
}

const words = (error) => error.message || String(error);

// The token.

function askForToken() {
  const form = at("token-form");
  const again = !form.hidden || Boolean(at("token").value);
  at("weighed").hidden = at("problems").hidden = at("actions").hidden = true;
  form.hidden = false;
  view.sayAt("token-refusal", again ? "The service did not accept this token." : null);
  at("token").value = "";
  at("token").focus();
}

at("token-form").addEventListener("submit", (event) => {
  event.preventDefault();
  globalThis.steelyardToken.keep(at("token").value);
  readAgain({ aloud: true });
});

// Scenario and viewpoint: shown at once, and written on Decide so that the sheets follow.

for (const what of ["scenario", "viewpoint"]) {
  at(what).addEventListener("change", async () => {
    const chosen = at(what).selectedOptions[0];
    seen[what] = chosen.value;
    if (what === "viewpoint" && answer.stakeholders.some(({ id }) => id === chosen.value)) {
      seen.stakeholder = chosen.value;
    }
    view.sayAt("choice-refusal", null);
    const asked = ask({ aloud: true });
    try {
      await workbook.writeChoice(what, chosen.text);
    } catch (error) {
      view.sayAt("choice-refusal", `Decide, ${what}: not written. ${words(error)}`);
    }
    await asked;
    await refreshFlags();
  });
}

at("stakeholder").addEventListener("change", () => {
  seen.stakeholder = at("stakeholder").value;
  view.showWeights(answer, seen.stakeholder, null);
});

// Weights: while one moves, a look ahead; when it is let go, its cell.

function listen(row) {
  const [slider, points] = [row.querySelector(".slider"), row.querySelector(".points")];
  slider.addEventListener("input", () => {
    points.value = slider.value;
    move(row, slider.valueAsNumber);
  });
  slider.addEventListener("change", () => letGo(row, slider.valueAsNumber));
  points.addEventListener("change", () => letGo(row, points.valueAsNumber));
}

function move(row, weight) {
  held = row.dataset.criterion;
  moved = { ...moved, [`weights/${seen.stakeholder}/${held}`]: weight };
  row.querySelector(".slider").setAttribute("aria-valuetext", `${weight} points`);
  ask();
}

async function letGo(row, weight) {
  const { criterion } = row.dataset;
  const refusal = row.querySelector(".refusal");
  const place = `Weights, row ${seen.stakeholder}, column ${criterion}`;
  row.querySelector(".points").removeAttribute("aria-invalid");
  view.say(refusal, null);
  if (!(weight >= 0)) {
    row.querySelector(".points").setAttribute("aria-invalid", "true");
    return view.say(refusal, `${place}: a number of 0 or more is needed.`);
  }
  try {
    await workbook.writeWeight(seen.stakeholder, criterion, weight);
  } catch (error) {
    view.say(refusal, `${place}: not written. ${words(error)}`);
  }
  held = null;
  moved = {};
  await readAgain({ aloud: true });
}

async function refreshFlags() {
  book = await workbook.read();
  view.showFlags(book.cells);
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

presses.addEventListener("begun", ({ detail: { script } }) => {
  view.close(true);
  view.sayAt("script-refusal", null);
  view.sayAt("progress", SCRIPTS[script].doing);
  view.announce(SCRIPTS[script].doing);
});

presses.addEventListener("done", async ({ detail: { script } }) => {
  ended();
  await readAgain();
  view.announce(SCRIPTS[script].done);
});

presses.addEventListener("failed", async ({ detail: { error } }) => {
  ended();
  view.sayAt("script-refusal", words(error));
  await readAgain();
});

function ended() {
  view.sayAt("progress", null);
  view.close(false);
}

at("again").addEventListener("click", () => readAgain({ aloud: true }));

// The workbook may change under the pane: somebody types into a cell, or a colleague does.

let pause = 0;
const changed = () => {
  clearTimeout(pause);
  pause = setTimeout(() => {
    if (isBusy() || held) return;
    readAgain({ aloud: true });
  }, PAUSE);
};

await readAgain({ aloud: true });
await workbook.watch(changed);
