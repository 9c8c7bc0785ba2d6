"""What the command says of itself: the text of each ``--help``, in English and Chinese.

Written out, not made by argparse: that speaks English only, takes a Chinese character for one column wide, lays its
help out differently from one Python to the next, and takes longer to import than a form takes to fill.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docfill.places import Language

_COMMON_EN = """\
  --lang en|zh    speak English or Chinese (else the machine's language)
  --json          print one JSON object, for programs
  --concise       one line for each problem
  -h, --help      show this help
"""
_COMMON_ZH = """\
  --lang en|zh    用英文或中文显示（默认随系统语言）
  --json          输出一个 JSON 对象，供程序读取
  --concise       每个问题只占一行
  -h, --help      显示本帮助
"""

_HELP_EN = {
    "": f"""\
usage: docfill COMMAND ...
       docfill DATA [options]

Fills official Word forms from Excel without disturbing a byte of the form.

commands:
  fill       fill a form or a template with data and write the report
  check      tell all that is wrong with a form or a template, or with its data
  workbook   make the Excel workbook that the data are typed into
  inspect    list the values that a form or a template wants
  forms      list the built-in forms
  explain    explain a problem with its smallest example

`docfill DATA` is `docfill fill` with the form that the workbook itself names,
in its sheet `docfill`. `docfill COMMAND --help` says more.

options:
  --version       show the version
{_COMMON_EN}
exit status: 0 done, 1 problems (nothing was filled), 2 a wrong command line
""",
    "fill": f"""\
usage: docfill fill [FORM] DATA... [-o OUT] [--missing error|blank|keep]
                    [--pictures FOLDER] [--previous FILE] [--force]
                    [--jobs N] [--resume] [--recalc]

Fills FORM with DATA and writes the report. Either the whole report is written,
or every problem is shown at once and nothing is written. Several DATA are as
many reports, and so is a workbook whose sheet `docfill` says `each`; of these a
bad one stops no other.

arguments:
  FORM            a built-in form (see `docfill forms`), a form's folder, or a
                  Word template (.docx, .docm, .dotx, .dotm); left out, the
                  workbook's sheet `docfill` names it
  DATA            a workbook (.xlsx, .xlsm), a .json or .toml file, or - for
                  JSON from standard input; a folder stands for the workbooks
                  in it

options:
  -o, --output OUT
                  the report to write, or the folder to write it in; else the
                  workbook's setting `output`, the form, or DATA names it
  --missing error|blank|keep
                  a value that is not in the data is a problem (the default),
                  is left blank, or keeps its tag
  --pictures FOLDER
                  where the pictures are that DATA names: nothing outside of it
                  is read
  --previous FILE last year's workbook or data, for the rules that look back
  --force         replace OUT if it is there already
  --jobs N        fill in N processes at once, as far as there are processors
  --resume        leave out reports that are there and are what the data give;
                  what was edited since it was made stays, with a warning
  --recalc        let LibreOffice calculate the workbook's formulas that have
                  no saved result, in a copy; it also reads .ods and .xlsb
{_COMMON_EN}
examples:
  docfill fill gov-info-2021 数据.xlsx
  docfill fill 模板.docx 数据.json -o 报告.docx
  docfill fill 模板.docx 各单位 -o 成稿 --jobs 4 --resume
  docfill 数据.xlsx
""",
    "check": f"""\
usage: docfill check FORM [DATA] [--annotate OUT [--force]]
                     [--pictures FOLDER] [--previous FILE] [--recalc]

Tells all that is wrong with FORM, and with filling it with DATA, at once and
in the order of the document. No report is written. Errors would stop a fill;
warnings (names that look misspelt, values that nothing uses) would not.

arguments:
  FORM            a built-in form (see `docfill forms`), a form's folder, or a
                  Word template (.docx, .docm, .dotx, .dotm); or DATA alone, if
                  the workbook's sheet `docfill` names the form
  DATA            a workbook (.xlsx, .xlsm), a .json or .toml file, or - for
                  JSON from standard input

options:
  --annotate OUT  write a copy of the template to OUT, with what was found as
                  Word comments at their places
  --force         replace OUT if it is there already
  --pictures FOLDER
                  where the pictures are that DATA names: nothing outside of it
                  is read
  --previous FILE last year's workbook or data, for the rules that look back
  --recalc        let LibreOffice calculate the workbook's formulas that have
                  no saved result, in a copy; it also reads .ods and .xlsb
{_COMMON_EN}
exit status: 0 nothing or warnings only, 1 errors, 2 a wrong command line

examples:
  docfill check 模板.docx
  docfill check 模板.docx --annotate 批注.docx
  docfill check gov-info-2021 数据.xlsx
""",
    "workbook": f"""\
usage: docfill workbook FORM -o OUT.xlsx [--from OLD] [--previous FILE]
                        [--force]

Makes the Excel workbook that the data of FORM are typed into. Each table of the
form is a sheet that looks like it; totals are worked out and the rules of the
form are checked as you type. `docfill fill OUT.xlsx` makes the report.

arguments:
  FORM            a built-in form (see `docfill forms`), a form's folder, or a
                  Word template (.docx, .docm, .dotx, .dotm)

options:
  -o, --output OUT.xlsx
                  the workbook to write
  --from OLD      carry over what an older workbook or a .json or .toml file
                  holds, by name; what has no place is told as a warning
  --previous FILE last year's workbook or data, for the rules that look back
  --force         replace OUT.xlsx if it is there already
{_COMMON_EN}
The workbook speaks the language of --lang.

examples:
  docfill workbook gov-info-2021 -o 填报.xlsx
  docfill workbook gov-info-2021 -o 2024年.xlsx --from 2023年.xlsx
""",
    "inspect": f"""\
usage: docfill inspect FORM

Lists every value that FORM wants: its path in the data, what it is, and where
the form uses it.

arguments:
  FORM            a built-in form (see `docfill forms`), a form's folder, or a
                  Word template (.docx, .docm, .dotx, .dotm)

options:
{_COMMON_EN}
example:
  docfill inspect 模板.docx
""",
    "forms": f"""\
usage: docfill forms

Lists the built-in forms.

options:
{_COMMON_EN}""",
    "explain": f"""\
usage: docfill explain [CODE]

Explains a problem: what it means, the smallest example that causes it, and
what to do.

arguments:
  CODE            the word in brackets in front of a problem's message; left
                  out, all codes are listed

options:
{_COMMON_EN}
example:
  docfill explain missing-value
""",
}

_HELP_ZH = {
    "": f"""\
用法：docfill 命令 ...
      docfill 数据 [选项]

把 Excel 数据填进 Word 公文表格，表格本身一个字节也不动。

命令：
  fill       把数据填进表单或模板，写出成稿
  check      检查表单、模板及其数据，列出所有问题
  workbook   生成填报用的 Excel 工作簿
  inspect    列出表单或模板需要的值
  forms      列出内置表单
  explain    解释一个问题，并给出最小的例子

`docfill 数据` 等于 `docfill fill`，表单由工作簿里名为 `docfill` 的工作表指定。
`docfill 命令 --help` 有更详细的说明。

选项：
  --version       显示版本
{_COMMON_ZH}
退出状态：0 完成；1 有问题（没有写出成稿）；2 命令写错了
""",
    "fill": f"""\
用法：docfill fill [表单] 数据... [-o 成稿] [--missing error|blank|keep]
                  [--pictures 文件夹] [--previous 文件] [--force]
                  [--jobs N] [--resume] [--recalc]

把数据填进表单，写出成稿。要么写出完整的成稿，要么一次列出所有问题，
什么也不写。给出几份数据就填几份成稿；工作簿的 `docfill` 工作表写了
`each` 也填许多份。其中一份有问题，不影响其他各份。

参数：
  表单            内置表单（见 `docfill forms`）、表单文件夹，或者 Word 模板
                  （.docx、.docm、.dotx、.dotm）；不写时由工作簿里名为
                  `docfill` 的工作表指定
  数据            工作簿（.xlsx、.xlsm）、.json 或 .toml 文件；
                  写 - 则从标准输入读 JSON；文件夹代表其中的各个工作簿

选项：
  -o, --output 成稿
                  要写的成稿，或者放成稿的文件夹；不写时文件名依次取自
                  工作簿设置里的 `output`、表单、数据文件名
  --missing error|blank|keep
                  数据里没有的值：算作问题（默认）、留空，或者保留标签
  --pictures 文件夹
                  数据里写的图片放在哪个文件夹；之外的文件一概不读
  --previous 文件 上一年的工作簿或数据，用于核对与上一年有关的勾稽关系
  --force         成稿已存在时替换它
  --jobs N        用 N 个进程同时填写，不超过处理器的个数
  --resume        已有的成稿若与数据填出的相同，就跳过；
                  生成之后改过的保持原样，并给出警告
  --recalc        让 LibreOffice 在副本里算出工作簿中没有保存结果的公式；
                  也能由此读取 .ods 和 .xlsb
{_COMMON_ZH}
例子：
  docfill fill gov-info-2021 数据.xlsx
  docfill fill 模板.docx 数据.json -o 报告.docx
  docfill fill 模板.docx 各单位 -o 成稿 --jobs 4 --resume
  docfill 数据.xlsx
""",
    "check": f"""\
用法：docfill check 表单 [数据] [--annotate 输出 [--force]]
                    [--pictures 文件夹] [--previous 文件] [--recalc]

检查表单，以及用数据填写时的问题，按文档顺序一次全部列出，不写出成稿。
错误会使填写中止；警告（看似写错的名称、没有用到的值）不会。

参数：
  表单            内置表单（见 `docfill forms`）、表单文件夹，或者 Word 模板
                  （.docx、.docm、.dotx、.dotm）；工作簿里名为 `docfill` 的
                  工作表指定了表单时，也可以只写数据
  数据            工作簿（.xlsx、.xlsm）、.json 或 .toml 文件；
                  写 - 则从标准输入读 JSON

选项：
  --annotate 输出 另写一份模板，把检查结果作为 Word 批注写在相应的位置
  --force         输出已存在时替换它
  --pictures 文件夹
                  数据里写的图片放在哪个文件夹；之外的文件一概不读
  --previous 文件 上一年的工作簿或数据，用于核对与上一年有关的勾稽关系
  --recalc        让 LibreOffice 在副本里算出工作簿中没有保存结果的公式；
                  也能由此读取 .ods 和 .xlsb
{_COMMON_ZH}
退出状态：0 没有问题或只有警告；1 有错误；2 命令写错了

例子：
  docfill check 模板.docx
  docfill check 模板.docx --annotate 批注.docx
  docfill check gov-info-2021 数据.xlsx
""",
    "workbook": f"""\
用法：docfill workbook 表单 -o 工作簿.xlsx [--from 旧数据]
                       [--previous 文件] [--force]

生成填报用的 Excel 工作簿。表单里的每张表是一张样子相同的工作表，合计由
公式计算，勾稽关系随填随核对。填好后用 `docfill fill 工作簿.xlsx` 写出成稿。

参数：
  表单            内置表单（见 `docfill forms`）、表单文件夹，或者 Word 模板
                  （.docx、.docm、.dotx、.dotm）

选项：
  -o, --output 工作簿.xlsx
                  要写的工作簿
  --from 旧数据   按名称带入旧工作簿或 .json、.toml 文件里的数据；
                  没有地方放的以警告列出
  --previous 文件 上一年的工作簿或数据，用于核对与上一年有关的勾稽关系
  --force         工作簿已存在时替换它
{_COMMON_ZH}
工作簿里的说明用 --lang 指定的语言。

例子：
  docfill workbook gov-info-2021 -o 填报.xlsx
  docfill workbook gov-info-2021 -o 2024年.xlsx --from 2023年.xlsx
""",
    "inspect": f"""\
用法：docfill inspect 表单

列出表单需要的每一个值：它在数据里的路径、是什么、表单在哪里用到它。

参数：
  表单            内置表单（见 `docfill forms`）、表单文件夹，或者 Word 模板
                  （.docx、.docm、.dotx、.dotm）

选项：
{_COMMON_ZH}
例子：
  docfill inspect 模板.docx
""",
    "forms": f"""\
用法：docfill forms

列出内置表单。

选项：
{_COMMON_ZH}""",
    "explain": f"""\
用法：docfill explain [代码]

解释一个问题：是什么意思、会引起它的最小例子、怎么办。

参数：
  代码            问题前面方括号里的词；不写则列出所有代码

选项：
{_COMMON_ZH}
例子：
  docfill explain missing-value
""",
}

COMMANDS = tuple(name for name in _HELP_EN if name)


def help_text(command: str, lang: Language) -> str:
    """Return the help of *command*, or of docfill as a whole for the empty name."""
    return (_HELP_ZH if lang == "zh" else _HELP_EN)[command]
