"""The catalogue's entries for the tags in a template, and the values that go into them.

Long because it is one table, in which everything is said twice: in English and in Chinese.
"""

from docfill.catalogue.entry import Entry, Words
from docfill.severity import Severity

ENTRIES: dict[str, Entry] = {
    "missing-value": Entry(
        example="{{ 负责人.电话 }}   data: 负责人 has 姓名, and no 电话",
        en=Words(
            message="`${name}` has no value",
            hint='add it to the data, or write `{{ ${name}|default("") }}` in the template if it may be absent',
            explanation="A tag names something that is not in the data. docfill never leaves a silent blank: a "
            "name that is misspelt and a figure that was forgotten look the same in the finished "
            "report. An empty cell is a value (it prints nothing); a name that does not exist is not.",
        ),
        zh=Words(
            message="“${name}”没有值",
            hint='请在数据里补上；若允许缺省，请在模板里写 `{{ ${name}|default("") }}`',
            explanation="标签用到的名称在数据里找不到。docfill 从不悄悄留空：名称写错与数字漏填，在成稿里看起来是"
            "一样的。单元格为空算有值（打印为空白）；名称不存在则不算。",
        ),
    ),
    "misspelt-name": Entry(
        example="{{ 申请.新収 }}   data: 申请 has 新收",
        en=Words(
            message="`${name}` is not in the data; did you mean `${suggestion}`?",
            hint="correct the name in the template or in the data",
            explanation="The name is not in the data, and another there differs from it by little.",
        ),
        zh=Words(
            message="数据里没有“${name}”；是不是“${suggestion}”？",
            hint="请改正模板或数据里的名称",
            explanation="数据里没有这个名称，而有一个与它只差一点。",
        ),
    ),
    "forbidden-character": Entry(
        example="a cell with a control character, pasted from another system",
        en=Words(
            message="this value holds a character that no document may hold: ${character}",
            hint="type the value anew, or delete the invisible character",
            explanation="XML, and so Word, allows no control characters beside tab and line break. They come "
            "along with text that is copied from databases and terminals.",
        ),
        zh=Words(
            message="该值含有文档不允许的字符：${character}",
            hint="请重新录入该值，或删去看不见的字符",
            explanation="XML（因此 Word）除制表符和换行外不允许控制字符。从数据库、终端复制的文字常会带上它们。",
        ),
    ),
    "too-many-breaks": Entry(
        example="{{ log }}   data: log is a file of a million lines",
        en=Words(
            message="this value has ${found} breaks, of lines, tabs or paragraphs; a tag prints ${limit} at most",
            hint="look whether the right value is printed there; of a list, print each item by a loop",
            explanation="Each break takes markup of many times its size, and nobody reads a document of so many lines.",
        ),
        zh=Words(
            message="该值有 ${found} 处换行、制表符或分段；一个标签最多印 ${limit} 处",
            hint="请看看这里印的是不是该印的值；列表请用循环逐项印出",
            explanation="每处换行都要配上几十倍长的标记，这么多行的文档也没有人会读。",
        ),
    ),
    "raw-markup": Entry(
        example="{{ note }}   data: note is Markup('<w:b/>')",
        en=Words(
            message="this value says that it is markup: ${found}",
            hint="give plain text; formatting belongs in the template",
            explanation="Raw markup from the data could break the document, so only text is printed.",
        ),
        zh=Words(
            message="该值自称是标记代码：${found}",
            hint="请提供纯文字；格式应放在模板里",
            explanation="数据里的标记代码可能破坏文档，因此只打印文字。",
        ),
    ),
    "unsupported-value": Entry(
        example="{{ logo }}   data: logo is an object of a class that docxtpl has and docfill does not know",
        en=Words(
            message="`${tag}` prints a kind of value that docfill does not know",
            hint="give text, a number, or one of docfill's own values: RichText, Image",
            explanation="The value classes of docxtpl are understood as they are, but not what others derived from "
            "its other classes. It is refused, never printed as something else.",
        ),
        zh=Words(
            message="`${tag}` 的值是 docfill 不认识的类型",
            hint="请提供文字、数字，或 docfill 自己的值：RichText、Image",
            explanation="docxtpl 的值类型可以原样使用，由它的其他类派生出来的则不行。"
            "这样的值一律明确拒绝，绝不打印成别的东西。",
        ),
    ),
    "value-needs-text": Entry(
        example="a picture as the value of a tag in a field's code",
        en=Words(
            message="the value of `${tag}` can stand only in the text of a paragraph",
            hint="put the tag into a paragraph's text, or give plain text for it",
            explanation="A picture, formatted text or a new paragraph needs a place where Word allows one: the text "
            "of a paragraph. A file's name, a field's code or a picture's description holds plain text only.",
        ),
        zh=Words(
            message="`${tag}` 的值只能放在段落的文字里",
            hint="请把标签放进段落文字，或为它提供纯文字",
            explanation="图片、带格式的文字或新段落，只能放在 Word 允许的地方，即段落的文字里。"
            "文件名、域代码、图片说明只能放纯文字。",
        ),
    ),
    "text-beside-paragraphs": Entry(
        example="附：{{p 附件 }}   data: 附件 is a document",
        en=Words(
            message="`${tag}` brings whole paragraphs, and other text stands beside it",
            hint="give the tag a paragraph of its own",
            explanation="A sub-document, or a text of formatted paragraphs, takes the place of the paragraph that its "
            "tag stands in. Text beside it would be lost, so there must be none.",
        ),
        zh=Words(
            message="`${tag}` 的值是完整的段落，而它旁边还有别的文字",
            hint="请让该标签独占一段",
            explanation="子文档或带格式的段落会取代标签所在的整个段落。旁边的文字会因此丢失，所以不能有。",
        ),
    ),
    "subdocument-with-notes": Entry(
        example="{{p 附件 }}   data: 附件 is a document with a footnote",
        en=Words(
            message="the document that `${tag}` inserts has footnotes or endnotes: ${file}",
            hint="turn the notes of that document into text, then insert it",
            explanation="Notes stand in a part of their own, with numbers that run through the whole report. They "
            "cannot be taken over, and must not be lost.",
        ),
        zh=Words(
            message="`${tag}` 插入的文档里有脚注或尾注：${file}",
            hint="请先把那个文档里的注释改成正文，再插入",
            explanation="脚注和尾注存放在文档的另一部分，编号贯穿整份报告，无法带过来，也不能丢掉。",
        ),
    ),
    "subdocument-of-other-kind": Entry(
        example="{{p 附件 }}   data: 附件 is a document saved as Strict Open XML, the template is not",
        en=Words(
            message="the document that `${tag}` inserts and the template are of different kinds of .docx: ${file}",
            hint='save both as "Word Document (*.docx)" in Word',
            explanation="One is Strict Open XML, the other is not. The same things have different names in them.",
        ),
        zh=Words(
            message="`${tag}` 插入的文档与模板是不同种类的 .docx：${file}",
            hint="请在 Word 里把两者都另存为“Word 文档 (*.docx)”",
            explanation="其中一个是“Strict Open XML”格式，另一个不是。同样的内容在两者中名称不同。",
        ),
    ),
    "link-in-link": Entry(
        example="a tag inside of a hyperlink   data: a RichText with a link of its own",
        en=Words(
            message="`${tag}` stands in a link, and its value is a link too: ${link}",
            hint="take the tag out of the link in Word, or give a text without a link",
            explanation="Word allows no link within a link.",
        ),
        zh=Words(
            message="`${tag}` 位于超链接之中，而它的值又是一个链接：${link}",
            hint="请在 Word 里把标签移出超链接，或提供不带链接的文字",
            explanation="Word 不允许链接里再套链接。",
        ),
    ),
    "link-not-known": Entry(
        example='docxtpl.RichText("首页", url_id=tpl.build_url_id("https://…")), tpl being docxtpl\'s template',
        en=Words(
            message="the link in the value of `${tag}` leads to an address that only docxtpl's template knows",
            hint="take the id from `build_url_id` of docfill's Template, or use docfill's RichText with `link`",
            explanation="docxtpl keeps the address of a link in its own copy of the template, and puts only a number "
            "into the value. docfill fills the file itself, in which that number means nothing.",
        ),
        zh=Words(
            message="`${tag}` 的值里有一个链接，其地址只有 docxtpl 的模板知道",
            hint="请用 docfill 的 Template 的 `build_url_id` 取得编号，或改用 docfill 的 RichText 和 `link`",
            explanation="docxtpl 把链接的地址存在它自己的模板副本里，值里只留一个编号。"
            "docfill 填写的是文件本身，这个编号在其中没有意义。",
        ),
    ),
    "colour-not-known": Entry(
        example='docxtpl.RichText("注意", color="dark orange")',
        en=Words(
            message="the value of `${tag}` asks for a colour that a document cannot hold: ${colour}",
            hint="give the colour as six hexadecimal digits, such as `FF8C00`",
            explanation="A Word document holds colours as six hexadecimal digits. The sixteen names of HTML are "
            "understood too, others are not.",
        ),
        zh=Words(
            message="`${tag}` 的值要求一种文档里无法表示的颜色：${colour}",
            hint="请用六位十六进制数给出颜色，例如 `FF8C00`",
            explanation="Word 文档用六位十六进制数表示颜色。HTML 的十六种颜色名也认得，其他名称不认得。",
        ),
    ),
    "not-text": Entry(
        example="{{ 明细 }}   data: 明细 is a list of records",
        en=Words(
            message="`${tag}` names a whole list or group, which has no text of its own",
            hint="name one value of it, or loop over it with `{% for … %}`",
            explanation="A list or a group of values cannot be printed as one text.",
        ),
        zh=Words(
            message="`${tag}` 指的是整个列表或一组值，不能直接打印",
            hint="请写明其中的一项，或用 `{% for … %}` 循环",
            explanation="列表或一组值没有可直接打印的文字。",
        ),
    ),
    "not-a-figure": Entry(
        example="{{ 金额 }}   data: 金额 is NaN, as a data frame has it for a blank",
        en=Words(
            message="`${tag}` prints a number that is none: ${found}",
            hint="give a figure, or leave it blank",
            explanation="NaN and infinities come from calculations and from blanks in data frames. They are no "
            "figures, and must not stand in a report.",
        ),
        zh=Words(
            message="`${tag}` 的值不是数字：${found}",
            hint="请给出数字；没有数字就留空",
            explanation="NaN 和无穷大来自计算或数据表中的空白，不是数字，不能写进报告。",
        ),
    ),
    "loop-over-scalar": Entry(
        example="{% for x in 年度 %}…{% endfor %}   data: 年度 is 2019",
        en=Words(
            message="`${tag}` loops over a single value: ${found}",
            hint="loop over a list, such as a table of the workbook",
            explanation="A loop repeats something for each item of a list. Over a text it would go letter by "
            "letter, which nobody means.",
        ),
        zh=Words(
            message="`${tag}` 对单个值循环：${found}",
            hint="请对列表（例如工作簿里的一张表）循环",
            explanation="循环是对列表的每一项重复。对一段文字循环会逐字进行，这不会是本意。",
        ),
    ),
    "unclosed-tag": Entry(
        example="经费合计{{ 总额 元整",
        en=Words(
            message="this tag is never closed",
            hint="add `${closing}` where it ends, in the same paragraph",
            explanation="A tag begins and ends in one paragraph. Without its end docfill cannot tell what is tag "
            "and what is text.",
        ),
        zh=Words(
            message="这个标签没有结束",
            hint="请在结尾处加上 `${closing}`（须在同一段内）",
            explanation="标签必须在同一段内开始和结束。没有结尾，就分不清哪些是标签、哪些是正文。",
        ),
    ),
    "unclosed-comment": Entry(
        example="{# 给经办人的话",
        en=Words(
            message="this looks like a note that is never closed; it is printed as it stands",
            hint="add `#}` where it ends, or leave it if it is text",
            explanation="Notes stand between `{#` and `#}` and are not printed. A document may hold `{#` as "
            "text, so this is a warning.",
        ),
        zh=Words(
            message="这像是一条没有结束的注释，将照原样打印",
            hint="若是注释请在结尾加 `#}`；若是正文可不理会",
            explanation="注释写在 `{#` 和 `#}` 之间，不打印。正文里也可能有 `{#`，所以这只是提醒。",
        ),
        severity=Severity.WARNING,
    ),
    "unopened-tag": Entry(
        example="{ 单位名称 }}",
        en=Words(
            message="`${tag}` closes no tag; it is printed as it stands",
            hint="write `{{` or `{%` where the tag begins, or leave it if it is text",
            explanation="A tag that lost its beginning would be printed in the report. A document may hold such "
            "braces as text, so this is a warning.",
        ),
        zh=Words(
            message="`${tag}` 前面没有对应的开头，将照原样打印",
            hint="请在标签开头处写 `{{` 或 `{%`；若是正文可不理会",
            explanation="丢了开头的标签会被打印到报告里。正文里也可能有这样的括号，所以这只是提醒。",
        ),
        severity=Severity.WARNING,
    ),
    "tag-not-reached": Entry(
        example="{{ 单位名称 }} in the document's title (File, Info, Properties)",
        en=Words(
            message="`${tag}` stands where tags are not worked out; it is left as it stands",
            hint="delete it if it was not meant, or move it into the text or where the text of a chart is shown",
            explanation="Tags are worked out in all text that the document shows, in its properties, in the codes of "
            "fields and in the addresses of links. The name of a bookmark, the tag of a content control and a workbook "
            "behind a chart are not text of the document. Editing the data of such a chart in Word would bring the tag "
            "back.",
        ),
        zh=Words(
            message="`${tag}` 所在的位置不处理标签，将照原样保留",
            hint="若不是有意写的请删除；否则请移到正文里，或图表上显示的文字里",
            explanation="文档里看得见的文字、文档属性、域代码和链接地址里的标签都处理。书签的名称、内容控件的标记，以及"
            "图表背后的工作簿，都不是文档里的文字。在 Word 里编辑这种图表的数据，标签会重新出现。",
        ),
        severity=Severity.WARNING,
    ),
    "tag-needs-paragraph": Entry(
        example="{{p 总体情况 }} in the description of a picture",
        en=Words(
            message="`${tag}` needs a paragraph, and stands in a text that has none",
            hint="print a value here with `{{ … }}`, choose with `{% if %}`, repeat with `{% for %}`; without a prefix",
            explanation="A property, the code of a field, a formula, the text of a chart or the description of a "
            "picture is text alone: it can have no paragraphs, rows, cells or grids of its own.",
        ),
        zh=Words(
            message="`${tag}` 要放在段落里，这里的文字不在段落里",
            hint="这里可以用 `{{ … }}` 打印、用 `{% if %}` 选择、用 `{% for %}` 重复，不带前缀",
            explanation="文档属性、域代码、公式、图表里的文字、图片的替代文字都只是文字，不能有自己的段落、行、格或表格数据。",
        ),
    ),
    "not-of-this-kind": Entry(
        example="{{ 编号 }} in a document property of type Number, and 编号 is 甲-12",
        en=Words(
            message="`${tag}` brings `${found}`, where only something like `${wanted}` may stand",
            hint="correct the value, write it with a filter (such as `|date_iso`), or make the property one of text",
            explanation="A property of type number, date or yes-or-no, and a figure of a chart, must be written as "
            "their format asks, or Word reports the document as damaged.",
        ),
        zh=Words(
            message="`${tag}` 的结果是“${found}”，这里只能是类似 `${wanted}` 的内容",
            hint="请改正数据，或用过滤器（如 `|ISO日期`）写成这样，或把该属性改为文本类型",
            explanation="类型为数字、日期、是或否的文档属性，以及图表里的数值，必须按其格式书写，"
            "否则 Word 会报告文档损坏。",
        ),
    ),
    "empty-tag": Entry(
        example="{{ }}",
        en=Words(
            message="`${tag}` is empty",
            hint="name a value in it, or delete it",
            explanation="A tag without a name prints nothing and was hardly meant.",
        ),
        zh=Words(
            message="`${tag}` 是空的",
            hint="请写上名称，或删除它",
            explanation="没有名称的标签什么也不打印，多半不是本意。",
        ),
    ),
    "tag-not-understood": Entry(
        example="{{ 总额 元 }}",
        en=Words(
            message="`${tag}` cannot be understood (${reason})",
            hint="a name, a filter after `|`, or a calculation may stand in a tag; look at the marked spot",
            explanation="What stands in a tag is an expression of the Jinja language. This one breaks its grammar.",
        ),
        zh=Words(
            message="看不懂 `${tag}`（${reason}）",
            hint="标签里可以写名称、`|` 后的过滤器或算式；请检查标出的地方",
            explanation="标签里写的是 Jinja 表达式，这一个不合语法。",
        ),
    ),
    "unknown-statement": Entry(
        example="{% fro r in 明细 %}",
        en=Words(
            message="`${name}` is no statement that docfill knows",
            hint="did you mean: ${known}",
            explanation="After `{%` stands a statement: `for`, `if`, `else`, `endif`, `set`, `grid` and the like.",
        ),
        zh=Words(
            message="没有“${name}”这种语句",
            hint="是不是：${known}",
            explanation="`{%` 后面写语句：`for`、`if`、`else`、`endif`、`set`、`grid` 等。",
        ),
    ),
    "unknown-filter": Entry(
        example="{{ 日期|dat }}",
        en=Words(
            message="there is no filter `${name}`",
            hint="did you mean: ${known}",
            explanation="A filter stands after `|` and changes how a value is shown. This one does not exist.",
        ),
        zh=Words(
            message="没有名为“${name}”的过滤器",
            hint="是不是：${known}",
            explanation="过滤器写在 `|` 后面，改变值的显示方式。这一个不存在。",
        ),
    ),
    "unknown-test": Entry(
        example="{% if x is definde %}",
        en=Words(
            message="there is no test `${name}`",
            hint="did you mean: ${known}",
            explanation="A test stands after `is` in a condition. This one does not exist.",
        ),
        zh=Words(
            message="没有名为“${name}”的判断",
            hint="是不是：${known}",
            explanation="判断写在条件里的 `is` 后面。这一个不存在。",
        ),
    ),
    "tag-in-cdata": Entry(
        example="<w:t><![CDATA[{{ 单位名称 }}]]></w:t>   written by another program",
        en=Words(
            message="`${tag}` stands in a stretch of text that another program shut off from markup",
            hint="open the template in Word and save it: Word writes the text as any other",
            explanation="In a CDATA section, which Word reads and never writes, a value could not be escaped, and "
            "might end the section.",
        ),
        zh=Words(
            message="`${tag}` 在一段被别的程序隔开的文字里",
            hint="请用 Word 打开模板再保存：Word 会把它写成普通文字",
            explanation="CDATA 段 Word 能读，自己从不写。段里的值无法转义，还可能使这一段提前结束。",
        ),
    ),
    "nothing-to-join": Entry(
        example="{%- if x %}   in the first paragraph of a cell, or right below a table",
        en=Words(
            message="`${tag}` joins its line to the one beside it, and there is none that could be joined",
            hint="take the `-` off that side of the tag, or put the tag between two paragraphs",
            explanation="A statement with `-` that is alone in its line joins the line above (`{%-`) or below (`-%}`). "
            "A table, the edge of a cell and the end of a section are no line: joining over them would break "
            "the document.",
        ),
        zh=Words(
            message="`${tag}` 要与相邻的一行合并，而旁边没有可以合并的行",
            hint="请去掉这一侧的 `-`，或把标签放在两个段落之间",
            explanation="独占一行、带 `-` 的语句会与上一行（`{%-`）或下一行（`-%}`）合并。表格、单元格的边缘和节的"
            "末尾都不是行，跨过它们合并会破坏文档。",
        ),
    ),
    "loads-another-file": Entry(
        example='{% include "抬头.docx" %}',
        en=Words(
            message="`${tag}` would load another file, and a template is one file",
            hint="put its text into this template, or hand it in as a value",
            explanation="`include`, `import`, `from`, `extends` and `block` put templates together from several files. "
            "A template that is checked and sent around as one file always gives the same report.",
        ),
        zh=Words(
            message="`${tag}` 要装入另一个文件，而模板就是一个文件",
            hint="请把内容写进这个模板，或作为值传入",
            explanation="`include`、`import`、`from`、`extends` 和 `block` 用几个文件拼成模板。模板只有一个文件，检查和"
            "传递时都是它，得到的报告才总是一样。",
        ),
    ),
    "do-has-no-effect": Entry(
        example="{% do 明细.append(1) %}",
        en=Words(
            message="`${tag}` prints nothing and may change nothing",
            hint="print the value with `{{ … }}`, or keep it with `{% set … %}`",
            explanation="`do` calls something for what it changes. A template never changes the data, so that every "
            "report made from them says the same.",
        ),
        zh=Words(
            message="`${tag}` 什么也不打印，也不得改动什么",
            hint="要打印请写 `{{ … }}`，要留用请写 `{% set … %}`",
            explanation="`do` 是为了改动而调用。模板从不改动数据，这样同一份数据做出的报告才一致。",
        ),
    ),
    "escaping-is-always-on": Entry(
        example="{% autoescape false %}{{ 备注 }}{% endautoescape %}",
        en=Words(
            message="`${tag}` would print values as markup, which could break the document",
            hint="take it out with its end; formatting belongs in the template",
            explanation="Whatever a value holds, `<` and `&` included, is printed as the text that it is. "
            "`{% autoescape true %}` says what is so anyway.",
        ),
        zh=Words(
            message="`${tag}` 会把值当作标记代码打印，可能破坏文档",
            hint="请去掉它和它的结束标签；格式应放在模板里",
            explanation="值里的任何字符（包括 `<` 和 `&`）都照原样作为文字打印。`{% autoescape true %}` 说的本来就是"
            "如此。",
        ),
    ),
    "value-is-no-row": Entry(
        example="{{tr 明细 }}",
        en=Words(
            message="`${tag}` would put a value in the place of a row or a cell",
            hint="print it in a cell with `{{ … }}`; repeat rows with `{%tr for … %}`, or call a macro of whole rows",
            explanation="A value is text and has no cells. In docxtpl `{{tr … }}` and `{{tc … }}` take raw markup.",
        ),
        zh=Words(
            message="`${tag}` 要把一个值放在整行或整格的位置",
            hint="请在单元格里用 `{{ … }}` 打印；重复行用 `{%tr for … %}`，或调用由整行组成的宏",
            explanation="值是文字，没有单元格。docxtpl 的 `{{tr … }}` 和 `{{tc … }}` 接受的是标记代码。",
        ),
    ),
    "structure-cannot-be-kept": Entry(
        example="{% set 说明 %}见**附件**{% endset %}   where 附件 is bold, and so a run of its own",
        en=Words(
            message="`${tag}` keeps text, and more than text stands between it and its end",
            hint="let both stand in one line with nothing of another format between, or make a macro of it",
            explanation="What `set`, `filter` and `call` enclose is kept as text, which has no format, no paragraphs "
            "and no rows. A macro may hold runs of one paragraph, whole paragraphs or whole rows, but not cells.",
        ),
        zh=Words(
            message="`${tag}` 保存的是文字，而它与结束标签之间不只是文字",
            hint="请让两者在同一行，中间没有别的格式；或改用宏",
            explanation="`set`、`filter`、`call` 之间的内容作为文字保存，没有格式、段落和行。宏里可以有一段中的几种"
            "格式、整段或整行，但不能是单元格。",
        ),
    ),
    "macro-out-of-place": Entry(
        example="{{ 条目(1) }}   where 条目 is a macro of whole paragraphs",
        en=Words(
            message="`${tag}` uses `${name}`, which holds more than text, where that cannot stand",
            hint="call it by itself: `${usage}`",
            explanation="A macro of whole paragraphs is called in a paragraph of its own, one of rows in a row of its "
            "own in the same table, one over several runs by a tag of its own. What it gives cannot be "
            "filtered, compared or kept, and its name may mean nothing else in the template.",
        ),
        zh=Words(
            message="`${tag}` 用到了“${name}”，它不只是文字，不能放在这里",
            hint="请单独调用：`${usage}`",
            explanation="由整段组成的宏要在单独一段里调用，由整行组成的宏要在同一表格的单独一行里调用，含几种格式的宏要用"
            "单独一个标签调用。它的结果不能过滤、比较或保存，它的名称在模板里也不能另有含义。",
        ),
    ),
    "loop-cannot-stop-here": Entry(
        example="{% for r in 明细 %}…{% break %}…{% endfor %}   in a row that the loop repeats",
        en=Words(
            message="`${tag}` would leave its loop in the middle of what it repeats",
            hint="put it where the loop's own tags stand: in a row or a paragraph of its own, or in the same text",
            explanation="A loop may stop or go on between two of the rows or paragraphs that it repeats. Within one of "
            "them it would leave half a row behind.",
        ),
        zh=Words(
            message="`${tag}` 会在重复内容的中间离开循环",
            hint="请把它放在与循环标签同级的位置：单独的行或段落里，或同一段文字里",
            explanation="循环可以在它重复的两行或两段之间停止或继续；在一行的中间离开，会留下半行。",
        ),
    ),
    "unclosed-block": Entry(
        example="{% for r in 明细 %}{{ r.名称 }}",
        en=Words(
            message="`${tag}` is never ended",
            hint="write `${closing}` where it ends",
            explanation="What is repeated or conditional stands between two tags, and one of them is missing.",
        ),
        zh=Words(
            message="`${tag}` 没有结束语句",
            hint="请在结束处写 `${closing}`",
            explanation="重复或有条件的内容要夹在两个标签之间，这里少了一个。",
        ),
    ),
    "unopened-block": Entry(
        example="{{ x }}{% endif %}",
        en=Words(
            message="`${tag}` ends or continues nothing",
            hint="write `{% ${opening} … %}` where it begins, or delete it",
            explanation="What is repeated or conditional stands between two tags, and the first of them is missing.",
        ),
        zh=Words(
            message="`${tag}` 没有对应的开头",
            hint="请在开头处写 `{% ${opening} … %}`，或删除它",
            explanation="重复或有条件的内容要夹在两个标签之间，这里少了开头。",
        ),
    ),
    "branch-after-else": Entry(
        example="{% if x %}甲{% else %}乙{% else %}丙{% endif %}",
        en=Words(
            message="`${tag}` stands behind `${other}`, which is for all other cases already",
            hint="write further cases as `{% elif … %}`, `{% else %}` once, behind; or `{% ${closing} %}` before it",
            explanation="A block has one `{% else %}` at most, and it is the last of its branches.",
        ),
        zh=Words(
            message="`${tag}` 写在 `${other}` 之后，而后者已包含其余所有情况",
            hint="各种情况请用 `{% elif … %}` 写，`{% else %}` 只写一次并放在最后；或者在它前面先写 `{% ${closing} %}`",
            explanation="一个块最多有一个 `{% else %}`，并且是最后一个分支。",
        ),
    ),
    "too-deep": Entry(
        example="{% for a in x %} … twenty-one loops within one another",
        en=Words(
            message="`${tag}` is nested too deep: blocks within blocks, or brackets and operators without end",
            hint="keep to a dozen blocks within one another; work a long expression out in steps, with `{% set … %}`",
            explanation="About twenty loops and a hundred brackets within one another can be worked out, which is far "
            "more than anybody can read.",
        ),
        zh=Words(
            message="`${tag}` 嵌套过深：块里套块，或括号、运算符没完没了",
            hint="块的嵌套请控制在十来层以内；长表达式请用 `{% set … %}` 分步计算",
            explanation="最多能处理约二十层循环和上百层括号，已远超人能读懂的程度。",
        ),
    ),
    "template-takes-too-long": Entry(
        example="a template of a hundred thousand pages, or one that was made to keep docfill busy",
        en=Words(
            message="the template takes longer to be read than it may: the limit is ${limit}",
            hint="split it into several templates; or let the program allow more: "
            "`Template(…, limits=Limits(compile_seconds=600))`",
            explanation="A template is read once, before any report is filled. A form of some pages takes a fraction "
            "of a second.",
        ),
        zh=Words(
            message="读取模板用时超过上限 ${limit}",
            hint="请拆成几个模板；也可以由程序放宽：`Template(…, limits=Limits(compile_seconds=600))`",
            explanation="模板在填写之前读取一次；几页的表格只需零点几秒。",
        ),
    ),
    "crossed-blocks": Entry(
        example="{% for r in 明细 %}{% if r.显示 %}{% endfor %}{% endif %}",
        en=Words(
            message="`${tag}` and `${other}` cross each other",
            hint="end the inner one before the outer one: put `{% ${closing} %}` first",
            explanation="Of two blocks one stands wholly within the other, or they stand one after the other. "
            "Blocks that begin and end in the cells of one row repeat the whole row, so two of them "
            "in one row cross as well.",
        ),
        zh=Words(
            message="`${tag}` 与 `${other}` 交叉了",
            hint="里层要先结束：请把 `{% ${closing} %}` 放在前面",
            explanation="两个块要么一个完全在另一个里面，要么前后分开。首尾在同一行不同格的块会重复整行，因此同一"
            "行里的两个这样的块也会交叉。",
        ),
    ),
    "mixed-prefixes": Entry(
        example="{%tr for r in 明细 %} … {%p endfor %}",
        en=Words(
            message="`${tag}` has another prefix than `${other}`",
            hint="use one prefix for both: `p` paragraphs, `tr` rows, `tc` cells",
            explanation="The prefix says what a pair repeats or removes, and it cannot be two things at once.",
        ),
        zh=Words(
            message="`${tag}` 与 `${other}` 的前缀不同",
            hint="首尾请用同一个前缀：`p` 段落，`tr` 行，`tc` 单元格",
            explanation="前缀说明一对标签重复或删除的是什么，不能既是这个又是那个。",
        ),
    ),
    "prefix-outside-table": Entry(
        example="{%tr for r in 明细 %}   in a paragraph outside of any table",
        en=Words(
            message="`${tag}` stands outside of a table",
            hint="put it into the table's row, or use the prefix `p` or none",
            explanation="`tr` repeats rows and `tc` cells, and there are none around it.",
        ),
        zh=Words(
            message="`${tag}` 不在表格里",
            hint="请把它放进表格的行里，或改用前缀 `p`、或不写前缀",
            explanation="`tr` 重复行、`tc` 重复单元格，而这里不在表格中。",
        ),
    ),
    "unbalanced-block": Entry(
        example="{% for r in 明细 %}   in a table; {% endfor %} below it",
        en=Words(
            message="`${tag}` and `${closing}` stand where nothing whole lies between them",
            hint="put both into one paragraph, one cell, one table, or both outside of it",
            explanation="A block that opens in a table, a text box or a content control and closes outside of it "
            "would cut it in two.",
        ),
        zh=Words(
            message="`${tag}` 与 `${closing}` 所在的位置之间不是完整的内容",
            hint="请把两者放在同一段、同一格、同一表格里，或都放在外面",
            explanation="块若在表格、文本框或内容控件里开始、在外面结束，就会把它切成两半。",
        ),
    ),
    "text-in-marker": Entry(
        example="标题{%p if 有附件 %}",
        en=Words(
            message="`${tag}` takes its whole paragraph, row or cell away, and this text with it: ${found}",
            hint="put the tag alone into a paragraph, row or cell of its own, or leave its prefix off",
            explanation="A prefixed tag marks a paragraph, a row or a cell that is not printed. Text in it would "
            "be lost without a word.",
        ),
        zh=Words(
            message="`${tag}` 会连同所在的整段（行、格）一起消失，其中的文字也会丢失：${found}",
            hint="请让该标签独占一段（行、格），或去掉前缀",
            explanation="带前缀的标签所在的段、行、格不打印，其中的文字会无声地丢失。",
        ),
    ),
    "block-cuts-field": Entry(
        example="{% if x %} inside of a page number field, {% endif %} behind it",
        en=Words(
            message="`${tag}` would cut a field of Word in two",
            hint="put the whole field into the block, or all of it outside",
            explanation="A field (a page number, a table of contents, a cross-reference) has a beginning and an "
            "end. A block may take both or none.",
        ),
        zh=Words(
            message="`${tag}` 会把 Word 的一个域切成两半",
            hint="请让整个域都在块里，或都在块外",
            explanation="域（页码、目录、交叉引用）有开头和结尾，块要么都包含，要么都不包含。",
        ),
    ),
    "merge-without-loop": Entry(
        example="{% vm %}部门 in a row that nothing repeats",
        en=Words(
            message="`${tag}` stands in no loop that repeats its row (for `vm`) or its cell (for `hm`)",
            hint="put the row into a `{%tr for … %}`, the cell into a `{%tc for … %}`, or merge the cells in Word",
            explanation="`{% vm %}` merges a cell with its copies below, `{% hm %}` with its copies beside. Where "
            "nothing is repeated there are no copies.",
        ),
        zh=Words(
            message="`${tag}` 不在任何重复该行（`vm`）或该格（`hm`）的循环里",
            hint="请把该行放进 `{%tr for … %}`，把该格放进 `{%tc for … %}`，或直接在 Word 里合并单元格",
            explanation="`{% vm %}` 把单元格与下方的副本合并，`{% hm %}` 与旁边的副本合并。没有重复，就没有副本。",
        ),
    ),
    "merge-hides-text": Entry(
        example="{% vm %} in a loop over two rows, and text in the same column of the other row",
        en=Words(
            message="the cells that `${tag}` merges would hide text that stands in another row of the loop",
            hint="empty that cell, or leave `vm` away",
            explanation="A cell that merges with its copies takes the cells between them too, so these must be empty.",
        ),
        zh=Words(
            message="`${tag}` 合并的单元格会遮住循环里另一行的文字",
            hint="请清空那个单元格，或去掉 `vm`",
            explanation="单元格与它的副本合并时，中间的单元格也一并合并，因此必须是空的。",
        ),
    ),
    "merge-hides-value": Entry(
        example="a vertically merged cell that begins in a repeated row, with {{ r.name }} in it",
        en=Words(
            message="one merged cell would show `${shown}` and hide `${hidden}`",
            hint="let the value be the same in all rows of the merged cell, or do not merge the cell",
            explanation="A vertically merged cell that goes on through repeated rows shows one text. Another text in "
            "one of these rows would not be seen in the report.",
        ),
        zh=Words(
            message="同一个合并单元格会显示“${shown}”而遮住“${hidden}”",
            hint="请让合并单元格所占各行的值相同，或不要合并该单元格",
            explanation="贯穿重复行的纵向合并单元格只显示一段文字，其他行里不同的文字在报告里就看不到了。",
        ),
    ),
    "not-a-span": Entry(
        example="{% colspan n %}   data: n is 0",
        en=Words(
            message="`${tag}` asks for a cell over this many columns: ${found}",
            hint="give a whole number from 1 to 63",
            explanation="A cell of a Word table takes at least one column, and a table has 63 at most.",
        ),
        zh=Words(
            message="`${tag}` 要求单元格占的列数是：${found}",
            hint="请给出 1 到 63 的整数",
            explanation="Word 表格的单元格至少占一列，一个表格最多 63 列。",
        ),
    ),
    "grid-without-name": Entry(
        example="{% grid %}",
        en=Words(
            message="`${tag}` does not say which grid",
            hint="name it: `{% grid 申请 %}`",
            explanation="The tag fills a block of cells from a grid of the data, and needs its name.",
        ),
        zh=Words(
            message="`${tag}` 没有写明是哪个网格",
            hint="请写上名称：`{% grid 申请 %}`",
            explanation="该标签用数据里的一个网格填满一片单元格，需要写明名称。",
        ),
    ),
    "grid-outside-cell": Entry(
        example="合计：{% grid 申请 %}",
        en=Words(
            message="`${tag}` must stand alone in a table's cell",
            hint="put it alone into the top-left cell of those that it fills",
            explanation="A grid fills cells to the right of its own and below.",
        ),
        zh=Words(
            message="`${tag}` 必须单独放在表格的一个格里",
            hint="请把它单独放进所填区域左上角的单元格",
            explanation="网格从所在的格起，向右、向下填写。",
        ),
    ),
    "not-a-grid": Entry(
        example="{% grid 年度 %}   data: 年度 is 2019",
        en=Words(
            message="`${name}` is no block of rows and columns",
            hint="give it rows and columns: a defined name over a block of cells",
            explanation="A grid is a list of rows, or rows and columns with names.",
        ),
        zh=Words(
            message="“${name}”不是由行和列组成的区域",
            hint="请给出行和列：把定义名称指向一片单元格",
            explanation="网格是若干行的列表，或带名称的行和列。",
        ),
    ),
    "grid-does-not-fit": Entry(
        example="{% grid 申请 %} in a table of 23 rows   data: 24 rows",
        en=Words(
            message="`${name}` has ${rows} rows and ${columns} columns, and the table has no cell for row "
            "${row}, column ${column}",
            hint="make the data as large as the table's block of empty cells",
            explanation="A grid never adds cells to an official table, and never leaves figures out.",
        ),
        zh=Words(
            message="“${name}”有 ${rows} 行 ${columns} 列，而表格里没有第 ${row} 行第 ${column} 列的单元格",
            hint="请让数据与表格的空白区域一样大",
            explanation="网格不会给官方表格添加单元格，也不会漏掉数字。",
        ),
    ),
    "grid-covers-text": Entry(
        example="{% grid 申请 %}   and the cell beside it says 合计",
        en=Words(
            message="`${name}` would cover the cell of its row ${row}, column ${column}, which says: ${found}",
            hint="empty the cell in the template, or make the data smaller (${rows} rows, ${columns} columns)",
            explanation="A grid fills empty cells only; what a form prints is not overwritten.",
        ),
        zh=Words(
            message="“${name}”的第 ${row} 行第 ${column} 列会盖住已有文字的单元格：${found}",
            hint="请清空模板里的这个格，或缩小数据（现为 ${rows} 行 ${columns} 列）",
            explanation="网格只填空白格，不会盖掉表格上印好的文字。",
        ),
    ),
    "paragraphs-cannot-repeat": Entry(
        example="{{p 总体情况 }}   in a paragraph that ends a section",
        en=Words(
            message="`${tag}` stands in a paragraph that cannot be repeated",
            hint="put it into a paragraph of its own, outside of content controls and before the section break",
            explanation="One paragraph a line needs a paragraph that may stand more than once. One that ends a "
            "section, or a content control within a line, may not.",
        ),
        zh=Words(
            message="`${tag}` 所在的段落不能重复",
            hint="请让它独占一段，不放在行内内容控件里，也不放在分节符所在的段",
            explanation="每行一段，要求该段可以重复出现；分节符所在的段、行内的内容控件不能重复。",
        ),
    ),
    "too-much-asked": Entry(
        example='{{ "x" * 10 ** 9 }}',
        en=Words(
            message="`${tag}` asks for more than a template may: the limit is ${limit}",
            hint="ask for less; the template has a slip, or does not mean well",
            explanation="Loops, repetitions and widths have bounds far beyond any report, so that no template "
            "can take all time or memory.",
        ),
        zh=Words(
            message="`${tag}` 要求过多：上限为 ${limit}",
            hint="请减少；模板或有笔误，或不怀好意",
            explanation="循环、重复和宽度都有远超任何报告的上限，防止模板耗尽时间或内存。",
        ),
    ),
    "object-in-data": Entry(
        example="{{ 用户.name }}   data: an object of a class of the program that fills",
        en=Words(
            message="`${tag}` asks for `${name}` of an object that a program passed, which is no record",
            hint="pass a mapping, or an instance of attrs or a dataclass; or let the program name the class: "
            "`Template(…, objects=[…])`",
            explanation="A template may come from anybody, and an object may lead to all that a program can do. So "
            "tags read mappings, lists and figures, and records by their fields; objects and functions only where the "
            "program passes them on purpose, as `globals` or by their class.",
        ),
        zh=Words(
            message="`${tag}` 要读取程序对象的 `${name}`，而该对象不是数据记录",
            hint="请传入映射，或 attrs、dataclass 的实例；也可以由程序指明该类：`Template(…, objects=[…])`",
            explanation="模板可能来自任何人，而对象可能通向程序的全部能力。因此标签只读取映射、列表和数值，以及记录的字段；"
            "对象和函数须由程序有意提供：放在 `globals` 里，或指明其类。",
        ),
    ),
    "output-too-large": Entry(
        example="a loop in a loop over 100,000 records each",
        en=Words(
            message="the report would be larger than ${limit} bytes",
            hint="split it into several reports",
            explanation="A ceiling keeps a slip in a loop from filling the disk.",
        ),
        zh=Words(
            message="报告将超过 ${limit} 字节",
            hint="请拆成几份报告",
            explanation="设置上限，防止循环写错而占满磁盘。",
        ),
    ),
    "text-too-long": Entry(
        example="{{ 说明 }}   data: 说明 is a whole file, put into one cell by mistake",
        en=Words(
            message="one text of the report would be ${found} long, and ${limit} is what programs read: `${begins}…`",
            hint="look whether the right value is printed there; break a text that is so long into lines or paragraphs",
            explanation="Many programs that read Word documents refuse a single text of more than ten million bytes.",
        ),
        zh=Words(
            message="报告里有一段连续的文字长 ${found}，而读取文档的程序最多只认 ${limit}：“${begins}…”",
            hint="请检查这里打印的值是否正确；确有这样长的文字，请分行或分段",
            explanation="许多读取 Word 文档的程序不接受超过一千万字节的单段文字。",
        ),
    ),
    "division-by-zero": Entry(
        example="{{ 公开 / 总数 }}   data: 总数 is 0",
        en=Words(
            message="`${tag}` divides by zero",
            hint='ask first: `{% if … %}`, or `{{ a / b if b else "—" }}`',
            explanation="A share of nothing has no value, and docfill does not invent one.",
        ),
        zh=Words(
            message="`${tag}` 除以了零",
            hint='请先判断：`{% if … %}`，或 `{{ a / b if b else "—" }}`',
            explanation="总数为零时没有占比，docfill 不会编一个。",
        ),
    ),
    "values-do-not-match": Entry(
        example="{{ 单位名称 + 1 }}",
        en=Words(
            message="`${tag}` combines values that do not go together, such as text and a number",
            hint="look at both values; a figure that was typed as text is text",
            explanation="Text and numbers are not added or compared with each other.",
        ),
        zh=Words(
            message="`${tag}` 把不能一起运算的值（例如文字和数字）放在了一起",
            hint="请检查两边的值；以文本形式录入的数字是文字",
            explanation="文字与数字不能相加或比较大小。",
        ),
    ),
    "tag-failed": Entry(
        example='{{ 日期.strftime("%Q") }}',
        en=Words(
            message="`${tag}` cannot be worked out with these values",
            hint="look at the values that it uses, and at the spelling of what it calls",
            explanation="The tag reads well, but what it asks of its values cannot be done.",
        ),
        zh=Words(
            message="用这些值算不出 `${tag}`",
            hint="请检查它用到的值，以及所调用名称的写法",
            explanation="标签写法没有问题，但对这些值无法完成所要求的运算。",
        ),
    ),
    "not-a-number-for-filter": Entry(
        example="{{ 总额|大写 }}   data: 总额 is 约五千元",
        en=Words(
            message="`${tag}` needs a number, and this is none: ${found}",
            hint="put a number into the data, with nothing else beside it",
            explanation="A filter for figures takes numbers, and text that writes one: `1,234.50`, `１２３４`. A unit "
            "or a remark beside the figure cannot be calculated with.",
        ),
        zh=Words(
            message="`${tag}` 需要数字，而这里是：${found}",
            hint="请在数据里只填数字，不带其他文字",
            explanation="用于数字的过滤器接受数字，以及写成文字的数字：`1,234.50`、`１２３４`。带单位或说明的文字无法计算。",
        ),
    ),
    "not-a-date-for-filter": Entry(
        example="{{ 签订日期|日期 }}   data: 签订日期 is 年底",
        en=Words(
            message="`${tag}` needs a day, and this is none: ${found}",
            hint="write the day as `2019-12-31`, `2019.12.31`, `2019/12/31` or `2019年12月31日`",
            explanation="A filter for dates takes a date of the workbook, and text that writes year, month and day. A "
            "bare number is not taken for a date.",
        ),
        zh=Words(
            message="`${tag}` 需要日期，而这里是：${found}",
            hint="请写成 `2019-12-31`、`2019.12.31`、`2019/12/31` 或 `2019年12月31日`",
            explanation="用于日期的过滤器接受工作簿里的日期，以及写明年月日的文字。单独的数字不当作日期。",
        ),
    ),
    "not-whole-for-filter": Entry(
        example="{{ 序号|中文序号 }}   data: 序号 is 2.5",
        en=Words(
            message="`${tag}` needs a whole number, and this is ${found}",
            hint="correct the number in the data",
            explanation="Headings are counted in whole numbers.",
        ),
        zh=Words(
            message="`${tag}` 需要整数，而这里是 ${found}",
            hint="请改正数据里的数字",
            explanation="标题序号只能是整数。",
        ),
    ),
    "number-out-of-range": Entry(
        example="{{ 序号|中文序号 }}   data: 序号 is 0",
        en=Words(
            message="`${tag}` takes numbers from ${lowest} to ${highest}, and this is ${found}",
            hint="correct the number in the data",
            explanation="Chinese numerals are written up to hundreds of trillions, and headings are counted from 1.",
        ),
        zh=Words(
            message="`${tag}` 接受 ${lowest} 到 ${highest} 的数，而这里是 ${found}",
            hint="请改正数据里的数字",
            explanation="中文数字最多写到百万亿位；标题序号从 1 数起。",
        ),
    ),
    "rounding-not-said": Entry(
        example="{{ 总额|大写 }}   data: 总额 is 1409.505",
        en=Words(
            message="`${tag}` writes ${kept} decimals, and ${found} has more",
            hint="say that it is to be rounded: `${example}`",
            explanation="A figure of an official document is not rounded in silence. With the number of decimals, or "
            "`四舍五入=true` for an amount in capitals, it is rounded half up.",
        ),
        zh=Words(
            message="`${tag}` 写到小数点后 ${kept} 位，而 ${found} 的小数位更多",
            hint="请写明舍入：`${example}`",
            explanation="公文里的数字不会悄悄舍入。写明小数位数，或在大写金额里写 `四舍五入=true`，才四舍五入。",
        ),
    ),
    "tick-is-not-clear": Entry(
        example="{{ 类别|勾选 }}   data: 类别 is 个人",
        en=Words(
            message="`${tag}` needs yes or no, and this is neither: ${found}",
            hint='write 是 or 否 in the data, or compare in the template: `{{ (类别 == "个人")|勾选 }}`',
            explanation="A box is ticked for 是, 有, √, yes, true or a number that is not zero, and left empty for "
            "否, 无, ×, no, false, zero or a blank. Other text says neither, and a tick would be a guess.",
        ),
        zh=Words(
            message="`${tag}` 需要“是”或“否”，而这里是：${found}",
            hint='请在数据里写“是”或“否”，或在模板里比较：`{{ (类别 == "个人")|勾选 }}`',
            explanation="是、有、√、yes、true 和不为零的数打勾；否、无、×、no、false、零和空白不打勾。"
            "其他文字两者都不是，打勾就成了猜测。",
        ),
    ),
    "filter-argument": Entry(
        example="{{ 总额|小数 }}",
        en=Words(
            message="what `${tag}` gives its filter cannot be used: ${found}",
            hint="it is written so: `${usage}`",
            explanation="What stands in the brackets of a filter is too much, too little, or not of the kind that the "
            "filter takes.",
        ),
        zh=Words(
            message="`${tag}` 给过滤器的参数用不了：${found}",
            hint="写法是：`${usage}`",
            explanation="过滤器括号里的参数多了、少了，或者不是它接受的那一种。",
        ),
    ),
}
