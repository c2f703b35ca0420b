// The open workbook as a whole file: compared with another one, and as the copy that may leave the house.

import { perform } from "./buttons.js";
import { canOpen, fromBase64, open, openWorkbook } from "./file.js";
import { Refusal, compare, release, review } from "./service.js";
import * as view from "./view.js";

const at = (id) => document.getElementById(id);

let about = null; // gives the name of the open workbook, and how many bytes the service takes
let waits = false; // whether the button waits for a file to be chosen
let shown = null; // the form with the two files whose comparison is shown, and the names of what is made of them

/**
 * Listens to the buttons.
 *
 * @param ask gives the name of the open workbook, and how many bytes the service takes.
 */
export function offerVersions(ask) {
  about = ask;
  const earlier = at("earlier");
  at("compare-form").addEventListener("submit", (event) => {
    event.preventDefault();
    waits = !earlier.files.length;
    if (waits) earlier.click();
    else perform("compare_with", compared);
  });
  earlier.addEventListener("change", () => {
    if (waits && earlier.files.length) perform("compare_with", compared);
    waits = false;
  });
  earlier.addEventListener("cancel", () => (waits = false));
  at("review").addEventListener("click", () => perform("review", reviewed));
  at("release").addEventListener("click", () => perform("release_copy", released));
}

/** Each of these answers what is said aloud once it is done. */
async function compared() {
  view.hideResult("compared");
  const form = sent({ old: await chosen(at("earlier").files[0]), new: await mine() });
  const said = await compare(form);
  shown = { form, names: said.names };
  view.showCompared(said);
  if (said.page) offer("compared", said.names.page, new Blob([said.page], { type: "text/html" }));
  return said.said;
}

async function reviewed() {
  const { form, names } = shown;
  offer("compared", names.review, await review(form), { opens: true });
  return `${names.review} is made.`;
}

async function released() {
  view.hideResult("released");
  const said = await release(sent({ workbook: await mine() }));
  view.showReleased(said);
  if (said.leaks.length) return "Nothing is released.";
  offer("released", said.name, fromBase64(said.copy), { opens: true });
  return `${said.name} is made.`;
}

/** Offers a file to be saved and, where Excel can, to be opened: some hosts of panes save nothing. */
function offer(place, name, blob, { opens = false } = {}) {
  view.offer(place, name, blob, opens && canOpen() ? () => perform("open_file", () => open(blob)) : null);
}

/** The open workbook. */
async function mine() {
  const { name, largest } = about();
  return within(largest, { name, data: await openWorkbook() });
}

/** A chosen file with its bytes as they are now: a file that changes while it is sent is not sent at all. */
async function chosen(file) {
  const data = await file.arrayBuffer().catch(() => {
    throw new Refusal(`${file.name} cannot be read any more; choose it again.`);
  });
  if (!data.byteLength) throw new Refusal(`${file.name} is empty.`);
  return within(about().largest, { name: file.name, data: new Blob([data]) });
}

/** A form with these files; refused where they are larger together than the service takes. */
function sent(files) {
  const form = new FormData();
  for (const [field, { name, data }] of Object.entries(files)) form.append(field, data, name);
  const all = Object.values(files);
  const size = all.reduce((sum, { data }) => sum + data.size, FRAME);
  within(about().largest, { name: all.map(({ name }) => name).join(" and "), data: { size } });
  return form;
}

const FRAME = 2000; // bytes that a form has beside its files

function within(largest, file) {
  const most = Math.floor(largest / 1_000_000);
  if (file.data.size > largest) throw new Refusal(`${file.name}: more than the ${most} MB that the service takes.`);
  return file;
}
