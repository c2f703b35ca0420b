// Questions to the service: one at a time, the latest next, so that no old answer ever comes after a new one.

const SLOW = 30_000; // milliseconds after which a question counts as lost

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

async function ask(method, path, body) {
  const auth = await globalThis.getAuth();
  const headers = body ? { "Content-Type": "application/json" } : {};
  if (auth.token) Object.assign(headers, { Authorization: auth.token, "Auth-Provider": auth.provider });
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), SLOW);
  let response;
  try {
    response = await fetch(`${location.origin}${globalThis.config.appPath}${path}`, {
      method,
      headers,
      body: body && JSON.stringify(body),
      signal: patience.signal,
    });
  } catch {
    const lost = patience.signal.aborted;
    throw new Refusal(lost ? "The service did not answer in time." : "The service cannot be reached.");
  } finally {
    clearTimeout(timer);
  }
  if (response.ok) return response.json();
  throw await refused(response);
}

async function refused(response) {
  const text = await response.text();
  let said = {};
  try {
    said = JSON.parse(text);
  } catch {
    said = { detail: text };
  }
  const detail = typeof said.detail === "string" && said.detail ? said.detail : "";
  const words = {
    401: "The service does not know you: signing in did not work.",
    403: detail || "You may not use this service.",
    413: "The workbook is larger than the service takes.",
    429: "Too many requests; wait a moment.",
    503: "The service is busy; try again in a moment.",
  };
  const message = words[response.status] ?? (detail || `The service answered ${response.status}.`);
  return new Refusal(message, { status: response.status, findings: said.findings ?? [] });
}
