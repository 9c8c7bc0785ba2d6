"""Official: the names of the filters of official documents -> the module of `docfill.filters` that has each."""

from __future__ import annotations

_BY_MODULE = {
    "dates": ("日期", "date_cn", "中文日期", "date_hanzi", "ISO日期", "date_iso"),
    "numbers": (
        *("千分位", "thousands", "小数", "fixed", "百分比", "percent"),
        *("元", "yuan", "万元", "wan_yuan", "亿元", "yi_yuan"),
    ),
    "numerals": ("中文数字", "numeral_cn", "中文序号", "ordinal_cn", "大写", "amount_cn"),
    "marks": ("勾选", "check", "空白为", "blank_as"),
    "pictures": ("图片", "image"),
}
OFFICIAL_FILTERS = {name: module for module, names in _BY_MODULE.items() for name in names}
