"""Everything that worker processes import, imported once, in the process from which they are forked."""

from __future__ import annotations

from steelyard.service import calls_work, verbs_work

calls_work.warm()
verbs_work.warm()
