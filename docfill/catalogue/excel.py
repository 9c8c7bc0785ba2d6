"""The catalogue's entries for workbooks and other files of data.

Long because it is one table, in which everything is said twice: in English and in Chinese.
"""

from docfill.catalogue.entry import Entry, Words
from docfill.severity import Severity

_FILES: dict[str, Entry] = {
    "data-file-missing": Entry(
        example="docfill fill gov-info-2021 没有这个文件.xlsx",
        en=Words(
            message="there is no such file",
            hint="check the name and the folder; the name ends in .xlsx, .json or .toml",
            explanation="The file of data that was named cannot be found. A relative name is looked up in "
            "the folder in which the command runs.",
        ),
        zh=Words(
            message="找不到这个文件",
            hint="请检查文件名和所在文件夹；文件名以 .xlsx、.json 或 .toml 结尾",
            explanation="所指定的数据文件不存在。相对路径是从运行命令时所在的文件夹算起的。",
        ),
    ),
    "data-file-unreadable": Entry(
        example="docfill fill gov-info-2021 正在被别的程序独占的.xlsx",
        en=Words(
            message="the file cannot be read: ${reason}",
            hint="close the program that has it open, or check that you may read it",
            explanation="The system refused to open the file: it is a folder, another program holds it, or "
            "it may not be read.",
        ),
        zh=Words(
            message="无法读取文件：${reason}",
            hint="请关闭正在使用它的程序，或检查是否有读取权限",
            explanation="系统拒绝打开该文件：它可能是一个文件夹、正被其他程序占用，或者没有读取权限。",
        ),
    ),
    "data-file-in-use": Entry(
        example="docfill fill gov-info-2021 正在被同步软件独占的.xlsx",
        en=Words(
            message="another program holds the file, and lets nobody else read it",
            hint="close it there (a program that syncs or scans files may hold it too), and try again",
            explanation="A workbook that is open in Excel can be read all the same. Some programs open a file for "
            "themselves alone; Windows then refuses everybody else.",
        ),
        zh=Words(
            message="文件被其他程序独占，暂时无法读取",
            hint="请在该程序中关闭它（也可能是同步或杀毒软件），然后重试",
            explanation="在 Excel 里打开着的工作簿照样可以读取。有些程序会独占打开的文件，Windows 便拒绝其他程序读取。",
        ),
    ),
    "lock-file": Entry(
        example="docfill fill gov-info-2021 ~$数据.xlsx",
        en=Words(
            message="this is not the workbook but the lock file that Excel makes while ${name} is open",
            hint="give ${name} instead; it may stay open",
            explanation="While a workbook is open, Excel, WPS and LibreOffice keep a small hidden file beside it, "
            "whose name begins with ~$ or .~ and which only says who has it open.",
        ),
        zh=Words(
            message="这不是工作簿，而是 ${name} 打开时产生的锁定文件",
            hint="请改为指定 ${name}；它可以继续开着",
            explanation="工作簿打开时，Excel、WPS 和 LibreOffice 会在旁边放一个隐藏的小文件，名称以 ~$ 或 .~ 开头，"
            "只记录是谁打开的。",
        ),
    ),
    "empty-data-file": Entry(
        example="数据.xlsx，大小为 0 字节",
        en=Words(
            message="the file is empty",
            hint="save the data again; a download or a copy may have been cut short",
            explanation="A file without any content is no data. Often a copy or a download broke off.",
        ),
        zh=Words(
            message="文件是空的",
            hint="请重新保存数据；可能是下载或复制中断了",
            explanation="文件没有任何内容，多半是复制或下载中断所致。",
        ),
    ),
    "old-workbook": Entry(
        example="数据.xls，或者改名为 .xlsx 的旧格式文件",
        en=Words(
            message="this is a workbook in the old format of Excel 97 to 2003, or of WPS (.xls, .et)",
            hint="open it in Excel or WPS and save it as “Excel Workbook (.xlsx)”; or install what reads it: "
            '`pip install "docfill[more]"`',
            explanation="docfill reads .xlsx and .xlsm by itself. The old format takes the library xlrd, which comes "
            "with docfill[more]. What counts is the content: a .xls that was only renamed to .xlsx is still a .xls.",
        ),
        zh=Words(
            message="这是 Excel 97—2003 或 WPS 的旧格式工作簿（.xls、.et）",
            hint="请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”；或安装读取它的组件："
            '`pip install "docfill[more]"`',
            explanation="docfill 自己读取 .xlsx 和 .xlsm；旧格式要用 xlrd 库，随 docfill[more] 安装。"
            "以内容为准：仅仅把扩展名改成 .xlsx 的旧文件仍是 .xls。",
        ),
    ),
    "encrypted-workbook": Entry(
        example="设了打开密码的 数据.xlsx",
        en=Words(
            message="the workbook is protected with a password",
            hint="open it in Excel, remove the password (File, Info, Protect Workbook), and save it",
            explanation="A workbook with a password to open is encrypted as a whole, so nothing in it can be read.",
        ),
        zh=Words(
            message="工作簿设置了打开密码",
            hint="请用 Excel 打开，取消密码（文件—信息—保护工作簿）后保存",
            explanation="设了打开密码的工作簿整体加密，里面的内容无法读取。",
        ),
    ),
    "not-a-workbook": Entry(
        example="一张图片，扩展名却是 .xlsx",
        en=Words(
            message="this is not an Excel workbook, whatever its name says; it begins with `${found}`",
            hint="open it in Excel or WPS, check that it is the right file, and save it as .xlsx",
            explanation="What a file is follows from its content. A file of another kind does not become a workbook "
            "by its name.",
        ),
        zh=Words(
            message="这不是 Excel 工作簿（与扩展名无关），开头是“${found}”",
            hint="请用 Excel 或 WPS 打开，确认没有拿错文件，然后另存为 .xlsx",
            explanation="文件是什么由内容决定，改扩展名并不能把别的文件变成工作簿。",
        ),
    ),
    "web-page-for-workbook": Entry(
        example="业务系统导出的 数据.xls，内容其实是网页",
        en=Words(
            message="this is a web page (HTML) under the name of a workbook",
            hint="open it in Excel or WPS, confirm the warning, and save it as “Excel Workbook (.xlsx)”",
            explanation="Many systems export a web page and call it .xls. Excel opens it after a warning and makes "
            "cells of it by guess; which of them are text and which are figures it does not say.",
        ),
        zh=Words(
            message="这是网页（HTML），只是用了工作簿的扩展名",
            hint="请用 Excel 或 WPS 打开，确认提示后另存为“Excel 工作簿（.xlsx）”",
            explanation="不少系统导出网页却命名为 .xls。Excel 提示后能打开，但单元格是猜出来的：哪些是文本、哪些是"
            "数字，网页里没有说明。",
        ),
    ),
    "xml-for-workbook": Entry(
        example="“XML 电子表格 2003”格式的 数据.xls",
        en=Words(
            message="this is an XML file, perhaps an “XML Spreadsheet 2003”, under the name of a workbook",
            hint="open it in Excel or WPS and save it as “Excel Workbook (.xlsx)”",
            explanation="Before 2007, Excel could save a workbook as one XML file, and some systems still export it.",
        ),
        zh=Words(
            message="这是 XML 文件（可能是“XML 电子表格 2003”），只是用了工作簿的扩展名",
            hint="请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”",
            explanation="2007 年以前的 Excel 可以把工作簿存成一个 XML 文件，有些系统至今仍这样导出。",
        ),
    ),
    "text-for-workbook": Entry(
        example="内容其实是“姓名,电话”这样的文本（CSV）、扩展名却是 .xls 的文件",
        en=Words(
            message="this is plain text (CSV, perhaps) under the name of a workbook; it begins with `${found}`",
            hint="open it in Excel or WPS, look whether numbers such as 001 are whole, and save it as .xlsx",
            explanation="Some systems export text with commas or tabs and call it .xls. It does not say which "
            "columns are text, so 001 and 1 cannot be told apart.",
        ),
        zh=Words(
            message="这是纯文本（可能是 CSV），只是用了工作簿的扩展名，开头是“${found}”",
            hint="请用 Excel 或 WPS 打开，核对 001 这样的编号是否完整，然后另存为 .xlsx",
            explanation="有些系统导出用逗号或制表符分隔的文本却命名为 .xls。其中没有说明哪些列是文本，"
            "无法区分 001 与 1。",
        ),
    ),
    "document-for-data": Entry(
        example="docfill fill gov-info-2021 报告.docx",
        en=Words(
            message="this is a Word document, and a workbook with the data is wanted here",
            hint="name the form or the template first, the data second: `docfill fill 模板.docx 数据.xlsx`",
            explanation="The data was looked for in a Word document. Perhaps template and data changed places.",
        ),
        zh=Words(
            message="这是 Word 文档，而这里需要的是存放数据的工作簿",
            hint="先写表单或模板，再写数据：`docfill fill 模板.docx 数据.xlsx`",
            explanation="在 Word 文档里找不到数据。可能是模板和数据的位置写反了。",
        ),
    ),
    "other-workbook": Entry(
        example="数据.ods、数据.xlsb",
        en=Words(
            message="this is a workbook of another kind (${kind})",
            hint="open it and save it as “Excel Workbook (.xlsx)”; or let LibreOffice read it: `--recalc`",
            explanation="docfill reads .xlsx and .xlsm by itself; binary workbooks (.xlsb) and OpenDocument (.ods) "
            "are kept differently inside. With `--recalc`, LibreOffice, where it is installed, makes an .xlsx of "
            "a copy.",
        ),
        zh=Words(
            message="这是另一种格式的工作簿（${kind}）",
            hint="请打开后另存为“Excel 工作簿（.xlsx）”；或让 LibreOffice 读取：`--recalc`",
            explanation="docfill 自己读取 .xlsx 和 .xlsm；二进制工作簿（.xlsb）和 OpenDocument（.ods）内部结构不同。"
            "装有 LibreOffice 时，`--recalc` 会让它把副本转成 .xlsx。",
        ),
    ),
    "unreadable-workbook": Entry(
        example="传输中损坏的 数据.xlsx",
        en=Words(
            message="the workbook is damaged and cannot be read",
            hint="open it in Excel, let Excel repair it if it offers to, and save it as .xlsx; or take it from where "
            "it was sent, again",
            explanation="The file is a package like a workbook, but what stands in the part that is named is missing, "
            "cut off or not as the format wants it.",
        ),
        zh=Words(
            message="工作簿已损坏，无法读取",
            hint="请用 Excel 打开，如提示修复则修复，然后另存为 .xlsx；或重新获取该文件",
            explanation="文件看上去是工作簿，但其中指明的部件有缺失、截断或不合格式的内容。",
        ),
    ),
    "workbook-part-missing": Entry(
        example="解压后又压缩、丢了 xl/styles.xml 的 数据.xlsx",
        en=Words(
            message="the workbook is damaged: its part `${part}` is missing",
            hint="open it in Excel, let Excel repair it if it offers to, and save it as .xlsx; or take it from where "
            "it was sent, again",
            explanation="A workbook is a package of parts that name each other. One that is named is not there.",
        ),
        zh=Words(
            message="工作簿已损坏：缺少部件“${part}”",
            hint="请用 Excel 打开，如提示修复则修复，然后另存为 .xlsx；或重新获取该文件",
            explanation="工作簿由互相引用的部件组成，其中被引用的一个不在文件里。",
        ),
    ),
    "cell-not-readable": Entry(
        example='<c r="B2" t="n"><v>十二</v></c>   (a program wrote a text where the file says number)',
        en=Words(
            message="what this cell holds cannot be read: `${found}`",
            hint="open the workbook in Excel, let Excel repair it, look at the cell, and save it",
            explanation="The cell says that it is a number, a shared text or a date, and what stands in it is none; or "
            "its own place is none that Excel has. Programs that write workbooks make such faults, people do not.",
        ),
        zh=Words(
            message="无法读取该单元格的内容：“${found}”",
            hint="请用 Excel 打开并修复，核对该单元格后保存",
            explanation="单元格声明自己是数字、共享文本或日期，内容却不是；或者它的位置是 Excel 里没有的。"
            "这类差错出自生成工作簿的程序，而不是人。",
        ),
    ),
    "sheets-lost": Entry(
        example="工作表的部件在传输中丢失的 数据.xlsx",
        en=Words(
            message="only ${found} of the workbook's ${declared} sheets can be read",
            hint="open it in Excel, let Excel repair it, see what is missing, and save it",
            explanation="The workbook lists more sheets than there are in the file: some were lost when the file was "
            "damaged, or a program wrote it wrongly.",
        ),
        zh=Words(
            message="工作簿有 ${declared} 张工作表，只能读出 ${found} 张",
            hint="请用 Excel 打开并修复，看看缺了什么，然后保存",
            explanation="工作簿登记的工作表多于文件里有的：或者文件损坏时丢了工作表，或者程序写得不对。",
        ),
    ),
    "workbook-too-large": Entry(
        example="解压后超过上限的 数据.xlsx",
        en=Words(
            message="the workbook is larger than ${limit} when unpacked",
            hint="keep only the sheets that the report needs; clear formats and merges over whole rows and columns",
            explanation="A small file can unpack to something that no memory holds, by accident (formatted "
            "rows to the end of the sheet) or on purpose. docfill stops before that.",
        ),
        zh=Words(
            message="工作簿解压后超过 ${limit}",
            hint="请只保留报告需要的工作表，并清除整行整列的格式与合并",
            explanation="很小的文件解压后可能大到内存装不下，或因为整行整列都设了格式，或是有意为之。"
            "docfill 在此之前停下。",
        ),
    ),
    "too-many-cells": Entry(
        example="设了边框直到第 1048576 行的 数据.xlsx",
        en=Words(
            message="the workbook has more than ${limit} cells and rows",
            hint="keep only the sheets that the report needs; clear formats and merges over whole rows and columns",
            explanation="Cells without a value count if the file lists them, as it does where rows to the end of the "
            "sheet were given a border. docfill stops before they fill the memory.",
        ),
        zh=Words(
            message="工作簿的单元格和行超过 ${limit} 个",
            hint="请只保留报告需要的工作表，并清除整行整列的格式与合并",
            explanation="没有值的单元格，只要文件里列出来也算数，例如边框一直设到表末。docfill 在占满内存之前停下。",
        ),
    ),
    "too-many-strings": Entry(
        example="由程序写出、共享文本有三百万条的 数据.xlsx",
        en=Words(
            message="the workbook has more than ${limit} different texts",
            hint="keep only the sheets that the report needs",
            explanation="A workbook keeps each text once, in a list that is read before any of its sheets.",
        ),
        zh=Words(
            message="工作簿的不同文本超过 ${limit} 条",
            hint="请只保留报告需要的工作表",
            explanation="工作簿把每个文本只存一次，放在一张清单里，读任何工作表之前都要先读它。",
        ),
    ),
    "too-many-styles": Entry(
        example="多年反复复制粘贴、样式达十万种以上的 数据.xlsx",
        en=Words(
            message="the workbook has ${found} cell formats; ${limit} is the limit",
            hint="copy the cells that the report needs into a new workbook, values only, and save that",
            explanation="Excel itself takes 65,490 formats. What has more was not written by Excel.",
        ),
        zh=Words(
            message="工作簿有 ${found} 种单元格格式，上限为 ${limit}",
            hint="请把报告需要的单元格以“值”粘贴到新工作簿，再保存",
            explanation="Excel 自己最多允许 65490 种格式。超过的不是 Excel 写的。",
        ),
    ),
    "too-many-names": Entry(
        example="反复复制工作表、名称管理器里有几十万个名称的 数据.xlsx",
        en=Words(
            message="the workbook has about ${found} defined names; ${limit} is the limit",
            hint="delete those that nobody needs in Formulas, Name Manager; or copy the cells that the report needs "
            "into a new workbook, values only, and save that",
            explanation="Names pile up where sheets are copied from one workbook to the next, hidden ones too. Each is "
            "kept while the workbook is read.",
        ),
        zh=Words(
            message="工作簿有约 ${found} 个定义的名称，上限为 ${limit}",
            hint="请在“公式—名称管理器”里删除不用的名称；或把报告需要的单元格以“值”粘贴到新工作簿，再保存",
            explanation="在工作簿之间反复复制工作表，名称会越积越多，包括隐藏的名称。读取工作簿时每个名称都要保存。",
        ),
    ),
    "too-many-values": Entry(
        example="[[],[],[], … ten million times",
        en=Words(
            message="this file holds about ${found} values; ${limit} is the limit",
            hint="leave out what the report does not need, or set another `docfill.Limits`",
            explanation="Commas and brackets are counted before anything is read, those in texts too.",
        ),
        zh=Words(
            message="文件里约有 ${found} 个值，上限为 ${limit}",
            hint="请去掉报告不需要的内容，或用 `docfill.Limits` 另设上限",
            explanation="读取之前先数逗号和括号，文本里的也算。",
        ),
    ),
    "number-too-long": Entry(
        example='{"金额": 1111111111111 … ten thousand digits}',
        en=Words(
            message="a number in this file has more than ${limit} digits",
            hint="put it between quotation marks if it is no number to calculate with",
            explanation="To read a number takes ever longer the more digits it has.",
        ),
        zh=Words(
            message="文件里有个数字超过 ${limit} 位",
            hint="如果不用于计算，请加上引号作为文本",
            explanation="数字位数越多，读取所需的时间增长越快。",
        ),
    ),
    "libreoffice-missing": Entry(
        example="在没有安装 LibreOffice 的电脑上：docfill fill gov-info-2021 数据.xlsx --recalc",
        en=Words(
            message="--recalc needs LibreOffice, which cannot be found on this computer",
            hint="install it (libreoffice.org); or open the workbook in Excel or WPS and save it, which calculates it",
            explanation="docfill does not calculate formulas itself. It looks for the program `soffice` where programs "
            "are looked for, and where LibreOffice is usually installed.",
        ),
        zh=Words(
            message="--recalc 需要 LibreOffice，本机上没有找到",
            hint="请安装它（libreoffice.org）；或用 Excel、WPS 打开工作簿并保存，结果就会算出",
            explanation="docfill 不自行计算公式。它在系统的程序路径和 LibreOffice 通常的安装位置寻找 `soffice`。",
        ),
    ),
    "recalc-failed": Entry(
        example="LibreOffice 打不开的 数据.xlsx",
        en=Words(
            message="LibreOffice did not calculate the workbook: ${reason}",
            hint="open the workbook in Excel or WPS and save it, and fill without --recalc",
            explanation="LibreOffice was given a copy of the workbook and made nothing of it, or took too long. "
            "The workbook itself is as it was.",
        ),
        zh=Words(
            message="LibreOffice 没能算出工作簿：${reason}",
            hint="请用 Excel 或 WPS 打开工作簿并保存，然后不加 --recalc 填报",
            explanation="LibreOffice 拿到的是工作簿的副本，没有得出结果，或用时太长。工作簿本身没有改动。",
        ),
    ),
    "calculated-by-libreoffice": Entry(
        example="docfill fill gov-info-2021 数据.xlsx --recalc",
        en=Words(
            message="LibreOffice calculated what the workbook does not hold",
            hint="compare the figures with what Excel shows where they matter",
            explanation="Formulas without a saved value were calculated in a copy; all others kept the value that "
            "Excel saved. A workbook that is no .xlsx was read by LibreOffice as a whole.",
        ),
        zh=Words(
            message="工作簿里没有保存的结果由 LibreOffice 算出",
            hint="重要数据请与 Excel 显示的核对",
            explanation="没有保存结果的公式在副本里算出，其余的仍用 Excel 保存的值；不是 .xlsx 的工作簿则整本由 "
            "LibreOffice 读取。",
        ),
        severity=Severity.NOTE,
    ),
    "wants-calculation": Entry(
        example="由程序生成、要求“打开时重新计算”的工作簿",
        en=Words(
            message="the workbook asks to be calculated when it is opened, so its saved results may be out of date",
            hint="open it in Excel or WPS and save it; or use --recalc",
            explanation="The program that wrote the workbook put results beside its formulas and marked them as not to "
            "be relied upon. A zero among them is taken for no result at all.",
        ),
        zh=Words(
            message="工作簿要求打开时重新计算，所存的结果可能已经过时",
            hint="请用 Excel 或 WPS 打开并保存；或使用 --recalc",
            explanation="生成工作簿的程序在公式旁写了结果，并注明不可依赖。其中的零一律视为没有结果。",
        ),
        severity=Severity.WARNING,
    ),
    "csv-not-read": Entry(
        example="docfill fill gov-info-2021 数据.csv",
        en=Words(
            message="a CSV file is not read",
            hint="open it in Excel and save it as .xlsx",
            explanation="A CSV file says neither its encoding nor which of its columns are text, so 001 "
            "and 1 cannot be told apart. In a workbook both are kept.",
        ),
        zh=Words(
            message="不读取 CSV 文件",
            hint="请用 Excel 打开后另存为 .xlsx",
            explanation="CSV 既不说明编码，也不说明哪些列是文本，无法区分 001 与 1；工作簿里两者都能保留。",
        ),
    ),
    "unknown-data-format": Entry(
        example="docfill fill gov-info-2021 数据.yaml",
        en=Words(
            message="the file is of no kind that is read as data",
            hint="use .xlsx, .xlsm, .json or .toml",
            explanation="Neither the content nor the name of the file is that of a workbook, of JSON or of TOML.",
        ),
        zh=Words(
            message="不是可以作为数据读取的文件类型",
            hint="请使用 .xlsx、.xlsm、.json 或 .toml",
            explanation="文件的内容和名称都不是工作簿、JSON 或 TOML。",
        ),
    ),
}

