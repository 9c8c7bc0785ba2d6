"""The catalogue's entries for pictures: their files, their sizes, and the folder in which the data may name them.

Long because it is one table, in which everything is said twice: in English and in Chinese.
"""

from docfill.catalogue.entry import Entry, Words
from docfill.severity import Severity

ENTRIES: dict[str, Entry] = {
    "picture-missing": Entry(
        example='{{ 照片|image }}   data: 照片 is "张三.jpg", and the folder of pictures has no such file',
        en=Words(
            message="there is no picture `${name}`${guess}",
            hint="put the file there, or correct its name; an empty cell prints nothing",
            explanation="A picture's file is named, with its ending, as it is called in the folder.",
        ),
        zh=Words(
            message="没有图片“${name}”${guess}",
            hint="请把文件放进去，或改正文件名；单元格留空则什么也不打印",
            explanation="要写文件夹里的文件全名，包括后缀。",
        ),
    ),
    "picture-is-folder": Entry(
        example='{{ 照片|image }}   data: 照片 is "2024", which is a folder',
        en=Words(
            message="`${name}` is a folder, not a picture",
            hint="name the file in it: `${name}/photo.jpg`",
            explanation="A value that is a picture names one file.",
        ),
        zh=Words(
            message="“${name}”是文件夹，不是图片",
            hint="请写出其中的文件：`${name}/照片.jpg`",
            explanation="每个图片值对应一个文件。",
        ),
    ),
    "picture-unreadable": Entry(
        example="a picture that only another user of the machine may read",
        en=Words(
            message="the picture `${name}` cannot be read: ${reason}",
            hint="look whether another program has it open, and whether you may read it",
            explanation="The system does not hand the file out.",
        ),
        zh=Words(
            message="无法读取图片“${name}”：${reason}",
            hint="请看看是否有别的程序正在使用它、您是否有权读取",
            explanation="系统没有给出这个文件的内容。",
        ),
    ),
    "picture-damaged": Entry(
        example="a photograph of which half was sent",
        en=Words(
            message="the picture `${name}` is damaged or not whole (${reason})",
            hint="open it in a program for pictures and save it anew, or have it sent again",
            explanation="Word would show a red cross, or half of the picture. So it is refused before a report is "
            "written.",
        ),
        zh=Words(
            message="图片“${name}”已损坏或不完整（${reason}）",
            hint="请用图片软件打开后重新保存，或请对方重新发送",
            explanation="Word 会显示红叉或半张图，因此在写出成稿之前就报告。",
        ),
    ),
    "picture-not-shown": Entry(
        example="a photograph.webp, or a photograph.heic from a telephone, renamed to .jpg or not",
        en=Words(
            message="`${name}` is of the kind ${found}, which Word does not show",
            hint="open it in a program for pictures and save it as PNG or JPEG",
            explanation="The kind is told by what the file holds, whatever its name ends in. Word shows PNG, JPEG, "
            "GIF, BMP, TIFF, EMF, WMF and SVG.",
        ),
        zh=Words(
            message="“${name}”是 ${found} 格式，Word 不能显示",
            hint="请用图片软件打开，另存为 PNG 或 JPEG",
            explanation="格式按文件内容判断，与后缀无关。Word 能显示 PNG、JPEG、GIF、BMP、TIFF、EMF、WMF 和 SVG。",
        ),
    ),
    "no-picture": Entry(
        example="photograph.jpg, which holds a page of the web that says “not found”",
        en=Words(
            message="`${name}` is no picture",
            hint="open it in a program for pictures; what cannot be opened there has to be fetched again",
            explanation="The file does not begin as pictures do. A download that failed leaves such files behind.",
        ),
        zh=Words(
            message="“${name}”不是图片",
            hint="请用图片软件打开看看；打不开的，要重新获取",
            explanation="文件的开头不是图片的开头。下载失败常会留下这样的文件。",
        ),
    ),
    "picture-too-large": Entry(
        example="a scan of 100000 by 100000 pixels",
        en=Words(
            message="the picture `${name}` is too large; the limit is ${limit}",
            hint="save it smaller: 300 dots an inch are enough for print",
            explanation="Such a picture fills the memory of whoever opens the report.",
        ),
        zh=Words(
            message="图片“${name}”太大；上限是 ${limit}",
            hint="请缩小后保存：打印用每英寸 300 点就够了",
            explanation="这样的图片会占满打开成稿的人的内存。",
        ),
    ),
    "picture-size": Entry(
        example='{{ 照片|image(width="3 miles") }}',
        en=Words(
            message="a picture cannot be of this size: ${found}",
            hint='give millimetres, or a length such as "30mm", "3cm", "1in", "72pt"; Word takes 558 mm at most',
            explanation="A size is a number above zero, of millimetres where no unit is said.",
        ),
        zh=Words(
            message="图片不能是这个尺寸：${found}",
            hint='请写毫米数，或写 "30mm"、"3cm"、"3厘米"、"72磅" 这样的长度；Word 最大允许 558 毫米',
            explanation="尺寸是大于零的数，不写单位时为毫米。",
        ),
    ),
    "svg-needs-fallback": Entry(
        example='Image("标志.svg")   without fallback, and docfill[svg] is not installed',
        en=Words(
            message="the drawing `${name}` needs a picture that stands for it where SVG cannot be shown",
            hint='install `docfill[svg]`, which makes one, or give one: `Image("a.svg", fallback="a.png")`',
            explanation="A report that holds an SVG holds a bitmap of it too: Word before 2016, WPS and printers show "
            "that.",
        ),
        zh=Words(
            message="矢量图“${name}”还需要一张位图，供不能显示 SVG 的地方使用",
            hint='请安装 `docfill[svg]`，它会自动生成；或自己提供：`Image("a.svg", fallback="a.png")`',
            explanation="含 SVG 的文档同时要带一张位图：2016 以前的 Word、WPS 和打印时显示的是它。",
        ),
    ),
    "svg-draws-on-file": Entry(
        example='<svg …><image href="logo.png"/></svg>',
        en=Words(
            message="the drawing `${name}` shows another file, which would not come along: ${found}",
            hint="embed the picture in the drawing, and save it again",
            explanation="Word does not fetch what an SVG refers to, and docfill does not read what the data name.",
        ),
        zh=Words(
            message="矢量图“${name}”引用了别的文件，无法一起带入：${found}",
            hint="请把图片嵌入矢量图后重新保存",
            explanation="Word 不会读取 SVG 引用的文件，docfill 也不读取数据里随意指定的文件。",
        ),
    ),
    "pictures-folder-needed": Entry(
        example="{{ 照片|image }}   without --pictures",
        en=Words(
            message="the data name a picture, `${name}`, and no folder is given in which it may be looked for",
            hint="say where the pictures are: `--pictures FOLDER`, or `fill(…, pictures=FOLDER)`",
            explanation="Data may come from anyone, so nothing that they name is read, unless it lies in a folder that "
            "was allowed.",
        ),
        zh=Words(
            message="数据里写了图片“${name}”，但没有指定可以从哪个文件夹读取",
            hint="请指定图片所在的文件夹：`--pictures 文件夹`，或 `fill(…, pictures=文件夹)`",
            explanation="数据可能来自任何人，因此只读取明确允许的文件夹里的文件。",
        ),
    ),
    "picture-outside": Entry(
        example='{{ 照片|image }}   data: 照片 is "../../secret.png" or "C:\\photo.jpg"',
        en=Words(
            message="`${name}` leads out of the folder of pictures",
            hint="put the file into that folder, and write its name only",
            explanation="Only files in the folder that was allowed, and in folders in it, are read: no `..`, no drive, "
            "no link that leads elsewhere.",
        ),
        zh=Words(
            message="“${name}”指向图片文件夹之外",
            hint="请把文件放进该文件夹，只写文件名",
            explanation="只读取所允许的文件夹及其子文件夹里的文件：不能有 `..`、盘符，也不能是指向别处的链接。",
        ),
    ),
    "no-picture-name": Entry(
        example="{{ 人数|image }}   data: 人数 is 12",
        en=Words(
            message="`${tag}` wants a picture or the name of its file, and finds ${found}",
            hint="use another value, or leave the filter off",
            explanation="The filter makes a picture of a file's name, and gives a picture its size.",
        ),
        zh=Words(
            message="`${tag}` 需要图片或图片的文件名，而值是 ${found}",
            hint="请换用别的值，或去掉该过滤器",
            explanation="这个过滤器把文件名变成图片，或给图片设定尺寸。",
        ),
    ),
    "picture-as-text": Entry(
        example='{{ "照片：" ~ 照片 }}, {{ 照片|join }}   data: 照片 is a picture',
        en=Words(
            message="`${tag}` makes a text of a picture",
            hint="print the picture by a tag of its own: `{{ 照片 }}`",
            explanation="A picture that is joined to a text, or put through a filter for texts, would be lost.",
        ),
        zh=Words(
            message="`${tag}` 把图片当成了文字",
            hint="请用单独的标签打印图片：`{{ 照片 }}`",
            explanation="图片与文字相连，或交给处理文字的过滤器，就会丢失。",
        ),
    ),
    "picture-wanted": Entry(
        example="a picture whose alternative text is {{ 公章 }}   data: 公章 is a text",
        en=Words(
            message="`${tag}` is the whole alternative text of a picture, so a picture is to take its place, and the "
            "value is none: ${found}",
            hint="give a picture, or name its file: `{{ 公章|image }}`; a text beside the tag makes it a description",
            explanation="A picture of the template whose alternative text is one tag is replaced by the picture that "
            "the tag brings; a blank removes it. If a text only changed the description, the sample in the template "
            "would stay in the report, and nobody would notice.",
        ),
        zh=Words(
            message="图片的替代文字只有 `${tag}`，应由图片来替换，而值不是图片：${found}",
            hint="请提供图片，或用文件名：`{{ 公章|图片 }}`；若只想写说明，请在标签旁边加上文字",
            explanation="模板里的图片，替代文字只有一个标签时，由标签的图片替换；空白则去掉。若文字只改变说明，模板里的样图就会悄悄留在成稿里。",
        ),
    ),
    "no-pictures-folder": Entry(
        example="docfill fill 模板.docx 数据.xlsx --pictures 照片   there is no folder 照片",
        en=Words(
            message="there is no folder of pictures `${folder}`",
            hint="correct its name; it is looked for from the folder that you are in",
            explanation="The pictures that the data name are looked for in one folder, which has to be there.",
        ),
        zh=Words(
            message="没有图片文件夹“${folder}”",
            hint="请改正名称；相对路径从当前文件夹算起",
            explanation="数据里写的图片都从这一个文件夹里读取，它必须存在。",
        ),
    ),
    "picture-turned": Entry(
        severity=Severity.WARNING,
        example="a photograph taken with a telephone held upright",
        en=Words(
            message="the photograph `${name}` lies on its side in Word",
            hint="open it in a program for pictures, turn it, and save it",
            explanation="The camera did not turn the picture, but noted that it is to be turned. Programs for pictures "
            "obey the note; Word does not.",
        ),
        zh=Words(
            message="照片“${name}”在 Word 里方向不对",
            hint="请用图片软件打开，旋转后保存",
            explanation="相机没有旋转照片，只记下了“应当旋转”。图片软件会照办，Word 不会。",
        ),
    ),
    "picture-cut-by-line": Entry(
        severity=Severity.WARNING,
        example="{{ 照片 }} in a paragraph whose line spacing is exactly 28 pt",
        en=Words(
            message="Word shows only a strip of this picture: it is ${height} mm high, and the lines of its paragraph "
            "are exactly ${line} pt",
            hint="set the line spacing of the tag's paragraph in the template to single",
            explanation="Official documents set lines to an exact height. Such a line does not grow with a picture, "
            "which is cut off at its edges.",
        ),
        zh=Words(
            message="Word 里这张图片只会露出一条：图高 ${height} 毫米，而所在段落的行距固定为 ${line} 磅",
            hint="请在模板里把标签所在段落的行距改为单倍行距",
            explanation="公文常用固定行距，这样的行不会随图片增高，超出的部分被切掉。",
        ),
    ),
}
