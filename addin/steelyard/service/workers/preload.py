"""Everything that worker processes import, imported once, in the process from which they are forked."""

from __future__ import annotations

import os

from steelyard.service.work import excel as calls_work
from steelyard.service.work import verbs as verbs_work

if os.environ.get("XLWINGS_ON_SERVER") == "true":  # nothing for a reader of this module, such as a test
    calls_work.warm()
    verbs_work.warm()
