"""Reasons: what Jinja, Python's readers of JSON and TOML, and the system say of a fault -> the same in Chinese.

A reason that is not in the tables stays as it is: a later version may say something new.
"""

from __future__ import annotations

import re

# What Jinja calls the pieces of a tag.
_PIECES = {
    "begin of comment": "注释的开头",
    "end of comment": "注释的结尾",
    "comment": "注释",
    "begin of statement block": "“{%”",
    "end of statement block": "“%}”",
    "begin of print statement": "“{{”",
    "end of print statement": "“}}”",
    "begin of line statement": "行语句的开头",
    "end of line statement": "行语句的结尾",
    "template data / text": "正文",
    "end of template": "模板的结尾",
    "name": "名称",
    "integer": "整数",
    "float": "小数",
    "string": "文字",
}
# What the system says of a file that cannot be opened or written (errno.h).
_OF_THE_SYSTEM = {
    "No such file or directory": "没有这个文件或文件夹",
    "Permission denied": "没有权限",
    "Operation not permitted": "不允许这样做",
    "Is a directory": "这是文件夹",
    "Not a directory": "路径里有一段不是文件夹",
    "File exists": "已经存在",
    "No space left on device": "磁盘已满",
    "Disk quota exceeded": "磁盘配额已用完",
    "Read-only file system": "磁盘是只读的",
    "Too many levels of symbolic links": "链接绕成了圈",
    "File name too long": "文件名太长",
    "Input/output error": "磁盘读写出错",
    "Too many open files": "打开的文件太多",
    "File too large": "文件太大",
    "Device or resource busy": "正被占用",
    "Text file busy": "正被占用",
    "No such device or address": "没有这个设备",
    "No such device": "没有这个设备",
    "Invalid argument": "不是有效的文件",
    "Cannot allocate memory": "内存不够",
    "Resource temporarily unavailable": "系统暂时无法提供",
    "Connection timed out": "网络连接超时",
    "Stale file handle": "网络上的文件已变动",
    "Broken pipe": "对方已停止接收",
}
_QUOTED = r"['\"](.+?)['\"]"
_NAME = "`?(.+?)`?"
# In each reason a bracket holds what is taken over.
_REASONS = (
    # docfill's own
    (r"number of more than ([\d,]+) digits", "数字超过 {} 位"),
    (r"the process ended before it was done", "进程还没做完就结束了"),
    # Jinja
    (rf"unexpected end of template, expected {_QUOTED}\.", "到这里就结束了，缺少{}"),
    (rf"expected token {_QUOTED}, got {_QUOTED}", "这里应当是{}，却是{}"),
    (rf"Expected an expression, got {_QUOTED}", "这里应当是名称或算式，却是{}"),
    (rf"unexpected char {_QUOTED} at (\d+)", "不认识的字符{}"),
    (rf"unexpected {_QUOTED}, expected {_QUOTED}", "{}不应在这里，这里应当是{}"),
    (rf"unexpected {_QUOTED}", "{}不应在这里"),
    (r"Invalid character in identifier", "名称里有不允许的字符"),
    (r"tag name expected", "缺少语句的名称"),
    (r"expected name or number", "点号后面应当是名称或数字"),
    (r"expected subscript expression", "方括号里应当写明取哪一项"),
    (r"invalid syntax for function call expression", "括号里的参数写法不对"),
    (r"expected call", "这里应当是对宏的调用"),
    (r"You cannot chain multiple tests with is", "不能连用几个 is"),
    (r"non-default argument follows default argument", "没有默认值的参数不能排在有默认值的参数之后"),
    (rf"can't assign to {_QUOTED}", "不能给{}赋值"),
    (r"Can't assign to special loop variable in for-loop target.*", "循环不能把 loop 用作名称"),
    (r"names starting with an underline can not be imported", "不能引入以下划线开头的名称"),
    (r"Required blocks can only contain comments or whitespace", "必需的块里只能有注释或空白"),
    (r"Block names in Jinja have to be valid Python identifiers.*", "块的名称里不能有连字符，请改用下划线"),
    (rf"block {_QUOTED} defined twice", "块{}定义了两次"),
    (r"cannot use extend from a non top-level scope", "extends 只能写在最外层"),
    (r"When defining macros or call blocks the special \"caller\" argument.*", "参数 caller 要么省略，要么给出默认值"),
    (rf"No \w+ named {_QUOTED}\.", "没有名为{}的过滤器或判断"),
    (rf"Encountered unknown tag {_QUOTED}\.(?: .*)?", "不认识的语句{}"),
    (r"Unexpected end of template\.(?: .*)?", "到这里就结束了，有语句没有写结束标签"),
    # JSON
    (r"Expecting value", "这里缺少一个值"),
    (r"Expecting property name enclosed in double quotes", "这里应当是用双引号括起的名称"),
    (rf"Expecting {_QUOTED} delimiter", "这里缺少{}"),
    (r"Illegal trailing comma before end of (?:object|array)", "末尾多了一个逗号"),
    (r"Extra data", "内容结束之后还有别的内容"),
    (r"Unterminated string starting at", "从这里开始的文字缺少右引号"),
    (r"Invalid control character (?:.* )?at", "文字里有换行等控制字符，应写成 \\n 之类"),
    (r"Invalid \\+escape(?:: .*)?", "反斜杠后面的写法不对；反斜杠本身应写成 \\\\"),
    (r"Invalid \\+uXXXX escape", "\\u 后面应当是四位十六进制数"),
    (r"Unexpected UTF-8 BOM.*", "开头有多余的字节顺序标记"),
    # TOML
    (r"Invalid statement", "这一行的写法不对"),
    (r"Expected newline or end of document after a statement", "值的后面还有多余的内容"),
    (rf"Expected {_QUOTED}", "这里缺少{}"),
    (rf"Expected {_QUOTED} at the end of a table declaration", "表名后面缺少{}"),
    (rf"Expected {_QUOTED} at the end of an array declaration", "表名后面缺少{}"),
    (rf"Expected {_QUOTED} after a key in a key/value pair", "名称后面缺少{}"),
    (rf"Found invalid character {_QUOTED}", "有不允许的字符{}"),
    (rf"Illegal character {_QUOTED}", "有不允许的字符{}"),
    (rf"Cannot declare {_NAME} twice", "{}重复了"),
    (r"Cannot overwrite a value", "这个名称已经有值"),
    (rf"Cannot mutate immutable namespace {_NAME}", "{}已经写完，不能再添加"),
    (rf"Cannot redefine namespace {_NAME}", "{}已经用作别的"),
    (r"Invalid initial character for a key part", "名称的第一个字符不对；含汉字等字符的名称要加引号"),
    (r"Unclosed array", "列表缺少右方括号"),
    (r"Unclosed inline table", "表缺少右花括号"),
    (rf"Duplicate inline table key {_QUOTED}", "名称{}重复了"),
    (r"Unescaped '\\+' in a string", "文字里的反斜杠应写成 \\\\"),
    (r"Invalid hex value", "反斜杠后面的十六进制数不对"),
    (r"Escaped character is not a Unicode scalar value", "反斜杠后面的编号不是字符"),
    (r"Unterminated string", "文字缺少右引号"),
    (r"Invalid date or datetime", "没有这样的日期或时间"),
    (r"Invalid value", "值的写法不对；文字要加引号"),
    # What Pillow says of a picture.
    (r"not identified by this driver|Missing dimensions|division by zero", "开头的尺寸等信息不对"),
    (r"Unsupported BMP header type .*", "开头的尺寸等信息不对"),
    (r"(?i:truncated (?:PNG )?file(?: read)?)|image file is truncated.*", "文件不完整"),
    (r"no more images in GIF file", "文件里没有图像"),
    (r"broken PNG file .*|broken data stream.*", "文件内容有错"),
)


def in_chinese(reason: str) -> str:
    """Return *reason* in Chinese, as it is where nobody knows it."""
    if reason in _OF_THE_SYSTEM:
        return _OF_THE_SYSTEM[reason]
    for pattern, sentence in _REASONS:
        found = re.fullmatch(pattern, reason, re.DOTALL)
        if found:
            given = [_PIECES.get(piece, f"“{piece}”") for piece in found.groups()]
            return sentence.format(*given)
    return reason
