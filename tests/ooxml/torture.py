"""A workbook with everything that other programs lose: written part by part, as Excel would write it."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import IO, cast

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MS = "http://schemas.microsoft.com/office"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'


def relationships(*each: tuple[str, str, str]) -> str:
    """Pointers of a part: id, type (its last word, or whole), target."""
    inside = "".join(
        f'<Relationship Id="{name}" Type="{kind if "/" in kind else f"{OFFICE}/{kind}"}" Target="{target}"/>'
        for name, kind, target in each
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{inside}</Relationships>'


OVERRIDES = {
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "xl/worksheets/sheet1.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml",
    "xl/worksheets/sheet2.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml",
    "xl/worksheets/sheet3.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml",
    "xl/styles.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml",
    "xl/sharedStrings.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml",
    "xl/calcChain.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml",
    "xl/metadata.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheetMetadata+xml",
    "xl/tables/table1.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml",
    "xl/comments1.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml",
    "xl/threadedComments/threadedComment1.xml": "application/vnd.ms-excel.threadedcomments+xml",
    "xl/persons/person.xml": "application/vnd.ms-excel.person+xml",
    "xl/drawings/drawing1.xml": "application/vnd.openxmlformats-officedocument.drawing+xml",
    "xl/charts/chart1.xml": "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
    "xl/slicers/slicer1.xml": "application/vnd.ms-excel.slicer+xml",
    "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "docProps/custom.xml": "application/vnd.openxmlformats-officedocument.custom-properties+xml",
    "docMetadata/LabelInfo.xml": "application/vnd.ms-office.classificationlabels+xml",
    "customXml/itemProps1.xml": "application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
}

CONTENT_TYPES = (
    f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="png" ContentType="image/png"/><Default Extension="vml" '
    'ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
    '<Default Extension="bin" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings"/>'
    + "".join(f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in OVERRIDES.items())
    + "</Types>"
)

WORKBOOK = (
    f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x15 xr" '
    f'xmlns:x15="{MS}/spreadsheetml/2010/11/main" xmlns:xr="{MS}/spreadsheetml/2014/revision">'
    '<fileVersion appName="xl" lastEdited="7"/><workbookPr defaultThemeVersion="166925"/>'
    '<mc:AlternateContent><mc:Choice Requires="x15"><x15ac:absPath '
    f'xmlns:x15ac="{MS}/spreadsheetml/2010/11/ac" url="C:\\cases\\"/></mc:Choice></mc:AlternateContent>'
    '<bookViews><workbookView xWindow="0" yWindow="0" windowWidth="20000" windowHeight="9000" '
    'xr:uid="{00000000-000D-0000-FFFF-FFFF00000000}"/></bookViews>'
    '<sheets><sheet name="Weights" sheetId="1" r:id="rId1"/><sheet name="R &amp; D notes" sheetId="4" '
    'r:id="rId2"/><sheet name="Own" sheetId="7" state="veryHidden" r:id="rId3"/></sheets>'
    '<definedNames><definedName name="share">Weights!$B$3:$B$6</definedName>'
    '<definedName name="twice" comment="a lambda">_xlfn.LAMBDA(_xlpm.x,2*_xlpm.x)</definedName>'
    "</definedNames>"
    '<calcPr calcId="191029"/>'
    '<extLst><ext uri="{B58B0392-4F1F-4190-BB64-5DF3571DCE5F}" '
    'xmlns:xcalcf="http://schemas.microsoft.com/office/spreadsheetml/2018/calcfeatures">'
    '<xcalcf:calcFeatures><xcalcf:feature name="microsoft.com:RD"/></xcalcf:calcFeatures></ext></extLst>'
    "</workbook>"
)

WEIGHTS = (
    f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac xr" '
    f'xmlns:x14ac="{MS}/spreadsheetml/2009/9/ac" xmlns:xr="{MS}/spreadsheetml/2014/revision" '
    'xr:uid="{1D2E3F40-0000-0000-0000-000000000000}">'
    '<sheetPr codeName="Sheet1"><tabColor rgb="FF2F5597"/></sheetPr><dimension ref="A1:F9"/>'
    '<sheetViews><sheetView tabSelected="1" workbookViewId="0"><pane ySplit="2" topLeftCell="A3" '
    'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    '<sheetFormatPr defaultRowHeight="15" x14ac:dyDescent="0.25"/>'
    '<cols><col min="1" max="1" width="22.5" customWidth="1"/>'
    '<col min="8" max="9" width="9" style="3"/></cols>'
    "<sheetData>\n"
    '<row r="1" spans="1:6" ht="21" customHeight="1" x14ac:dyDescent="0.25">'
    '<c r="A1" s="1" t="s"><v>0</v></c></row>\n'
    '<row r="2" spans="1:6" x14ac:dyDescent="0.25"><c r="A2" s="2" t="s"><v>1</v></c>'
    '<c r="B2" s="2" t="s"><v>2</v></c><c r="C2" s="2" t="s"><v>3</v></c></row>'
    '<row r="3" spans="1:6"><c r="A3" t="s"><v>4</v></c><c r="B3" s="3"><v>0.30000000000000004</v></c>'
    '<c r="C3" s="4"><f>B3*2</f><v>0.60000000000000009</v></c><c r="E3"><f t="shared" ref="E3:E5" si="0">'
    "B3+$B$3</f><v>0.6</v></c></row>"
    '<row r="4" spans="1:6"><c r="A4" t="s"><v>5</v></c><c r="B4" s="3"><v>20</v></c>'
    '<c r="C4" s="4" t="str"><f>IF(B4&gt;10,"much &amp; more","")</f><v>much</v></c>'
    '<c r="E4"><f t="shared" si="0"/><v>20.3</v></c></row>'
    '<row r="5" spans="1:6" s="3" customFormat="1"><c r="A5" t="inlineStr"><is><r><rPr><b/></rPr><t>bo</t>'
    '</r><r><t xml:space="preserve">ld </t></r><rPh sb="0" eb="1"><t>BOO</t></rPh></is></c>'
    '<c r="B5" s="3" t="b"><v>1</v></c><c r="C5" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    '<c r="E5"><f t="shared" si="0"/><v>1.3</v></c></row>'
    '<row r="6" spans="1:6"><c r="A6" s="3"/><c r="B6" s="3"><v>1e-300</v></c>'
    '<c r="F6" t="str"><f>"a"&amp;"b"</f><v>ab</v></c></row>'
    '<row r="7"/>'
    '<row r="8" spans="1:6"><c r="A8" cm="1"><f t="array" ref="A8:A9">_xlfn.SEQUENCE(2)</f><v>1</v></c>'
    '<c r="C8"><v>5</v></c><c r="D8"/></row>'
    '<row r="9" spans="1:6"><c r="A9"><v>2</v></c><c r="C9"><f t="dataTable" ref="C9:C9" dt2D="0" dtr="0" '
    'r1="B3"/><v>7</v></c><c r="D9" t="e" vm="1"><v>#VALUE!</v></c></row>'
    "</sheetData>"
    '<sheetProtection sheet="1" objects="1" scenarios="1"/>'
    '<mergeCells count="1"><mergeCell ref="C8:D8"/></mergeCells>'
    '<conditionalFormatting sqref="B3:B6"><cfRule type="dataBar" priority="1"><dataBar><cfvo type="min"/>'
    '<cfvo type="max"/><color rgb="FF638EC6"/></dataBar></cfRule></conditionalFormatting>'
    '<dataValidations count="1"><dataValidation type="decimal" allowBlank="1" showInputMessage="1" '
    'prompt="0 to 100 &gt; fine" sqref="B3:B6"><formula1>0</formula1><formula2>100</formula2>'
    "</dataValidation></dataValidations>"
    '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'
    '<pageSetup paperSize="9" orientation="landscape" r:id="rId5"/>'
    '<ignoredErrors><ignoredError sqref="B3" numberStoredAsText="1"/></ignoredErrors>'
    '<drawing r:id="rId1"/><legacyDrawing r:id="rId2"/>'
    '<tableParts count="1"><tablePart r:id="rId4"/></tableParts>'
    '<extLst><ext uri="{05C60535-1F16-4fd2-B633-F4F36F0B64E0}" '
    f'xmlns:x14="{MS}/spreadsheetml/2009/9/main"><x14:sparklineGroups xmlns:xm="{MS}/excel/2006/main">'
    "<x14:sparklineGroup><x14:sparklines><x14:sparkline><xm:f>Weights!B3:B6</xm:f><xm:sqref>D3</xm:sqref>"
    "</x14:sparkline></x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext>"
    '<ext uri="{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}" '
    f'xmlns:x14="{MS}/spreadsheetml/2009/9/main"><x14:slicerList><x14:slicer r:id="rId7"/>'
    "</x14:slicerList></ext></extLst></worksheet>"
)

NOTES = (
    f'{HEAD}<!-- <c r="Z99"><v>9</v></c> --><x:worksheet xmlns:x="{MAIN}">'
    '<x:sheetData><x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t><![CDATA[a <c r="B9"> b]]></x:t></x:is>'
    "</x:c><x:c r='B1' ><x:v>1<!-- one -->2</x:v></x:c><!-- not a cell: <x:c r=\"C1\"/> --></x:row>"
    '<x:row r="3"><x:c r="B3" t="s"><x:v>6</x:v></x:c></x:row></x:sheetData></x:worksheet>'
)

OWN = f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'

STRINGS = (
    f'{HEAD}<sst xmlns="{MAIN}" count="7" uniqueCount="7"><si><t>Weights: what matters</t></si>'
    "<si><t>measure</t></si><si><t>points</t></si><si><t>twice</t></si>"
    '<si><r><t xml:space="preserve">money </t></r><r><rPr><i/></rPr><t>&amp; trade</t></r></si>'
    '<si><t>検証</t><rPh sb="0" eb="2"><t>けんしょう</t></rPh><phoneticPr fontId="1"/></si>'
    "<si><t>line_x000D_\nbreak _x005F_x0041_</t></si></sst>"
)

STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><fonts count="2"><font><sz val="10"/><name val="Arial"/></font>'
    '<font><b/><sz val="10"/><name val="Arial"/></font></fonts><fills count="2"><fill><patternFill '
    'patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1">'
    '<border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1">'
    '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="6">'
    + "".join(
        f'<xf numFmtId="{number}" fontId="{font}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        for number, font in ((0, 0), (0, 1), (0, 1), (2, 0), (10, 0), (14, 0))
    )
    + '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)

TABLE = (
    f'{HEAD}<table xmlns="{MAIN}" id="1" name="Weights" displayName="tblWeights" ref="A2:C6" '
    'totalsRowShown="0"><autoFilter ref="A2:C6"/><tableColumns count="3"><tableColumn id="1" name="measure"/>'
    '<tableColumn id="2" name="points"/><tableColumn id="5" name="twice"/></tableColumns>'
    '<tableStyleInfo name="TableStyleLight1" showRowStripes="1"/></table>'
)

C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
CHART = (
    f'{HEAD}<c:chartSpace xmlns:c="{C}" xmlns:a="{A}" xmlns:r="{OFFICE}"><c:roundedCorners val="0"/>'
    '<c:chart><c:plotArea><c:layout/><c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/>'
    '<c:varyColors val="0"/><c:ser><c:idx val="0"/><c:order val="0"/><c:tx><c:strRef><c:f>Weights!$B$2</c:f>'
    '<c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>points</c:v></c:pt></c:strCache></c:strRef></c:tx>'
    '<c:cat><c:strRef><c:f>Weights!$A$3:$A$6</c:f><c:strCache><c:ptCount val="4"/>'
    '<c:pt idx="0"><c:v>old</c:v></c:pt></c:strCache></c:strRef></c:cat>'
    "<c:val><c:numRef><c:f>Weights!$B$3:$B$6</c:f><c:numCache><c:formatCode>0.00</c:formatCode>"
    '<c:ptCount val="4"/><c:pt idx="0"><c:v>1</c:v></c:pt><c:pt idx="3" formatCode="0.0%"><c:v>4</c:v></c:pt>'
    '</c:numCache></c:numRef></c:val></c:ser><c:axId val="1"/><c:axId val="2"/></c:barChart>'
    '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="maxMin"/></c:scaling><c:delete val="0"/>'
    '<c:axPos val="l"/><c:crossAx val="2"/></c:catAx><c:valAx><c:axId val="2"/><c:scaling/>'
    '<c:delete val="0"/><c:axPos val="t"/><c:crossAx val="1"/></c:valAx></c:plotArea></c:chart>'
    "</c:chartSpace>"
)

XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
ANCHOR = (
    "<xdr:from><xdr:col>7</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>1</xdr:row><xdr:rowOff>0</xdr:rowOff>"
    "</xdr:from><xdr:to><xdr:col>12</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>9</xdr:row>"
    "<xdr:rowOff>0</xdr:rowOff></xdr:to>"
)
DRAWING = (
    f'{HEAD}<xdr:wsDr xmlns:xdr="{XDR}" xmlns:a="{A}"><xdr:twoCellAnchor>{ANCHOR}<xdr:graphicFrame macro="">'
    '<xdr:nvGraphicFramePr><xdr:cNvPr id="2" name="Chart 1" descr="Points by measure"/>'
    '<xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/>'
    f'</xdr:xfrm><a:graphic><a:graphicData uri="{C}"><c:chart xmlns:c="{C}" xmlns:r="{OFFICE}" r:id="rId1"/>'
    "</a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:twoCellAnchor>"
    f'<xdr:twoCellAnchor>{ANCHOR}<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="3" name="Picture" descr="A scale"/>'
    f'<xdr:cNvPicPr/></xdr:nvPicPr><xdr:blipFill><a:blip xmlns:r="{OFFICE}" r:embed="rId2"/>'
    '<a:stretch><a:fillRect/></a:stretch></xdr:blipFill><xdr:spPr><a:prstGeom prst="rect"/></xdr:spPr>'
    "</xdr:pic><xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"
)


def picture() -> bytes:
    """A grey dot as PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">2I5B", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(b"\0\x80")), chunk(b"IEND", b""))
    )


