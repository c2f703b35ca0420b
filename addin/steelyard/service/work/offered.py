"""The names of all functions and buttons that the project folder offers, printed as JSON.

python -m steelyard.service.work.offered

A process of its own, because xlwings reads its variables when it is imported.
"""

from __future__ import annotations

import json
import sys

from steelyard.service.work import excel

if __name__ == "__main__":
    excel.preload()
    sys.stdout.write(f"\n{json.dumps(excel.names_offered())}\n")
