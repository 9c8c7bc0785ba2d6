"""Entry words: what an entry workbook says to those who type into it, in English and Chinese."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docfill.places import Language

_WORDS: dict[str, dict[Language, str]] = {
    # sheets
    "basics": {"en": "Basics", "zh": "基本情况"},
    "checks": {"en": "Checks", "zh": "核对"},
    "last-year": {"en": "Last year", "zh": "上年数据"},
    "last-year-hint": {
        "en": "Last year's figures, for the rules that look back. docfill itself reads them from --previous.",
        "zh": "上一年报告里的数字，用于核对与上一年有关的勾稽关系。写出成稿时以 --previous 给出的数据为准。",
    },
    "table": {"en": "Table {}", "zh": "表{}"},
    # the first sheet
    "what": {"en": "What to fill in", "zh": "要填的内容"},
    "here": {"en": "Fill in here", "zh": "填在这里"},
    "explained": {"en": "Note", "zh": "填写说明"},
    "hint": {
        "en": "Type into the light yellow cells; grey ones are worked out. Red: figures that do not add up. "
        "Orange: worth a look.",
        "zh": "请填浅黄色的单元格；灰色的由公式计算。红色：数字不相符；橙色：请留意。",
    },
    "list-hint": {
        "en": "One record a row, from the first row below the header.",
        "zh": "从表头下一行起，每行填一条。",
    },
    "required": {"en": "must be filled in", "zh": "必填"},
    "optional": {"en": "may be left empty", "zh": "可以不填"},
    "example": {"en": "example: {}", "zh": "例：{}"},
    "paragraphs": {"en": "Alt+Enter begins a new paragraph", "zh": "按 Alt+Enter 换行，一行成为一段"},
    "worked-out": {"en": "Worked out: {}", "zh": "由公式计算：{}"},
    "computed": {"en": "worked out where it is left empty", "zh": "不填则由程序计算"},
    # validation
    "count": {
        "en": "A whole number, 0 or more. Only the figure, without its unit.",
        "zh": "请填整数，0 或大于 0。只填数字，不带单位。",
    },
    "integer": {"en": "A whole number; less than 0 for a decrease.", "zh": "请填整数；减少的填负数。"},
    "number": {"en": "A number; decimals are fine. Without its unit.", "zh": "请填数字，可以有小数，不带单位。"},
    "amount": {
        "en": "An amount: 251000, or with its unit, 25.1万元.",
        "zh": "请填金额：251000，或者带单位，如 25.1万元。",
    },
    "date": {"en": "A date, such as 2024-1-26.", "zh": "请填日期，如 2024-1-26。"},
    "year": {"en": "A year in four digits, such as 2024.", "zh": "请填四位数的年份，如 2024。"},
    "yesno": {"en": "Choose from the list: 是 (yes) or 否 (no).", "zh": "请从下拉列表选“是”或“否”。"},
    "condition": {"en": "Choose 是 for yes; leave it empty for no.", "zh": "是就选“是”，不是就不填。"},
    "wrong": {"en": "This does not fit", "zh": "填写有误"},
    # checks
    "all-right": {"en": "everything agrees", "zh": "全部相符"},
    "all-right-but": {"en": "everything agrees; {} worth a look", "zh": "全部相符，另有 {} 处请留意"},
    "wrong-count": {"en": "{} do not agree", "zh": "有 {} 处不符"},
    "wrong-count-but": {"en": "{} do not agree, {} worth a look", "zh": "有 {} 处不符，另有 {} 处请留意"},
    "all-filled": {"en": "everything that must be filled in is there", "zh": "必填的内容都已填写"},
    "not-filled": {
        "en": "{} more must be filled in (the other sheets show them)",
        "zh": "还有 {} 项必填的内容没有填写",
    },
    "yes": {"en": "OK", "zh": "相符"},
    "no": {"en": "differs", "zh": "不符"},
    "look": {"en": "look", "zh": "留意"},
    "unchecked": {"en": "not checked", "zh": "未核对"},
    "not-here": {"en": "n/a", "zh": "不适用"},
    "off": {"en": "by ", "zh": "差 "},
    "result": {"en": "Result", "zh": "结果"},
    "severity": {"en": "Kind", "zh": "级别"},
    "error": {"en": "error", "zh": "错误"},
    "warning": {"en": "warning", "zh": "提醒"},
    "rule": {"en": "Rule", "zh": "勾稽关系"},
    "where": {"en": "Where", "zh": "位置"},
    "left": {"en": "Left side", "zh": "左边"},
    "right": {"en": "Right side", "zh": "右边"},
    "difference": {"en": "Difference", "zh": "相差"},
    "total-rule": {"en": "{} is the sum of its parts", "zh": "{}，等于各项之和"},
    "check-hint": {
        "en": "An error stops the report; a warning does not. A click on the place goes there.",
        "zh": "“错误”不改好就不写出成稿，“提醒”不影响。点击“位置”可跳到该单元格。",
    },
    "by-docfill": {"en": "Checked by docfill check only:", "zh": "以下各项由 docfill check 核对，工作簿里不显示结果："},
    "because": {"en": "{}: {}", "zh": "{}：{}"},
    "previous": {"en": "needs last year's list (--previous)", "zh": "需要上一年的清单（--previous）"},
    "long": {"en": "is too long for a formula", "zh": "公式过长"},
    "pattern": {"en": "looks into a text", "zh": "要看文字内容"},
    "mentions": {"en": "figures that the text “{}” repeats", "zh": "“{}”文中提到的数字，与表中一致"},
    "page": {"en": "Page &P of &N", "zh": "第 &P 页，共 &N 页"},
    # the settings
    "setting": {"en": "name", "zh": "名称"},
    "value": {"en": "value", "zh": "值"},
}


def word(key: str, lang: Language, *details: object) -> str:
    """Return what *key* stands for in *lang*, with *details* put in."""
    return _WORDS[key][lang].format(*details)
