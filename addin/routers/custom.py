"""The pane's own way to the engine, under the authentication of xlwings Server.

xlwings Server takes up whatever `router` stands here.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from steelyard.errors import InvalidModel, SteelyardError
from steelyard.excel import pane
from steelyard.excel.pane import Json
from steelyard.workbook.laid_out import Grid, Named
from xlwings_server.config import settings
from xlwings_server.dependencies import get_user

router = APIRouter(prefix=f"{settings.app_path}/steelyard", dependencies=[Depends(get_user)])

Entry = float | int | bool | str | None
Spot = tuple[Annotated[int, Field(ge=0)], Annotated[int, Field(ge=0)]]
Address = Annotated[str, Field(pattern=r"^\$?[A-Z]{1,3}\$?[1-9][0-9]{0,6}$")]
Name = Annotated[str, Field(max_length=255)]


class Shape(BaseModel):
    """What stands in a request, and nothing besides."""

    model_config = ConfigDict(extra="forbid")


class Table(Shape):
    """A table of the open workbook, and what stands right below it."""

    sheet: Name
    at: Address
    height: Annotated[int, Field(ge=1, le=1_048_576)]
    rows: Annotated[list[list[Entry]], Field(min_length=1)]
    formulas: list[Spot] = []
    days: list[Spot] = []


class Cell(Shape):
    """A cell of the open workbook that has a name."""

    sheet: Name
    at: Address
    value: Entry


class Question(Shape):
    """The open workbook as it stands, or as it would stand with a weight moved or another choice made."""

    name: Name
    tables: dict[Name, Table]
    cells: dict[Name, Cell] = {}
    form: int | None = None


@router.get("/tables", response_model=None)
def tables() -> Json:
    """What the pane has to send."""
    return pane.wanted()


@router.post("/weigh", response_model=None)
def weigh(question: Question) -> Json | JSONResponse:
    """The weighing of a workbook that says this; a refusal says what is wrong, cell by cell."""
    grids = [
        Grid(
            table=name,
            sheet=table.sheet,
            at=table.at,
            height=table.height,
            rows=table.rows,
            formulas=frozenset(table.formulas),
            days=frozenset(table.days),
        )
        for name, table in question.tables.items()
    ]
    named = [Named(name=n, sheet=cell.sheet, at=cell.at, value=cell.value) for n, cell in question.cells.items()]
    try:
        return pane.answer(question.name, grids, named, question.form)
    except InvalidModel as refusal:
        found = [pane.told(finding) for finding in refusal.findings]  # type: ignore[arg-type]
        return _refused(str(refusal).splitlines()[0], found)
    except (SteelyardError, ValueError) as refusal:
        return _refused(str(refusal), [])


def _refused(detail: str, findings: list[Json]) -> JSONResponse:
    return JSONResponse({"detail": detail, "findings": findings}, status_code=422)
