// The open workbook: its judgement tables, found by name and read once, and the few cells that the pane writes.

/** The tables that make a model. */
export const TABLES = [
  "settings",
  "weights",
  "measures",
  "options",
  "cost_heads",
  "linkage",
  "costs",
  "delivery",
  "rules",
  "counterpart",
  "plan",
  "evidence",
];

/** Cells that have names: the choices on Decide, and the flags on Checks. */
const CHOICES = { scenario: "decide_scenario", viewpoint: "decide_viewpoint" };
const FLAGS = { checks: "checks_flag", currency: "checks_currency" };

const DATED = ["settings", "evidence"];

/**
 * What the judgement tables hold: for each its sheet, the address of its headings, and its rows of values; what
 * the named cells show; and the names of the tables that are not there.
 */
export async function read() {
  await Office.onReady();
  return Excel.run(async (context) => {
    const { tables, names } = context.workbook;
    const found = TABLES.map((name) => [name, tables.getItemOrNullObject(name)]);
    const named = Object.entries({ ...CHOICES, ...FLAGS }).map(([what, name]) => [what, names.getItemOrNullObject(name)]);
    context.workbook.load("name");
    await context.sync();

    const here = found.filter(([, table]) => !table.isNullObject);
    const grids = here.map(([name, table]) => {
      const properties = DATED.includes(name) ? "address,values,numberFormat" : "address,values";
      return [name, table.getRange().load(properties), table.worksheet.load("name")];
    });
    const cells = named
      .filter(([, item]) => !item.isNullObject)
      .map(([what, item]) => [what, item.getRange().load("values,address")]);
    await context.sync();

    return {
      name: context.workbook.name,
      missing: found.filter(([, table]) => table.isNullObject).map(([name]) => name),
      tables: Object.fromEntries(grids.map(([name, range, sheet]) => [name, grid(range, sheet.name)])),
      cells: Object.fromEntries(cells.map(([what, range]) => [what, cell(range)])),
    };
  });
}

function grid(range, sheet) {
  return { sheet, at: range.address.split("!").pop().split(":")[0], rows: withDays(range) };
}

function cell(range) {
  return { value: range.values[0][0], at: range.address.split("!").pop() };
}

/** The values, numbers that are shown as days turned into year-month-day. */
function withDays(range) {
  const formats = range.numberFormat;
  if (!formats) return range.values;
  return range.values.map((row, r) =>
    row.map((value, c) => (typeof value === "number" && isDay(formats[r][c]) ? day(value) : value)),
  );
}

const isDay = (format) => /[yd]/i.test(String(format).replace(/"[^"]*"|\\.|\[[^\]]*\]/g, ""));
const day = (serial) => new Date(Math.round((serial - 25569) * 86_400_000)).toISOString().slice(0, 10);

/** Writes a weight into its cell, found by the table's name, the row's id and the column's heading. */
export function writeWeight(stakeholder, criterion, points) {
  return Excel.run(async (context) => {
    const table = context.workbook.tables.getItem("weights");
    const headings = table.getHeaderRowRange().load("values");
    const body = table.getDataBodyRange().load("values");
    await context.sync();
    const same = (written, word) => String(written).trim().toLowerCase() === word.toLowerCase();
    const column = headings.values[0].findIndex((heading) => same(heading, criterion));
    const key = headings.values[0].findIndex((heading) => same(heading, "id"));
    const row = body.values.findIndex((cells) => same(cells[key], stakeholder));
    if (row < 0 || column < 0) {
      throw new Error(`no row ${stakeholder} with a column ${criterion} in the table weights any more`);
    }
    body.getCell(row, column).values = [[points]];
    await context.sync();
  });
}

/** Writes a choice into its cell on Decide, so that the sheets follow. */
export function writeChoice(what, name) {
  return Excel.run(async (context) => {
    context.workbook.names.getItem(CHOICES[what]).getRange().values = [[name]];
    await context.sync();
  });
}

/** Calls back after changes that are not the pane's own; where Excel is too old for that, nothing happens. */
export async function watch(changed) {
  if (!Office.context.requirements.isSetSupported("ExcelApi", "1.9")) return;
  await Excel.run(async (context) => {
    context.workbook.worksheets.onChanged.add(async (event) => {
      if (event.triggerSource !== "ThisLocalAddin") changed();
    });
    await context.sync();
  });
}

/**
 * Does something while the workbook's sheets are open to scripts, and closes each again as it was.
 *
 * The sheets are protected without a password, so that nobody types over a formula by accident; scripts write
 * computed tables there. A sheet with a password of the user's stays closed.
 */
export async function unprotected(does) {
  const closed = await Excel.run(async (context) => {
    const sheets = context.workbook.worksheets.load("items/id");
    await context.sync();
    sheets.items.forEach((sheet) => sheet.protection.load("protected,options"));
    await context.sync();
    return sheets.items
      .filter((sheet) => sheet.protection.protected)
      .map((sheet) => ({ id: sheet.id, options: sheet.protection.options }));
  });
  let opened = [];
  try {
    opened = await open(closed);
    return await does();
  } finally {
    await close(opened);
  }
}

/** The sheets that could be opened: all at once, or one by one where one of them has a password. */
async function open(sheets) {
  const all = (chosen) =>
    Excel.run(async (context) => {
      for (const { id } of chosen) context.workbook.worksheets.getItem(id).protection.unprotect();
      await context.sync();
    });
  try {
    await all(sheets);
    return sheets;
  } catch {
    const opened = [];
    for (const sheet of sheets) {
      await all([sheet]).then(() => opened.push(sheet), () => {}); // what a script may not write, Excel will say
    }
    return opened;
  }
}

function close(sheets) {
  return Excel.run(async (context) => {
    const found = sheets.map(({ id, options }) => {
      const sheet = context.workbook.worksheets.getItemOrNullObject(id);
      sheet.protection.load("protected");
      return [sheet, options];
    });
    await context.sync();
    for (const [sheet, options] of found) {
      if (!sheet.isNullObject && !sheet.protection.protected) sheet.protection.protect(options);
    }
    await context.sync();
  });
}
