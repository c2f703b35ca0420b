"""An .ods in which much stands that steelyard never writes: all of it must be there after a score."""

from __future__ import annotations

import re

from odf import made
from small import TEXT

PICTURE = b"\x89PNG\r\n\x1a\n not really a picture"
OWN = b"""<table:table table:name="Own notes" table:style-name="ta1"><table:shapes><draw:frame draw:z-index="0" \
svg:width="1in" svg:height="1in"><draw:image xlink:href="Pictures/own.png"/></draw:frame></table:shapes>\
<table:table-column table:number-columns-repeated="3"/><table:table-header-rows><table:table-row>\
<table:table-cell table:number-columns-repeated="2" office:value-type="string"><text:p>two<text:s text:c="3"/>blanks\
</text:p></table:table-cell><table:table-cell/></table:table-row></table:table-header-rows>\
<!-- a comment with <table:table-row> in it -->\
<table:table-row-group table:display="false"><table:table-row table:number-rows-repeated="3">\
<table:table-cell office:value-type="float" office:value="1.50"><text:p>1,5</text:p></table:table-cell>\
<table:table-cell table:content-validation-name="own1" office:value-type="string"><office:annotation>\
<dc:creator>Ann</dc:creator><text:p>why?</text:p></office:annotation><text:p><text:a xlink:href="https://example.org">\
see</text:a> <text:span text:style-name="T1">bold</text:span></text:p><text:p/></table:table-cell></table:table-row>\
</table:table-row-group><table:table-row><table:table-cell table:number-columns-spanned="2" \
table:number-rows-spanned="1" office:value-type="string"><text:p>wide</text:p></table:table-cell>\
<table:covered-table-cell/></table:table-row><table:table-row><table:table-cell \
table:number-matrix-columns-spanned="2" table:number-matrix-rows-spanned="1" table:formula="of:={1;2}" \
office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell><table:table-cell \
office:value-type="float" office:value="2"><text:p>2</text:p></table:table-cell></table:table-row>\
<table:named-expressions><table:named-range table:name="local" table:cell-range-address="$'Own notes'.$A$1"/>\
</table:named-expressions><calcext:conditional-formats><calcext:conditional-format \
calcext:target-range-address="'Own notes'.A1:'Own notes'.A9"><calcext:condition calcext:apply-style-name="x" \
calcext:value="formula-is([.A1]&gt;1)" calcext:base-cell-address="'Own notes'.A1"/></calcext:conditional-format>\
</calcext:conditional-formats></table:table>"""
VALIDATIONS = b"""<table:content-validations><table:content-validation table:name="own1" table:condition=\
"of:cell-content-is-in-list(&quot;a&quot;;&quot;b&quot;)" table:base-cell-address="'Own notes'.B2">\
<table:help-message table:title="Own" table:display="true"><text:p>Own</text:p></table:help-message>\
</table:content-validation></table:content-validations>"""
NOTE = (
    b"<office:annotation><dc:creator>Bo</dc:creator><text:p>Is this net right?</text:p></office:annotation>"
)
SHAPE = (
    b'<draw:frame svg:width="1in" svg:height="1in"><draw:image xlink:href="Pictures/own.png"/></draw:frame>'
)
LINK = b'<text:a xlink:href="#Scores.A1" xlink:type="simple">'

_RANK_TEXT = re.compile(rb"(<table:table-cell [^>]*>)<text:p>([^<]*)</text:p></table:table-cell>")


def spreadsheet() -> bytes:
    """The file: notes and pictures on cells of steelyard's, a sheet of somebody's own, and other parts."""
    data = made.with_content(made.spreadsheet(TEXT), _tortured)
    return made.with_parts(
        data,
        {
            "Pictures/own.png": PICTURE,
            "settings.xml": b"<office:document-settings/>",
            "Thumbnails/thumbnail.png": b"an old picture",
            "ObjectReplacements/Object 1": b"an old picture of a chart",
            "Configurations2/menubar/own.xml": b"<menu/>",
        },
    )


def _tortured(content: bytes) -> bytes:
    first = content.index(b"<table:table ")
    content = content[:first] + VALIDATIONS + content[first:]
    last = content.rindex(b"</table:table>") + len(b"</table:table>")
    content = content[:last] + OWN + content[last:]
    scores = made.sheet_of(content, "Scores")
    return content.replace(scores, _with_notes(scores))


def _with_notes(sheet: bytes) -> bytes:
    """A comment before, and a picture behind, each number; a link around each text that a formula gives."""
    sheet = re.sub(
        rb'(<table:table-cell [^>]*table:formula=[^>]*office:value-type="float"[^>]*>)(<text:p>[^<]*</text:p>)',
        rb"\g<1>" + NOTE + rb"\g<2>" + SHAPE,
        sheet,
    )
    return re.sub(
        rb'(<table:table-cell [^>]*table:formula=[^>]*office:value-type="string"[^>]*>)<text:p>([^<]*)</text:p>',
        rb"\g<1><text:p>" + LINK + rb"\g<2></text:a></text:p>",
        sheet,
    )
