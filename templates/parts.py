"""Parts: the main part of a document -> its .docx, with the page, the styles and the rest alike in every form.

The layout is that of GB/T 9704-2012; all measures are in twips (1/20 pt) unless said.
"""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MADE = "2024-01-01T00:00:00Z"
ZIP_DATE = (2024, 1, 1, 0, 0, 0)
CELL_MARGIN = 28  # left and right of a cell's text: five digits of 9 pt fit the narrowest column

# The page: A4, margins 37 mm above and 28 mm left of 156 x 225 mm of text, 22 lines (GB/T 9704-2012, 5.2).
SECTION = (
    "<w:sectPr>"
    '<w:footerReference w:type="default" r:id="rId4"/><w:footerReference w:type="even" r:id="rId5"/>'
    '<w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587" '
    'w:header="851" w:footer="1247" w:gutter="0"/>'
    '<w:cols w:space="425"/><w:docGrid w:type="lines" w:linePitch="579"/>'
    "</w:sectPr>"
)


def footer(style: str) -> str:
    """Return a footer with the page's number between dashes (GB/T 9704-2012, 7.5)."""
    return (
        f'<w:ftr {NAMESPACES}><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>'
        '<w:r><w:t xml:space="preserve">— </w:t></w:r>'
        '<w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        '<w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>'
    )


# Styles


def style(
    name: str,
    shown: str,
    *,
    paragraph: str = "",
    run: str = "",
    based_on: str = "Normal",
    following: str = "",
    default: bool = False,
) -> str:
    """Return a paragraph style; *paragraph* and *run* are its properties."""
    mark = ' w:default="1"' if default else ""
    return (
        f'<w:style w:type="paragraph"{mark} w:styleId="{name}">'
        f'<w:name w:val="{shown}"/>'
        + (f'<w:basedOn w:val="{based_on}"/>' if not default else "")
        + (f'<w:next w:val="{following}"/>' if following else "")
        + "<w:qFormat/>"
        + (f"<w:pPr>{paragraph}</w:pPr>" if paragraph else "")
        + (f"<w:rPr>{run}</w:rPr>" if run else "")
        + "</w:style>"
    )


def exact(line: int, before: int = 0, after: int = 0) -> str:
    """Return the spacing of lines that are exactly *line* high."""
    around = (f' w:before="{before}"' if before else "") + (f' w:after="{after}"' if after else "")
    return f'<w:spacing{around} w:line="{line}" w:lineRule="exact"/>'


def east_asian(font: str, size: int) -> str:
    """Return a run's font for Chinese characters and its size in half points; Latin ones stay Times."""
    fonts = f'<w:rFonts w:eastAsia="{font}"/>' if font else ""
    return f'{fonts}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>'


INDENTED = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
# Lines of a title or a table do not snap to the page's grid: each would be as high as a line of text, or two.
OFF_THE_GRID = '<w:snapToGrid w:val="0"/>'
CENTRED = '<w:jc w:val="center"/>'

STYLES = (
    f"<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>"
    '<w:rFonts w:ascii="Times New Roman" w:eastAsia="仿宋_GB2312" w:hAnsi="Times New Roman" '
    'w:cs="Times New Roman"/>'
    '<w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
    "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    + style(
        "Normal",
        "Normal",
        paragraph=f'<w:widowControl w:val="0"/>{exact(560)}<w:jc w:val="both"/>',
        default=True,
    )
    + style(
        "Title",
        "Title",
        paragraph=f"{OFF_THE_GRID}{exact(680, after=560)}{CENTRED}",
        run=east_asian("方正小标宋简体", 44),
        following="BodyText",
    )
    + style("BodyText", "Body Text", paragraph=INDENTED)
    + style(
        "Heading1",
        "heading 1",
        paragraph=f'<w:keepNext/>{INDENTED}<w:outlineLvl w:val="0"/>',
        run='<w:rFonts w:eastAsia="黑体"/>',
        following="BodyText",
    )
    + style(
        "Heading2",
        "heading 2",
        paragraph=f'<w:keepNext/>{INDENTED}<w:outlineLvl w:val="1"/>',
        run='<w:rFonts w:eastAsia="楷体_GB2312"/>',
        following="BodyText",
    )
    + style(
        "Signature",
        "Signature",
        paragraph=f'<w:keepNext/>{exact(560, before=560)}<w:ind w:right="1280"/><w:jc w:val="right"/>',
    )
    + style("Date", "Date", paragraph='<w:ind w:right="1280"/><w:jc w:val="right"/>')
    + style("TableText", "表格文字", paragraph=OFF_THE_GRID + exact(300) + CENTRED, run=east_asian("", 21))
    + style(
        "TableHead",
        "表格标题",
        paragraph="<w:keepNext/>",
        based_on="TableText",
        run='<w:rFonts w:eastAsia="黑体"/>',
    )
    + style("SmallTableText", "小表文字", paragraph=OFF_THE_GRID + exact(240) + CENTRED, run=east_asian("", 18))
    + style("SmallTableHead", "小表标题", paragraph="<w:keepNext/>", based_on="SmallTableText")
    + style(
        "SmallTableItem",
        "小表项目",
        paragraph='<w:ind w:left="40"/><w:jc w:val="left"/>',
        based_on="SmallTableText",
    )
    + style("AfterTable", "表后", paragraph=OFF_THE_GRID + exact(280))
    + style(
        "FooterOdd",
        "页码（单页）",
        paragraph=exact(360) + '<w:ind w:right="280"/><w:jc w:val="right"/>',
        run=east_asian("宋体", 28),
    )
    + style(
        "FooterEven",
        "页码（双页）",
        paragraph=exact(360) + '<w:ind w:left="280"/><w:jc w:val="left"/>',
        run=east_asian("宋体", 28),
    )
    + '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/>'
    '<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>'
    '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    '<w:style w:type="table" w:styleId="Grid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/>'
    "<w:tblPr><w:tblBorders>"
    + "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    + "</w:tblBorders><w:tblCellMar>"
    f'<w:top w:w="20" w:type="dxa"/><w:left w:w="{CELL_MARGIN}" w:type="dxa"/>'
    f'<w:bottom w:w="20" w:type="dxa"/><w:right w:w="{CELL_MARGIN}" w:type="dxa"/>'
    "</w:tblCellMar></w:tblPr></w:style></w:styles>"
)

