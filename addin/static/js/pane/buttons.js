// The buttons: each does one thing with the open workbook, mostly by a script, one at a time, and says what comes of it.

import { Refusal } from "./service.js";
import { closeAll, steelyardProtect, steelyardUnprotect } from "./protection.js";

/** What is said of each while it runs and after it, and by which part of the pane its message and refusal stand. */
export const SCRIPTS = {
  refresh: { at: "script", doing: "Refreshing the computed tables …", done: "The computed tables are refreshed." },
  check: { at: "script", doing: "Checking the workbook …", done: "The workbook is checked." },
  compare: { at: "script", doing: "Comparing with the last score …", done: "The workbook is compared with the last score." },
  snapshot: { at: "script", doing: "Taking a snapshot …", done: "The snapshot is taken." },
  insert_option: { at: "insert", doing: "Inserting the option …", done: "The option is inserted." },
  insert_measure: { at: "insert", doing: "Inserting the measure …", done: "The measure is inserted." },
  adopt: { at: "trial", doing: "Adopting the trial weights …", done: "The trial weights are adopted." },
  table_package: { at: "deal", doing: "Tabling the package …", done: "The package is tabled." },
  order_plan: { at: "deal", doing: "Ordering the plan …", done: "The plan is ordered." },
  compare_with: { at: "files", doing: "Comparing both files …", done: "The files are compared." },
  review: { at: "files", doing: "Making the review workbook …", done: "The review workbook is made." },
  release_copy: { at: "files", doing: "Making the copy and searching it …", done: "The copy is made." },
  open_file: { at: "files", doing: "Opening the workbook …", done: "The workbook is open." },
};

/** Tells of every press: "begun", perhaps "told" (a message of the script), then "done" or "failed", and what or why. */
export const presses = new EventTarget();

let busy = false;
let running = null; // the script that is running, or ran last
let ready = async () => {}; // what has to be done before a script reads the workbook

/** Whether a script is running. */
export const isBusy = () => busy;

/** Runs a script; answers whether it went through. While one runs, another press does nothing. */
export const press = (script, args = []) => perform(script, () => run(script, args));

/**
 * Does what a button does; answers whether it went through.
 *
 * @param script its name in `SCRIPTS`.
 * @param does does it, and may answer what is said aloud after it.
 */
export async function perform(script, does) {
  if (busy) return false;
  busy = true;
  running = script;
  tell("begun", { script });
  let [error, said] = [null, null];
  try {
    await ready();
    said = await does();
  } catch (refusal) {
    error = refusal;
  }
  await closeAll().catch(() => {}); // a sheet that is gone meanwhile needs no protection
  busy = false;
  tell(error ? "failed" : "done", { script, error, said });
  return !error;
}

const tell = (what, detail) => presses.dispatchEvent(new CustomEvent(what, { detail }));

/**
 * Lets scripts lift the protection of sheets, and say what they have to say in the pane instead of in a box.
 *
 * @param settle what has to be done before a script reads the workbook.
 */
export function offerToScripts(settle) {
  ready = settle;
  globalThis.xlwings.registerCallback(steelyardUnprotect);
  globalThis.xlwings.registerCallback(steelyardProtect);
  globalThis.xlwings.registerCallback(async function alert(context, { args: [message] }) {
    tell("told", { script: running, message });
  });
}

/** xlwings' client says what went wrong in an element of its own; here that becomes an error that can be caught. */
async function run(script, args) {
  const alert = document.getElementById("global-error-alert");
  alert.classList.add("d-none");
  const [auth, meta] = await Promise.all([globalThis.getAuth(), described(script)]);
  await globalThis.xlwings.runPython({
    scriptName: script,
    args,
    auth: auth.token,
    headers: { "Auth-Provider": auth.provider },
    include: meta.include || "",
    exclude: meta.exclude || "",
    lazy: meta.lazy || false,
    errorDisplayMode: "taskpane",
  });
  if (alert.classList.contains("d-none")) return;
  alert.classList.add("d-none");
  throw new Refusal(alert.querySelector("span").textContent);
}

let known = null;

/** Which sheets the script wants to see, as it says itself. */
async function described(script) {
  if (!known) {
    const response = await fetch(`${location.origin}${globalThis.config.appPath}/xlwings/custom-scripts-meta.json`);
    if (!response.ok) throw new Refusal("The service does not say which scripts it has.");
    known = await response.json();
  }
  return known.find((meta) => meta.function_name === script) ?? {};
}
