"""Every problem is whole: two languages, an example, a use, a test, a page; none is used that is not there."""

from __future__ import annotations

import ast
import re
import runpy
from collections import Counter
from pathlib import Path
from string import Template as Sentence

import pytest

import docfill
from docfill.catalogue import CATALOGUE, archives, checks, command, excel, figures, forms, package, pictures, template

PACKAGE = Path(docfill.__file__).parent
DOCS = PACKAGE.parent / "docs"
TESTS = Path(__file__).parent
CODES = sorted(CATALOGUE)
SOURCES = [path for path in PACKAGE.rglob("*.py") if "catalogue" not in path.parts]


def names_in(*sentences: str) -> set[str]:
    return {name for sentence in sentences for name in Sentence(sentence).get_identifiers()}


def words_in_source() -> set[str]:
    trees = [ast.parse(path.read_text("utf-8")) for path in SOURCES]
    nodes = (node for tree in trees for node in ast.walk(tree))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def raised_in_source() -> list[tuple[str, ast.Call, Path]]:
    """Return the calls that name a code outright: ``problems.add("code", …)`` and ``failure("code", …)``."""
    found = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            code = node.args[0].value
            if called in {"add", "failure"} and re.fullmatch(r"[a-z]+(-[a-z]+)+", str(code)):
                found.append((str(code), node, path))
    return found


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_words(code):
    assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", code)


def test_no_code_means_two_things():
    chapters = (archives, checks, command, excel, figures, forms, package, pictures, template)
    times = Counter(code for chapter in chapters for code in chapter.ENTRIES)
    assert [code for code, number in times.items() if number > 1] == []


@pytest.mark.parametrize("code", CODES)
def test_a_problem_is_said_and_explained_in_both_languages(code):
    entry = CATALOGUE[code]
    assert entry.example.strip()
    for words in (entry.en, entry.zh):
        assert words.message.strip()
        assert words.explanation.strip()
    assert re.search("[\u4e00-\u9fff]", entry.zh.message)
    assert re.search("[\u4e00-\u9fff]", entry.zh.explanation)
    assert bool(entry.en.hint) == bool(entry.zh.hint)


@pytest.mark.parametrize("code", CODES)
def test_both_languages_need_the_same_words(code):
    entry = CATALOGUE[code]
    for words in (entry.en, entry.zh):
        assert Sentence(words.message).is_valid()
        assert Sentence(words.hint).is_valid()
        assert "${" not in words.explanation
    assert names_in(entry.en.message, entry.en.hint) == names_in(entry.zh.message, entry.zh.hint)


@pytest.mark.parametrize("code", CODES)
def test_no_message_speaks_of_python(code):
    entry = CATALOGUE[code]
    for text in (entry.en.message, entry.en.hint, entry.zh.message, entry.zh.hint):
        assert not re.search(r"\b(str|int|dict|NoneType|None|traceback|exception)\b", text)


def test_every_code_that_is_used_is_there():
    assert sorted({code for code, _, _ in raised_in_source()} - CATALOGUE.keys()) == []


def test_every_use_gives_the_words_that_the_sentences_need():
    short = []
    for code, call, path in raised_in_source():
        given = {keyword.arg for keyword in call.keywords}
        words = CATALOGUE[code].en
        if None not in given and not names_in(words.message, words.hint) <= given:
            short.append(f"{path.name}:{call.lineno} {code}")
    assert short == []


def test_every_code_that_is_there_is_used():
    assert sorted(CATALOGUE.keys() - words_in_source()) == []


def test_every_code_has_a_test_that_mentions_it():
    tests = "\n".join(path.read_text("utf-8") for path in TESTS.rglob("*.py"))
    assert [code for code in CODES if not re.search(rf"(?<![\w-]){code}(?![\w-])", tests)] == []


@pytest.mark.parametrize("name", ["problems.md", "problems.zh-CN.md"])
def test_every_code_has_its_place_in_the_docs(name):
    page = (DOCS / name).read_text("utf-8")
    assert [code for code in CODES if f"\n### {code}\n" not in page] == []


@pytest.mark.parametrize("name", ["problems.md", "problems.zh-CN.md", "command.md", "command.zh-CN.md"])
def test_the_pages_made_from_the_source_are_current(name):
    pages = runpy.run_path(str(DOCS / "build.py"))["pages"]()
    assert (DOCS / name).read_text("utf-8") == pages[name], "run `python docs/build.py`"
