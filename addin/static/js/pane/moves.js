// The weights that were moved in the pane: what each was before, so that they can be shown beside and put back.

import { withWeight } from "./workbook.js";

const made = []; // in order: whose, on which criterion, what it was, what it is
let asked = null; // the question that `known` answers
let known = null; // what the workbook said before all these moves

/** The first value and the last of each weight that was moved. */
function ends() {
  const found = new Map();
  for (const { who, criterion, was, weight } of made) {
    const key = JSON.stringify([who, criterion]);
    found.set(key, { who, criterion, was: found.get(key)?.was ?? was, weight });
  }
  return [...found.values()];
}

export const moves = {
  get count() {
    return made.length;
  },

  /** The ranking before all moves, in the scenario and viewpoint of an answer; null where it is not known. */
  before({ scenario, viewpoint }) {
    const fits = made.length && known?.scenario === scenario && known?.viewpoint === viewpoint;
    return fits ? known.ranking : null;
  },

  add(move) {
    made.push(move);
  },

  /** The last move, which counts no longer. */
  takeLast() {
    return made.splice(-1);
  },

  /** Every weight that was moved, with its first value and its last; none counts any longer. */
  takeAll() {
    const found = ends();
    made.length = 0;
    return found;
  },

  /**
   * Asks for the ranking of the workbook with all moves put back, unless it is known.
   *
   * @param book the workbook as it stands.
   * @param weigh answers a question.
   * @returns whether there is a ranking that was not known before.
   */
  async askBefore(book, weigh) {
    if (!made.length) return false;
    const question = ends().reduce((workbook, { who, criterion, was }) => withWeight(workbook, who, criterion, was), book);
    const words = JSON.stringify(question);
    if (words === asked) return false;
    [asked, known] = [words, await weigh(question)];
    return true;
  },
};