_CELLS: dict[str, Entry] = {
    "error-cell": Entry(
        example="单元格 C3 显示 #DIV/0!",
        en=Words(
            message="the cell shows the error ${error}",
            hint="mend the formula, or clear the cell if it is meant to be blank",
            explanation="An error of Excel is no figure. It is never put into a report, and never left out silently.",
        ),
        zh=Words(
            message="单元格显示错误值 ${error}",
            hint="请修正公式；如本应为空，请清空单元格",
            explanation="Excel 的错误值不是数据，既不会写进报告，也不会悄悄略去。",
        ),
    ),
    "formula-without-value": Entry(
        example="由程序生成、从未用 Excel 打开过的工作簿，B2 里是 =SUM(B3:B9)",
        en=Words(
            message="the cell has a formula, but the file does not hold its result",
            hint="open the workbook in Excel or WPS and save it; that calculates and keeps the results",
            explanation="Excel saves the result beside each formula. A workbook written by a program has "
            "formulas alone until it is opened and saved once; docfill does not calculate "
            "formulas itself.",
        ),
        zh=Words(
            message="单元格里有公式，但文件里没有存计算结果",
            hint="请用 Excel 或 WPS 打开工作簿并保存，结果就会算出并存下",
            explanation="Excel 会把结果与公式一起保存。程序生成的工作簿在打开并保存之前只有公式；docfill 不"
            "自行计算公式。",
        ),
    ),
    "shows-hashes": Entry(
        example="单元格 B2 的值是 -1，格式是日期，Excel 显示 #####",
        en=Words(
            message="Excel shows ##### here: ${number} cannot be shown under the format `${format}`",
            hint="correct the value or the cell's format; a formula that subtracts dates may want a plain number",
            explanation="Excel fills a cell with ##### where a date or a time is negative or lies after the year 9999, "
            "and where a number meets none of its format's conditions. (A column that is merely too narrow shows the "
            "same, and does no harm here.)",
        ),
        zh=Words(
            message="Excel 在这里显示 #####：${number} 无法按格式“${format}”显示",
            hint="请修正数值或单元格格式；日期相减的公式，结果往往应当用普通数字格式",
            explanation="日期或时间为负、晚于 9999 年，或者数值不符合格式里的任何条件时，Excel 用 ##### 填满单元格。"
            "（只是列太窄时也显示 #####，那对这里没有影响。）",
        ),
    ),
    "broken-number-format": Entry(
        example='单元格的数字格式为 0.00"元（引号没有结尾）',
        en=Words(
            message="`${format}` is not a number format that Excel would accept",
            hint="choose the cell's format again in Excel (Ctrl+1)",
            explanation="A program has written a format that does not follow Excel's rules: a quotation mark or a "
            "bracket is not closed, date letters and digits are mixed, or there are more than four sections. What "
            "Excel would show cannot be known.",
        ),
        zh=Words(
            message="“${format}”不是 Excel 能接受的数字格式",
            hint="请在 Excel 里重新设置单元格格式（Ctrl+1）",
            explanation="某个程序写出的格式不合 Excel 的规则：引号或方括号没有结尾，日期字母与数字占位混用，"
            "或者超过四段。Excel 会显示什么，无从知道。",
        ),
    ),
    "unknown-number-format": Entry(
        example='单元格的数字格式为 [$-130000]yyyy"年"m"月"（农历）',
        en=Words(
            message="the number format `${format}` is not understood, so what the cell shows is not known",
            hint="give the cell another format (General, 0.00, #,##0, 0%, a date), or type what it shows as text",
            explanation="A report gets what the cell shows. Other calendars than the usual one, years of reigns, names "
            "of days and months in other languages than Chinese and English, and some rare combinations are not "
            "read, and a guess might be wrong.",
        ),
        zh=Words(
            message="不认识数字格式“${format}”，无法确定单元格显示的内容",
            hint="请改用别的格式（常规、0.00、#,##0、0%、日期），或把显示的内容作为文本输入",
            explanation="报告里写的是单元格显示的内容。公历以外的历法、年号、中英文以外的星期和月份名称，"
            "以及一些罕见的组合暂不支持，猜测可能出错。",
        ),
    ),
    "blank-header": Entry(
        example="第一行：姓名 | （空） | 电话；第二行：张三 | 25 | 8533",
        en=Words(
            message="column ${column} has data, but no header",
            hint="type a header here; or hide the sheet, or begin its name with `_`, if it is not meant to be read",
            explanation="A record's values are named by the headers over them. Without a header the column "
            "could not be used, and its values would be lost silently.",
        ),
        zh=Words(
            message="${column} 列有数据，却没有表头",
            hint="请在此填写表头；如果这张表不用读取，请隐藏它，或让表名以 `_` 开头",
            explanation="记录里的值以上方的表头命名。没有表头，这一列就无法使用，其中的值会悄悄丢失。",
        ),
    ),
    "duplicate-header": Entry(
        example="第一行：姓名 | 电话 | 电话",
        en=Words(
            message="`${name}` is here for the second time",
            hint="give each its own name; or hide the sheet, or begin its name with `_`, if it is not meant to be read",
            explanation="Two columns, or two rows of a block, under one name cannot be told apart.",
        ),
        zh=Words(
            message="“${name}”第二次出现",
            hint="请改成不同的名称；如果这张表不用读取，请隐藏它，或让表名以 `_` 开头",
            explanation="同名的两列（或区域里同名的两行）无法区分。",
        ),
    ),
    "value-without-name": Entry(
        example="字段 | 值；（空） | 8533",
        en=Words(
            message="there is a value here, but no name beside it",
            hint="type the field's name in the cell to the left, or clear the value",
            explanation="In a list of fields each value is named by the cell to its left.",
        ),
        zh=Words(
            message="这里有值，旁边却没有名称",
            hint="请在左边的单元格填写字段名，或清空该值",
            explanation="在字段清单里，每个值由它左边的单元格命名。",
        ),
    ),
    "several-pictures": Entry(
        example="单元格 B3 上放了两张照片",
        en=Words(
            message="${count} pictures begin at this cell, and one is wanted",
            hint="put each over a cell of its own; a picture belongs to the cell in which its upper left corner lies",
            explanation="A picture that lies over a blank cell is that cell's value. Which of several is meant cannot "
            "be known.",
        ),
        zh=Words(
            message="有 ${count} 张图片从这个单元格开始，只能有一张",
            hint="请让每张图片占一个单元格；图片归左上角所在的单元格",
            explanation="放在空白单元格上的图片就是该单元格的值。有几张时，无法知道用哪一张。",
        ),
    ),
    "note-below-list": Entry(
        example="清单下面隔一行写着“注：以上为全年数据”",
        en=Words(
            message="this row is left out of the list, as a note: `${text}`",
            hint="if it is a record, leave no blank row above it, or make the list an Excel table",
            explanation="Below a list, after a blank row, what stands in the first column alone is taken for a note. "
            "So is a cell that is merged over several columns.",
        ),
        zh=Words(
            message="这一行视为清单的说明，不算记录：“${text}”",
            hint="如果是记录，请不要在上面留空行，或把清单做成 Excel 表格",
            explanation="清单下面隔一个空行、只有第一列有内容的行，视为说明；跨列合并的单元格也是。",
        ),
        severity=Severity.NOTE,
    ),
    "hidden-rows-read": Entry(
        example="筛选后只显示一部分行的清单",
        en=Words(
            message="the list has ${count} hidden rows, which are read as well (the first is row ${first})",
            hint="clear the filter to see them; if they are not meant, delete them, or copy the others to a sheet of "
            "their own",
            explanation="Rows are hidden by a filter or by hand. They are records like the others, but nobody sees "
            "them, so this is said.",
        ),
        zh=Words(
            message="清单里有 ${count} 个隐藏的行，也读取了（第一个是第 ${first} 行）",
            hint="请清除筛选后核对；不需要的请删除，或把需要的行复制到另一张工作表",
            explanation="行可能因筛选或手工设置而隐藏。它们同样是记录，只是看不见，因此提示。",
        ),
        severity=Severity.WARNING,
    ),
}

