// The open workbook: its judgement tables, found by name and read once, and the few cells that the pane writes.

const ROOM = 1000; // rows below a table in which added entries are looked for

/**
 * What the judgement tables hold, and what stands right below them; what the named cells show.
 *
 * @param wanted.tables how many columns of each table are needed, by its name; 0 for all.
 * @param wanted.choices names of the cells on Decide, by what they choose.
 * @param wanted.flags names of the cells with the workbook's own word on itself.
 */
export async function read(wanted) {
  await Office.onReady();
  return Excel.run(async (context) => {
    const { tables, names } = context.workbook;
    const sought = Object.entries(wanted.tables).map(([name, columns]) => ({
      name,
      columns,
      table: tables.getItemOrNullObject(name),
    }));
    const cells = [...Object.values(wanted.choices), ...wanted.flags].map((name) => ({
      name,
      item: names.getItemOrNullObject(name),
    }));
    const form = names.getItemOrNullObject("steelyard_form").load("formula");
    context.workbook.load("name");
    await context.sync();

    const found = sought.filter(({ table }) => !table.isNullObject);
    for (const each of found) {
      each.sheet = each.table.worksheet;
      each.sheet.load("name");
      each.area = each.table.getRange().load("address,rowIndex,columnIndex,rowCount,columnCount");
      each.used = each.sheet.getUsedRangeOrNullObject(true).load("rowIndex,rowCount");
    }
    const known = cells.filter(({ item }) => !item.isNullObject);
    for (const each of known) {
      each.range = each.item.getRange().load("values,address");
      each.sheet = each.range.worksheet.load("name");
    }
    await context.sync();

    for (const each of found) each.range = withRowsBelow(each).load("values,formulas,numberFormat");
    await context.sync();

    return {
      name: context.workbook.name,
      form: form.isNullObject ? null : Number(form.formula.replace(/^=/, "")) || null,
      tables: Object.fromEntries(found.map((each) => [each.name, grid(each)])),
      cells: Object.fromEntries(known.map((each) => [each.name, cell(each)])),
    };
  });
}

/** The table and the rows below it that are in use: on a protected sheet a table does not grow by itself. */
function withRowsBelow({ area, columns, sheet, used }) {
  const last = used.isNullObject ? 0 : used.rowIndex + used.rowCount;
  const rows = Math.min(Math.max(area.rowCount, last - area.rowIndex), area.rowCount + ROOM);
  return sheet.getRangeByIndexes(area.rowIndex, area.columnIndex, rows, columns || area.columnCount);
}

function grid({ area, range, sheet }) {
  const spots = (holds) =>
    range.values.flatMap((row, r) => row.flatMap((_, c) => (holds(r, c) ? [[r, c]] : [])));
  return {
    sheet: sheet.name,
    at: area.address.split("!").pop().split(":")[0],
    height: area.rowCount,
    rows: range.values,
    formulas: spots((r, c) => typeof range.formulas[r][c] === "string" && range.formulas[r][c].startsWith("=")),
    days: spots((r, c) => typeof range.values[r][c] === "number" && isDay(range.numberFormat[r][c])),
  };
}

function cell({ range, sheet }) {
  return { sheet: sheet.name, at: range.address.split("!").pop(), value: range.values[0][0] };
}

/** Whether a number format shows days; words and colours in it are none of its signs. */
const isDay = (format) => /[ymd]/i.test(String(format).replace(/general|"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/gi, ""));

/** A weight as the workbook had it when it was read. */
export function weightIn(book, stakeholder, criterion) {
  const [headings, ...rows] = book.tables.weights.rows;
  const [row, column] = spotOf(headings, rows, stakeholder, criterion);
  return rows[row][column];
}

/** The same workbook with one weight as it would be, if its cell held that. */
export function withWeight(book, stakeholder, criterion, points) {
  const { weights } = book.tables;
  const [row, column] = spotOf(weights.rows[0], weights.rows.slice(1), stakeholder, criterion);
  const rows = weights.rows.map((cells, r) => (r === row + 1 ? cells.map((held, c) => (c === column ? points : held)) : cells));
  return { ...book, tables: { ...book.tables, weights: { ...weights, rows } } };
}

/** The same workbook with another scenario or viewpoint on Decide. */
export function withChoice(book, cellName, name) {
  return { ...book, cells: { ...book.cells, [cellName]: { ...book.cells[cellName], value: name } } };
}

/** Where a weight stands below the headings, whatever the order of rows and columns. */
function spotOf(headings, rows, stakeholder, criterion) {
  const same = (written, word) => String(written).trim().toLowerCase() === word.toLowerCase();
  const column = headings.findIndex((heading) => same(heading, criterion));
  const key = headings.findIndex((heading) => same(heading, "id"));
  const row = rows.findIndex((cells) => same(cells[key], stakeholder));
  if (row < 0 || column < 0) throw new Error(`no row ${stakeholder} with a column ${criterion} any more`);
  return [row, column];
}

/** Writes a weight into its cell, found by the table's name, the row's id and the column's heading. */
export function writeWeight(stakeholder, criterion, points) {
  return Excel.run(async (context) => {
    const table = context.workbook.tables.getItem("weights");
    const headings = table.getHeaderRowRange().load("values");
    const body = table.getDataBodyRange().load("values");
    await context.sync();
    const [row, column] = spotOf(headings.values[0], body.values, stakeholder, criterion);
    body.getCell(row, column).values = [[points]];
    await context.sync();
  });
}

/** The column with the share on trial, and the row of a criterion, in the table of trial weights on Decide. */
function trialSpot(headings, rows, criterion) {
  const [key, column] = ["criterion id", "trial"].map((word) => headings.indexOf(word));
  const row = rows.findIndex((cells) => cells[key] === criterion);
  if (row < 0 || column < 0) throw new Error(`no trial weight of ${criterion} on Decide`);
  return [row, column];
}

/** What is typed as the share on trial of a criterion; undefined in a workbook without trial weights. */
export function trialIn(book, criterion) {
  if (!book.tables.trial) return undefined;
  const [headings, ...rows] = book.tables.trial.rows;
  const [row, column] = trialSpot(headings, rows, criterion);
  return rows[row][column];
}

/** Writes shares on trial, by criterion; an empty text is no trial. */
export function writeTrials(shares) {
  return Excel.run(async (context) => {
    const table = context.workbook.tables.getItem("trial");
    const headings = table.getHeaderRowRange().load("values");
    const body = table.getDataBodyRange().load("values");
    await context.sync();
    for (const [criterion, share] of Object.entries(shares)) {
      body.getCell(...trialSpot(headings.values[0], body.values, criterion)).values = [[share]];
    }
    await context.sync();
  });
}

/** Writes a choice into its cell on Decide, so that the sheets follow. */
export function writeChoice(cellName, name) {
  return Excel.run(async (context) => {
    context.workbook.names.getItem(cellName).getRange().values = [[name]];
    await context.sync();
  });
}

/** Calls back after changes that are not the pane's own; where Excel is too old for that, nothing happens. */
export async function watch(changed) {
  await Office.onReady();
  if (!Office.context.requirements.isSetSupported("ExcelApi", "1.9")) return;
  await Excel.run(async (context) => {
    context.workbook.worksheets.onChanged.add(async (event) => {
      if (event.triggerSource !== "ThisLocalAddin") changed();
    });
    await context.sync();
  });
}
