"""What other libraries say of a fault stands in Chinese in a Chinese message: the table knows all of it."""

from __future__ import annotations

import ast
import errno
import inspect
import json
import json.decoder
import os
import re
import sys
import tomllib
import tomllib._parser

import jinja2.compiler
import jinja2.lexer
import jinja2.parser
import pytest

from docfill import Template, check
from docfill.catalogue.reasons import in_chinese
from tests.building import doc, found

# What only a programmer's own extension, or a loader that a template has not, can bring about.
_NEVER = (
    "assignment",
    "missing block",
    "Unrecognized type",
    "dictionary",
    "parameter must be str",
    "object must be str",
)
_RAISING = {"fail", "TemplateSyntaxError", "JSONDecodeError", "suffixed_err", "TemplateAssertionError"}


def said_by(module):
    """Return each message that *module* may raise, with an x for what is put into it."""
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in _RAISING:
            for argument in node.args:
                text = written(argument)
                if text and " " in text and not any(word in text for word in _NEVER):
                    yield text


def written(node):
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else filled(part) for part in node.values)
    return ""


def filled(part):
    return "'x'" if part.conversion == ord("r") else "7" if "pos" in ast.unparse(part) else "x"


@pytest.mark.parametrize(
    "reason",
    [
        "not identified by this driver",
        "Truncated File Read",
        "truncated PNG file",
        "image file is truncated (12 bytes not processed)",
        "broken PNG file (bad header checksum in b'IHDR')",
        "no more images in GIF file",
        "Unsupported BMP header type (0)",
    ],
)
def test_what_is_said_of_a_damaged_picture_stands_in_chinese_in_a_chinese_message(reason):
    assert not re.search("[A-Za-z]", in_chinese(reason))


@pytest.mark.parametrize(
    "module", [jinja2.parser, jinja2.lexer, jinja2.compiler, json.decoder, tomllib._parser], ids=lambda it: it.__name__
)
def test_the_table_knows_what_the_installed_versions_say(module):
    messages = sorted(set(said_by(module)))
    assert messages
    unknown = [message for message in messages if in_chinese(message) == message]
    assert unknown == []


@pytest.mark.parametrize(
    "typed",
    [
        "{{ a + }}",
        "{{ a b }}",
        "{{ (a }}",
        "{{ a.{} }}",
        "{{ a['b }}",
        "{% for x %}{% endfor %}",
        "{{ a is }}",
        "{{ 'a' $ }}",
        "{{ " + "9" * 5_000 + " b }}",
        "{{ [" + "9" * 5_000 + "] }}",
    ],
)
def test_a_template_is_told_of_in_chinese_alone(typed):
    for problem in found(doc(typed)):
        said = problem.message("zh").replace(typed, "")
        assert problem.code == "tag-not-understood"
        assert re.findall(r"[A-Za-z]{4,}", said) == []


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[1,]",
        '{"a" 1}',
        '{"a": "b',
        '{"a": "b\nc"}',
        '{"a": "\\x"}',
        '{"a": "\\u12"}',
        "{} {}",
        "nul",
        "{a: 1}",
        '{"a": }',
    ],
)
def test_json_is_told_of_in_chinese_alone(tmp_path, text):
    path = tmp_path / "数据.json"
    path.write_text(text, encoding="utf-8")
    (problem,) = [each for each in check(Template(doc("甲")), path) if each.code == "json-syntax"]
    assert re.findall(r"[A-Za-z]{5,}", problem.message("zh")) == []
    with pytest.raises(json.JSONDecodeError) as caught:
        json.loads(text)
    assert caught.value.msg in problem.message("en")


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "a =",
        "a = [1",
        "a = {b = 1",
        "a = 1 2",
        "a = 1\na = 2",
        "名 = 1",
        'a = "b',
        "a = 2019-13-01",
        "[a",
        "a = {b=1,b=2}",
    ],
)
def test_toml_is_told_of_in_chinese_alone(tmp_path, text):
    path = tmp_path / "数据.toml"
    path.write_text(text, encoding="utf-8")
    (problem,) = [each for each in check(Template(doc("甲")), path) if each.code == "toml-syntax"]
    assert re.findall(r"[A-Za-z]{5,}", problem.message("zh")) == []
    with pytest.raises(tomllib.TOMLDecodeError):
        tomllib.loads(text)


@pytest.mark.skipif(sys.platform != "linux", reason="the system says it in its own words")
def test_what_the_system_says_of_a_file_is_known():
    numbers = ["ENOENT", "EACCES", "EPERM", "EISDIR", "ENOTDIR", "EEXIST", "ENOSPC", "EDQUOT", "EROFS", "ELOOP"]
    numbers += ["ENAMETOOLONG", "EIO", "EMFILE", "EFBIG", "EBUSY", "ETXTBSY", "ENXIO", "ENODEV", "EINVAL", "ENOMEM"]
    for number in numbers:
        said = os.strerror(getattr(errno, number))
        assert in_chinese(said) != said


def test_a_reason_that_nobody_knows_stays_as_it_is():
    assert in_chinese("the moon is full") == "the moon is full"
