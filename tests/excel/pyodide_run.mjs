// Run a Python program under Pyodide in Node: node pyodide_run.mjs PYODIDE PROGRAM NAME=FOLDER...
// Each folder stands on Python's path; what the program prints is printed.
import { readFileSync } from "node:fs";

const [pyodide, program, ...folders] = process.argv.slice(2);
const { loadPyodide } = await import(`${pyodide}/pyodide.mjs`);
const python = await loadPyodide({ indexURL: `${pyodide}/` });
for (const pair of folders) {
  const [name, root] = pair.split("=");
  python.FS.mkdirTree(`/${name}`);
  python.FS.mount(python.FS.filesystems.NODEFS, { root }, `/${name}`);
  python.runPython(`import sys; sys.path.insert(0, "/${name}")`);
}
python.runPython(readFileSync(program, "utf8"));
