// The buttons of the ribbon: each runs the script of its name, as the pane's own buttons do.
//
// The names are those of the manifest's FunctionName elements.
(() => {
  "use strict";
  for (const name of ["refresh", "check", "snapshot", "table_package"]) {
    Office.actions.associate(name, async (event) => {
      try {
        await Office.addin?.showAsTaskpane?.();
        const { press } = await import("./pane/buttons.js");
        await press(name);
      } finally {
        event.completed();
      }
    });
  }
})();
