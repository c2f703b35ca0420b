// Questions to the service: one at a time, the latest next, so that no old answer ever comes after a new one.

const SLOW = 30_000; // milliseconds after which a question counts as lost
const SLOW_WITH_FILES = 180_000; // the same for whole files, which may have to wait their turn

/** Something that the service or the way to it refuses, in words, with what it found wrong cell by cell. */
export class Refusal extends Error {
  constructor(message, { status = 0, findings = [] } = {}) {
    super(message);
    this.status = status;
    this.findings = findings;
  }

  get needsToken() {
    return this.status === 401;
  }
}

let running = false;
let waiting = null;

/**
 * The weighing that answers a question; null where a later question took its place before it was sent.
 *
 * While a slider moves there are more questions than answers. The one that waits gives way to the next, and the
 * one on its way is let finish: it is older than nothing that is shown.
 */
export function weigh(question) {
  return new Promise((resolve, reject) => {
    waiting?.resolve(null);
    waiting = { question, resolve, reject };
    if (!running) work();
  });
}

/** Whether the answers so far are those to the latest question. */
export const settled = () => !running && !waiting;

async function work() {
  running = true;
  while (waiting) {
    const { question, resolve, reject } = waiting;
    waiting = null;
    try {
      resolve(await ask("POST", "/steelyard/weigh", question));
    } catch (error) {
      reject(error);
    }
  }
  running = false;
}

/** The weighing that answers a question beside the others: how it was before, which nobody waits for. */
export const weighBeside = (question) => ask("POST", "/steelyard/weigh", question);

/** What the service wants to know of the workbook. */
export const wanted = () => ask("GET", "/steelyard/tables");

/** What lies between the files `old` and `new` of a form. */
export const compare = (form) => ask("POST", "/steelyard/compare", form, { slow: SLOW_WITH_FILES });

/** The review workbook of the files `old` and `new` of a form. */
export const review = (form) => ask("POST", "/v1/review", form, { slow: SLOW_WITH_FILES, read: (answer) => answer.blob() });

/** The copy of the file `workbook` of a form that may leave the house, and what was withheld. */
export const release = (form) => ask("POST", "/steelyard/release", form, { slow: SLOW_WITH_FILES });

async function ask(method, path, body, { slow = SLOW, read = (answer) => answer.json() } = {}) {
  const auth = await globalThis.getAuth();
  const isForm = body instanceof FormData;
  const headers = body && !isForm ? { "Content-Type": "application/json" } : {};
  if (auth.token) Object.assign(headers, { Authorization: auth.token, "Auth-Provider": auth.provider });
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), slow);
  let response;
  try {
    response = await fetch(`${location.origin}${globalThis.config.appPath}${path}`, {
      method,
      headers,
      body: isForm ? body : body && JSON.stringify(body),
      signal: patience.signal,
    });
  } catch {
    const lost = patience.signal.aborted;
    throw new Refusal(lost ? "The service did not answer in time." : "The service cannot be reached.");
  } finally {
    clearTimeout(timer);
  }
  if (!response.ok) throw await refused(response);
  return read(response).catch(() => {
    throw new Refusal("The connection to the service was lost.");
  });
}

async function refused(response) {
  const text = await response.text().catch(() => "");
  let said = {};
  try {
    said = JSON.parse(text);
  } catch {
    said = { detail: text };
  }
  const detail = [said.detail, said.message].find((words) => typeof words === "string" && words) ?? "";
  const words = {
    401: "The service does not know you: signing in did not work.",
    403: detail ? `You may not do this: ${detail}.` : "You may not use this service.",
    413: "The workbook is larger than the service takes.",
    429: "Too many requests; wait a moment.",
    503: "The service is busy; try again in a moment.",
  };
  const message = words[response.status] ?? (detail || `The service answered ${response.status}.`);
  return new Refusal(message, { status: response.status, findings: said.findings ?? [] });
}