def parts() -> dict[str, bytes]:
    """Every part by name, in the order of the file."""
    texts = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": relationships(
            ("rId1", "officeDocument", "xl/workbook.xml"),
            ("rId2", f"{PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            ("rId3", "custom-properties", "docProps/custom.xml"),
            ("rId4", f"{MS}/2020/02/relationships/classificationlabels", "docMetadata/LabelInfo.xml"),
        ),
        "xl/workbook.xml": WORKBOOK,
        "xl/_rels/workbook.xml.rels": relationships(
            ("rId3", "worksheet", "worksheets/sheet3.xml"),
            ("rId1", "worksheet", "/xl/worksheets/sheet1.xml"),
            ("rId2", "worksheet", "worksheets/sheet2.xml"),
            ("rId4", "styles", "styles.xml"),
            ("rId5", "sharedStrings", "sharedStrings.xml"),
            ("rId6", "calcChain", "calcChain.xml"),
            ("rId7", "sheetMetadata", "metadata.xml"),
            (
                "rId8",
                "http://schemas.microsoft.com/office/2017/10/relationships/person",
                "persons/person.xml",
            ),
            ("rId9", "customXml", "../customXml/item1.xml"),
        ),
        "xl/worksheets/sheet1.xml": WEIGHTS,
        "xl/worksheets/sheet2.xml": NOTES,
        "xl/worksheets/sheet3.xml": OWN,
        "xl/worksheets/_rels/sheet1.xml.rels": relationships(
            ("rId1", "drawing", "../drawings/drawing1.xml"),
            ("rId2", "vmlDrawing", "../drawings/vmlDrawing1.vml"),
            ("rId3", "comments", "../comments1.xml"),
            ("rId4", "table", "../tables/table1.xml"),
            ("rId5", "printerSettings", "../printerSettings/printerSettings1.bin"),
            (
                "rId6",
                f"{MS}/2017/10/relationships/threadedComment",
                "../threadedComments/threadedComment1.xml",
            ),
            ("rId7", f"{MS}/2007/relationships/slicer", "../slicers/slicer1.xml"),
        ),
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": STRINGS,
        "xl/calcChain.xml": f'{HEAD}<calcChain xmlns="{MAIN}"><c r="C3" i="1"/><c r="C4"/></calcChain>',
        "xl/metadata.xml": (
            f'{HEAD}<metadata xmlns="{MAIN}" xmlns:xda="{MS}/spreadsheetml/2017/dynamicarray">'
            '<metadataTypes count="1"><metadataType name="XLDAPR" minSupportedVersion="120000"/>'
            '</metadataTypes><cellMetadata count="1"><bk><rc t="1" v="0"/></bk></cellMetadata></metadata>'
        ),
        "xl/tables/table1.xml": TABLE,
        "xl/comments1.xml": (
            f'{HEAD}<comments xmlns="{MAIN}"><authors><author>tc={{ABC}}</author></authors><commentList>'
            '<comment ref="B3" authorId="0" shapeId="0"><text><t>[Threaded comment] Why 30?</t></text>'
            "</comment></commentList></comments>"
        ),
        "xl/threadedComments/threadedComment1.xml": (
            f'{HEAD}<ThreadedComments xmlns="{MS}/spreadsheetml/2018/threadedcomments">'
            '<threadedComment ref="B3" dT="2026-01-02T03:04:05.00" personId="{P1}" id="{ABC}">'
            "<text>Why 30?</text></threadedComment></ThreadedComments>"
        ),
        "xl/persons/person.xml": (
            f'{HEAD}<personList xmlns="{MS}/spreadsheetml/2018/threadedcomments">'
            '<person displayName="Ann" id="{P1}" userId="ann@example.org" providerId="AD"/></personList>'
        ),
        "xl/drawings/drawing1.xml": DRAWING,
        "xl/drawings/_rels/drawing1.xml.rels": relationships(
            ("rId1", "chart", "../charts/chart1.xml"), ("rId2", "image", "../media/image1.png")
        ),
        "xl/drawings/vmlDrawing1.vml": (
            '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">'
            '<v:shape id="_x0000_s1025" type="#_x0000_t202"/></xml>'
        ),
        "xl/charts/chart1.xml": CHART,
        "xl/slicers/slicer1.xml": (
            f'{HEAD}<slicers xmlns="{MS}/spreadsheetml/2009/9/main">'
            '<slicer name="track" cache="Slicer_track" rowHeight="241300"/></slicers>'
        ),
        "docProps/core.xml": (
            f'{HEAD}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:creator>Ann</dc:creator>'
            '<dcterms:created xsi:type="dcterms:W3CDTF">2026-01-02T03:04:05Z</dcterms:created>'
            '<dcterms:modified xsi:type="dcterms:W3CDTF">2026-02-03T04:05:06Z</dcterms:modified>'
            "</cp:coreProperties>"
        ),
        "docProps/custom.xml": (
            f'{HEAD}<Properties xmlns="{OFFICE.replace("relationships", "custom-properties")}" '
            'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
            '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="MSIP_Label_1_Enabled">'
            "<vt:lpwstr>true</vt:lpwstr></property></Properties>"
        ),
        "docMetadata/LabelInfo.xml": (
            f'{HEAD}<clbl:labelList xmlns:clbl="{MS}/2020/mipLabelMetadata">'
            '<clbl:label id="{L1}" enabled="1" method="Privileged" siteId="{S1}" removed="0"/>'
            "</clbl:labelList>"
        ),
        "customXml/item1.xml": '<case xmlns="urn:example:case"><owner>Ann</owner></case>',
        "customXml/itemProps1.xml": (
            '<ds:datastoreItem ds:itemID="{D1}" '
            'xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"/>'
        ),
        "xl/unknown/thing.xml": '<q:thing xmlns:q="urn:example:future"><q:of>the future</q:of></q:thing>',
    }
    binaries = {
        "xl/media/image1.png": picture(),
        "xl/printerSettings/printerSettings1.bin": bytes(range(256)),
    }
    return {name: text.encode() for name, text in texts.items()} | binaries