SETTINGS = (
    f'<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/>'
    '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat>'
    '<w:compatSetting w:name="compatibilityMode" '
    'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    '</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
)

# A reader that lacks a font chooses another by these; a template's fonts themselves are never changed.
FONTS = (
    f"<w:fonts {NAMESPACES}>"
    '<w:font w:name="Times New Roman"><w:charset w:val="00"/>'
    '<w:family w:val="roman"/><w:pitch w:val="variable"/></w:font>'
    + "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/>'
        f'<w:family w:val="{family}"/><w:pitch w:val="{pitch}"/></w:font>'
        for name, other, family, pitch in (
            ("仿宋_GB2312", "仿宋", "modern", "fixed"),
            ("楷体_GB2312", "楷体", "modern", "fixed"),
            ("黑体", "SimHei", "modern", "fixed"),
            ("方正小标宋简体", "宋体", "auto", "variable"),
            ("宋体", "SimSun", "auto", "variable"),
        )
    )
    + "</w:fonts>"
)

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"

CONTENT_TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{WORD}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{WORD}.styles+xml"/>'
    f'<Override PartName="/word/settings.xml" ContentType="{WORD}.settings+xml"/>'
    f'<Override PartName="/word/fontTable.xml" ContentType="{WORD}.fontTable+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{WORD}.footer+xml"/>'
    f'<Override PartName="/word/footer2.xml" ContentType="{WORD}.footer+xml"/>'
    '<Override PartName="/docProps/core.xml" '
    'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    '<Override PartName="/docProps/app.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>'
    "</Types>"
)

PACKAGE_RELATIONSHIPS = (
    f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/relationships/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{PACKAGE}/relationships/metadata/core-properties" '
    'Target="docProps/core.xml"/>'
    f'<Relationship Id="rId3" Type="{OFFICE}/relationships/extended-properties" Target="docProps/app.xml"/>'
    "</Relationships>"
)

DOCUMENT_RELATIONSHIPS = (
    f'<Relationships xmlns="{PACKAGE}/relationships">'
    + "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/relationships/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(
            (
                ("styles", "styles.xml"),
                ("settings", "settings.xml"),
                ("fontTable", "fontTable.xml"),
                ("footer", "footer1.xml"),
                ("footer", "footer2.xml"),
            ),
            start=1,
        )
    )
    + "</Relationships>"
)

APP_PROPERTIES = f'<Properties xmlns="{OFFICE}/extended-properties"><Application>docfill</Application></Properties>'


def core_properties(title: str) -> str:
    """Return docProps/core.xml."""
    return (
        f'<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>docfill</dc:creator>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{MADE}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{MADE}</dcterms:modified></cp:coreProperties>'
    )


def package(document: str, title: str) -> bytes:
    """Return the .docx whose main part is *document*, always the same for the same texts."""
    members = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": PACKAGE_RELATIONSHIPS,
        "docProps/core.xml": core_properties(title),
        "docProps/app.xml": APP_PROPERTIES,
        "word/_rels/document.xml.rels": DOCUMENT_RELATIONSHIPS,
        "word/document.xml": document,
        "word/styles.xml": STYLES,
        "word/settings.xml": SETTINGS,
        "word/fontTable.xml": FONTS,
        "word/footer1.xml": footer("FooterOdd"),
        "word/footer2.xml": footer("FooterEven"),
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, text in members.items():
            member = zipfile.ZipInfo(name, ZIP_DATE)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system = 0  # not the system that this happens to run on
            archive.writestr(member, (DECLARATION + text).encode("utf-8"))
    return target.getvalue()
