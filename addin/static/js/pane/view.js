// What the pane shows: the ranking, the weights, what is wrong; and nothing else.

const at = (id) => document.getElementById(id);
const copy = (id) => at(id).content.cloneNode(true);

/** Says something to those who listen rather than look. */
export function announce(words) {
  at("announced").textContent = words;
}

/** Shows words in an element, or hides it where there are none. */
export function say(element, words) {
  element.textContent = words ?? "";
  element.hidden = !words;
}

export const sayAt = (id, words) => say(at(id), words);

/** Says something far down in the pane, and brings it into sight. */
export function sayInSight(id, words) {
  sayAt(id, words);
  at(id).scrollIntoView({ block: "nearest" });
}

/** Shows these parts of the pane, and no others. */
function show(...parts) {
  for (const part of ["token-form", "problems", "weighed", "actions", "deal", "files", "insert"]) {
    at(part).hidden = !parts.includes(part);
  }
}

/** Asks for a token, and shows nothing else; `refusal` says what was wrong with the last one. */
export function showTokenForm(refusal) {
  show("token-form");
  sayAt("token-refusal", refusal);
  at("token").value = "";
  at("token").focus();
}

/** Shows what is wrong instead of a ranking, since a ranking next to it would be of other judgements. */
export function showProblems(title, problems) {
  show("problems", "actions");
  at("problems-title").textContent = title;
  at("problems-list").replaceChildren(...problems.map(item));
}

/**
 * Shows an answer of the service.
 *
 * @param before the ranking before weights were moved in the pane, or as judged; null where it is this one.
 * @param words what is said before its numbers.
 */
export function showAnswer(answer, before, words) {
  show("weighed", "actions", "deal", "files", "insert");
  at("title").textContent = answer.title;
  document.title = answer.title;
  sayAt("marking", answer.marking);
  showChoices(at("scenario"), answer.scenarios, answer.scenario);
  showChoices(at("viewpoint"), answer.viewpoints, answer.viewpoint);
  at("ranking-title").textContent = `Ranking in ${nameIn(answer.scenarios, answer.scenario)}`;
  at("lead").textContent = answer.lead;
  at("offers").textContent = answer.offers;
  showRanking(answer.ranking, before, words);
  showWarnings(answer.warnings);
}

const nameIn = (list, id) => list.find((each) => each.id === id)?.name ?? id;

/** The flags of the workbook, as its own formulas have them. */
export function showFlags([checks, currency]) {
  sayAt("flags", checks && currency && `Judgements: ${checks} · Computed tables: ${currency}`);
}

export function showChoices(select, choices, chosen) {
  const same = select.options.length === choices.length
    && choices.every(({ id, name }, n) => select.options[n].value === id && select.options[n].text === name);
  if (!same) select.replaceChildren(...choices.map(({ id, name }) => new Option(name, id)));
  select.value = chosen;
}

/** The solutions of the exchange that may be tabled by name. */
export function showSolutions(names) {
  showChoices(at("solution"), names.map((name) => ({ id: name, name })), at("solution").value || names[0]);
}

/** Marks the numbers as about to change, or as the last word. */
export function markBusy(busy) {
  at("results").setAttribute("aria-busy", String(busy));
}

function showRanking(ranking, before, words) {
  const earlier = new Map((before ?? []).map((line) => [line.option, line]));
  const widest = Math.max(...[...ranking, ...earlier.values()].map((line) => Math.abs(line.net)), Number.MIN_VALUE);
  at("ranking").replaceChildren(...ranking.map((line) => rankingRow(line, earlier.get(line.option), widest, words)));
  at("before-words").textContent = words === "was" ? "before the weights were moved here" : words;
  at("before-key").hidden = !at("ranking").querySelector(".before:not([hidden])");
  const open = new Set([...document.querySelectorAll("#further details[open]")].map(({ dataset }) => dataset.option));
  at("further").replaceChildren(...ranking.map((line) => furtherRow(line, open.has(line.option))));
}

function rankingRow(line, before, widest, words) {
  const row = copy("option-row");
  const set = (part, words) => (row.querySelector(part).textContent = words);
  set(".rank", line.rank);
  set(".name", line.name);
  set(".net", line.net_shown);
  set(".verdict", line.verdict);
  drawBar(row.querySelector(".value"), line.net / widest);
  row.querySelector(".zero").setAttribute("x", "99.5");
  if (before && before.net_shown !== line.net_shown) {
    const ghost = row.querySelector(".before");
    ghost.removeAttribute("hidden");
    drawBar(ghost, before.net / widest);
    say(row.querySelector(".was"), `${words} ${before.net_shown}`);
  }
  return row;
}

