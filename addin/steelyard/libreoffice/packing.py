"""The extension as one file, `steelyard.oxt`: a zip of what LibreOffice runs and of the settings."""

from __future__ import annotations

import io
import json
import zipfile
from importlib.resources import files
from typing import Final

SERVICE: Final = "STEELYARD"
"""Name of the component and its one service; LibreOffice writes it before the name of a function in .xlsx."""

IDENTIFIER: Final = "org.steelyard.libreoffice"
"""By which LibreOffice tells an update of the extension from another extension."""

PROTOCOL: Final = "org.steelyard.libreoffice:"
"""How the address of a button begins; its name follows."""

TOOLBAR: Final = "org.steelyard.libreoffice.buttons"
"""Name of the menu and of the toolbar."""

FILE_NAME: Final = "steelyard.oxt"
"""Always the same: with another name, an update would be a second extension."""

SHIPPED: Final = (
    "Addons.xcu",
    "CalcAddins.xcu",
    "buttons.json",
    "buttons.py",
    "charts.py",
    "component.py",
    "contents.py",
    "functions.txt",
    "interface.rdb",
    "link.py",
    "opening.py",
    "reading.py",
    "slices.py",
    "undoing.py",
    "windows.py",
    "writing.py",
)
"""The files of `extension/` that go into it."""

DATE: Final = (1980, 1, 1, 0, 0, 0)

CONFIGURATION: Final = "application/vnd.sun.star.configuration-data"

KINDS: Final = {
    "interface.rdb": "application/vnd.sun.star.uno-typelibrary;type=RDB",
    "Addons.xcu": CONFIGURATION,
    "CalcAddins.xcu": CONFIGURATION,
    "CalcWindowState.xcu": CONFIGURATION,
    "Jobs.xcu": CONFIGURATION,
    "ProtocolHandler.xcu": CONFIGURATION,
    "steelyard.components": "application/vnd.sun.star.uno-components",
}
"""What LibreOffice is to read, and as what."""

MANIFEST: Final = "\n".join(
    [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">',
        *(
            f'<manifest:file-entry manifest:media-type="{kind}" manifest:full-path="{name}"/>'
            for name, kind in KINDS.items()
        ),
        "</manifest:manifest>",
        "",
    ]
)

HANDLER: Final = "org.steelyard.libreoffice.Buttons"
"""Name of the component that does what the buttons say."""

PROTOCOLS: Final = f"""\
<?xml version="1.0" encoding="UTF-8"?>
<oor:component-data oor:name="ProtocolHandler" oor:package="org.openoffice.Office" \
xmlns:oor="http://openoffice.org/2001/registry">
<node oor:name="HandlerSet">
<node oor:name="{HANDLER}" oor:op="replace">
<prop oor:name="Protocols"><value>{PROTOCOL}*</value></prop>
</node>
</node>
</oor:component-data>
"""
"""Says which addresses go to that component."""

OPENING: Final = "org.steelyard.libreoffice.Opening"
"""Name of the component that is told of each document that was opened."""

JOBS: Final = f"""\
<?xml version="1.0" encoding="UTF-8"?>
<oor:component-data oor:name="Jobs" oor:package="org.openoffice.Office" \
xmlns:oor="http://openoffice.org/2001/registry">
<node oor:name="Jobs">
<node oor:name="{OPENING}" oor:op="replace">
<prop oor:name="Service"><value>{OPENING}</value></prop>
</node>
</node>
<node oor:name="Events">
<node oor:name="OnLoad" oor:op="fuse">
<node oor:name="JobList"><node oor:name="{OPENING}" oor:op="replace"/></node>
</node>
</node>
</oor:component-data>
"""
"""Says when that component is told."""

WINDOW_STATE: Final = f"""\
<?xml version="1.0" encoding="UTF-8"?>
<oor:component-data oor:name="CalcWindowState" oor:package="org.openoffice.Office.UI" \
xmlns:oor="http://openoffice.org/2001/registry">
<node oor:name="UIElements">
<node oor:name="States">
<node oor:name="private:resource/toolbar/addon_{TOOLBAR}" oor:op="replace">
<prop oor:name="UIName"><value xml:lang="en-US">Steelyard</value></prop>
<prop oor:name="Visible"><value>true</value></prop>
<prop oor:name="Docked"><value>true</value></prop>
<prop oor:name="DockPos"><value>0,3</value></prop>
</node>
</node>
</node>
</oor:component-data>
"""
"""Name and place of the toolbar: below the others."""

COMPONENTS: Final = f"""\
<?xml version="1.0" encoding="UTF-8"?>
<components xmlns="http://openoffice.org/2010/uno-components">
<component loader="com.sun.star.loader.Python" uri="component.py">
<implementation name="{SERVICE}"><service name="{SERVICE}"/></implementation>
<implementation name="{HANDLER}"><service name="com.sun.star.frame.ProtocolHandler"/></implementation>
<implementation name="{OPENING}"><service name="com.sun.star.task.Job"/></implementation>
</component>
</components>
"""
"""Says what the file of the components has, so that nothing of it runs when the extension is installed."""

DESCRIPTION: Final = """\
<?xml version="1.0" encoding="UTF-8"?>
<description xmlns="http://openoffice.org/extensions/description/2006" \
xmlns:d="http://openoffice.org/extensions/description/2006" \
xmlns:l="http://libreoffice.org/extensions/description/2011">
<identifier value="{identifier}"/>
<version value="{version}"/>
<display-name><name lang="en">steelyard: worksheet functions and buttons</name></display-name>
<dependencies><l:LibreOffice-minimal-version value="7.0" d:name="LibreOffice 7.0"/></dependencies>
</description>
"""


def packed(version: str, *, python: str = "", service: str = "") -> bytes:
    """The bytes of the extension; the same for the same arguments.

    Args:
        version: of steelyard.
        python: path of the Python that computes; it must have steelyard.
        service: address of a steelyard service that computes instead.
    """
    settings = json.dumps({"python": python, "service": service}, ensure_ascii=False, indent=2)
    folder = files("steelyard.libreoffice") / "extension"
    parts = {
        "CalcWindowState.xcu": WINDOW_STATE.encode(),
        "Jobs.xcu": JOBS.encode(),
        "META-INF/manifest.xml": MANIFEST.encode(),
        "ProtocolHandler.xcu": PROTOCOLS.encode(),
        "description.xml": DESCRIPTION.format(identifier=IDENTIFIER, version=version).encode(),
        "settings.json": f"{settings}\n".encode(),
        "steelyard.components": COMPONENTS.encode(),
        **{name: (folder / name).read_bytes() for name in SHIPPED},
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in sorted(parts.items()):
            entry = zipfile.ZipInfo(name, DATE)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return written.getvalue()