_NAMES: dict[str, Entry] = {
    "duplicate-name": Entry(
        example="两张工作表里都有字段“年度”",
        en=Words(
            message="`${name}` is given in two places",
            hint="keep one of them: rename or remove the other, hide its sheet, or begin the sheet's name with `_`",
            explanation="The same name comes from two places of the workbook: a defined name, a table, a "
            "sheet or a field. Which one is meant cannot be known. A copied sheet brings "
            "copies of its names (Formulas, Name Manager).",
        ),
        zh=Words(
            message="“${name}”在两处都有",
            hint="请只留一处：给另一处改名或删除，或隐藏其工作表，或让表名以 `_` 开头",
            explanation="同一个名称来自工作簿的两处：定义的名称、表格、工作表或字段，无法知道指哪一处。"
            "复制工作表时，名称也会一并复制（公式—名称管理器）。",
        ),
    ),
    "name-conflict": Entry(
        example="字段“负责人”与字段“负责人.电话”",
        en=Words(
            message="`${name}` clashes: a name is either one value or a group of values",
            hint="rename one of the two, for instance `负责人.姓名` beside `负责人.电话`",
            explanation="A dot makes a group: `负责人.电话` is the value `电话` in the group `负责人`. The "
            "group cannot be a value too.",
        ),
        zh=Words(
            message="“${name}”有冲突：一个名称要么是一个值，要么是一组值",
            hint="请改其中一个，例如把“负责人”改成“负责人.姓名”，与“负责人.电话”并列",
            explanation="点号表示分组：“负责人.电话”是“负责人”这一组里的“电话”。组本身不能同时又是一个值。",
        ),
    ),
    "fields-not-read": Entry(
        example="工作表“补充”有“字段/值”两列，又有一个名称“联系电话”引用其中一格",
        en=Words(
            message="the sheet `${sheet}` lists fields and values, but only its named cells and tables are read",
            hint="move the table, or what has a name, to a sheet of its own; or name every value",
            explanation="Where a name points into a sheet, or a table stands on it, the author has said what of it "
            "counts, and nothing else of it is read.",
        ),
        zh=Words(
            message="工作表“${sheet}”列有字段和值，但只读取了其中命名的单元格和表格",
            hint="请把表格或有名称的内容移到另一张工作表；或给每个值都定义名称",
            explanation="工作表里若有名称所指的单元格或表格，就表示作者已说明哪些算数，其余内容不读取。",
        ),
        severity=Severity.WARNING,
    ),
    "rows-below-table": Entry(
        example="表格“收费清单”到第6行为止，第7行紧接着写了一个单位",
        en=Words(
            message="what stands right below the table `${table}` does not belong to it, and is not read",
            hint="drag the table's lower right corner down over these rows, or leave a blank row between",
            explanation="An Excel table ends where its frame ends. A row that is typed or pasted below it, in WPS or "
            "by a program, looks like one of its rows and is none.",
        ),
        zh=Words(
            message="紧接在表格“${table}”下面的内容不属于该表格，不会读取",
            hint="请拖动表格右下角把这些行包括进去；若不属于表格，请空一行",
            explanation="Excel 表格到边框为止。用 WPS 或程序在下面接着写的行，看起来像表格的一行，其实不是。",
        ),
        severity=Severity.WARNING,
    ),
    "broken-name": Entry(
        example="名称“负责人”引用 =Sheet1!#REF!",
        en=Words(
            message="the defined name `${name}` has lost its cells (${refers})",
            hint="mend or delete it in Formulas, Name Manager",
            explanation="When the cells or the sheet of a name are deleted, Excel keeps the name and writes #REF!.",
        ),
        zh=Words(
            message="定义的名称“${name}”已失去所指的单元格（${refers}）",
            hint="请在“公式—名称管理器”里修正或删除",
            explanation="名称所指的单元格或工作表被删除后，Excel 会保留名称并记为 #REF!。",
        ),
    ),
    "several-areas-name": Entry(
        example="名称“数据”引用 =Sheet1!$A$1,Sheet1!$C$3",
        en=Words(
            message="the defined name `${name}` stands for several areas (${refers})",
            hint="let it refer to one cell, or to one block of cells, in Formulas, Name Manager",
            explanation="One cell gives a value, one row or column a list, a rectangle a block. Several "
            "areas have no order or shape of their own.",
        ),
        zh=Words(
            message="定义的名称“${name}”引用了多个区域（${refers}）",
            hint="请在“公式—名称管理器”里改为引用一个单元格或一个矩形区域",
            explanation="一个单元格是一个值，一行或一列是列表，一个矩形是一块。多个区域没有确定的次序和形状。",
        ),
    ),
    "name-not-read": Entry(
        example="名称“总数”引用 =SUM(Sheet1!$A$1:$A$9)",
        en=Words(
            message="the defined name `${name}` is left out: it stands for `${refers}`",
            hint="let it refer to cells of this workbook if the template needs it",
            explanation="A name for a formula, or for cells of another workbook, has no cell here whose "
            "shown text could be taken.",
        ),
        zh=Words(
            message="略去定义的名称“${name}”：它代表“${refers}”",
            hint="如模板需要，请让它引用本工作簿的单元格",
            explanation="代表公式或其他工作簿的名称，在本工作簿里没有单元格可取显示的内容。",
        ),
        severity=Severity.NOTE,
    ),
    "unknown-setting": Entry(
        example="工作表 docfill：forms | gov-info-2021",
        en=Words(
            message="`${name}` is not a setting; did you mean ${near}?",
            hint="the sheet `docfill` takes form (表单), output (文件名) and each (逐行)",
            explanation="The sheet `docfill` says how its workbook is filled: a setting's name in the "
            "first column, its value beside it.",
        ),
        zh=Words(
            message="没有“${name}”这项设置；是否指 ${near}？",
            hint="工作表 docfill 里可以写：表单（form）、文件名（output）、逐行（each）",
            explanation="工作表 docfill 说明本工作簿如何填报：第一列是设置的名称，右边是值。",
        ),
    ),
}