function furtherRow(line, open) {
  const row = copy("option-further");
  row.querySelector("dt").textContent = line.name;
  const parts = line.missing_parts;
  row.querySelector(".missing").hidden = parts.length > 1;
  row.querySelector(".missing").textContent = `Missing: ${line.missing}`;
  row.querySelector(".missing-parts").hidden = parts.length < 2;
  row.querySelector("summary").textContent = `Missing: ${parts.length} conditions`;
  row.querySelector("ul").replaceChildren(...parts.map(item));
  Object.assign(row.querySelector("details"), { open }).dataset.option = line.option;
  row.querySelector(".firm").textContent = line.how_firm;
  return row;
}

function showWarnings(warnings) {
  at("warnings").hidden = !warnings.length;
  at("warnings-title").textContent = warnings.length === 1 ? "1 thing to look at" : `${warnings.length} things to look at`;
  at("warnings-list").replaceChildren(...warnings.map(item));
}

function item(words) {
  const element = document.createElement("li");
  element.textContent = words;
  return element;
}

/** A bar from the zero line in the middle, to the left where the option is worth less than holding on. */
function drawBar(bar, part) {
  const length = 100 * Math.abs(part);
  bar.setAttribute("x", String(part < 0 ? 100 - length : 100));
  bar.setAttribute("width", String(length));
  bar.classList.toggle("below", part < 0);
}

/** Whether weights were moved here that can be put back. */
export function showMoves(count) {
  for (const button of ["undo", "reset"]) at(button).disabled = !count;
}

/**
 * The weights of one stakeholder, one slider a criterion; rows stay where they are while numbers change, so that
 * the slider under somebody's finger is not taken away.
 *
 * @returns the rows that are new, for their listeners.
 */
export function showWeights(answer, stakeholder, held) {
  showChoices(at("stakeholder"), answer.stakeholders, stakeholder);
  const wanted = answer.criteria.map((criterion) => `${criterion.id} ${criterion.name}`).join("\n");
  const fresh = at("measures").dataset.criteria !== wanted;
  if (fresh) {
    at("measures").dataset.criteria = wanted;
    for (const [place, kind] of [["measures", "measure"], ["cost-heads", "cost head"]]) {
      at(place).replaceChildren(...answer.criteria.filter((each) => each.kind === kind).map(weightRow));
    }
  }
  const weights = answer.weights[stakeholder];
  const most = scaleEnd(Object.values(weights));
  for (const criterion of answer.criteria) showWeight(rowOf(criterion.id), criterion, weights, most, held);
  return fresh ? [...document.querySelectorAll(".weight")] : [];
}

export const rowOf = (criterion) => document.querySelector(`.weight[data-criterion="${CSS.escape(criterion)}"]`);

function weightRow(criterion, number) {
  const row = copy("weight-row").firstElementChild;
  const stem = `${criterion.kind === "measure" ? "m" : "c"}${number}`;
  row.dataset.criterion = criterion.id;
  const [name, points, slider, margin, refusal] = ["name", "points", "slider", "margin", "refusal"].map((part) =>
    row.querySelector(`.${part}`),
  );
  name.textContent = criterion.name;
  name.htmlFor = slider.id = `weight-${stem}`;
  margin.id = `margin-${stem}`;
  refusal.id = `refusal-${stem}`;
  points.setAttribute("aria-label", `${criterion.name}, points`);
  row.querySelector(".trial").setAttribute("aria-label", `${criterion.name}, trial, per cent of the budget`);
  for (const input of [points, slider]) input.setAttribute("aria-describedby", `${margin.id} ${refusal.id}`);
  return row;
}

function showWeight(row, criterion, weights, most, held) {
  const [points, slider] = [row.querySelector(".points"), row.querySelector(".slider")];
  row.querySelector(".margin").textContent = criterion.margin;
  if (held === criterion.id) return;
  const weight = weights[criterion.id];
  slider.max = String(most);
  slider.step = Number.isInteger(weight) ? "1" : "any";
  showPoints(row, weight);
  if (document.activeElement !== points) points.value = String(weight);
}

/** Sets a slider and its words to a number of points. */
export function showPoints(row, weight) {
  const slider = row.querySelector(".slider");
  slider.value = String(weight);
  slider.setAttribute("aria-valuetext", `${weight} points`);
}

