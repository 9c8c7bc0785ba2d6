"""The catalogue's entries for the command line and the files it names."""

from docfill.catalogue.entry import Entry, Words
from docfill.severity import Severity

# What is wrong with the command line itself ends with exit status 2 ("usage"); everything else with 1.
USAGE: dict[str, Entry] = {
    "unknown-command": Entry(
        example="docfill fil gov-info-2021 数据.xlsx",
        en=Words(
            message="`${name}` is neither a command of docfill nor a file${guess}",
            hint="`docfill --help` lists the commands",
            explanation="The first word after `docfill` is a command, such as `fill`, or the workbook to "
            "fill from. What was typed is no command, and no file of that name is there.",
        ),
        zh=Words(
            message="“${name}”既不是 docfill 的命令，也不是文件${guess}",
            hint="`docfill --help` 列出所有命令",
            explanation="`docfill` 后面的第一个词应当是命令（例如 `fill`）或者数据工作簿。输入的不是命令，"
            "也找不到叫这个名字的文件。",
        ),
    ),
    "missing-argument": Entry(
        example="docfill fill",
        en=Words(
            message="${name} is missing",
            hint="`docfill ${command} --help` shows what the command needs",
            explanation="The command needs more than it was given: which form to fill, or what to fill it with.",
        ),
        zh=Words(
            message="缺少参数 ${name}",
            hint="`docfill ${command} --help` 说明这条命令需要什么",
            explanation="命令还缺少参数：要填哪个表单，或者用什么数据来填。",
        ),
    ),
    "unknown-argument": Entry(
        example="docfill forms --colour",
        en=Words(
            message="`${name}` is not understood here${guess}",
            hint="`docfill ${command} --help` lists what the command takes; put quotes around a file name "
            "that has spaces",
            explanation="The command does not know this option, or was given more words than it takes. A "
            "file name with spaces counts as several words unless it stands in quotes.",
        ),
        zh=Words(
            message="这里不认识“${name}”${guess}",
            hint="`docfill ${command} --help` 列出这条命令的参数；文件名里有空格时请加引号",
            explanation="这条命令没有这个选项，或者给的词太多了。文件名里若有空格，不加引号就会被当成几个词。",
        ),
    ),
    "option-needs-value": Entry(
        example="docfill fill gov-info-2021 数据.xlsx -o",
        en=Words(
            message="`${name}` needs a value after it",
            hint="`docfill ${command} --help` shows what it takes",
            explanation="The option is followed by nothing, or by another option.",
        ),
        zh=Words(
            message="`${name}` 后面要有一个值",
            hint="`docfill ${command} --help` 说明它需要什么",
            explanation="这个选项后面什么也没有，或者紧跟着另一个选项。",
        ),
    ),
    "option-needs-number": Entry(
        example="docfill fill gov-info-2021 数据 --jobs many",
        en=Words(
            message="`${name}` needs a whole number from 1, not `${value}`",
            hint="`docfill ${command} --help` shows what it takes",
            explanation="The option says how many; nothing else can be understood.",
        ),
        zh=Words(
            message="`${name}` 需要从 1 开始的整数，而不是 `${value}`",
            hint="`docfill ${command} --help` 说明它需要什么",
            explanation="这个选项表示数量，其他写法无法理解。",
        ),
    ),
    "wrong-choice": Entry(
        example="docfill fill gov-info-2021 数据.xlsx --missing ignore",
        en=Words(
            message="`${name}` cannot be `${value}`",
            hint="choose one of: ${choices}",
            explanation="The option takes one of a few words, and this is none of them.",
        ),
        zh=Words(
            message="`${name}` 不能是“${value}”",
            hint="请从这些里选一个：${choices}",
            explanation="这个选项只能取几个固定的词之一，输入的不在其中。",
        ),
    ),
    "option-takes-no-value": Entry(
        example="docfill forms --json=yes",
        en=Words(
            message="`${name}` takes no value, and here it has `${value}`",
            hint="write `${name}` alone",
            explanation="The option is either there or not.",
        ),
        zh=Words(
            message="`${name}` 不带值，这里却写了“${value}”",
            hint="请只写 `${name}`",
            explanation="这个选项只有写与不写之分。",
        ),
    ),
    "unknown-code": Entry(
        example="docfill explain mising-value",
        en=Words(
            message="there is no problem called `${name}`${guess}",
            hint="`docfill explain` lists them all",
            explanation="`docfill explain` wants the code of a problem, which stands in brackets in front "
            "of its message: `error[missing-value]`.",
        ),
        zh=Words(
            message="没有叫“${name}”的问题代码${guess}",
            hint="`docfill explain` 列出所有代码",
            explanation="`docfill explain` 后面写问题的代码，就是提示信息前面方括号里的词：`错误[missing-value]`。",
        ),
    ),
}

