"""Everything that worker processes import, imported once in the process from which they are forked."""

from __future__ import annotations

import os

from steelyard.service.work import excel, verbs

if os.environ.get("XLWINGS_ON_SERVER") == "true":  # only in a service: a test that imports this needs nothing
    excel.preload()
    verbs.preload()
