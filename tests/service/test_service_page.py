"""The reference of the service is what the code says: settings, routes, roles, metrics.

python tests/service/test_service_page.py      writes the page anew
"""

from __future__ import annotations

import sys
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_type_hints

from steelyard.excel.registration import excel_name
from steelyard.service import metrics
from steelyard.service.guard.permissions import ROUTES, Body
from steelyard.service.guard.response_headers import POLICIES
from steelyard.service.identity.identity import IMPLIED, MEANINGS
from steelyard.service.routes.excel import HEAVY
from steelyard.service.settings import PREFIX, Settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "service.md"

OPENING = """\
# The service

What `steelyard serve` offers, to whom, within which limits. How to run it: [Run the
service](../how-to/run-the-service.md). What it refuses and why: [Security](../explanation/security.md).
The verbs describe themselves at `/openapi.json`.
"""

EXAMPLE = """\
## The verbs

A verb takes a file as the body of a request, and answers with a table, findings or a file:

```text
weigh() {
    curl -H "Authorization: Bearer $TOKEN" --data-binary "@$1" "https://weigh.example.org/v1/$2"
}
weigh syria.xlsx check
weigh syria.xlsx "show/tradeoffs?scenario=core-implemented&stakeholder=France"
weigh syria.xlsx score >scored.xlsx
weigh model.yaml build >book.xlsx
```

They say what the commands of the same names say. A refusal is JSON with `error`, a name from the
[reference of errors](errors.md), `message`, and `findings` where the model is at fault.

| status | means |
| --- | --- |
| 200 | the answer; a score has the header `x-steelyard-changed`, the number of cells that it set |
| 400 | the request is malformed; for a worksheet function or button: a refusal whose text Excel shows |
| 401, 403 | no valid token; the role does not suffice |
| 404 | there is no such table |
| 408, 413, 415, 431 | the body came too slowly, is too large, or is compressed; the headers are too long |
| 421 | another host is meant |
| 422 | the file or the question is refused, and the message says why |
| 429, 503 | too many requests; too busy, try again |
| 504 | it took too long and was ended |

## Worksheet functions and buttons

The Office client of xlwings calls them; its metadata is at `/xlwings/custom-functions-meta`. A refusal of
steelyard has status 400, which the client shows and does not try again; so has a call that was ended at its
deadline. A fault has status 500 and says nothing but that. Functions that search
({searching}), and every call with a body above 1 MB, go to the
processes for long calls; buttons and verbs always do.
"""


OTHERS = f"""\
Any other path wants a known user: the pane's own routes are there. A list of names in
`{PREFIX}RESTRICT`, such as `explain=analyst,score=admin`, asks for a higher role.
"""

OF_SETTINGS = """\
Each is a variable of the environment; lists are separated by commas. What is typed as an option of
`steelyard serve` comes first. `XLWINGS_LICENSE_KEY` is the operator's declaration and has no default.
"""

OF_POLICIES = """\
Every answer has a content security policy, errors too: from no other host, no script in a page.
"""


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [headings, ["---"] * len(headings), *rows]
    return (
        "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
        + "\n"
    )


def settings() -> Iterator[Sequence[str]]:
    """Every setting: its variable, its default, its meaning."""
    hints = get_type_hints(Settings, include_extras=True)
    for one in fields(Settings):
        default: Any = one.default
        shown = (
            ""
            if default in (None, (), "")
            else f"{default:,}"
            if isinstance(default, (int, float)) and default >= 1e6
            else f"{default}"
        )
        yield f"`{PREFIX}{one.name.upper()}`", shown, hints[one.name].__metadata__[0]


def routes() -> Iterator[Sequence[str]]:
    """Every route: what it is, who may use it, how large a body it takes."""
    for route in ROUTES:
        path = (
            route.pattern.pattern.replace("\\", "")
            .replace("[^/]+", "NAME")
            .replace("(?:", "(")
            .replace(".+", "...")
        )
        body = "" if route.body is Body.NONE else f"`{PREFIX}{route.body.upper()}`"
        yield (
            f"`{path}`",
            ", ".join(sorted(route.methods)),
            str(route.role or "everybody"),
            body,
            route.meaning,
        )


def counted() -> Iterator[Sequence[str]]:
    """Every metric."""
    for metric in metrics.ALL:
        [family] = metric.describe()
        suffix = "_total" if family.type == "counter" else ""
        labels = ", ".join(f"`{label}`" for label in metric._labelnames)
        yield f"`{family.name}{suffix}`", family.type, labels, family.documentation


def page() -> str:
    """The whole page."""
    roles = [(f"`{role}`", MEANINGS[role], ", ".join(sorted(IMPLIED[role] - {role}))) for role in IMPLIED]
    return "\n".join(
        [
            OPENING,
            "## Routes\n",
            table(("path", "methods", "role", "body at most", "what it is"), routes()),
            OTHERS,
            EXAMPLE.replace("{searching}", ", ".join(map(excel_name, sorted(HEAVY)))),
            "## Roles\n",
            table(("role", "may", "includes"), roles),
            "## Settings\n",
            OF_SETTINGS,
            table(("variable", "default", "meaning"), settings()),
            "## Metrics\n",
            table(("name", "kind", "labels", "what is counted"), counted()),
            "## Where content may come from\n",
            OF_POLICIES,
            table(("answer", "policy"), [(str(kind), f"`{policy}`") for kind, policy in POLICIES.items()]),
        ]
    )


def test_the_page_is_what_the_code_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python tests/service/test_service_page.py"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.name}\n")