def zipped(contents: dict[str, bytes], *, streamed: bool = False) -> bytes:
    """A zip as several programs would write it: other dates, levels, methods and attributes by part."""
    target = io.BytesIO()
    sink = cast("IO[bytes]", _Stream(target)) if streamed else target
    with zipfile.ZipFile(sink, "w") as archive:
        for number, (name, content) in enumerate(contents.items()):
            info = zipfile.ZipInfo(name, (2020 + number % 7, 1 + number % 12, 5, 6, 7, 8))
            info.compress_type = zipfile.ZIP_STORED if name.endswith("png") else zipfile.ZIP_DEFLATED
            info.external_attr = number << 16
            info.extra = struct.pack("<HH4s", 0xCAFE, 4, b"abcd") if number % 3 == 0 else b""
            info.comment = b"a part" if number % 5 == 0 else b""
            archive.writestr(info, content, compresslevel=1 + number % 9)
    return target.getvalue()


class _Stream:
    """A file that can only go forward, so that sizes follow the parts."""

    def __init__(self, target: io.BytesIO) -> None:
        self.target = target

    def write(self, data: bytes) -> int:
        return self.target.write(data)

    def flush(self) -> None:
        self.target.flush()


def workbook(changes: dict[str, bytes] | None = None, *, streamed: bool = False) -> bytes:
    """The whole file, some parts set otherwise."""
    return zipped(parts() | (changes or {}), streamed=streamed)


def sheet_with(cells: str, before: str = "", after: str = "") -> bytes:
    """A sheet of these rows."""
    return (
        f'{HEAD}<worksheet xmlns="{MAIN}">{before}<sheetData>{cells}</sheetData>{after}</worksheet>'.encode()
    )
