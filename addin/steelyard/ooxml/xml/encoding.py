"""The letters of a part: XML is read and written in UTF-8 here, and UTF-16 is turned into it.

The standard allows a part both encodings. Excel writes UTF-8; Excel for Mac, sensitivity labels and add-ins
write parts of their own in UTF-16.
"""

from __future__ import annotations

import re
from typing import Final

BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
"""What some programs write before the first letter in UTF-8."""

_WIDE = (
    (re.compile(rb"\xff\xfe|<\x00[!-~]\x00"), "utf-16-le"),
    (re.compile(rb"\xfe\xff|\x00<\x00[!-~]"), "utf-16-be"),
)
_DECLARED = re.compile(rb"""<\?xml[^>]*?\bencoding\s*=\s*["']([^"']*)""")
_NARROW = {b"utf-8", b"utf8", b"us-ascii", b"ascii"}


def narrow(content: bytes) -> bytes:
    """XML that is written in UTF-16, in UTF-8; anything else as it is.

    >>> narrow('<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16"))
    b'<?xml version="1.0" encoding="UTF-8"?><a/>'
    """
    for beginning, encoding in _WIDE:
        if beginning.match(content):
            try:
                written = content.decode(encoding).removeprefix("\ufeff").encode()
            except UnicodeError:  # an odd byte, or half a letter
                return content
            declared = _DECLARED.match(written)
            return written if declared is None else _as_narrow(written, declared)
    return content


def _as_narrow(xml: bytes, declared: re.Match[bytes]) -> bytes:
    return xml[: declared.start(1)] + b"UTF-8" + xml[declared.end(1) :]


def is_narrow(xml: bytes) -> bool:
    r"""Whether XML is written in UTF-8 and says nothing else of itself.

    >>> is_narrow(b'<?xml version="1.0" encoding="ISO-8859-1"?><a/>'), is_narrow(b"<a>\xe9</a>")
    (False, False)
    """
    declared = _DECLARED.match(xml.removeprefix(BYTE_ORDER_MARK))
    if b"\0" in xml or (declared is not None and declared[1].lower() not in _NARROW):
        return False
    try:
        xml.isascii() or xml.decode()
    except UnicodeDecodeError:
        return False
    return True
