// A stand-in for Office's script and for the Excel behind it, over a workbook that is given as data.
//
// It takes the rules of the real one that a program trips over: whatever is read must be loaded and synced
// first, everything queued happens at the sync and in order, locked cells of a protected sheet refuse, and
// every change is told to those who listen. It computes no formula: a formula keeps the value it was given.
// `globalThis.host` is the hand of the person at the keyboard, and the eye of the test.
(() => {
  "use strict";

  class Refused extends Error {
    constructor(code, message) {
      super(message);
      this.name = "RichApi.Error";
      this.code = code;
    }
  }

  // Addresses, counted from 0.

  const letters = (column) => {
    let name = "";
    for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
      name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
    }
    return name;
  };
  const columnOf = (name) => [...name].reduce((sum, sign) => sum * 26 + sign.charCodeAt(0) - 64, 0) - 1;
  const corner = (name) => {
    const [, column, row] = /^\$?([A-Z]+)\$?(\d+)$/.exec(name) ?? [];
    if (!column) throw new Refused("InvalidArgument", `${name} is no address`);
    return [Number(row) - 1, columnOf(column)];
  };
  const areaOf = (address) => {
    const [first, last = first] = address.split("!").pop().split(":");
    const [[row, column], [lastRow, lastColumn]] = [corner(first), corner(last)];
    return { row, column, rows: lastRow - row + 1, columns: lastColumn - column + 1 };
  };
  const addressOf = ({ row, column, rows, columns }) => {
    const first = `${letters(column)}${row + 1}`;
    return rows * columns === 1 ? first : `${first}:${letters(column + columns - 1)}${row + rows}`;
  };
  const quoted = (name) => (/^\w+$/.test(name) ? name : `'${name.replaceAll("'", "''")}'`);

  // The workbook: sheets of cells, tables, names.

  const given = globalThis.steelyardBook;
  const book = {
    name: given.name,
    active: given.active,
    selected: "A1",
    names: given.names.map((name) => ({ ...name })),
    sheets: given.sheets.map((sheet, at) => ({
      id: `{${at}}`,
      name: sheet.name,
      visibility: sheet.visibility,
      cells: new Map(Object.entries(sheet.cells).map(([address, cell]) => [corner(address).join(), { ...cell }])),
      tables: sheet.tables.map((table) => ({ ...table, area: areaOf(table.ref) })),
      protection: sheet.protection && { ...sheet.protection },
    })),
  };
  const trace = { written: [], shown: [], dialogs: [], actions: {}, functions: {} };
  const listening = { changed: new Set(), selected: new Set() };
  let refusal = null;

  const cellAt = (sheet, row, column) => sheet.cells.get(`${row},${column}`);
  const grid = (area, read) =>
    Array.from({ length: area.rows }, (_, r) =>
      Array.from({ length: area.columns }, (_, c) => read(area.row + r, area.column + c)),
    );
  const valueOf = (cell) => cell?.value ?? "";
  const used = (sheet) => {
    const held = [...sheet.cells].filter(([, cell]) => valueOf(cell) !== "" || cell.formula);
    if (!held.length) return undefined;
    const spots = held.map(([key]) => key.split(",").map(Number));
    const [rows, columns] = [0, 1].map((axis) => spots.map((spot) => spot[axis]));
    const [row, column] = [rows, columns].map((all) => all.reduce((a, b) => Math.min(a, b)));
    return {
      row,
      column,
      rows: rows.reduce((a, b) => Math.max(a, b)) - row + 1,
      columns: columns.reduce((a, b) => Math.max(a, b)) - column + 1,
    };
  };
  const tableBody = (table) => ({
    ...table.area,
    row: table.area.row + (table.showHeaders ? 1 : 0),
    rows: table.area.rows - (table.showHeaders ? 1 : 0) - (table.showTotals ? 1 : 0),
  });

  function tell(sheet, area, source) {
    const event = { type: "WorksheetChanged", changeType: "RangeEdited", address: addressOf(area) };
    Object.assign(event, { worksheetId: sheet.id, source: "Local", triggerSource: source });
    for (const handler of listening.changed) setTimeout(() => handler(event));
  }

  function put(sheet, area, set, source = "ThisLocalAddin") {
    if (refusal) throw new Refused("GeneralException", refusal);
    grid(area, (row, column) => {
      const cell = cellAt(sheet, row, column);
      if (sheet.protection && (cell?.locked ?? true)) {
        const at = addressOf({ row, column, rows: 1, columns: 1 });
        throw new Refused("AccessDenied", `cell ${at} of the protected sheet ${sheet.name} is locked`);
      }
    });
    grid(area, (row, column) => {
      const cell = cellAt(sheet, row, column) ?? { locked: true };
      set(cell, row - area.row, column - area.column);
      sheet.cells.set(`${row},${column}`, cell);
    });
    trace.written.push({ sheet: sheet.name, address: addressOf(area), source });
    tell(sheet, area, source);
  }

  function requireOpen(sheet, what) {
    if (sheet.protection) throw new Refused("AccessDenied", `${what} of the protected sheet ${sheet.name}`);
  }

  // Objects that know nothing until they were loaded and synced.

  class Context {
    constructor() {
      this.queue = [];
      this.workbook = workbookOf(this);
      this.application = this.workbook.application;
    }
    async sync() {
      const queued = this.queue.splice(0);
      await Promise.resolve();
      for (const each of queued) each();
    }
  }

  const pathsOf = (spec) => {
    if (spec === undefined) return [];
    const listed = typeof spec === "string" ? spec.split(",") : Array.isArray(spec) ? spec : Object.keys(spec);
    return listed.map((path) => path.trim().split("/"));
  };

  function remote(context, kind, { read = {}, write = {}, parts = {}, call = {}, items, exists }) {
    const known = new Map();
    const children = new Map();
    const child = (name) => {
      if (!children.has(name)) children.set(name, parts[name]());
      return children.get(name);
    };
    const take = (path) => {
      if (exists && !exists()) return;
      if (items) {
        if (path[0] in read) return void known.set(path[0], read[path[0]]());
        if (!known.has("items")) known.set("items", items());
        const rest = path[0] === "items" ? path.slice(1) : path;
        for (const each of known.get("items")) each.taken(rest);
      } else if (!path.length) {
        for (const name of Object.keys(read)) known.set(name, read[name]());
      } else if (path.length > 1 || path[0] in parts) {
        child(path[0]).taken(path.slice(1));
      } else if (path[0] in read) {
        known.set(path[0], read[path[0]]());
      } else {
        throw new Refused("InvalidArgument", `${kind} has nothing called ${path[0]}`);
      }
    };
    if (exists) context.queue.push(() => known.set("isNullObject", !exists()));
    const own = {
      context,
      taken: take,
      load(spec) {
        context.queue.push(() => {
          if (items) known.set("items", items());
          (pathsOf(spec).length ? pathsOf(spec) : [[]]).forEach(take);
        });
        return proxy;
      },
    };
    const proxy = new Proxy(own, {
      get(_, name) {
        if (name in own) return own[name];
        if (typeof name === "symbol" || name === "then" || name === "toJSON") return undefined;
        if (name in parts) return child(name);
        if (name in call) return call[name];
        if (known.has(name)) return known.get(name);
        if (name === "isNullObject" && !exists) return false;
        if (name in read || name === "isNullObject" || (items && name === "items")) {
          throw new Refused("PropertyNotLoaded", `${kind}.${name} was not loaded and synced`);
        }
        throw new Refused("ApiNotFound", `the stand-in has no ${kind}.${name}`);
      },
      set(_, name, value) {
        if (!(name in write)) throw new Refused("ApiNotFound", `the stand-in cannot set ${kind}.${name}`);
        context.queue.push(() => write[name](value));
        return true;
      },
    });
    return proxy;
  }

  const act = (context, does) => (...given) => void context.queue.push(() => does(...given));
  const none = (context, kind) => remote(context, kind, { items: () => [] });
  const found = (what, name) => what ?? (() => { throw new Refused("ItemNotFound", `there is no ${name}`); })();

  // Excel's objects, as far as a pane and xlwings' client go.

  function workbookOf(context) {
    return remote(context, "Workbook", {
      read: { name: () => book.name },
      parts: {
        worksheets: () => sheetsOf(context),
        tables: () => tablesOf(context, () => book.sheets),
        names: () => namesOf(context),
        application: () =>
          remote(context, "Application", {
            read: { calculationMode: () => "Automatic" },
            call: { calculate: act(context, () => {}), suspendScreenUpdatingUntilNextSync() {} },
            parts: { cultureInfo: () => cultureOf(context) },
          }),
      },
      call: {
        getSelectedRange: () =>
          rangeOf(context, () => book.sheets[book.active], () => areaOf(found(book.selected, "one range selected"))),
      },
    });
  }

  const cultureOf = (context) =>
    remote(context, "CultureInfo", {
      read: { name: () => "en-GB" },
      parts: {
        datetimeFormat: () => remote(context, "DatetimeFormat", { read: { shortDatePattern: () => "dd/MM/yyyy" } }),
      },
    });

  function sheetsOf(context) {
    const named = (name) => book.sheets.find((sheet) => sheet.name === name || sheet.id === name);
    return remote(context, "Worksheets", {
      items: () => book.sheets.map((sheet) => sheetOf(context, () => sheet)),
      parts: { onChanged: () => eventOf(context, listening.changed) },
      call: {
        getItem: (name) => sheetOf(context, () => found(named(name), `sheet ${name}`)),
        getItemOrNullObject: (name) => sheetOf(context, () => named(name), () => Boolean(named(name))),
        getActiveWorksheet: () => sheetOf(context, () => book.sheets[book.active]),
      },
    });
  }

  function eventOf(context, handlers) {
    return {
      taken() {},
      add(handler) {
        context.queue.push(() => handlers.add(handler));
        return { context, remove: () => context.queue.push(() => handlers.delete(handler)) };
      },
    };
  }

  function sheetOf(context, sheet, exists) {
    const range = (area) => rangeOf(context, sheet, area);
    const all = { row: 0, column: 0, rows: 1048576, columns: 16384 };
    return remote(context, "Worksheet", {
      exists,
      read: {
        id: () => sheet().id,
        name: () => sheet().name,
        position: () => book.sheets.indexOf(sheet()),
        visibility: () => sheet().visibility,
        showGridlines: () => true,
      },
      parts: {
        names: () => none(context, "Names"),
        notes: () => none(context, "Notes"),
        charts: () => none(context, "Charts"),
        shapes: () => none(context, "Shapes"),
        pivotTables: () => none(context, "PivotTables"),
        tables: () => tablesOf(context, () => [sheet()]),
        onSelectionChanged: () => eventOf(context, listening.selected),
        protection: () => protectionOf(context, sheet),
        pageLayout: () =>
          remote(context, "PageLayout", {
            call: { getPrintAreaOrNullObject: () => remote(context, "RangeAreas", { exists: () => false }) },
          }),
      },
      call: {
        activate: act(context, () => (book.active = book.sheets.indexOf(sheet()))),
        getRange: (address) => range(() => (address === undefined ? all : areaOf(address))),
        getRangeByIndexes: (row, column, rows, columns) => range(() => ({ row, column, rows, columns })),
        getUsedRangeOrNullObject: () => rangeOf(context, sheet, () => used(sheet()), () => Boolean(used(sheet()))),
      },
    });
  }

  function protectionOf(context, sheet) {
    return remote(context, "WorksheetProtection", {
      read: {
        protected: () => Boolean(sheet().protection),
        options: () => (sheet().protection ? { ...sheet().protection.options } : null),
      },
      call: {
        protect: act(context, (options) => {
          if (sheet().protection) throw new Refused("InvalidOperation", `${sheet().name} is protected already`);
          sheet().protection = { options };
        }),
        unprotect: act(context, (password) => {
          if (sheet().protection?.password && sheet().protection.password !== password) {
            throw new Refused("AccessDenied", `${sheet().name} is protected by a password`);
          }
          sheet().protection = null;
        }),
      },
    });
  }

  function rangeOf(context, sheet, area, exists) {
    const within = (rowsDown, columnsRight, rows, columns) =>
      rangeOf(context, sheet, () => ({
        row: area().row + rowsDown,
        column: area().column + columnsRight,
        rows: rows ?? area().rows,
        columns: columns ?? area().columns,
      }));
    const fitting = (values) => {
      const { rows, columns } = area();
      if (values.length !== rows || values.some((row) => row.length !== columns)) {
        throw new Refused("InvalidArgument", `${values.length} rows of values do not fit ${addressOf(area())}`);
      }
      return values;
    };
    const formatted = () => ({
      read: { color: () => "#000000" },
      write: new Proxy({}, { has: () => true, get: () => () => requireOpen(sheet(), "the look") }),
      call: { clear: act(context, () => requireOpen(sheet(), "the look")) },
    });
    return remote(context, "Range", {
      exists,
      read: {
        address: () => `${quoted(sheet().name)}!${addressOf(area())}`,
        rowIndex: () => area().row,
        columnIndex: () => area().column,
        rowCount: () => area().rows,
        columnCount: () => area().columns,
        values: () => grid(area(), (row, column) => valueOf(cellAt(sheet(), row, column))),
        formulas: () =>
          grid(area(), (r, c) => cellAt(sheet(), r, c)?.formula ?? valueOf(cellAt(sheet(), r, c))),
        numberFormat: () => grid(area(), (r, c) => cellAt(sheet(), r, c)?.format ?? "General"),
      },
      write: {
        values: (values) =>
          put(sheet(), area(), (cell, r, c) => {
            const value = fitting(values)[r][c];
            if (value === null) return; // null leaves a cell as it is
            delete cell.formula;
            if (typeof value === "string" && value.startsWith("=")) cell.formula = value;
            else cell.value = value;
          }),
        formulas: (formulas) =>
          put(sheet(), area(), (cell, r, c) => {
            const formula = fitting(formulas)[r][c];
            if (String(formula).startsWith("=")) cell.formula = formula;
            else [cell.value, cell.formula] = [formula, undefined];
          }),
        numberFormat: (formats) => {
          requireOpen(sheet(), "the look");
          grid(area(), (row, column) => {
            const cell = cellAt(sheet(), row, column);
            if (cell) cell.format = (formats[row - area().row] ?? formats[0])[column - area().column] ?? formats[0][0];
          });
        },
      },
      parts: {
        worksheet: () => sheetOf(context, sheet),
        dataValidation: () =>
          remote(context, "DataValidation", {
            read: { type: () => (cellAt(sheet(), area().row, area().column)?.list ? "List" : "None") },
            write: {
              rule: ({ list }) => {
                requireOpen(sheet(), "what may be typed");
                grid(area(), (row, column) => {
                  const cell = cellAt(sheet(), row, column) ?? { locked: true };
                  sheet().cells.set(`${row},${column}`, { ...cell, list: Boolean(list) });
                });
              },
            },
          }),
        format: () =>
          remote(context, "RangeFormat", {
            ...formatted(),
            parts: {
              fill: () => remote(context, "RangeFill", formatted()),
              font: () => remote(context, "RangeFont", formatted()),
            },
            call: { autofitColumns: act(context, () => {}), autofitRows: act(context, () => {}) },
          }),
      },
      call: {
        getCell: (row, column) => within(row, column, 1, 1),
        getOffsetRange: (rows, columns) => within(rows, columns),
        copyFrom: act(context, (source, what) => {
          if (what.toLowerCase() !== "formats") throw new Refused("ApiNotFound", `the stand-in copies looks only, not ${what}`);
          requireOpen(sheet(), "the look");
          const [from, lookAt] = source.cells();
          grid(area(), (row, column) => {
            const alike = cellAt(from, lookAt.row + ((row - area().row) % lookAt.rows), lookAt.column + ((column - area().column) % lookAt.columns));
            const cell = cellAt(sheet(), row, column) ?? {};
            sheet().cells.set(`${row},${column}`, { ...cell, format: alike?.format, locked: alike?.locked ?? true });
          });
        }),
        cells: () => [sheet(), area()],
        select: act(context, () => (book.selected = addressOf(area()))),
        clear: act(context, (what) => {
          if (what === "Formats") return requireOpen(sheet(), "the look");
          return put(sheet(), area(), (cell) => { cell.value = ""; delete cell.formula; });
        }),
      },
    });
  }

  function tablesOf(context, sheets) {
    const every = () => sheets().flatMap((sheet) => sheet.tables.map((table) => [sheet, table]));
    const named = (name) => every().find(([, table]) => table.name === name);
    return remote(context, "Tables", {
      items: () => every().map((pair) => tableOf(context, () => pair)),
      read: { count: () => every().length },
      call: {
        getItem: (name) => tableOf(context, () => found(named(name), `table ${name}`)),
        getItemOrNullObject: (name) => tableOf(context, () => named(name), () => Boolean(named(name))),
      },
    });
  }

  function tableOf(context, pair, exists) {
    const [sheet, table] = [() => pair()[0], () => pair()[1]];
    const range = (area) => rangeOf(context, sheet, area);
    const head = () => ({ ...table().area, rows: 1 });
    const shown = Object.fromEntries(
      ["showHeaders", "showTotals", "style", "showFilterButton", "highlightFirstColumn", "highlightLastColumn",
        "showBandedRows", "showBandedColumns"].map((name) => [name, () => table()[name]]),
    );
    return remote(context, "Table", {
      exists,
      read: { ...shown, id: () => table().name, name: () => table().name, dataBodyRange: () => undefined },
      write: Object.fromEntries(Object.keys(shown).map((name) => [name, (value) => (table()[name] = value)])),
      parts: {
        worksheet: () => sheetOf(context, sheet),
        rows: () => remote(context, "TableRows", { items: () => [], read: { count: () => tableBody(table()).rows } }),
        columns: () =>
          remote(context, "TableColumns", {
            items: () =>
              grid(head(), (row, column) => String(valueOf(cellAt(sheet(), row, column))))[0].map((name) =>
                remote(context, "TableColumn", { read: { name: () => name } }),
              ),
          }),
      },
      call: {
        getRange: () => range(() => table().area),
        getHeaderRowRange: () => range(head),
        getDataBodyRange: () => range(() => tableBody(table())),
        getTotalRowRange: () => range(() => ({ ...table().area, row: table().area.row + table().area.rows - 1, rows: 1 })),
        resize: act(context, (address) => {
          requireOpen(sheet(), "a table");
          table().area = areaOf(address);
        }),
      },
    });
  }

  function namesOf(context) {
    const named = (name) => book.names.find((each) => each.name === name);
    return remote(context, "Names", {
      items: () => book.names.map((name) => nameOf(context, () => name)),
      call: {
        getItem: (name) => nameOf(context, () => found(named(name), `name ${name}`)),
        getItemOrNullObject: (name) => nameOf(context, () => named(name), () => Boolean(named(name))),
      },
    });
  }

  function nameOf(context, name, exists) {
    const target = () => {
      const formula = name()?.formula ?? "";
      const at = formula.lastIndexOf("!");
      const written = formula.slice(1, at).replace(/^'(.*)'$/, "$1").replaceAll("''", "'");
      const sheet = book.sheets.find((each) => each.name === written);
      return at > 0 && sheet ? { sheet, area: areaOf(formula.slice(at + 1)) } : undefined;
    };
    const range = (nullable) =>
      rangeOf(context, () => target().sheet, () => target().area, nullable && (() => Boolean(target())));
    return remote(context, "NamedItem", {
      exists,
      read: {
        name: () => name().name,
        formula: () => name().formula,
        type: () => (target() ? "Range" : "Double"),
        visible: () => true,
      },
      call: { getRange: () => range(false), getRangeOrNullObject: () => range(true) },
    });
  }

  // The workbook as a file: the bytes that the test holds out, whatever was typed since.

  const MOST_OPEN = 2;
  const LARGEST_SLICE = 4 * 1024 * 1024;
  const file = { bytes: new Uint8Array(), refusal: null, badSlice: null, open: 0, asked: [], slices: 0, slicesWanted: 0, opened: [] };
  const bytesOf = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const answer = (then, value, refusal) =>
    setTimeout(() => then(refusal ? { status: "failed", error: { code: 5001, message: refusal } } : { status: "succeeded", value }));

  function getFileAsync(type, { sliceSize = LARGEST_SLICE }, then) {
    if (type !== "compressed") return answer(then, null, `the stand-in has no file of the type ${type}`);
    if (!(sliceSize > 0 && sliceSize <= LARGEST_SLICE)) return answer(then, null, "The slice size is not valid.");
    if (file.refusal) return answer(then, null, file.refusal);
    if (file.open >= MOST_OPEN) return answer(then, null, "Too many files are open.");
    file.open += 1;
    const { bytes } = file;
    const size = Math.min(sliceSize, file.slicesWanted ? Math.ceil(bytes.length / file.slicesWanted) : sliceSize);
    let closed = false;
    answer(then, {
      size: bytes.length,
      sliceCount: Math.ceil(bytes.length / size),
      getSliceAsync(index, got) {
        if (closed || file.asked.length) return answer(got, null, "The file is closed or busy.");
        if (index === file.badSlice) return answer(got, null, "The slice could not be read.");
        file.asked.push(index);
        file.slices += 1;
        const data = [...bytes.subarray(index * size, (index + 1) * size)];
        answer((result) => { file.asked.pop(); got(result); }, { data, index, size: data.length });
      },
      closeAsync(done) {
        if (!closed) file.open -= 1;
        closed = true;
        answer(done ?? (() => {}));
      },
    });
  }

  // Office itself.

  const supported = { ExcelApi: 17, SharedRuntime: 1, CustomFunctions: 4, CustomFunctionsRuntime: 4, DialogApi: 2, RibbonApi: 1 };
  globalThis.Excel = {
    run: async (...given) => {
      const does = given.pop();
      const context = new Context();
      const answer = await does(context);
      await context.sync();
      return answer;
    },
    RequestContext: Context,
    createWorkbook: async (text) => void file.opened.push(text),
    ShapeType: { image: "Image" },
    ClearApplyTo: { all: "All", contents: "Contents", formats: "Formats" },
    CalculationType: { full: "Full" },
  };
  globalThis.CustomFunctions = {
    associate: (name, does) => (trace.functions[name] = does),
    ErrorCode: { invalidValue: "#VALUE!" },
    Error: class extends Error {
      constructor(code, message) {
        super(message);
        this.code = code;
      }
    },
  };
  const information = { host: "Excel", platform: "OfficeOnline" };
  globalThis.Office = {
    onReady: async (then) => {
      await then?.(information);
      return information;
    },
    actions: { associate: (name, does) => (trace.actions[name] = does) },
    addin: { showAsTaskpane: async () => trace.shown.push("pane"), setStartupBehavior: async () => {} },
    FileType: { Text: "text", Compressed: "compressed", Pdf: "pdf" },
    AsyncResultStatus: { Succeeded: "succeeded", Failed: "failed" },
    EventType: {},
    context: {
      ...information,
      document: { getFileAsync },
      diagnostics: { ...information, version: "stand-in" },
      requirements: {
        isSetSupported: (name, version = "1.1") => {
          const set = Object.keys(supported).find((each) => each.toLowerCase() === name.toLowerCase());
          return Number(version.split(".")[1]) <= (supported[set] ?? 0);
        },
      },
      ui: { displayDialogAsync: (url) => trace.dialogs.push(url) },
    },
  };

  // The person at the keyboard, and the eye of the test.

  const sheetNamed = (name) => found(book.sheets.find((sheet) => sheet.name === name), `sheet ${name}`);
  const spot = (tableName, id, heading) => {
    const [sheet, table] = found(
      book.sheets.flatMap((each) => each.tables.map((one) => [each, one])).find(([, one]) => one.name === tableName),
      `table ${tableName}`,
    );
    const headings = grid({ ...table.area, rows: 1 }, (r, c) => valueOf(cellAt(sheet, r, c)))[0];
    const key = headings.findIndex((each) => ["id", "key", "setting", "scenario/option"].includes(each));
    const body = tableBody(table);
    const rows = Array.from({ length: body.rows }, (_, at) => body.row + at);
    const row = rows.find((each) => valueOf(cellAt(sheet, each, table.area.column + Math.max(key, 0))) === id);
    const column = headings.indexOf(heading);
    if (row === undefined || column < 0) throw new Error(`no ${id}, ${heading} in ${tableName}`);
    return { sheet, area: { row, column: table.area.column + column, rows: 1, columns: 1 } };
  };
  globalThis.host = {
    trace,
    protectedSheets: () => book.sheets.filter((sheet) => sheet.protection).map((sheet) => sheet.name),
    protection: (name) => sheetNamed(name).protection,
    setPassword: (name, password) => (sheetNamed(name).protection.password = password),
    refuse: (message) => (refusal = message),
    holdOut: (text, slices = 0) => Object.assign(file, { bytes: bytesOf(text), slicesWanted: slices }),
    refuseFile: (message) => (file.refusal = message),
    breakSlice: (index) => (file.badSlice = index),
    handOutNoFile: () => delete Office.context.document.getFileAsync,
    file: () => ({ open: file.open, slices: file.slices, opened: file.opened }),
    value: (table, id, heading) => {
      const { sheet, area } = spot(table, id, heading);
      return valueOf(cellAt(sheet, area.row, area.column));
    },
    type: (table, id, heading, value) => {
      const { sheet, area } = spot(table, id, heading);
      put(sheet, area, (cell) => { cell.value = value; delete cell.formula; }, null);
    },
    cell: (sheet, address) => valueOf(cellAt(sheetNamed(sheet), ...corner(address))),
    setCell: (sheet, address, value) => {
      put(sheetNamed(sheet), areaOf(address), (cell) => (cell.value = value), null);
    },
    top: (name) => 1 + book.sheets.flatMap((sheet) => sheet.tables).find((each) => each.name === name).area.row,
    select: (sheet, address) => {
      book.active = book.sheets.indexOf(sheetNamed(sheet));
      book.selected = address; // null where it is a chart, or cells apart
    },
    rename: (from, to) => book.sheets.forEach((sheet) => sheet.tables.forEach((table) => {
      if (table.name === from) table.name = to;
    })),
    table: (name) => {
      const [sheet, table] = book.sheets.flatMap((s) => s.tables.map((t) => [s, t])).find(([, t]) => t.name === name);
      return grid(table.area, (row, column) => valueOf(cellAt(sheet, row, column)));
    },
  };
})();
