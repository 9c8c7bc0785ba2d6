"""The catalogue's entries for the tags in a template, and the values that go into them."""

from docfill.catalogue.entry import Entry, Words

ENTRIES: dict[str, Entry] = {
    "missing-value": Entry(
        example="模板: {{ 负责人.电话 }}\n数据: 负责人 有 姓名，没有 电话",
        en=Words(
            message="`${name}` has no value${near}",
            hint="add it to the data, or write `{{ ${name}|default(\"\") }}` in the template if it may be absent",
            explanation="A tag names something that is not in the data. docfill never leaves a silent blank: a "
            "name that is misspelt and a figure that was forgotten look the same in the finished report. "
            "An empty cell is a value (it prints nothing); a name that does not exist is not.",
        ),
        zh=Words(
            message="“${name}”没有值${near}",
            hint="请在数据里补上；若允许缺省，请在模板里写 `{{ ${name}|default(\"\") }}`",
            explanation="标签用到的名称在数据里找不到。docfill 从不悄悄留空：名称写错与数字漏填，"
            "在成稿里看起来是一样的。单元格为空算有值（打印为空白）；名称不存在则不算。",
        ),
    ),
}
