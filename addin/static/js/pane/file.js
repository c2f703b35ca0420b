// The open workbook as a file, as Excel hands it out: with all that was typed since it was saved.

import { Refusal } from "./service.js";

export const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

const SLICE = 4 * 1024 * 1024; // bytes; Office hands out no larger slices

/** What to do where Excel hands out no file. */
const INSTEAD = "Save the workbook and use the page of the service";

/**
 * The open workbook.
 *
 * Excel keeps at most two such files in memory and then refuses, so the file is closed whatever happens.
 */
export async function openWorkbook() {
  await Office.onReady();
  const { document } = Office.context;
  if (!document?.getFileAsync || !Office.FileType) {
    throw new Refusal(`This Excel does not hand out the workbook. ${INSTEAD}: ${location.origin}/workbook`);
  }
  try {
    const file = await asked((then) => document.getFileAsync(Office.FileType.Compressed, { sliceSize: SLICE }, then));
    try {
      return await whole(file);
    } finally {
      await asked((then) => file.closeAsync(then)).catch(() => {}); // what was read is there all the same
    }
  } catch (error) {
    const why = String(error.message || error).replace(/\.$/, "");
    throw new Refusal(`Excel did not hand out the workbook: ${why}. ${INSTEAD}: ${location.origin}/workbook`);
  }
}

async function whole(file) {
  const slices = [];
  for (let at = 0; at < file.sliceCount; at++) {
    const slice = await asked((then) => file.getSliceAsync(at, then)); // one after the other: Excel refuses more
    slices.push(new Uint8Array(slice.data));
  }
  const found = new Blob(slices, { type: XLSX });
  if (!found.size || found.size !== file.size) throw new Error(`it gave ${found.size} of ${file.size} bytes`);
  return found;
}

/** The value of a call of Office that answers by a function. */
function asked(call) {
  return new Promise((resolve, reject) => {
    call(({ status, value, error }) => (status === Office.AsyncResultStatus.Succeeded ? resolve(value) : reject(error)));
  });
}

/** Whether Excel can open a file that the pane gives it. */
export const canOpen = () => Office.context.requirements.isSetSupported("ExcelApi", "1.8");

/** Opens a file as a new workbook. */
export async function open(blob) {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const parts = [];
  for (let at = 0; at < bytes.length; at += 0x8000) parts.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)));
  await Excel.createWorkbook(btoa(parts.join("")));
}

/** The bytes in a text of base64. */
export const fromBase64 = (text) => new Blob([Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0))], { type: XLSX });
