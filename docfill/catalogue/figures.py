"""The catalogue's entries for figures: the relations that a form states between them, and data that break these."""

from docfill.catalogue.entry import Entry, Words
from docfill.severity import Severity

# What is wrong with the relations themselves, in form.toml.
_STATED: dict[str, Entry] = {
    "form-bad-expression": Entry(
        example='[[rules]]\nname = "收支相等"\ncheck = "收入 = 支出"',
        en=Words(
            message="“${text}” cannot be understood as a relation between figures",
            hint="write two sums with ==, <= or >= between them: "
            "`申请.新收 + 申请.上年结转 == 申请.总计 + 申请.结转下年度`",
            explanation="A relation names fields, cells, rows and columns, numbers, + - * / and sum(…). A rule "
            "compares two of these once, or is a condition made of comparisons and names with and, or, not.",
        ),
        zh=Words(
            message="“${text}”不是能看懂的数量关系",
            hint="请写成用 ==、<= 或 >= 连接的两个算式：`申请.新收 + 申请.上年结转 == 申请.总计 + 申请.结转下年度`",
            explanation="算式里可以写字段、单元格、整行、整列、数字、加减乘除（+ - * /）和 sum(…)。一条规则比较一次；"
            "或者是条件，由比较、名称和 and、or、not 组成。",
        ),
    ),
    "form-unknown-name": Entry(
        example='[[rules]]\nname = "收支相等"\ncheck = "申请.新增 == 申请.总计"',
        en=Words(
            message="the form has nothing called `${name}`",
            hint="did you mean ${known}?",
            explanation="A relation may name what the form declares only: `field`, `grid.row.column`, `grid.row` for "
            "a whole row, `grid.每行.column` for a whole column, `list.column` within sum(…); and all of these after "
            "`previous.` for last year's.",
        ),
        zh=Words(
            message="表单里没有 `${name}`",
            hint="是否应为 ${known}？",
            explanation="规则里只能写表单里有的名称：“字段”、“表.行.列”、“表.行”（整行）、“表.每行.列”（整列）、"
            "sum(…) 里的“清单.列”；前面加 `previous.` 表示上一年的。",
        ),
    ),
    "form-not-a-figure": Entry(
        example='[fields.单位]\n[[rules]]\nname = "一"\ncheck = "单位 == 3"',
        en=Words(
            message="`${name}` holds no figure, so that it cannot be added or compared",
            hint='give it a type of figures, `type = "count"`, or leave it out of the relation',
            explanation="Only values of the types count, integer, number, amount and year can take part.",
        ),
        zh=Words(
            message="`${name}` 不是数字，不能相加或比较",
            hint='请给它规定数字类型，如 `type = "count"`，或不在这里用它',
            explanation="只有类型为 count、integer、number、amount、year 的内容能参与计算。",
        ),
    ),
    "form-not-one-value": Entry(
        example='[[fields.说明.mentions]]\npattern = "收到(\\\\d+)件"\nequals = "申请.新收"',
        en=Words(
            message="“${text}” names a whole row or column where one value is wanted",
            hint="name one cell, `申请.新收.总计`, or add the row up with sum(…)",
            explanation="Only the one comparison of a rule may run over the rows or columns of a grid.",
        ),
        zh=Words(
            message="“${text}”是整行或整列，而这里只能是一个值",
            hint="请写到单元格，如 `申请.新收.总计`，或用 sum(…) 求和",
            explanation="只有规则里唯一的那次比较可以逐行、逐列进行。",
        ),
    ),
    "form-different-lines": Entry(
        example='[[rules]]\nname = "一"\ncheck = "申请.新收 == 行政复议表.收到"  # 两表的列不同',
        en=Words(
            message="“${text}” compares rows or columns that do not run over the same keys",
            hint="compare rows of grids with the same columns, or single cells",
            explanation="A rule is checked column by column (or row by row), so that both sides must have the same "
            "ones, in the same order.",
        ),
        zh=Words(
            message="“${text}”里的各行（列）不能一一对应",
            hint="请比较列相同的各行，或写到单元格",
            explanation="规则是逐列（逐行）核对的，所以各部分的列（行）必须相同，顺序也要一致。",
        ),
    ),
    "form-bad-pattern": Entry(
        example='mentions = [{ pattern = "收到(件", equals = "申请.新收.总计" }]',
        en=Words(
            message="“${pattern}” is no pattern of use here",
            hint=r"write it with the figure in round brackets: 收到申请(\d+)件",
            explanation="A pattern is a regular expression as Python has them; for a mention its first group is the "
            "figure.",
        ),
        zh=Words(
            message="“${pattern}”不能用作这里的匹配式",
            hint=r"数字部分请放在圆括号里：收到申请(\d+)件",
            explanation="匹配式是 Python 的正则表达式；用于 mentions 时，第一个括号里的就是要核对的数字。",
        ),
    ),
    "form-unknown-line": Entry(
        example='[grids.申请]\ncolumns = ["自然人", "总计"]\ntotal = { column = "合计" }',
        en=Words(
            message="the grid has no row or column “${name}”",
            hint="use their keys: ${known} …",
            explanation="A total is a row or a column of the grid, and the sum of others of the same kind.",
        ),
        zh=Words(
            message="这张表没有“${name}”这一行或列",
            hint="请用简称：${known} …",
            explanation="总计是表中的一行或一列，是同为行或同为列的其他各项之和。",
        ),
    ),
    "form-circular": Entry(
        example='total = [{ row = "合计", of = ["小计"] }, { row = "小计", of = ["合计"] }]',
        en=Words(
            message="this would be the sum of itself: ${names}",
            hint="take one of them out of the other",
            explanation="What is worked out from others cannot be one of them, at however many removes.",
        ),
        zh=Words(
            message="自己成了自己的一部分：${names}",
            hint="请从其中一项里去掉另一项",
            explanation="由其他各项算出的数，不能直接或间接地又包含自己。",
        ),
    ),
}