ENTRIES: dict[str, Entry] = {
    **USAGE,
    "form-not-named": Entry(
        example="docfill 数据.json",
        en=Words(
            message="the data does not say which form it is for",
            hint="name the form: `docfill fill FORM ${name}`; or add a sheet `docfill` to the workbook "
            "with the row `form | gov-info-2021`",
            explanation="`docfill DATA` alone works when the workbook says which form it fills: its sheet "
            "`docfill` has a row `form` with the name of a built-in form or the path of a template.",
        ),
        zh=Words(
            message="数据里没有说明要填哪个表单",
            hint="请写明表单：`docfill fill 表单 ${name}`；或者在工作簿里加一张名为 `docfill` 的工作表，"
            "写一行 `form | gov-info-2021`",
            explanation="只写 `docfill 数据` 时，要由工作簿说明填哪个表单：名为 `docfill` "
            "的工作表里有一行 `form`，值是内置表单的名称或者模板的路径。",
        ),
    ),
    "no-output-name": Entry(
        example="docfill fill 模板.docx - < 数据.json",
        en=Words(
            message="nothing says what the report is to be called",
            hint="say it: `-o 报告.docx`",
            explanation="A report is named by `-o`, else by the workbook's setting `output`, else by the "
            "form, else after the data file. Data that comes from standard input or from a program has no "
            "file to be named after.",
        ),
        zh=Words(
            message="不知道成稿该叫什么名字",
            hint="请写明：`-o 报告.docx`",
            explanation="成稿的文件名依次取自：`-o`、工作簿设置里的 `output`、表单、数据文件的名称。"
            "来自标准输入或程序的数据没有文件名可用。",
        ),
    ),
    "empty-output-name": Entry(
        example="docfill!A1:B1   output | {{ 单位名称 }}\n数据!A1:B2      字段 | 值\n                单位名称 |",
        en=Words(
            message="the report's name comes out empty: `${pattern}` has nothing to fill in",
            hint="fill in the values that the name is made of, or name the report with `-o`",
            explanation="The form, or the workbook's setting `output`, makes the report's name from "
            "values of the data, and all of them are blank.",
        ),
        zh=Words(
            message="成稿的文件名是空的：`${pattern}` 没有可填的内容",
            hint="请填好文件名用到的值，或者用 `-o` 写明文件名",
            explanation="表单或工作簿设置里的 `output` 用数据拼出成稿的文件名，而用到的值全是空的。",
        ),
    ),
    "output-exists": Entry(
        example="docfill fill gov-info-2021 数据.xlsx -o 报告.docx\ndocfill fill gov-info-2021 数据.xlsx -o 报告.docx",
        en=Words(
            message="`${name}` is there already",
            hint="add `--force` to replace it, or choose another name with `-o`",
            explanation="The command does not replace a file unless it is told to: somebody may have "
            "worked on that report by hand.",
        ),
        zh=Words(
            message="“${name}”已经存在",
            hint="要替换它请加 `--force`，或者用 `-o` 另取一个名字",
            explanation="没有明确要求时，命令不会替换已有的文件：那份成稿可能有人手工改过。",
        ),
    ),
    "output-is-template": Entry(
        example="docfill fill 报告.docx 数据.json -o 报告.docx --force",
        en=Words(
            message="the report would be written over its own template",
            hint="choose another name with `-o`",
            explanation="A report has no tags left, so a template that is replaced by its report is lost.",
        ),
        zh=Words(
            message="成稿会把模板自己覆盖掉",
            hint="请用 `-o` 另取一个名字",
            explanation="成稿里已经没有标签，模板一旦被成稿替换就丢了。",
        ),
    ),
    "output-is-data": Entry(
        example="docfill fill gov-info-2021 数据.xlsx -o 数据.xlsx --force",
        en=Words(
            message="the report would be written over the data it is made from",
            hint="choose another name with `-o`",
            explanation="The data is needed again, and a report is no place to read it back from.",
        ),
        zh=Words(
            message="成稿会把数据文件自己覆盖掉",
            hint="请用 `-o` 另取一个名字",
            explanation="数据以后还要用，而且不能从成稿里读回来。",
        ),
    ),
    "wrong-extension": Entry(
        example="docfill fill 模板.docm 数据.json -o 报告.docx",
        en=Words(
            message="what is made from this template is a ${expected} file, and `${name}` is not named so",
            hint="name it `${better}`",
            explanation="Word refuses a file whose name does not fit its content. A `.docx` or `.dotx` "
            "template makes `.docx` reports; one with macros, `.docm` or `.dotm`, makes `.docm` reports. A copy with "
            "comments is of the same kind as its template.",
        ),
        zh=Words(
            message="由这个模板生成的是 ${expected} 文件，“${name}”的扩展名不对",
            hint="请改名为 `${better}`",
            explanation="扩展名与内容不符时 Word 拒绝打开。`.docx` 和 `.dotx` 模板的成稿是 `.docx`；"
            "带宏的 `.docm` 和 `.dotm` 模板的成稿是 `.docm`。带批注的副本与模板类型相同。",
        ),
    ),
    "each-is-many": Entry(
        example="docfill!A1:B2   form | 模板.docx\n                each | 明细",
        en=Words(
            message="the setting `each` asks for one report for each row of `${name}`; `fill` makes one report",
            hint="use `fill_many` in a program; the command makes all of them by itself",
            explanation="The sheet `docfill` of the workbook names a list, each row of which is a report of its own. "
            "The command fills them all; in a program `fill_many` gives a result for each.",
        ),
        zh=Words(
            message="设置 `each` 要求给“${name}”的每一行各出一份成稿，而 `fill` 只出一份",
            hint="程序里请用 `fill_many`；命令行会自动全部生成",
            explanation="工作簿的 `docfill` 工作表指定了一个清单，每一行各出一份成稿。命令行会全部填写；"
            "程序里用 `fill_many`，逐份给出结果。",
        ),
    ),
    "each-not-a-list": Entry(
        example="docfill!A1:B2   each | 单位名称\n                where 单位名称 is one value",
        en=Words(
            message="the setting `each` names `${name}`, which is no list in the data",
            hint="name a sheet or a table with a header row and one row for each report",
            explanation="One report is made for each row of the list that `each` names.",
        ),
        zh=Words(
            message="设置 `each` 指定的“${name}”不是数据里的清单",
            hint="请写一张有表头、每份成稿占一行的工作表或表格的名称",
            explanation="`each` 指定的清单，每一行出一份成稿。",
        ),
    ),
    "each-is-empty": Entry(
        example="docfill!A1:B2   each | 单位   and the sheet 单位 has a header only",
        en=Words(
            message="the list `${name}`, of which each row is a report, has no rows",
            hint="fill in a row for each report",
            explanation="One report is made for each row of the list that `each` names, so an empty list makes none.",
        ),
        zh=Words(
            message="清单“${name}”每行出一份成稿，但其中没有数据行",
            hint="请为每份成稿填一行",
            explanation="`each` 指定的清单，每一行出一份成稿；空清单则一份也没有。",
        ),
    ),
    "output-not-a-folder": Entry(
        example="docfill fill gov-info-2021 一.xlsx 二.xlsx -o 年报.docx",
        en=Words(
            message="several reports go into a folder, and `${name}` is none",
            hint="name a folder that is there; each report gets a name of its own in it",
            explanation="Where several reports are made, each is named after its data, by the form's pattern, the "
            "workbook's setting `output`, or the data file.",
        ),
        zh=Words(
            message="多份成稿要放进文件夹，而“${name}”不是文件夹",
            hint="请写一个已有的文件夹，每份成稿在其中各有名称",
            explanation="一次生成多份成稿时，每份按数据命名：依表单的格式、工作簿的 `output` 设置，或数据文件名。",
        ),
    ),
    "no-data-files": Entry(
        example="docfill fill gov-info-2021 空文件夹",
        en=Words(
            message="there is no workbook in ${name}",
            hint="name the folder, or the files, that the data are in",
            explanation="A folder stands for the workbooks (.xlsx, .xlsm) in it, a pattern such as `*.xlsx` for the "
            "files that it fits. Excel's lock files (`~$…`) are no data.",
        ),
        zh=Words(
            message="${name} 里没有工作簿",
            hint="请写明数据所在的文件夹或文件",
            explanation="文件夹代表其中的工作簿（.xlsx、.xlsm），`*.xlsx` 这样的写法代表符合的文件。"
            "Excel 的锁定文件（`~$…`）不是数据。",
        ),
    ),
    "output-twice": Entry(
        example="two rows with the same 单位名称, and the name {{ 单位名称 }}年报.docx",
        en=Words(
            message="`${name}` would be written over the report of `${other}`, which has the same name",
            hint="let the name of the report tell them apart, for instance by a number or a date",
            explanation="The pattern of the file's name gave one name for two reports. The one that comes first in "
            "the data stays.",
        ),
        zh=Words(
            message="“${name}”的成稿会盖掉“${other}”的成稿，两者文件名相同",
            hint="请让文件名能区分它们，例如加上编号或日期",
            explanation="文件名的格式给两份成稿起了同一个名称。数据中排在前面的一份保留。",
        ),
    ),
    "job-failed": Entry(
        example='fill_many(form, [{"明细": rows_of_a_database_that_went_away()}])',
        en=Words(
            message="`${name}` could not be filled: ${reason}",
            hint="mend what the program gave as data, or the filter of its own that the template calls; if it gave "
            "none, report it with the file",
            explanation="Data, filters and functions of a program may fail in ways of their own. The job that they "
            "belong to is not done; the others are.",
        ),
        zh=Words(
            message="“${name}”没能填写：${reason}",
            hint="请检查程序给出的数据，或模板调用的自定义过滤器；若都不是，请附上文件反馈给我们",
            explanation="程序自己的数据、过滤器和函数可能以各自的方式出错。相应的一份没有完成，其他各份照常填写。",
        ),
    ),
    "job-not-sent": Entry(
        example='fill_many(form, [{"文件": open("a.txt")}], ProcessPoolExecutor())',
        en=Words(
            message="`${name}` could not be given to a worker: ${reason}",
            hint="give plain values as data, and filters that are functions of a module; or fill without workers",
            explanation="What goes to another process is pickled by Python, which does not work for open files, "
            "generators, locks, or functions without a name. An executor that was shut down takes nothing at all.",
        ),
        zh=Words(
            message="“${name}”无法交给工作进程：${reason}",
            hint="数据请用普通的值，过滤器请用模块里的函数；或者不用工作进程来填",
            explanation="交给其他进程的内容要由 Python 序列化（pickle），打开的文件、生成器、锁和匿名函数都无法序列化。"
            "已经关闭的执行器则什么也不接受。",
        ),
    ),
    "report-differs": Entry(
        example="docfill fill 模板.docx 各单位 -o 成稿 --resume   after 成稿/甲.docx was edited in Word",
        en=Words(
            message="`${name}` is there, newer than its data, and is not what they give",
            hint="if it was edited by hand, all is well; to make it again, delete it, or fill without `--resume`",
            explanation="`--resume` leaves out what is there and unchanged. This report was changed after it was made, "
            "or made from other data, by other options or by another version. Nobody can tell which, so it is left as "
            "it is.",
        ),
        zh=Words(
            message="“${name}”已经存在，比数据新，但内容与这份数据填出的不同",
            hint="如果是手工改过的，不必处理；要重新生成，请先删除它，或者不加 `--resume`",
            explanation="`--resume` 会跳过已有且未变的成稿。这一份在生成之后被改过，"
            "或者是用别的数据、选项或版本生成的。无法判断是哪一种，因此保持原样。",
        ),
        severity=Severity.WARNING,
    ),
    "cannot-print": Entry(
        example="docfill fill gov-info-2021 数据.xlsx > /mnt/full/log.txt",
        en=Words(
            message="what is to be said cannot be written to the output: ${reason}",
            hint="look at the disk or the program that the output goes to",
            explanation="The output of the command was led to a file or another program, and that takes no more. "
            "Reports that were written before are whole.",
        ),
        zh=Words(
            message="要显示的内容无法写到输出：${reason}",
            hint="请检查输出所到的磁盘或程序",
            explanation="命令的输出被导向文件或其他程序，而对方已无法接收。此前写出的成稿都是完整的。",
        ),
    ),
    "workers-not-started": Entry(
        example="docfill fill … --jobs 8 where a user may have no more processes",
        en=Words(
            message="the processes of `--jobs` cannot be started: ${reason}",
            hint="fill with fewer (`--jobs`), or without `--jobs`",
            explanation="The system gave no process or no memory for them. Nothing was filled.",
        ),
        zh=Words(
            message="无法启动 `--jobs` 的进程：${reason}",
            hint="请减少进程数，或者不用 `--jobs`",
            explanation="系统没有给出进程或内存。没有填写任何一份。",
        ),
    ),
    "worker-lost": Entry(
        example="docfill fill … --jobs 8 on a machine with little memory",
        en=Words(
            message="the process that filled `${name}` ended before it was done",
            hint="fill it again with fewer processes (`--jobs`); reports that are done can be left out by `--resume`",
            explanation="A worker was killed, most often by the system for want of memory. Nothing was written for "
            "this report.",
        ),
        zh=Words(
            message="正在填写“${name}”的进程中途结束了",
            hint="请减少进程数（`--jobs`）再填一次；`--resume` 会跳过已完成的成稿",
            explanation="工作进程被终止，多半是内存不足。这一份没有写出任何文件。",
        ),
    ),
    "out-of-memory": Entry(
        example="docfill fill 模板.docx 五百万行.json on a machine with little memory",
        en=Words(
            message="the memory is not enough for this; nothing was written",
            hint="close other programs, or use a machine with more memory; if the file is far larger than what people "
            "typed into it, look at it in Word or Excel first: it may be damaged, or made to do harm",
            explanation="What is read and what is made is held in memory, some ten times as large as the file. The "
            "system gave no more of it, or the process may not have more. A report is written only once it is whole, "
            "so there is none; reports that were written before are whole, and the other jobs of a batch go on.",
        ),
        zh=Words(
            message="内存不够，无法完成；没有写出任何内容",
            hint="请关闭其他程序，或者换一台内存更大的机器；如果文件比录入的内容大得多，请先用 Word 或 Excel 打开看看："
            "它可能已损坏，或者是恶意制作的",
            explanation="读入和生成的内容都放在内存里，大约是文件大小的十倍。系统没有更多内存，或者这个进程不允许再用。"
            "成稿只在完整之后才写出，所以这次没有成稿；此前写出的都是完整的，批量任务中的其他各份照常进行。",
        ),
    ),
}
