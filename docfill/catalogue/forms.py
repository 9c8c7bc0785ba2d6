"""The catalogue's entries for forms and what they ask of the data."""

from docfill.catalogue.entry import Entry, Words
from docfill.severity import Severity

ENTRIES: dict[str, Entry] = {
    "form-not-found": Entry(
        example="docfill fill gov-info-2012 数据.xlsx",
        en=Words(
            message="there is no form of this name, and no folder either",
            hint="use one of these: ${names}; or give a folder that holds form.toml and template.docx",
            explanation="A form is named by a built-in form's name (`docfill forms` lists them) or by "
            "the path of "
            "a folder.",
        ),
        zh=Words(
            message="没有这个名称的表单，也没有这个文件夹",
            hint="可用：${names}；或给出含有 form.toml 和 template.docx 的文件夹",
            explanation="表单可用内置名称（`docfill forms` 会列出）指定，也可用文件夹的路径指定。",
        ),
    ),
    "form-file-missing": Entry(
        example="我的表单/ 里只有 form.toml",
        en=Words(
            message="${file} is not in this folder",
            hint="put ${file} there",
            explanation="A form is a folder with two files: template.docx, the Word file with tags, "
            "and form.toml, "
            "which says what the tags' names mean. A Word file alone can be filled without a form: name the "
            "file instead of the folder.",
        ),
        zh=Words(
            message="文件夹里没有 ${file}",
            hint="请把 ${file} 放进去",
            explanation="一个表单就是一个文件夹，内有两个文件：template.docx 是带标签的 Word 文"
            "件，form.toml 说明标签里"
            "各个名称的含义。只有 Word 文件也能填写：直接写它的文件名即可。",
        ),
    ),
    "form-not-utf8": Entry(
        example="form.toml saved by an old Windows Notepad as ANSI",
        en=Words(
            message="the file is not saved in UTF-8",
            hint="open it in Notepad, choose Save As, and choose the encoding UTF-8",
            explanation="TOML files are always UTF-8. Older editors on Chinese Windows save in GBK (“ANSI”) "
            "unless told otherwise.",
        ),
        zh=Words(
            message="文件不是以 UTF-8 编码保存的",
            hint="用记事本打开，选“另存为”，编码选 UTF-8",
            explanation="TOML 文件一律用 UTF-8 编码。中文 Windows 上较旧的编辑器默认存成 GBK（“ANSI”）。",
        ),
    ),
    "form-not-toml": Entry(
        example="title = 年度报告",
        en=Words(
            message="this line cannot be read: ${reason}",
            hint='text stands in quotation marks, `title = "年度报告"`; a name goes before `=`, its value after it',
            explanation="form.toml is written in TOML (https://toml.io). The line named is where "
            "reading stopped; "
            "the slip may be a quotation mark or bracket left open on a line before it.",
        ),
        zh=Words(
            message="这一行读不懂：${reason}",
            hint='文字要放在英文引号里，如 `title = "年度报告"`；等号左边是名称，右边是值',
            explanation="form.toml 用 TOML 书写（https://toml.io）。所指的行是读不下去的地方；"
            "有时错在前面某行的引号或括号没有配对。",
        ),
    ),
    "form-beyond-limits": Entry(
        example="title = [[[[ … a thousand brackets within one another",
        en=Words(
            message="this is nested too deep, or has a number of thousands of digits",
            hint="write it as the forms that come with docfill do",
            explanation="No form needs brackets within brackets without end, nor numbers of thousands of digits. The "
            "line named is the longest of the file, which is most likely the one.",
        ),
        zh=Words(
            message="嵌套过深，或有上千位的数字",
            hint="请参照 docfill 自带的表单书写",
            explanation="没有表单需要无尽的括号嵌套或上千位的数字。所指的是文件里最长的一行，多半就是它。",
        ),
    ),
    "form-endless-pattern": Entry(
        example="mentions = { pattern = '共(\\d+)+件', equals = \"申请.新收.总计\" }",
        en=Words(
            message="the pattern `${pattern}` repeats what repeats itself, and might be looked for without end",
            hint="repeat only once: `[0-9]+` for `([0-9]+)+`, `[0-9、]+` for `([0-9]+、)+`",
            explanation="There are ever so many ways to part a text among two repetitions, one within the other, and "
            "where the text is another in the end, each of them is tried.",
        ),
        zh=Words(
            message="正则表达式“${pattern}”在重复里又有重复，查找可能没有尽头",
            hint="请只重复一次：`([0-9]+)+` 写成 `[0-9]+`，`([0-9]+、)+` 写成 `[0-9、]+`",
            explanation="重复里又有重复，同一段文字就有许许多多种分法；结尾对不上时，每一种都要试一遍。",
        ),
    ),
    "form-grids-too-large": Entry(
        example="[grids.申请] with 3,000 rows and 3,000 columns",
        en=Words(
            message="with this grid the form has ${found} figures; ${limit} is the limit",
            hint="leave out the rows and columns that no table of the template has; for rows without end, declare a "
            'list: `type = "list"`',
            explanation="A grid is a table of the form, row by row and column by column, and Word takes 63 columns.",
        ),
        zh=Words(
            message="加上这个表格，表单有 ${found} 个数，上限为 ${limit}",
            hint='请去掉模板的表里没有的行和列；行数不定的，请声明为清单：`type = "list"`',
            explanation="grid 逐行逐列对应表单里的一张表，而 Word 的表最多 63 列。",
        ),
    ),
    "form-unknown-key": Entry(
        example='[fields.年度]\ntyp = "year"',
        en=Words(
            message="`${key}` means nothing here",
            hint="did you mean ${known}?",
            explanation="A setting that is misspelt would be ignored in silence; so every one that a "
            "form does "
            "not know is reported.",
        ),
        zh=Words(
            message="这里没有 `${key}` 这一项",
            hint="是否应为 ${known}？",
            explanation="写错的设置如果被悄悄忽略，很难发现；所以凡是不认识的设置都会指出。",
        ),
    ),
    "form-key-missing": Entry(
        example='[grids.申请]\nrows = ["新收"]',
        en=Words(
            message="`${key}` is missing here",
            hint="add a line that begins `${key} =`",
            explanation="A form needs a title; a grid or a list needs its columns; a row or column needs a key; "
            "a rule needs its name and what to check.",
        ),
        zh=Words(
            message="这里缺少 `${key}`",
            hint="请加上以 `${key} =` 开头的一行",
            explanation="表单要有 title；grid 和 list 要有 columns；每行、每列要有 key；规则要有 name 和 check。",
        ),
    ),
    "form-wrong-value": Entry(
        example='[fields.年度]\nrequired = "yes"',
        en=Words(
            message="`${key}` is ${found}",
            hint="write it as ${wanted}",
            explanation="The setting exists, but what it was given is of another kind.",
        ),
        zh=Words(
            message="`${key}` 的值是 ${found}",
            hint="应写成 ${wanted}",
            explanation="有这项设置，但给它的值不合要求。",
        ),
    ),
    "form-bad-name": Entry(
        example='[grids."行政 复议"]',
        en=Words(
            message="“${name}” cannot be used as a name in a tag",
            hint="use letters, Chinese characters, digits and _ only, and do not begin with a digit",
            explanation="A tag such as {{ 规章.制发 }} parts names at dots and spaces, so a name has "
            "neither; and "
            "words such as `if` and `or` have a meaning of their own in tags.",
        ),
        zh=Words(
            message="“${name}”不能用作标签里的名称",
            hint="只用汉字、字母、数字和下划线，且不以数字开头",
            explanation="标签（如 {{ 规章.制发 }}）按点号和空格拆分名称，所以名称里不能有这些符号；"
            "if、or 等词在标签里另有含义，也不能用。",
        ),
    ),
    "form-given-twice": Entry(
        example='rows = ["新收", "新收"]',
        en=Words(
            message="the name “${name}” is given twice",
            hint="rename one of them",
            explanation="A name in a tag can mean one thing only: a field or a grid, one row, one column.",
        ),
        zh=Words(
            message="名称“${name}”出现了两次",
            hint="请改掉其中一个",
            explanation="标签里的一个名称只能指一样东西：一个字段或一张表，一行或一列。",
        ),
    ),
    "missing-field": Entry(
        example="一张“基本情况”表，单位名称 一格空着",
        en=Words(
            message="“${label}” (${name}) is not filled in",
            hint="fill it in; for a grid whose cells are all blank, give the empty cells",
            explanation="The form says that this must be there. Nothing is written until it is.",
        ),
        zh=Words(
            message="“${label}”（${name}）没有填",
            hint="请填上；若整张表本来就是空白，也请给出这些空白单元格",
            explanation="表单规定这一项必填。补上之前不会生成文件。",
        ),
    ),
    "name-not-used": Entry(
        example="数据里有“其它事项”，而表单里叫“其他事项”",
        en=Words(
            message="nothing in the form is called “${name}”, so it is not printed; did you mean “${near}”?",
            hint="correct the name in the data if it is meant for the form",
            explanation="Data may hold more than a form prints. But a name that differs by little from one that the "
            "form wants, and did not get, is most likely a slip.",
        ),
        zh=Words(
            message="表单里没有“${name}”，它不会被打印；是不是“${near}”？",
            hint="如果是给表单用的，请改正数据里的名称",
            explanation="数据里可以有表单用不到的内容；但与表单需要而没有得到的名称只差一点的，多半是写错了。",
        ),
        severity=Severity.WARNING,
    ),
    "missing-field-near": Entry(
        example="字段 | 值\n单位名 | 世纪街道",
        en=Words(
            message="“${label}” (${name}) is not filled in; the data has “${near}”",
            hint="if “${near}” is meant, rename it to “${name}”",
            explanation="The form says that this must be there. The data has a name that looks much like it.",
        ),
        zh=Words(
            message="“${label}”（${name}）没有填；数据里有“${near}”",
            hint="如果就是“${near}”，请把它改名为“${name}”",
            explanation="表单规定这一项必填。数据里有一个很相近的名称，可能是写错了。",
        ),
    ),
    "unknown-row-or-column": Entry(
        example='{"申请": {"新收件": {"自然人": 3}}}',
        en=Words(
            message="${grid} has no row or column “${name}”",
            hint="did you mean ${known}?",
            explanation="Rows and columns are called by their key or by the label that the form "
            "prints. A figure "
            "whose row or column the form does not have would be lost.",
        ),
        zh=Words(
            message="${grid} 没有“${name}”这一行或列",
            hint="是否应为 ${known}？",
            explanation="行、列可用简称，也可用表上印的文字。表上没有的行或列，其中的数字会丢失，所以要指出。",
        ),
    ),
    "ambiguous-label": Entry(
        example='{"申请": {"3.其他": …}} where two groups print 3.其他',
        en=Words(
            message="“${name}” could be any of several rows or columns of ${grid}: ${labels}",
            hint="write the group's label before it with a slash, or use the key",
            explanation="The form prints the same label in more than one group.",
        ),
        zh=Words(
            message="${grid} 有几处都叫“${name}”：${labels}",
            hint="请在前面写上所属类别，用斜线隔开；或用简称",
            explanation="表上不同类别下印着相同的文字。",
        ),
    ),
    "given-twice": Entry(
        example='{"申请": {"新收": …, "一、本年新收政府信息公开申请数量": …}}',
        en=Words(
            message="“${name}” and “${other}” both mean ${label}",
            hint="keep one of them",
            explanation="The data gives the same row or column twice, under two names.",
        ),
        zh=Words(
            message="“${name}”和“${other}”都指 ${label}",
            hint="请只留一个",
            explanation="同一行或同一列在数据里用两个名称给了两次。",
        ),
    ),
    "grid-size": Entry(
        example="名称“申请”指向 D4:I26，而表有 7 列",
        en=Words(
            message="${name} should be ${wanted} cells (rows × columns), and is ${found}",
            hint="let the name cover exactly the cells of the form, without headings",
            explanation="A block of cells is taken over cell by cell. If it is one row or column off, "
            "every figure "
            "would stand in the wrong place.",
        ),
        zh=Words(
            message="${name} 应为 ${wanted}（行×列），实为 ${found}",
            hint="请让名称正好覆盖表中填数的单元格，不含表头",
            explanation="整块单元格按位置逐格填入。差一行或一列，数字就会全部错位。",
        ),
    ),
    "wants-a-grid": Entry(
        example='{"申请": 3}',
        en=Words(
            message="${name} is a block of ${wanted} cells; a single value was given",
            hint="give a block of cells, or the values by row and column",
            explanation="One value cannot say which cell it belongs to.",
        ),
        zh=Words(
            message="${name} 是 ${wanted} 格的表，却只给了一个值",
            hint="请给出整块单元格，或按行、列给出各值",
            explanation="只有一个值，无法知道它属于哪一格。",
        ),
    ),
    "wants-records": Entry(
        example='{"收费清单": "无"}',
        en=Words(
            message="${name} is a list of records; something else was given",
            hint="give a table with one row for each record, or leave it out if there are none",
            explanation="The form repeats a row for each record, so it needs a table with headings.",
        ),
        zh=Words(
            message="${name} 应是一张清单（每行一条），给的不是",
            hint="请给出带表头的清单；没有内容时整项不填",
            explanation="表单按清单逐条增加行，所以需要一张有表头的表。",
        ),
    ),
    "wants-one-value": Entry(
        example="名称“年度”指向 B2:B3 两格",
        en=Words(
            message="one value is wanted here; several were given",
            hint="let the name point to a single cell",
            explanation="The form prints this as one text, one number or one date.",
        ),
        zh=Words(
            message="这里只要一个值，却给了几个",
            hint="请让名称只指向一个单元格",
            explanation="表单在这里只印一段文字、一个数字或一个日期。",
        ),
    ),
    "number-stored-as-text": Entry(
        severity=Severity.NOTE,
        example="单元格里是文本“　133”",
        en=Words(
            message="“${text}” is stored as text; taken as the number ${number}",
            hint="",
            explanation="Excel marks such cells with a green corner and leaves them out of its sums. "
            "docfill takes "
            "the number, without spaces, separators and full-width digits.",
        ),
        zh=Words(
            message="“${text}”是以文本形式存储的，已按数字 ${number} 处理",
            hint="",
            explanation="Excel 会在这种单元格左上角标绿色三角，求和时也不计入。docfill 去掉空格、千位"
            "分隔符和全角形式，"
            "按数字处理。",
        ),
    ),
    "text-where-a-number-belongs": Entry(
        severity=Severity.WARNING,
        example="一格件数里写着“22（其中修订16件）”",
        en=Words(
            message="“${text}” stands where a number belongs; it is printed as it is",
            hint="write the number alone, if the form allows no note; write 0 or leave the cell blank for none",
            explanation="Published reports have such cells. They are printed, but no sum can include them.",
        ),
        zh=Words(
            message="应填数字的地方是“${text}”，将原样打印",
            hint="如不需要附注，请只填数字；没有则填 0 或留空",
            explanation="公开的报告里确有这样写的。可以照印，但无法参与合计。",
        ),
    ),
    "not-a-number": Entry(
        example="一格件数里写着“若干”",
        en=Words(
            message="“${text}” is not a number",
            hint="write the number in digits, or leave the cell blank",
            explanation="The form wants a number here, and what is there has none.",
        ),
        zh=Words(
            message="“${text}”不是数字",
            hint="请用阿拉伯数字填写，或留空",
            explanation="这里应填数字，而现有内容里没有数字。",
        ),
    ),
    "not-a-whole-number": Entry(
        example="一格件数里是 2.5",
        en=Words(
            message="${number} is not a whole number",
            hint="write a whole number",
            explanation="The form counts things here: documents, applications, cases.",
        ),
        zh=Words(
            message="${number} 不是整数",
            hint="请填整数",
            explanation="这里填的是件数、宗数，只能是整数。",
        ),
    ),
    "negative-number": Entry(
        example="一格件数里是 -3",
        en=Words(
            message="${number} is less than nothing",
            hint="check the figure",
            explanation="A count or an amount is not negative. (Columns for an increase or decrease may be.)",
        ),
        zh=Words(
            message="${number} 是负数",
            hint="请核对",
            explanation="件数、金额不应为负。（“增/减”栏除外。）",
        ),
    ),
    "not-a-year": Entry(
        example="年度 | 一九年",
        en=Words(
            message="“${text}” is not a year",
            hint="write it with four digits: 2019",
            explanation="The form prints the year itself with its word 年, so it wants the four digits only.",
        ),
        zh=Words(
            message="“${text}”不是年份",
            hint="请填四位数字，如 2019",
            explanation="“年”字由表单印出，这里只要四位数字。",
        ),
    ),
    "not-a-date": Entry(
        example="成文日期 | 2019.2.30",
        en=Words(
            message="“${text}” is not a date",
            hint="write it as 2020-1-15 or 2020年1月15日",
            explanation="The form prints this date as 2020年1月15日. It understands a date cell of "
            "Excel, and text "
            "such as 2020-1-15, 2020/1/15, 2020.1.15; the day must exist.",
        ),
        zh=Words(
            message="“${text}”不是日期",
            hint="请写成 2020-1-15 或 2020年1月15日",
            explanation="表单把日期印成 2020年1月15日 的样子。可以填 Excel 的日期，也可以填 "
            "2020-1-15、2020/1/15、"
            "2020.1.15 这样的文字；日期必须存在。",
        ),
    ),
    "not-yes-or-no": Entry(
        example="未收信息处理费 | 不清楚",
        en=Words(
            message="“${text}” is neither yes nor no",
            hint="write 是 or 否, or leave it blank",
            explanation="The form asks a question here.",
        ),
        zh=Words(
            message="“${text}”既不是“是”也不是“否”",
            hint="请填“是”或“否”，或留空",
            explanation="这一项是是非题。",
        ),
    ),
}