# What is wrong with the data.
_BROKEN: dict[str, Entry] = {
    "rule-broken": Entry(
        example="申请表里 自然人 一列：新收 7，上年结转 0，总计 5，结转下年度 1",
        en=Words(
            message="${rule}: ${at}${left}, but ${right}",
            hint="compare the figures with your records, and correct the one that is wrong",
            explanation="The form states a relation between figures, and these break it. Each row or column that does "
            "is told by itself; the places are those of all its figures. A rule that is customary only is a warning.",
        ),
        zh=Words(
            message="${rule}：${at}${left}，而 ${right}",
            hint="请与台账核对，改正有误的数字",
            explanation="表单规定了数字之间的勾稽关系，而这些数字不符。每一列（行）分别列出，位置是其中所有数字所在的"
            "单元格。仅为惯例的规则只作警告。",
        ),
    ),
    "limit-broken": Entry(
        example="规章一行：本年新公开数量 14，对外公开总数量 13",
        en=Words(
            message="${rule}: ${at}${left} is more than ${right}",
            hint="compare the figures with your records, and correct the one that is wrong",
            explanation="The form says that one figure is at most as large as another, and it is larger.",
        ),
        zh=Words(
            message="${rule}：${at}${left} 大于 ${right}",
            hint="请与台账核对，改正有误的数字",
            explanation="表单规定前一个数不大于后一个数，而实际大于。",
        ),
    ),
    "rule-not-met": Entry(
        example="既没有收费清单，也没有写明未收取信息处理费",
        en=Words(
            message="${rule}",
            hint="fill in what is missing, or correct what contradicts it",
            explanation="The form states a condition, and the data do not meet it.",
        ),
        zh=Words(
            message="不符合：${rule}",
            hint="请补上缺少的内容，或改正有矛盾的内容",
            explanation="表单规定了一个条件，数据没有满足。",
        ),
    ),
    "rule-not-checked": Entry(
        severity=Severity.NOTE,
        example="要参与合计的一格里写着“22（其中修订16件）”",
        en=Words(
            message="“${name}” could not be checked or worked out: a figure that it needs is not there",
            hint="write a number in this cell",
            explanation="A figure is blank where that does not count as 0, is text that cannot be added, is missing in "
            "last year's workbook, or divides by 0.",
        ),
        zh=Words(
            message="“${name}”无法核对或计算：缺少所需的数字",
            hint="请在此单元格填写数字",
            explanation="所需的数字空着（而这张表的空白不算 0），或是不能相加的文字，或上一年的工作簿里没有，"
            "或者除数是 0。",
        ),
    ),
    "total-wrong": Entry(
        example="一行里 自然人 7，商业企业 3，总计 12",
        en=Words(
            message="${name} is ${found}, but ${sum}",
            hint="correct the total or the figures that it adds up; or clear it, and it is worked out",
            explanation="The form says that this is the sum of others. Blank cells count as the grid says.",
        ),
        zh=Words(
            message="${name} 是 ${found}，而 ${sum}",
            hint="请改正总计或参与合计的数字；也可清空这一格，由程序计算",
            explanation="表单规定这一格是其他各格之和。空白按表单的规定计。",
        ),
    ),
    "total-computed": Entry(
        severity=Severity.NOTE,
        example="一行里 自然人 7，商业企业 3，总计 空着",
        en=Words(
            message="${name} is blank; the report has ${sum}",
            hint="",
            explanation="A total that is left blank is worked out if any of its figures is there. The workbook is not "
            "changed.",
        ),
        zh=Words(
            message="${name} 空着，成稿中为 ${sum}",
            hint="",
            explanation="总计空着，而参与合计的数字至少有一个时，由程序计算。工作簿本身不会改动。",
        ),
    ),
    "computed-wrong": Entry(
        example='[fields.合计]\ntype = "count"\ncomputed = "甲 + 乙"   # 甲 1，乙 2，合计 4',
        en=Words(
            message="“${label}” (${name}) is ${found}, but ${sum}",
            hint="correct it or the figures that it comes from; or clear it, and it is worked out",
            explanation="The form works this field out from others. What is typed has to be the same.",
        ),
        zh=Words(
            message="“${label}”（${name}）是 ${found}，而 ${sum}",
            hint="请改正它或它所依据的数字；也可清空，由程序计算",
            explanation="表单规定这一项由其他各项算出，填写的数字必须与之相同。",
        ),
    ),
    "text-contradicts-figures": Entry(
        severity=Severity.WARNING,
        example="总体情况里写“予以公开134件”，而表中是 170",
        en=Words(
            message="the text says “${said}”, but ${name} is ${figure}",
            hint="correct the text or the table",
            explanation="The form knows which figures this text repeats from its tables. The text is compared by its "
            "words, so look whether the sentence means the same figure.",
        ),
        zh=Words(
            message="文中写“${said}”，而 ${name} 是 ${figure}",
            hint="请改正文字或表中的数字",
            explanation="表单知道这段文字会提到表中的哪些数字。核对是按字面进行的，请看看这句话说的是不是同一个数。",
        ),
    ),
    "figures-left-blank": Entry(
        severity=Severity.WARNING,
        example="没有受理申请的单位让申请表全部空着",
        en=Words(
            message="${count} figures are left blank",
            hint="write 0 where there is nothing to report",
            explanation="A blank cell counts as 0, and is printed blank. It is customary to write the 0, so that "
            "nobody wonders whether the figure was forgotten.",
        ),
        zh=Words(
            message="有 ${count} 格数字空着",
            hint="没有的请填 0",
            explanation="空白按 0 计，印出来仍是空白。按惯例应填 0，以免被当作漏填。",
        ),
    ),
    "date-where-a-number-belongs": Entry(
        example="在一格件数里输入 1-2，Excel 把它变成 1月2日",
        en=Words(
            message="the date ${text} stands where a number belongs",
            hint="type the number again, and set the cell's format to General",
            explanation="Excel turns what looks like a date into one: 1-2, 3/4, and any number in a cell that is "
            "formatted as a date.",
        ),
        zh=Words(
            message="应填数字的地方是日期 ${text}",
            hint="请把单元格格式设为“常规”，重新输入数字",
            explanation="Excel 会把看起来像日期的内容变成日期，如 1-2、3/4；单元格设成日期格式时，输入的数字"
            "也会变成日期。",
        ),
    ),
    "previous-not-used": Entry(
        severity=Severity.WARNING,
        example="docfill fill 模板.docx 数据.xlsx --previous 去年.xlsx",
        en=Words(
            message="last year's data are of no use here: no rule of the form looks back",
            hint="leave `--previous` out, or add rules with `previous.` to the form",
            explanation="Last year's figures serve the rules that name them (`previous.申请.结转下年度`). A template "
            "without a form has no rules.",
        ),
        zh=Words(
            message="这里用不到上一年的数据：表单没有涉及上一年的规则",
            hint="去掉 `--previous`，或在表单里加上带 `previous.` 的规则",
            explanation="上一年的数字用于核对提到它们的规则（如 `previous.申请.结转下年度`）。没有表单的模板没有规则。",
        ),
    ),
}

ENTRIES: dict[str, Entry] = {**_STATED, **_BROKEN}
