"""A small case with two of most kinds of parts, a cost head and a rule: more than the blank case has."""

from __future__ import annotations

from pathlib import Path

TEXT = (Path(__file__).parent / "small.yaml").read_text(encoding="utf-8")
