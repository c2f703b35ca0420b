"""The form of a workbook: the number that tells which tables it has; a `Sheet` says with which form it came."""

from __future__ import annotations

FORM, FORM_NAME, FIRST_FORM = 9, "steelyard_form", 1
"""Number of the form of new workbooks, and the defined name that holds it; a workbook without the name has form 1."""
