"""The page to drop a workbook on: plain forms, no other host, nothing kept."""

from __future__ import annotations

import asyncio
import re
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import small
from lxml import html
from service.running import ROOT
from starlette.routing import Router

from steelyard import api
from steelyard.model.text.reading import read_text
from steelyard.service.guard.guard import Visit
from steelyard.service.identity.identity import Identity, granted
from steelyard.service.routes import page
from steelyard.service.settings import Settings
from steelyard.service.work import page as page_work
from steelyard.service.workers.answer import Answer
from steelyard.workbook.building.build import workbook_bytes
from steelyard.workbook.files import load_bytes

if TYPE_CHECKING:
    from service.running import Served


LINKED = "linkage of Limited easing to Constitutional committee"


def dropped(
    served: Served, action: str, data: bytes, user: str = "ana", name: str = "syria.xlsx"
) -> httpx.Response:
    """What the form answers."""
    with served.client() as browser:
        return browser.post(
            "/workbook",
            auth=(user, served.keys[user]),
            data={"action": action},
            files={"workbook": (name, data)},
        )


def text(answer: httpx.Response) -> str:
    """What a person reads on the page."""
    return " ".join(html.fromstring(answer.text).text_content().split())


def test_the_form(served: Served) -> None:
    with served.client() as browser:
        page = browser.get("/workbook", auth=("ana", served.keys["ana"]))
        style = browser.get("/workbook.css")
    tree = html.fromstring(page.text)
    assert [button.text for button in tree.iter("button")] == [
        "Show the ranking",
        "Check it",
        "Show what changed",
        "Get the review workbook",
        "Score it and get it back",
        "Get the copy that may leave the house",
    ]
    assert tree.xpath("//label/@for") == tree.xpath("//input/@id")
    assert tree.xpath("//html/@lang") == ["en"]
    assert not tree.xpath("//script|//*[@style]|//*[@onclick]")
    assert not re.search(r"https?://|@import|url\(", page.text + style.text)
    assert page.headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")


def test_readers_are_not_offered_what_they_may_not(served: Served, syria: bytes) -> None:
    with served.client() as browser:
        assert "Score it" not in browser.get("/workbook", auth=("rita", served.keys["rita"])).text
    refused = dropped(served, "score", syria, "rita")
    assert (refused.status_code, "This needs the role analyst." in text(refused)) == (403, True)


def test_the_ranking(served: Served, syria: bytes) -> None:
    answer = dropped(served, "show", syria)
    rows = html.fromstring(answer.text).xpath("//tbody/tr")
    ranking = api.ranking(api.load(ROOT / "workbooks" / "syria.xlsx"))
    assert [row.xpath("td[1]")[0].text for row in rows] == list(ranking["name"])
    assert [row.xpath("td[5]")[0].text for row in rows][:1] == ["14.2"]


def test_it_comes_back_scored(served: Served, syria: bytes) -> None:
    answer = dropped(served, "score", syria)
    assert answer.content == syria
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''syria%20scored.xlsx"


def test_it_is_checked(served: Served, syria: bytes) -> None:
    said = text(dropped(served, "check", syria))
    assert "syria.xlsx is sound Computed tables: current. Findings: none." in said


def compared(served: Served, action: str, files: dict[str, bytes], user: str = "ana") -> httpx.Response:
    """What the form answers to two files."""
    with served.client() as browser:
        return browser.post(
            "/workbook",
            auth=(user, served.keys[user]),
            data={"action": action},
            files={field: (f"{field}.xlsx", data) for field, data in files.items()},
        )


def test_two_versions_are_compared_and_reviewed(served: Served, syria: bytes, changed: bytes) -> None:
    files = {"earlier": syria, "workbook": changed}
    answer = compared(served, "diff", files, "rita")
    tree = html.fromstring(answer.text)
    assert "workbook.xlsx, compared with earlier.xlsx" in text(answer)
    assert tree.xpath("//section[h2/@id='edits']//tbody/tr[1]/*/text()")[:3] == [LINKED, "95", "20"]
    assert tree.xpath("count(//svg/rect)") == 2 * len(api.new("syria").options)
    review = compared(served, "review", files)
    assert review.headers["content-disposition"] == "attachment; filename*=UTF-8''workbook%20review.xlsx"
    assert load_bytes(review.content, "review.xlsx") == load_bytes(changed, "changed.xlsx")
    assert compared(served, "review", files, "rita").status_code == 403


