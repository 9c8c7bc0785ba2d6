"""The catalogue's entries for a .docx as a file, read and written."""

from docfill.catalogue.entry import Entry, Words
from docfill.severity import Severity

ENTRIES: dict[str, Entry] = {
    "no-such-file": Entry(
        example="docfill fill 报告模版.docx 数据.json   (the file is 报告模板.docx)",
        en=Words(
            message="there is no file ${path}",
            hint="look at the name and the folder",
            explanation="The template that was named is not there.",
        ),
        zh=Words(
            message="没有文件 ${path}",
            hint="请核对文件名和所在的文件夹",
            explanation="指定的模板文件不存在。",
        ),
    ),
    "cannot-read": Entry(
        example="a template in a folder that only another user may read",
        en=Words(
            message="this file cannot be read: ${reason}",
            hint="close it in other programs, or ask for the right to read it",
            explanation="The operating system refused to open the file.",
        ),
        zh=Words(
            message="无法读取该文件：${reason}",
            hint="请在其他程序中关闭它，或申请读取权限",
            explanation="操作系统拒绝打开该文件。",
        ),
    ),
    "no-such-folder": Entry(
        example="-o 报告/2023/年报.docx   (there is no folder 报告/2023)",
        en=Words(
            message="there is no folder ${folder} to write to",
            hint="make the folder first, or name another",
            explanation="docfill makes no folders: a slip in a path would scatter reports.",
        ),
        zh=Words(
            message="没有可写入的文件夹 ${folder}",
            hint="请先建好文件夹，或换一个位置",
            explanation="docfill 不自动建文件夹：路径写错一个字，报告就会散落各处。",
        ),
    ),
    "cannot-write": Entry(
        example="-o 报告.docx   where 报告.docx is a folder",
        en=Words(
            message="the report cannot be written: ${reason}",
            hint="choose another name or folder; the old file is as it was",
            explanation="The operating system refused to write: a folder is where the file should be, or the disk "
            "fails. Nothing half-written is left.",
        ),
        zh=Words(
            message="报告无法写入：${reason}",
            hint="请换一个文件名或文件夹；原文件保持不变",
            explanation="操作系统拒绝写入：例如同名的文件夹占了位置，或磁盘出错。不会留下写了一半的文件。",
        ),
    ),
    "disk-full": Entry(
        example="a USB stick with less room left than the report needs",
        en=Words(
            message="there is no room left to write the report",
            hint="delete what is not needed, or write to another disk; the old file is as it was",
            explanation="The disk is full, or what one user may take of it is used up. Nothing half-written is left.",
        ),
        zh=Words(
            message="没有空间写入报告",
            hint="请清理不需要的文件，或写到别的磁盘；原文件保持不变",
            explanation="磁盘已满，或用户的空间配额已用完。不会留下写了一半的文件。",
        ),
    ),
    "folder-read-only": Entry(
        example="-o 报告.docx   in a shared folder that one may only read",
        en=Words(
            message="nothing may be written to the folder ${folder}",
            hint="choose another folder with `-o`, or ask for the right to write to this one",
            explanation="The report is made beside its place and then moved there, so that no half-written report is "
            "ever seen; that needs the right to make files in the folder. A folder on a CD, in an archive or of "
            "another user gives none.",
        ),
        zh=Words(
            message="没有权限写入文件夹 ${folder}",
            hint="请用 `-o` 换一个文件夹，或申请写入权限",
            explanation="成稿先在目标旁边写好再改名，以免有人看到写了一半的文件，因此需要在文件夹里新建文件的权限。"
            "光盘、压缩包或他人的文件夹没有这种权限。",
        ),
    ),
    "output-in-use": Entry(
        example="the report of last time is still open in Word",
        en=Words(
            message="`${name}` is open in Word or another program",
            hint="close it there and fill again, or choose another name with `-o`; the old file is as it was",
            explanation="Windows does not let a file be replaced while a program has it open, be it Word, WPS, or a "
            "preview.",
        ),
        zh=Words(
            message="“${name}”正在 Word 或其他程序中打开",
            hint="请先关闭再重新填写，或用 `-o` 换一个文件名；原文件保持不变",
            explanation="文件被 Word、WPS 或预览窗口打开时，Windows 不允许替换它。",
        ),
    ),
    "output-not-a-file": Entry(
        example="-o 报告.docx   where 报告.docx is a pipe, or a link to /dev/null",
        en=Words(
            message="`${name}` is a device or a pipe, and no file",
            hint="choose another name with `-o`; a program can give an open file to write to",
            explanation="A report takes the place of what is there, and a device or a pipe must not be lost.",
        ),
        zh=Words(
            message="“${name}”是设备或管道，不是文件",
            hint="请用 `-o` 换一个文件名；程序里可以传入已打开的文件",
            explanation="成稿会取代原来的文件，而设备和管道不能因此丢失。",
        ),
    ),
    "output-read-only": Entry(
        example="docfill fill gov-info-2021 数据.xlsx -o 定稿.docx --force   where 定稿.docx is read-only",
        en=Words(
            message="`${name}` is read-only, and is not replaced",
            hint="choose another name with `-o`, or take the protection off the file",
            explanation="Somebody marked the file as read-only, or you may not write to it. Even `--force` leaves it "
            "as it is.",
        ),
        zh=Words(
            message="“${name}”是只读文件，没有替换",
            hint="请用 `-o` 换一个文件名，或取消该文件的只读属性",
            explanation="有人把文件设成了只读，或者您没有写入它的权限。即使加了 `--force` 也保持原样。",
        ),
    ),
    "output-open-elsewhere": Entry(
        example="-o 年报.docx --force   while ~$年报.docx lies beside it",
        en=Words(
            message="`${name}` was replaced, and seems to be open in another program: `${sign}` lies beside it",
            hint="have it closed there without saving, or the old report takes the place of the new one",
            explanation="Word, WPS and LibreOffice lay such a file beside a document as long as it is open, perhaps on "
            "another machine. After a crash it may be left; then it can be deleted.",
        ),
        zh=Words(
            message="“${name}”已被替换，但它似乎正在其他程序中打开：旁边有“${sign}”",
            hint="请在那边关闭它，不要保存，否则旧的会盖掉新的",
            explanation="文档打开期间，Word、WPS 和 LibreOffice 会在旁边放一个这样的文件，打开它的可能是另一台电脑。"
            "程序崩溃后它可能会留下，可以删除。",
        ),
        severity=Severity.WARNING,
    ),
    "path-too-long": Entry(
        example="-o with a name of three hundred characters",
        en=Words(
            message="this path, of ${length} characters, is longer than the system takes",
            hint="choose a shorter name, or a folder nearer to the top",
            explanation="Most systems take names of 255 bytes, which is 85 Chinese characters; Windows takes paths of "
            "259 characters unless long paths are switched on.",
        ),
        zh=Words(
            message="路径有 ${length} 个字符，超过了系统允许的长度",
            hint="请缩短文件名，或换一个层级较浅的文件夹",
            explanation="多数系统的文件名上限为 255 字节，约 85 个汉字；"
            "Windows 未启用长路径时，整个路径最多 259 个字符。",
        ),
    ),
    "impossible-file-name": Entry(
        example="a name from a program, with a zero character in it",
        en=Words(
            message="no file can be called `${name}`",
            hint="choose another name",
            explanation="The name has a zero character in it, or half of a character beyond U+FFFF.",
        ),
        zh=Words(
            message="文件不能叫“${name}”",
            hint="请换一个文件名",
            explanation="文件名里有空字符（U+0000），或不成对的代理字符。",
        ),
    ),
    "empty-file": Entry(
        example="a .docx of 0 bytes",
        en=Words(
            message="there is nothing in this file",
            hint="take the template from where it was sent, again",
            explanation="A download or a copy that broke off often leaves a file without content, or one of zeros.",
        ),
        zh=Words(
            message="文件里没有内容",
            hint="请重新从来源处获取模板",
            explanation="下载或复制中断，常会留下空文件，或全是零的文件。",
        ),
    ),
    "not-a-document": Entry(
        example="a workbook or a picture that was renamed to .docx",
        en=Words(
            message="this is not a Word document",
            hint="choose the .docx itself; a file does not become one by its name",
            explanation="A .docx is a zip package whose content types name a WordprocessingML main part. This "
            "file is none.",
        ),
        zh=Words(
            message="这不是 Word 文档",
            hint="请选择 .docx 文件本身；改扩展名并不能把别的文件变成 Word 文档",
            explanation="docx 是一个压缩包，其内容类型要指明 Word 主文档。该文件不是。",
        ),
    ),
    "old-word-file": Entry(
        example="年报.doc",
        en=Words(
            message="this is a document in the old format of Word 97 to 2003, or of WPS (.doc, .wps)",
            hint="open it in Word or WPS and save it as .docx",
            explanation="The old binary format has no parts that could be carried over unchanged.",
        ),
        zh=Words(
            message="这是 Word 97–2003 或 WPS 的旧格式文档（.doc、.wps）",
            hint="请用 Word 或 WPS 打开，另存为 .docx",
            explanation="旧的二进制格式里没有可以原样保留的部件。",
        ),
    ),
    "encrypted-file": Entry(
        example="a .docx with a password to open",
        en=Words(
            message="this file is protected with a password",
            hint="open it in Word, take the password off, and save it",
            explanation="What is encrypted cannot be read, nor carried over unchanged.",
        ),
        zh=Words(
            message="该文件设有打开密码",
            hint="请用 Word 打开，取消密码后保存",
            explanation="加密的内容无法读取，也就无法原样保留。",
        ),
    ),
    "rights-managed": Entry(
        example="a document that only members of the office may open",
        en=Words(
            message="this file is protected by rights management",
            hint="open it in Word, take the protection off under File > Info > Protect Document, and save it",
            explanation="Only Word, after it has asked the server of the office, can read what is in it.",
        ),
        zh=Words(
            message="该文件受权限管理（IRM）保护",
            hint="请用 Word 打开，在“文件 > 信息 > 保护文档”中取消限制后保存",
            explanation="其中的内容只有 Word 在向单位的服务器核实权限后才能读取。",
        ),
    ),
    "other-format": Entry(
        example="a web page or a PDF that was renamed to 报告.docx",
        en=Words(
            message="this is a file of another format, ${kind}, whatever its name says",
            hint="open it in Word or WPS and save it as .docx",
            explanation="A file does not change by being renamed. Systems that export to Word often write a web page "
            "or RTF with the name of a document.",
        ),
        zh=Words(
            message="这是另一种格式的文件：${kind}，与文件名不符",
            hint="请用 Word 或 WPS 打开，另存为 .docx",
            explanation="改扩展名并不会改变文件。许多系统“导出 Word”时，写出的其实是网页或 RTF。",
        ),
    ),
    "packed-template": Entry(
        example="报告模板.rar, or the same renamed to 报告模板.docx",
        en=Words(
            message="this is an archive (${kind}), not the document that is packed in it",
            hint="unpack it, and give the .docx that comes out",
            explanation="Mail programs and file shares pack documents. A file does not change by being renamed.",
        ),
        zh=Words(
            message="这是压缩包（${kind}），不是里面的文档",
            hint="请先解压，再指定解压出来的 .docx",
            explanation="邮箱和网盘常把文档打成压缩包。改扩展名并不会改变文件。",
        ),
    ),
    "picture-for-template": Entry(
        example="a photograph of a form, called 报告.docx",
        en=Words(
            message="this is a picture (${kind}), and a Word template is wanted here",
            hint="ask for the document that the picture was made of, as .docx",
            explanation="A scanned or photographed form has no text that a tag could stand in.",
        ),
        zh=Words(
            message="这是图片（${kind}），这里需要 Word 模板",
            hint="请索取图片所拍的文档本身，格式为 .docx",
            explanation="扫描或拍照得到的表格里没有可放标签的文字。",
        ),
    ),
    "part-too-deep": Entry(
        example="<w:sdt><w:sdt><w:sdt> … four hundred elements within one another",
        en=Words(
            message="the elements of this part stand more than ${limit} deep within one another",
            hint="take the template from where it was sent, again; nothing that Word writes goes so deep",
            explanation="Sixty-three tables within one another, as deep as Word goes, make half of that.",
        ),
        zh=Words(
            message="文档的这个部件里，元素嵌套超过 ${limit} 层",
            hint="请重新从来源处获取模板；Word 不会写出这么深的内容",
            explanation="Word 最多允许六十三层表格嵌套，也只有其一半深。",
        ),
    ),
    "signature-lost": Entry(
        severity=Severity.WARNING,
        example="a template with a digital signature",
        en=Words(
            message="this template bears a digital signature, which the filled document does not have",
            hint="sign the report after it is filled, if it needs a signature",
            explanation="A signature is of the bytes that were signed, and tags are among them. Left in the report, it "
            "would make Word say that it is not valid, so it is left out. The signature of macros stays.",
        ),
        zh=Words(
            message="该模板带有数字签名，填好的文档没有该签名",
            hint="若成稿需要签名，请在填写之后再签",
            explanation="签名针对的是当时的内容，标签也在其中。留在成稿里，Word 会提示签名无效，所以去掉。"
            "宏的签名保留。",
        ),
    ),
    "broken-package": Entry(
        example="a .docx whose download broke off",
        en=Words(
            message="this file is damaged",
            hint="open it in Word, let Word repair it, and save it; or take it from where it was sent, again",
            explanation="The records of the zip package contradict each other, or their checksums do not hold.",
        ),
        zh=Words(
            message="该文件已损坏",
            hint="请用 Word 打开并修复后保存，或重新获取",
            explanation="压缩包里的记录互相矛盾，或校验和不符。",
        ),
    ),
    "package-too-large": Entry(
        example="a zip bomb that is called .docx",
        en=Words(
            message="this is far larger than any real document: ${found}, and ${limit} is the limit",
            hint="if the file is really yours, remove what swells it (pictures, for the most part)",
            explanation="Limits that no real document meets keep a hostile file from filling the memory.",
        ),
        zh=Words(
            message="远大于任何正常文档：${found}，上限为 ${limit}",
            hint="若确是您的文件，请先删去撑大它的内容（多为图片）",
            explanation="设置正常文档不会达到的上限，防止恶意文件占满内存。",
        ),
    ),
    "malformed-part": Entry(
        example="<w:p><w:r></w:p>",
        en=Words(
            message="this part of the document is damaged: its XML breaks at line ${line}, column ${column}",
            hint="open the document in Word, let Word repair it, and save it",
            explanation="docfill carries text over at its offsets, so the text must be sound to begin with.",
        ),
        zh=Words(
            message="文档的这个部件已损坏：XML 在第 ${line} 行第 ${column} 列处出错",
            hint="请用 Word 打开并修复后保存",
            explanation="docfill 按位置原样搬运内容，因此原文必须完好。",
        ),
    ),
    "part-encoding": Entry(
        example='<?xml version="1.0" encoding="UTF-8"?> before text in GBK',
        en=Words(
            message="this part of the document is not in the encoding that it names, ${encoding}",
            hint="open the document in Word, let Word repair it, and save it",
            explanation="A part of a document says how its characters are written; Word writes UTF-8. Here the bytes "
            "are no such characters, or the name is of an encoding that readers of XML do not know.",
        ),
        zh=Words(
            message="文档的这个部件与它声明的编码 ${encoding} 不符",
            hint="请用 Word 打开并修复后保存",
            explanation="文档的部件会声明文字的编码，Word 写的是 UTF-8。这里的字节不是这种编码，"
            "或者声明的编码是 XML 程序不认识的。",
        ),
    ),
    "document-type-in-part": Entry(
        example='<!DOCTYPE w:document [<!ENTITY x "…">]>',
        en=Words(
            message="this part of the document declares a document type",
            hint="open the document in Word and save it; Word writes none",
            explanation="Office documents may not hold a document type declaration (ECMA-376 part 2, 8.1.4); it "
            "could name other files or swell without end.",
        ),
        zh=Words(
            message="文档的这个部件含有文档类型声明（DOCTYPE）",
            hint="请用 Word 打开后重新保存；Word 不会写入这种声明",
            explanation="Office 文档不允许含有 DOCTYPE（ECMA-376 第2部分 8.1.4）：它可能引用别的文件，或无限膨胀。",
        ),
    ),
    "report-not-sound": Entry(
        example="a fault of docfill itself: two pictures were given one id",
        en=Words(
            message="what would have been written is not sound: ${found}",
            hint="this is a fault of docfill: please report it with the template and the data; nothing was written",
            explanation="Where data bring more than text (pictures, rich text, documents), what was made is looked at "
            "before it is written: elements stand where they may, cells end with a paragraph, fields and bookmarks "
            "begin and end, ids are not used twice, tables keep to their grid, references lead somewhere. Word would "
            "have to repair what breaks one of these rules.",
        ),
        zh=Words(
            message="将要写出的内容不完好：${found}",
            hint="这是 docfill 自身的差错，请连同模板和数据一并反馈；没有写出任何文件",
            explanation="数据带来的不只是文字（图片、富文本、子文档）时，写出之前会检查结果：元素各在其位，"
            "单元格以段落结尾，域和书签有始有终，编号不重复，表格与网格一致，引用都有着落。"
            "违反其中任何一条，Word 打开时都要修复。",
        ),
    ),
}
