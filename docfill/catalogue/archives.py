"""The catalogue's entries for files as such, before anything in them is read: whole packages, and what is none."""

from docfill.catalogue.entry import Entry, Words
from docfill.severity import Severity

ENTRIES: dict[str, Entry] = {
    "file-too-large": Entry(
        example="a disk image that is called 数据.json",
        en=Words(
            message="this file is far larger than any real one: ${found}, and ${limit} is the limit",
            hint="look whether it is the right file; a program may set another limit: `docfill.Limits`",
            explanation="A file that is too large is not read at all, so that it cannot fill the memory.",
        ),
        zh=Words(
            message="该文件远大于任何正常文件：${found}，上限为 ${limit}",
            hint="请核对是否选错了文件；程序可用 `docfill.Limits` 另设上限",
            explanation="过大的文件根本不读，以免占满内存。",
        ),
    ),
    "too-many-elements": Entry(
        example="<w:p/><w:p/><w:p/> … ten million times",
        en=Words(
            message="this part has about ${found} elements and attributes; ${limit} is the limit",
            hint="look whether it is the right file; if it is really yours, split it, or set another `docfill.Limits`",
            explanation="A thousand pages have about two million. Each takes memory and time, whatever it holds.",
        ),
        zh=Words(
            message="文档的这个部件约有 ${found} 个元素和属性，上限为 ${limit}",
            hint="请核对是否选错了文件；若确是您的文件，请拆分，或用 `docfill.Limits` 另设上限",
            explanation="一千页约有两百万个。每一个都占内存和时间，不论里面是什么。",
        ),
    ),
    "too-much-tagged": Entry(
        example="{{ 姓名 }} and five million characters more in the same paragraph",
        en=Words(
            message="the paragraphs with tags or braces, up to here, have more than ${limit} characters, the limit",
            hint="look whether it is the right file; if it is really yours, split it",
            explanation="Of each character beside a tag it is noted where it stands in the file, which takes memory. "
            "Two thousand pages have so many, if there is a tag in each of their paragraphs.",
        ),
        zh=Words(
            message="到此处为止，含标签或花括号的段落已超过 ${limit} 个字符，这是上限",
            hint="请核对是否选错了文件；若确是您的文件，请拆分",
            explanation="标签旁的每个字符都要记下它在文件中的位置，这会占用内存。"
            "即使两千页的文档，每段都有标签，也不过这么多。",
        ),
    ),
    "data-around-document": Entry(
        example="a .docx behind the 300 bytes that a web server sent before it",
        en=Words(
            message="around the document the file holds ${found} that are no part of it; reports go without them",
            hint="look where the file comes from; open it in Word and save it, and that is gone",
            explanation="What a program puts in front of a document, or behind it, no reader of documents sees. It "
            "may be left over from a download, or be another file that hides in this one, and so it is not handed on.",
        ),
        zh=Words(
            message="文件里，文档的前面或后面还有 ${found} 不属于文档的内容；成稿不带这些内容",
            hint="请核对文件的来源；用 Word 打开后重新保存，这些内容就没有了",
            explanation="附在文档前后的内容，文字处理软件都看不到。它可能是下载时留下的，"
            "也可能是藏在里面的另一个文件，因此不会带进成稿。",
        ),
        severity=Severity.WARNING,
    ),
    "too-many-members": Entry(
        example="a .docx that is packed with 100,000 files",
        en=Words(
            message="this package holds ${found} files; ${limit} is the limit",
            hint="open it in Word or Excel and save it anew; if it has that many pictures, take some out",
            explanation="A document and a workbook are zip packages of parts, a few dozen as a rule. A list of parts "
            "without end is how a hostile file keeps a program busy.",
        ),
        zh=Words(
            message="压缩包里有 ${found} 个文件，上限为 ${limit}",
            hint="请用 Word 或 Excel 打开后重新保存；若确有这么多图片，请减少一些",
            explanation="文档和工作簿是由若干部件组成的压缩包，通常只有几十个部件。"
            "无穷无尽的部件清单是恶意文件拖住程序的手法。",
        ),
    ),
    "packed-bomb": Entry(
        example="forty kilobytes that unpack to forty megabytes of spaces",
        en=Words(
            message="the part `${name}` unpacks to more than ${limit} times its size: ${found}",
            hint="take the file from where it was sent, again; if it is really yours, open it and save it anew",
            explanation="Real text shrinks to a tenth or a fiftieth, and what is packed a thousandfold is nothing but "
            "repetition: a zip bomb, which fills the memory of whoever opens it. Small parts are exempt.",
        ),
        zh=Words(
            message="部件“${name}”解压后超过原来的 ${limit} 倍：${found}",
            hint="请重新从来源处获取文件；若确是您的文件，请打开后重新保存",
            explanation="正常文字压缩后是原来的十分之一到五十分之一；能压到千分之一的只有重复内容，"
            "那是“压缩炸弹”，会占满打开者的内存。小部件不受此限。",
        ),
    ),
    "member-twice": Entry(
        example="a package with a word/document.xml and a Word/Document.xml",
        en=Words(
            message="this package has two parts of one name: `${name}` and `${other}`",
            hint="take the file from where it was sent, again; Word, Excel and WPS write no such packages",
            explanation="Names of parts that differ only in the case of their letters are the same name (ECMA-376 "
            "part 2, 6.2.2). One program would take the first, another the last: two people would see two "
            "documents in one file.",
        ),
        zh=Words(
            message="压缩包里有两个同名的部件：“${name}”和“${other}”",
            hint="请重新从来源处获取文件；Word、Excel 和 WPS 不会写出这样的包",
            explanation="部件名称只有大小写不同，就是同一个名称（ECMA-376 第2部分 6.2.2）。"
            "有的程序取第一个，有的取最后一个：同一文件在两个人眼里会是两份文档。",
        ),
    ),
    "member-leads-out": Entry(
        example="a package with a part called ../../启动/x.xml",
        en=Words(
            message="this package has a part called `${name}`, which would lie outside of it",
            hint="take the file from where it was sent, again; Word, Excel and WPS write no such names",
            explanation="Names with `..`, a drive or a backslash are how a hostile package tries to write elsewhere "
            "when it is unpacked. docfill unpacks nothing to disk, but does not hand such a package on either.",
        ),
        zh=Words(
            message="压缩包里有名为“${name}”的部件，位置在包外",
            hint="请重新从来源处获取文件；Word、Excel 和 WPS 不会写出这样的名称",
            explanation="带 `..`、盘符或反斜杠的名称，是恶意压缩包在解压时写到别处的手法。docfill 不会解压到磁盘，"
            "但也不会把这样的包传下去。",
        ),
    ),
    "member-name-unfit": Entry(
        example="a package with a part whose name has a zero character in it, or ten thousand characters",
        en=Words(
            message="this package has a part called `${name}`, which no file may be called",
            hint="take the file from where it was sent, again; Word, Excel and WPS write no such names",
            explanation="Names with characters that cannot be seen, colons, or more than a thousand characters are "
            "read in one way by one program and in another way by the next.",
        ),
        zh=Words(
            message="压缩包里有名为“${name}”的部件，文件不能这样命名",
            hint="请重新从来源处获取文件；Word、Excel 和 WPS 不会写出这样的名称",
            explanation="含不可见字符、冒号，或长达上千字符的名称，各程序的理解各不相同。",
        ),
    ),
    "member-packed-oddly": Entry(
        example="a .docx that was packed anew by an archiver in LZMA",
        en=Words(
            message="the part `${name}` is packed in a way (method ${method}) that Word and Excel do not know",
            hint="pack it with the method Deflate, or open and save it in the program that wrote it",
            explanation="Parts are stored or deflated (ECMA-376 part 2, annex B). Word says of any other that the file "
            "is damaged.",
        ),
        zh=Words(
            message="部件“${name}”的压缩方式（方法 ${method}）是 Word 和 Excel 不认识的",
            hint="请用 Deflate 方式重新压缩，或在原来的程序里打开后重新保存",
            explanation="部件只能不压缩或用 Deflate 压缩（ECMA-376 第2部分 附录 B）；用其他方式，Word 会说文件已损坏。",
        ),
    ),
    "member-is-link": Entry(
        example="a package in which word/media/image1.png is a link to /etc/passwd",
        en=Words(
            message="`${name}` in this package is not a file but a link to one",
            hint="take the file from where it was sent, again; Word, Excel and WPS pack no links",
            explanation="A link makes whoever unpacks the package read or overwrite another file of the machine.",
        ),
        zh=Words(
            message="压缩包里的“${name}”不是文件，而是指向别处的链接",
            hint="请重新从来源处获取文件；Word、Excel 和 WPS 不会打包链接",
            explanation="链接会让解压的人读取或改写本机的其他文件。",
        ),
    ),
    "package-contradicts": Entry(
        example="a zip package whose directory calls a part by another name than the part's own record",
        en=Words(
            message="the records of this package contradict each other: `${name}`",
            hint="take the file from where it was sent, again; if it opens in Word or Excel, save it anew there",
            explanation="A zip package says twice what it holds: in its directory, and before each part. Where the "
            "two differ in a name, a size or a number, or parts overlap, the file is damaged, or made so that two "
            "programs see different things in it.",
        ),
        zh=Words(
            message="压缩包里的记录互相矛盾：“${name}”",
            hint="请重新从来源处获取文件；若 Word 或 Excel 能打开，请在其中重新保存",
            explanation="压缩包在目录里和每个部件之前各记录一次内容。两处的名称、大小或数目不一致，或部件互相重叠，"
            "说明文件已损坏，或有意让不同的程序看到不同的内容。",
        ),
    ),
    "package-in-pieces": Entry(
        example="the last of several volumes into which an archiver split a large .docx",
        en=Words(
            message="this is one piece of a package that was split over several files",
            hint="join the pieces with the program that split them",
            explanation="The directory of the package names parts that lie on another disk.",
        ),
        zh=Words(
            message="这只是分卷压缩包中的一卷",
            hint="请用当初分卷的程序合并",
            explanation="压缩包的目录里有位于其他分卷上的部件。",
        ),
    ),
    "file-in-zip": Entry(
        example="报告模板.zip, which was renamed to 报告模板.docx",
        en=Words(
            message="this is an archive that holds `${name}`, not that file itself",
            hint="unpack it, and give `${name}`",
            explanation="Mail programs and file shares pack documents into a zip archive. A .docx is one as well, "
            "but of parts, not of documents.",
        ),
        zh=Words(
            message="这是装有“${name}”的压缩包，不是该文件本身",
            hint="请先解压，再指定“${name}”",
            explanation="邮箱和网盘常把文档打成压缩包。docx 也是压缩包，但里面是部件，不是文档。",
        ),
    ),
    "side-file": Entry(
        example="._报告模板.docx from a USB stick that a Mac wrote to; ~$告模板.docx",
        en=Words(
            message="this is not `${name}` itself but a small file that macOS or Word keeps beside it",
            hint="give `${name}` instead",
            explanation="macOS keeps what other disks cannot hold in files that begin with ._ ; Word keeps who has "
            "a document open in files that begin with ~$ . Both are hidden, and no documents.",
        ),
        zh=Words(
            message="这不是“${name}”本身，而是 macOS 或 Word 放在旁边的小文件",
            hint="请改为指定“${name}”",
            explanation="macOS 把其他磁盘存不下的信息放在以 ._ 开头的文件里；Word 把文档被谁打开记在以 ~$ "
            "开头的文件里。两者都是隐藏文件，不是文档。",
        ),
    ),
    "workbook-for-template": Entry(
        example="docfill fill 数据.xlsx 模板.docx",
        en=Words(
            message="this is an Excel workbook, and a Word template is wanted here",
            hint="name the template first, the data second: `docfill fill 模板.docx 数据.xlsx`",
            explanation="What counts is the content, not the name. Perhaps template and data changed places.",
        ),
        zh=Words(
            message="这是 Excel 工作簿，而这里需要的是 Word 模板",
            hint="先写模板，再写数据：`docfill fill 模板.docx 数据.xlsx`",
            explanation="以内容为准，与文件名无关。可能是模板和数据的位置写反了。",
        ),
    ),
    "wrong-content-type": Entry(
        example='<Override PartName="/word/document.xml" ContentType="image/png"/>',
        en=Words(
            message="the package says of its main part that it is no Word document but `${found}`",
            hint="open it in Word, let Word repair it, and save it as .docx",
            explanation="The list of content types in the package says what each part is (ECMA-376 part 2, 7.2.3). "
            "Word goes by it, and says of such a file that it is damaged.",
        ),
        zh=Words(
            message="压缩包声明其主部件不是 Word 文档，而是“${found}”",
            hint="请用 Word 打开并修复，另存为 .docx",
            explanation="包内的内容类型清单说明每个部件是什么（ECMA-376 第2部分 7.2.3）。"
            "Word 以它为准，会说这样的文件已损坏。",
        ),
    ),
}