/**
 * The shares on trial.
 *
 * @param said the line about them; empty where nothing is on trial.
 * @param typed gives what is typed for a criterion; undefined in a workbook without trial weights.
 */
export function showTrials(said, typed) {
  sayAt("trial-said", said);
  const rows = [...document.querySelectorAll(".weight")];
  for (const row of rows) {
    const [share, trial] = [typed(row.dataset.criterion), row.querySelector(".trial")];
    trial.closest("label").hidden = share === undefined;
    if (document.activeElement !== trial) trial.value = typeof share === "number" ? String(roundedPercent(share)) : "";
  }
  at("trial-buttons").hidden = at("adopt-help").hidden = !rows.some((row) => ![undefined, ""].includes(typed(row.dataset.criterion)));
}

/** A share in per cent; 0.07 times 100 is no whole number for a computer. */
const roundedPercent = (share) => Number((100 * share).toPrecision(12));

/** Says at a weight what is wrong with its trial, or that nothing is. */
export function refuseTrial(row, refusal) {
  say(row.querySelector(".refusal"), refusal);
  row.querySelector(".trial").setAttribute("aria-invalid", String(Boolean(refusal)));
}

/** Says at a weight what is wrong with it, or that nothing is. */
export function refuseWeight(row, refusal) {
  say(row.querySelector(".refusal"), refusal);
  row.querySelector(".points").setAttribute("aria-invalid", String(Boolean(refusal)));
  if (refusal) row.scrollIntoView({ block: "nearest" });
}

/** A round end of the scale above the largest weight, so that there is room to move it up. */
function scaleEnd(weights) {
  return Math.max(20, Math.ceil(Math.max(...weights) * 2 / 10) * 10);
}

/** Closes every control that would change the workbook while a script does. */
export function close(closed) {
  const controls = "#actions button, #weighed select, #weighed input, #weighed button, #deal button, #deal select, #files button, #files input, #insert button";
  for (const control of document.querySelectorAll(controls)) {
    control.disabled = closed;
  }
}

/** Hides the result that a button has shown, before it shows another. */
export function hideResult(id) {
  at(id).hidden = true;
  for (const link of at(id).querySelectorAll("a")) URL.revokeObjectURL(link.href);
  at(`${id}-offers`).replaceChildren();
}

/** Shows what lies between two files. */
export function showCompared({ title, said, lists, page }) {
  at("compared-title").textContent = title;
  at("compared-said").textContent = said;
  at("compared-lists").replaceChildren(...lists.map(linesOf));
  at("review").hidden = !page;
  at("compared").hidden = false;
  at("compared").scrollIntoView({ block: "nearest" });
}

function linesOf({ title, lines, more }) {
  const part = copy("lines");
  part.querySelector("h4").textContent = title;
  part.querySelector("dl").hidden = !lines.length;
  part.querySelector("dl").replaceChildren(...lines.map(({ about, says }) => {
    const line = copy("line");
    line.querySelector("dt").textContent = about;
    line.querySelector("dd").textContent = says;
    return line;
  }));
  say(part.querySelector(".more"), more && `and ${more} more; the page and the review workbook have all`);
  return part;
}

/** Shows what a released copy does not have, or what leaks. */
export function showReleased({ said, leaks, more, name }) {
  at("released-title").textContent = leaks.length ? "Nothing is released" : name;
  at("released-said").textContent = said.join("\n");
  sayAt("leaks-title", leaks.length && "This leaks; mend the case, and release it again:");
  at("leaks").hidden = !leaks.length;
  at("leaks").replaceChildren(...leaks.map(item), ...(more ? [item(`and ${more} more`)] : []));
  at("released").hidden = false;
  at("released").scrollIntoView({ block: "nearest" });
}

/**
 * Offers a file that was made.
 *
 * @param open opens it in Excel; null where that cannot be.
 */
export function offer(id, name, blob, open) {
  const [part, offers] = [copy("offer"), at(`${id}-offers`)];
  const [link, button] = [part.querySelector("a"), part.querySelector("button")];
  for (const other of offers.querySelectorAll("a")) if (other.download === name) other.parentElement.remove();
  Object.assign(link, { href: URL.createObjectURL(blob), download: name, textContent: `Save ${name}` });
  button.hidden = !open;
  button.textContent = `Open ${name} in Excel`;
  button.addEventListener("click", () => open());
  offers.append(part);
  link.scrollIntoView({ block: "nearest" });
}
