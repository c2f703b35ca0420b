"""The manifest that Excel installs, by Microsoft's rules; its own validator works online only.

Lengths and forms are those of Microsoft's reference of add-in manifests.
"""

from __future__ import annotations

import re
import runpy
import struct
import zlib
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING
from uuid import UUID
from xml.etree import ElementTree

import pytest
from jinja2 import Environment, FileSystemLoader

import steelyard
from steelyard.excel import server_scripts as scripts
from steelyard.service.settings import ADD_IN

if TYPE_CHECKING:
    from collections.abc import Iterator

ADDIN = Path(__file__).parents[2] / "addin"
HOST = "https://weigh.example.org"

APP = "{http://schemas.microsoft.com/office/appforoffice/1.1}"
OVERRIDES = "{http://schemas.microsoft.com/office/taskpaneappversionoverrides}"
BASICS = "{http://schemas.microsoft.com/office/officeappbasictypes/1.0}"


@pytest.fixture(name="manifest", scope="module")
def _manifest() -> ElementTree.Element:
    """As xlwings Server renders it: its settings of templates, its names for what goes in."""
    templates = Environment(
        loader=FileSystemLoader(ADDIN / "templates"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    text = templates.get_template("manifest.xml").render(
        settings=SimpleNamespace(project_name="steelyard", functions_namespace="STEELYARD"),
        base_url=HOST,
        base_url_with_app_path=HOST,
        manifest_id=ADD_IN,
    )
    return ElementTree.fromstring(text)  # noqa: S314 - our own text


def resources(manifest: ElementTree.Element) -> dict[str, str]:
    found = manifest.find(f"{OVERRIDES}VersionOverrides/{OVERRIDES}Resources")
    assert found is not None
    listed = [each for kind in found for each in kind]
    assert len({each.get("id") for each in listed}) == len(listed)
    return {each.get("id", ""): each.get("DefaultValue", "") for each in listed}


def urls(manifest: ElementTree.Element) -> Iterator[str]:
    """Everything that is a link, wherever it stands; names of schemas are none."""
    for element in manifest.iter():
        for value in (*element.attrib.values(), element.text or ""):
            if "://" in value:
                yield value.strip()


def test_every_link_is_https_and_leads_to_the_host_that_was_configured(manifest: ElementTree.Element) -> None:
    found = list(urls(manifest))
    assert len(found) > 15
    assert [url for url in found if url != HOST and not url.startswith(f"{HOST}/")] == []


def test_it_is_known_by_an_id_of_its_own_and_by_our_names_only(manifest: ElementTree.Element) -> None:
    assert UUID(manifest.findtext(f"{APP}Id")).version == 4
    assert manifest.findtext(f"{APP}Version") == f"{steelyard.__version__}.0"
    whole = ElementTree.tostring(manifest, encoding="unicode")
    assert "xlwings.org" not in whole
    assert manifest.findtext(f"{APP}ProviderName") == "steelyard"
    assert resources(manifest)["Functions.Namespace"] == "STEELYARD"


def test_every_resource_is_there_and_none_is_left_over(manifest: ElementTree.Element) -> None:
    asked = {each.get("resid") for each in manifest.iter() if "resid" in each.attrib}
    assert asked == set(resources(manifest))
    assert all(len(each or "") <= 32 for each in asked)


def test_texts_are_as_short_as_excel_wants_them(manifest: ElementTree.Element) -> None:
    for kind, longest in (("ShortStrings", 125), ("LongStrings", 250)):
        texts = [each.get("DefaultValue", "") for each in manifest.iter(f"{BASICS}{kind}") for each in each]
        assert texts
        assert max(map(len, texts)) <= longest


def test_ids_on_the_ribbon_are_unique_and_short(manifest: ElementTree.Element) -> None:
    ids = [each.get("id", "") for tag in ("Group", "Control") for each in manifest.iter(f"{OVERRIDES}{tag}")]
    assert len(ids) == len(set(ids)) == 6
    assert max(map(len, ids)) <= 125


def test_every_button_has_a_script_and_a_handler(manifest: ElementTree.Element) -> None:
    named = [each.text for each in manifest.iter(f"{OVERRIDES}FunctionName")]
    assert named == ["refresh", "check", "snapshot", "table_package"]
    assert set(named) <= set(scripts.__all__)
    ribbon = (ADDIN / "static/js/ribbon.js").read_text()
    listed = re.search(r"of \[([^\]]*)\]", ribbon)
    assert listed is not None
    assert re.findall(r'"(\w+)"', listed[1]) == named


def test_every_icon_is_a_picture_of_its_size(manifest: ElementTree.Element) -> None:
    icons = [url for url in urls(manifest) if url.endswith(".png")]
    assert len(icons) == 17
    for url in icons:
        picture = (ADDIN / url.removeprefix(f"{HOST}/")).read_bytes()
        width, height = struct.unpack(">II", picture[16:24])
        assert f"-{width}.png" in url
        assert width == height


def test_the_icons_are_those_that_the_script_draws() -> None:
    script = runpy.run_path(str(ADDIN.parent / "scripts/icons.py"))
    shipped = (script["FOLDER"] / "icons/check-16.png").read_bytes()
    assert _pixels(shipped) == _pixels(script["drawn"](script["ICONS"]["check"], 16))


def _pixels(picture: bytes) -> bytes:
    start = picture.index(b"IDAT")
    (length,) = struct.unpack(">I", picture[start - 4 : start])
    return zlib.decompress(picture[start + 4 : start + 4 + length])