def test_a_copy_is_released_to_analysts(served: Served) -> None:
    case = {"workbook": workbook_bytes(read_text(small.TEXT))}
    copy = compared(served, "release", case)
    assert copy.headers["content-disposition"] == "attachment; filename*=UTF-8''workbook%20released.xlsx"
    assert load_bytes(copy.content, "copy.xlsx").settings.withheld
    assert compared(served, "release", case, "rita").status_code == 403


def test_equal_versions_and_a_missing_one(served: Served, syria: bytes) -> None:
    same = {"earlier": syria, "workbook": syria}
    assert "No judgement differs." in text(compared(served, "diff", same))
    refused = compared(served, "review", same)
    assert (refused.status_code, "there is nothing to review" in text(refused)) == (422, True)
    alone = compared(served, "diff", {"workbook": syria})
    assert (alone.status_code, "Choose the earlier version too." in text(alone)) == (422, True)


@pytest.mark.parametrize("action", ["show", "check", "score", "anything"])
def test_what_is_no_workbook(served: Served, action: str) -> None:
    answer = dropped(served, action, b"PK\x03\x04 hello")
    assert answer.status_code == 422
    assert "syria.xlsx was not answered syria.xlsx is" in text(answer)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("<script>alert(1)</script>.xlsx", "script_.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Data\\book.xlsx", "book.xlsx"),
        ('a".xlsx', "a_22.xlsx"),
        ("a\r\nSet-Cookie: x.xlsx", "Cookie_ x.xlsx"),
        (".hidden", "_hidden"),
    ],
)
def test_names_of_files(served: Served, name: str, shown: str) -> None:
    answer = dropped(served, "check", b"no workbook", name=name)
    assert shown in text(answer)
    assert "<script" not in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        ("multipart/form-data", b"--x--"),
        ("application/x-www-form-urlencoded", b"action=check"),
        ("text/plain", b"x"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="workbook"\r\n\r\nx\r\n--x--\r\n',
        ),
    ],
)
def test_what_no_form_sends(served: Served, kind: str, body: bytes) -> None:
    with served.client() as browser:
        answer = browser.post(
            "/workbook", auth=("ana", served.keys["ana"]), headers={"content-type": kind}, content=body
        )
    assert answer.status_code in {400, 422}
    assert "was not answered" in answer.text


def test_the_first_page_leads_to_the_others(served: Served) -> None:
    with served.client() as anybody:
        answer = anybody.get("/")
        links = [link for _, _, link, _ in html.fromstring(answer.text).iterlinks()]
        known = {link: anybody.get(link).status_code for link in links}
    assert answer.headers["content-type"].startswith("text/html")
    assert known == {
        "/workbook.css": 200,
        "/workbook": 401,  # asks the browser for name and token
        "/manifest/download": 200,
        "/openapi.json": 200,
    }


def test_a_form_is_parsed_by_a_worker_process_alone() -> None:
    """The process that listens passes the body on as it came."""
    passed: list[object] = []

    class Lane:
        name = "heavy"

        async def run(self, _user: str, work: object, *args: object) -> page_work.Uploaded:
            passed.extend([work, *args])
            return page_work.Uploaded(Answer(400, b""), problem="Enough.")

    settings = Settings(user="me", restrict=("check=admin",))
    identity = Identity("token", "rita", granted(["reader"]))
    state = {"visit": Visit("1", 0.0, "here", identity=identity)}

    async def answered(scope: Any, receive: Any, send: Any) -> None:
        routes = page.routes(SimpleNamespace(heavy=Lane()), settings)  # type: ignore[arg-type]
        await Router(routes)({**scope, "state": state}, receive, send)

    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(answered)
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as browser:
            return await browser.post("/workbook", content=b"--x broken", headers={"content-type": "a/b"})

    sent = asyncio.run(asked())
    assert (sent.status_code, "Enough." in sent.text) == (400, True)
    assert passed == [
        page_work.upload,
        b"--x broken",
        "a/b",
        {"check": "admin"} | dict.fromkeys(("score", "build", "release", "review"), "analyst"),
    ]
