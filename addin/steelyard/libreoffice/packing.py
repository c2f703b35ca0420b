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

FILE_NAME: Final = "steelyard.oxt"
"""Always the same: with another name, an update would be a second extension."""

SHIPPED: Final = ("CalcAddins.xcu", "component.py", "functions.txt", "interface.rdb", "link.py")
"""The files of `extension/` that go into it."""

DATE: Final = (1980, 1, 1, 0, 0, 0)

MANIFEST: Final = """\
<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">
<manifest:file-entry manifest:media-type="application/vnd.sun.star.uno-typelibrary;type=RDB" \
manifest:full-path="interface.rdb"/>
<manifest:file-entry manifest:media-type="application/vnd.sun.star.configuration-data" \
manifest:full-path="CalcAddins.xcu"/>
<manifest:file-entry manifest:media-type="application/vnd.sun.star.uno-components" \
manifest:full-path="steelyard.components"/>
</manifest:manifest>
"""

COMPONENTS: Final = f"""\
<?xml version="1.0" encoding="UTF-8"?>
<components xmlns="http://openoffice.org/2010/uno-components">
<component loader="com.sun.star.loader.Python" uri="component.py">
<implementation name="{SERVICE}"><service name="{SERVICE}"/></implementation>
</component>
</components>
"""
"""Says what the component has, so that nothing of it runs when the extension is installed."""

DESCRIPTION: Final = """\
<?xml version="1.0" encoding="UTF-8"?>
<description xmlns="http://openoffice.org/extensions/description/2006" \
xmlns:d="http://openoffice.org/extensions/description/2006" \
xmlns:l="http://libreoffice.org/extensions/description/2011">
<identifier value="{identifier}"/>
<version value="{version}"/>
<display-name><name lang="en">steelyard: worksheet functions</name></display-name>
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
        "META-INF/manifest.xml": MANIFEST.encode(),
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
