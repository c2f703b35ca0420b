// The protection of sheets, lifted while a script writes and put back as it was.
//
// Sheets are protected without a password, so that nobody types over a formula by accident. A script asks for these
// two by name, through xlwings' client, before and after it writes; whatever goes wrong in between, `closeAll`
// leaves no sheet open.

const opened = new Map(); // what each open sheet allowed while it was protected, by its name

/** Lifts the protection of these sheets; refuses where one has a password. */
export async function steelyardUnprotect(context, ...names) {
  const sheets = names.map((name) => [name, context.workbook.worksheets.getItemOrNullObject(name)]);
  sheets.forEach(([, sheet]) => sheet.protection.load("protected,options"));
  await context.sync();
  for (const [name, sheet] of sheets) {
    if (sheet.isNullObject || !sheet.protection.protected) continue;
    const { options } = sheet.protection;
    sheet.protection.unprotect();
    try {
      await context.sync();
    } catch {
      throw new Error(`sheet ‘${name}’ is protected by a password; take it off first`);
    }
    opened.set(name, options);
  }
}

/** Protects those of these sheets that were protected before, as they were. */
export async function steelyardProtect(context, ...names) {
  for (const name of names.filter((each) => opened.has(each))) {
    const sheet = context.workbook.worksheets.getItemOrNullObject(name);
    sheet.protection.load("protected");
    await context.sync();
    if (!sheet.isNullObject && !sheet.protection.protected) sheet.protection.protect(opened.get(name));
    await context.sync();
    opened.delete(name);
  }
}

/** Protects again whatever a script has left open. */
export async function closeAll() {
  if (opened.size) await Excel.run((context) => steelyardProtect(context, ...opened.keys()));
}
