"""The catalogue's entries for what only `docfill check` tells: what looks like a slip, what is unused, not reached."""

from docfill.catalogue.entry import Entry, Words
from docfill.severity import Severity

ENTRIES: dict[str, Entry] = {
    "names-differ-by-a-slip": Entry(
        example="{{ 申请.新收 }} … {{ 申请.新収 }}",
        en=Words(
            message="`${name}` and `${other}` differ so little that one of them looks like a slip",
            hint="write both alike if they mean the same; leave them if they are two names",
            explanation="Two names of one group differ by a character that looks like another, by a letter that is "
            "missing, doubled or changed, or by two that changed places. Names that differ by a figure or by a "
            "plural are not told.",
        ),
        zh=Words(
            message="“${name}”与“${other}”只差一点，看来有一个写错了",
            hint="若是同一个名称，请改成一样；若确是两个名称，可不理会",
            explanation="同一组里的两个名称只差一个形近字，或者漏了、重复了、换了一个字母，或者两个字颠倒了。"
            "只差数字或单复数的不算。",
        ),
        severity=Severity.WARNING,
    ),
    "list-and-value": Entry(
        example="{% for 项 in 明细 %}…{% endfor %} … {{ 明细 }}",
        en=Words(
            message="`${name}` is a list or a table here, and a single value in another tag",
            hint="use two names, or say in the other tag which value of it is meant",
            explanation="One tag loops over the name, or fills a grid from it; another prints it, compares it with a "
            "text or calculates with it. No data suits both.",
        ),
        zh=Words(
            message="“${name}”在这里是列表或表格，在另一个标签里却是单个值",
            hint="请改用两个名称，或在另一个标签里写明取其中哪个值",
            explanation="一个标签对该名称循环，或用它填表；另一个标签把它打印出来、与文字比较或拿来计算。没有数据能同时满足。",
        ),
        severity=Severity.WARNING,
    ),
    "group-and-value": Entry(
        example="{{ 负责人.电话 }} … {{ 负责人 }}",
        en=Words(
            message="`${name}` is a group here (`${other}`), and a single value in another tag",
            hint="use two names, or say in both tags which value of the group is meant",
            explanation="One tag looks for a name within the group; another prints the group itself. A group has no "
            "text of its own, and a single value has no names within.",
        ),
        zh=Words(
            message="“${name}”在这里是一组值（“${other}”），在另一个标签里却是单个值",
            hint="请改用两个名称，或在两个标签里都写明取组里的哪个值",
            explanation="一个标签取组里的名称，另一个标签直接打印整组。整组没有自己的文字，单个值里也没有名称。",
        ),
        severity=Severity.WARNING,
    ),
    "list-and-group": Entry(
        example="{% for 项 in 明细 %}…{% endfor %} … {{ 明细.合计 }}",
        en=Words(
            message="`${name}` is looped over here, and another tag looks for a name within it: `${other}`",
            hint="use two names, one for the list and one for the group",
            explanation="A list has items and no names; a group has names. No data suits both tags.",
        ),
        zh=Words(
            message="这里对“${name}”循环，另一个标签却取其中的名称：“${other}”",
            hint="请改用两个名称，一个给列表，一个给那组值",
            explanation="列表只有各项，没有名称；一组值才有名称。没有数据能同时满足这两个标签。",
        ),
        severity=Severity.WARNING,
    ),
    "condition-always-holds": Entry(
        example='{% if 年度 == 2019 or "2020" %}',
        en=Words(
            message="the condition of `${tag}` holds whatever the data say",
            hint="repeat the name on both sides: `年度 == 2019 or 年度 == 2020`; or take the condition away",
            explanation="A text or a number by itself counts as true, and nothing is different from two things at "
            "once, so that one of two unequal comparisons always holds.",
        ),
        zh=Words(
            message="无论数据如何，`${tag}` 的条件都成立",
            hint="两边都要写上名称：`年度 == 2019 or 年度 == 2020`；或去掉该条件",
            explanation="单独的文字或数字算作成立；一个值也不会同时等于两个不同的值，因此两个“不等于”中总有一个成立。",
        ),
        severity=Severity.WARNING,
    ),
    "condition-never-holds": Entry(
        example='{% if 类型 == "个人" and 类型 == "单位" %}',
        en=Words(
            message="the condition of `${tag}` never holds, whatever the data say",
            hint="look at the condition: is `or` meant instead of `and`, or has an earlier branch asked the same?",
            explanation="A value does not equal two different things at once, and a branch that asks what an earlier "
            "one asked is never reached.",
        ),
        zh=Words(
            message="无论数据如何，`${tag}` 的条件都不成立",
            hint="请检查条件：`and` 是否应为 `or`？前面的分支是否已经问过同样的条件？",
            explanation="一个值不会同时等于两个不同的值；与前面分支条件相同的分支永远不会执行。",
        ),
        severity=Severity.WARNING,
    ),
    "grid-without-cells": Entry(
        example="{% grid 申请 %}   with text in the cells beside it and below",
        en=Words(
            message="`${tag}` has no empty cell to fill but its own",
            hint="put it into the top-left one of the empty cells that are meant for the figures",
            explanation="A grid fills the empty cells to the right of its own and below, as far as no text stands in "
            "the way. Here all that stands there has text.",
        ),
        zh=Words(
            message="`${tag}` 除自己所在的格外，没有可填的空白格",
            hint="请把它放进要填数字的空白区域的左上角",
            explanation="网格从所在的格起向右、向下填写空白格，遇到文字为止。这里的右边和下边都已有文字。",
        ),
        severity=Severity.WARNING,
    ),
    "name-not-declared": Entry(
        example="{{ 联系人 }}   form.toml: no [fields.联系人]",
        en=Words(
            message="the form does not declare `${name}`, which this tag uses",
            hint="add `[fields.${name}]` to form.toml, or correct the name",
            explanation="Whoever fills the form goes by form.toml, and would not think of giving this value. The "
            "data may have it all the same, so this is a warning. A value that may be absent is not told: "
            '`{{ 联系人|default("") }}`.',
        ),
        zh=Words(
            message="表单说明里没有“${name}”，而这个标签用到了它",
            hint="请在 form.toml 里加上 `[fields.${name}]`，或改正名称",
            explanation="填表的人以 form.toml 为准，不会想到要提供这个值。数据里仍然可能有它，所以这只是提醒。"
            '允许缺省的值，如 `{{ 联系人|default("") }}`，不提示。',
        ),
        severity=Severity.WARNING,
    ),
    "declared-as-value": Entry(
        example='{% for 年 in 年度 %}…{% endfor %}   form.toml: [fields.年度] has type = "year"',
        en=Words(
            message="this tag takes `${name}` for a list or a table, and the form declares a single value",
            hint='give it `type = "list"` or a grid in form.toml, or print it with `{{ ${name} }}`',
            explanation="A loop needs a list, and a grid tag rows and columns.",
        ),
        zh=Words(
            message="这个标签把“${name}”当作列表或表格，而表单说明里它是单个值",
            hint='请在 form.toml 里改为 `type = "list"` 或网格，或用 `{{ ${name} }}` 打印',
            explanation="循环需要列表，网格标签需要行和列。",
        ),
        severity=Severity.WARNING,
    ),
    "declared-as-list": Entry(
        example="{{ 申请 }}   form.toml: [grids.申请]",
        en=Words(
            message="this tag takes `${name}` for a single value, and the form declares a list or a table",
            hint="name one value of it, loop over it with `{% for … %}`, or fill cells with `{% grid … %}`",
            explanation="A list or a table has no text of its own that a tag could print.",
        ),
        zh=Words(
            message="这个标签把“${name}”当作单个值，而表单说明里它是列表或表格",
            hint="请写明其中的一个值，或用 `{% for … %}` 循环，或用 `{% grid … %}` 填表",
            explanation="列表或表格没有可以直接打印的文字。",
        ),
        severity=Severity.WARNING,
    ),
    "missing-where-not-reached": Entry(
        example="{% if 有附件 %}{{ 附件数 }}{% endif %}   data: 有附件 is 否, and there is no 附件数",
        en=Words(
            message="`${name}` has no value; these data do not come to the tag that wants it, others might",
            hint="nothing need be done for these data; look whether the name is written as the data have it",
            explanation="The tag stands in a branch or a loop that is not printed with these data. With data that "
            "print it, a value would be missing.",
        ),
        zh=Words(
            message="“${name}”没有值；这份数据用不到该标签，别的数据可能会用到",
            hint="这份数据不必处理；请看看名称是否与数据里的写法一致",
            explanation="该标签所在的分支或循环，用这份数据不会打印；换成会打印它的数据，就缺值了。",
        ),
        severity=Severity.NOTE,
    ),
    "value-not-used": Entry(
        example="{{ 单位名称 }}   data: 单位名称, 联系人",
        en=Words(
            message="nothing in the form uses `${name}`",
            hint="print it somewhere, or correct the name, if it is meant to be in the report",
            explanation="The data have a value, a column or a list that no tag asks for. A name that is "
            "misspelt in the template or in the data shows itself so too. Names that begin with `_` are not told.",
        ),
        zh=Words(
            message="表单里没有用到“${name}”",
            hint="若它应当出现在报告里，请加上标签或改正名称",
            explanation="数据里有标签都没有用到的值、列或列表。模板或数据里写错的名称也会这样显现出来。"
            "以 `_` 开头的名称不提示。",
        ),
        severity=Severity.WARNING,
    ),
}