_TEXTS: dict[str, Entry] = {
    "data-not-utf8": Entry(
        example="用 GBK 保存的 数据.json",
        en=Words(
            message="the file is not in UTF-8",
            hint="save it again and choose the encoding UTF-8",
            explanation="JSON and TOML are UTF-8. Chinese text in another encoding (GBK, UTF-16) would come out wrong.",
        ),
        zh=Words(
            message="文件不是 UTF-8 编码",
            hint="请重新保存，编码选 UTF-8",
            explanation="JSON 和 TOML 都用 UTF-8。其他编码（GBK、UTF-16）的中文会变成乱码。",
        ),
    ),
    "json-syntax": Entry(
        example='{"姓名": "张三",}',
        en=Words(
            message="this is not valid JSON: ${reason} (column ${column})",
            hint="look just before this place: often a comma too many, or a quotation mark that is missing",
            explanation="JSON wants names and texts in double quotes, commas between values and none after the last.",
        ),
        zh=Words(
            message="不是合法的 JSON：${reason}（第 ${column} 列）",
            hint="请看这个位置之前：多半是多了逗号或少了引号",
            explanation="JSON 的名称和文本要用英文双引号，值之间用逗号，最后一个值后面不加逗号。",
        ),
    ),
    "toml-syntax": Entry(
        example="姓名 = 张三",
        en=Words(
            message="this is not valid TOML: ${reason}",
            hint='put texts and names that are not plain ASCII in double quotes: `"姓名" = "张三"`',
            explanation="TOML wants `name = value`, one a line; texts in double quotes, dates as "
            "2019-12-31. A name with other than ASCII letters, digits, `-` and `_` needs "
            "quotes.",
        ),
        zh=Words(
            message="不是合法的 TOML：${reason}",
            hint='文本和中文名称要加英文双引号：`"姓名" = "张三"`',
            explanation="TOML 每行写“名称 = 值”，文本加双引号，日期写作 2019-12-31；中文名称也要加引号。",
        ),
    ),
    "duplicate-key": Entry(
        example='{"年度": 2019, "年度": 2020}',
        en=Words(
            message="`${name}` is given twice in one object",
            hint="keep one of them",
            explanation="JSON lets a name stand twice, and most programs then drop the first value silently.",
        ),
        zh=Words(
            message="同一个对象里“${name}”出现了两次",
            hint="请只留一个",
            explanation="JSON 允许重名，多数程序会悄悄丢掉前一个值。",
        ),
    ),
    "number-without-value": Entry(
        example='{"比例": NaN}',
        en=Words(
            message="`${number}` is no number that can be printed",
            hint="write the number, or null for a blank",
            explanation="NaN and Infinity come from a calculation that failed. So does a number too large to be kept.",
        ),
        zh=Words(
            message="“${number}”不是可以打印的数",
            hint="请写出数值；空白写 null",
            explanation="NaN 和 Infinity 来自失败的计算；数太大、无法保存时也是如此。",
        ),
    ),
    "data-not-an-object": Entry(
        example='["张三", "李四"]',
        en=Words(
            message="the data has no names at its top level",
            hint='put it under a name: `{"名单": [ … ]}`',
            explanation="A template asks for values by name, so the data is an object (`{ … }`) at its top level.",
        ),
        zh=Words(
            message="数据的最外层没有名称",
            hint='请放在一个名称之下：`{"名单": [ … ]}`',
            explanation="模板按名称取值，所以数据的最外层应当是对象（`{ … }`）。",
        ),
    ),
    "nested-too-deep": Entry(
        example="嵌套一千层的数组",
        en=Words(
            message="the data is nested more than ${limit} levels deep",
            hint="lay the data out flatter; perhaps something contains itself",
            explanation="No form needs that depth; it comes from a mistake, such as a list that contains itself.",
        ),
        zh=Words(
            message="数据嵌套超过 ${limit} 层",
            hint="请减少嵌套；也许有内容包含了自身",
            explanation="没有表单需要这么深的嵌套，多半是错误，例如列表包含了自身。",
        ),
    ),
}

ENTRIES: dict[str, Entry] = {**_FILES, **_CELLS, **_NAMES, **_TEXTS}
