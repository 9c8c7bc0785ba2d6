"""The catalogue's entries for entry workbooks."""

from docfill.catalogue.entry import Entry, Words
from docfill.severity import Severity

ENTRIES: dict[str, Entry] = {
    "value-not-carried": Entry(
        example="docfill workbook gov-info-2021 -o 新.xlsx --from 旧.xlsx，旧工作簿里有表单没有的名称“备注”",
        severity=Severity.WARNING,
        en=Words(
            message="`${name}` was not carried over: the form has no such name",
            hint="type it into the new workbook where it belongs, if it still does",
            explanation="Values of an older workbook are carried over by their names. The form has no place of this "
            "name, perhaps because its new edition asks for something else.",
        ),
        zh=Words(
            message="“${name}”没有带入：表单里没有这个名称",
            hint="如果仍然需要，请在新工作簿的相应位置填写",
            explanation="旧工作簿里的数据按名称带入新工作簿。表单里没有这个名称的位置，可能是新版表单不再要求这一项。",
        ),
    ),
    "text-not-carried": Entry(
        example='{"总体情况": "超过 32767 个字的文字"}',
        severity=Severity.WARNING,
        en=Words(
            message="`${name}` was not carried over: the text has ${length} characters, and a cell of Excel holds "
            "${limit}",
            hint="shorten the text, or fill from the file that holds it",
            explanation="Excel cuts off a longer text, which nobody would notice; so it is left out as a whole.",
        ),
        zh=Words(
            message="“${name}”没有带入：文字有 ${length} 个字符，Excel 的一个单元格最多 ${limit} 个",
            hint="请缩短文字，或者直接用原来的文件填写",
            explanation="更长的文字会被 Excel 截断而不易察觉，所以整段不带入。",
        ),
    ),
    "object-not-carried": Entry(
        example="docfill workbook 模板.docx -o 新.xlsx --from 旧.xlsx，旧工作簿的“公章”旁边有一张图片",
        severity=Severity.WARNING,
        en=Words(
            message="`${name}` was not carried over: only texts, figures and dates are",
            hint="put the picture on its cell in the new workbook",
            explanation="Pictures, documents and formatted texts stay where they are: a new workbook begins with what "
            "can be typed into a cell.",
        ),
        zh=Words(
            message="“${name}”没有带入：只带入文字、数字和日期",
            hint="请在新工作簿里把图片放到相应的单元格上",
            explanation="图片、文档和带格式的文字不会带入：新工作簿里只有能在单元格里键入的内容。",
        ),
    ),
    "name-without-a-cell": Entry(
        example="{% for 章 in 各章 %}{% for 节 in 章.各节 %}{{ 节.题 }}{% endfor %}{% endfor %}",
        severity=Severity.WARNING,
        en=Words(
            message="`${name}` has no cell in the workbook",
            hint="give the data as a .json file, or write the template so that each record is one row of figures",
            explanation="A workbook holds values, lists of records and blocks. A list within a list, a list of mere "
            "values and a block whose size the table does not show have no place in it; nor have the columns of a list "
            "that is a block as well.",
        ),
        zh=Words(
            message="“${name}”在工作簿里没有对应的单元格",
            hint="请用 .json 文件提供数据，或者把模板改成一条记录占一行",
            explanation="工作簿里可以放值、清单和数据块。清单里的清单、只有值没有列名的清单、"
            "从表格上看不出大小的数据块，以及同时又作数据块的清单的各列，在工作簿里没有地方放。",
        ),
    ),
    "name-not-for-excel": Entry(
        example="[fields.Q1]",
        en=Words(
            message="`${name}` cannot be a name in Excel, so that no entry workbook can be made",
            hint="rename it in the form and in its template, to words that do not look like a cell",
            explanation="Each cell of the workbook is bound to its value by a defined name. Excel takes `Q1` or `R1C1` "
            "for a cell, and `a` and `A` for the same name.",
        ),
        zh=Words(
            message="“${name}”不能作 Excel 里的名称，无法生成填报工作簿",
            hint="请在表单和模板里改用别的名称，不要像单元格地址",
            explanation="工作簿里的每个单元格靠定义的名称与数据对应。Excel 把 `Q1`、`R1C1` 当成单元格，"
            "也不区分 `a` 和 `A`。",
        ),
    ),
}
