"""Everything that worker processes import, imported once, in the process from which they are forked."""

from __future__ import annotations

import os

from steelyard.service import calls_work, pane_work, verbs_work  # noqa: F401 - the pane's is warm once imported

if os.environ.get("XLWINGS_ON_SERVER") == "true":  # nothing for a reader of this module, such as a test
    calls_work.warm()
    verbs_work.warm()
