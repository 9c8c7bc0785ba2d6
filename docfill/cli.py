"""The command: what was typed -> a verb of the library -> what a person reads, and an exit status.

One function a command: it calls, and prints. 0 is done, 1 is problems (nothing was written), 2 is a command
line that is wrong. Modules are imported where they are used, because start-up is most of what a fill takes.
"""

# ruff: noqa: T201  what a person reads is printed here, and nowhere else

from __future__ import annotations

import gc
import io
import os
import sys
from typing import TYPE_CHECKING, NoReturn

from docfill.commandline import MISSING_WORD, check_words, find_command, form_and_data, guess, parse
from docfill.language import choose_language
from docfill.usage import COMMANDS, help_text

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Sequence

    from docfill.many import Result
    from docfill.places import Language
    from docfill.problems import Problem
    from docfill.word.fields import Field

_WROTE = {"en": "wrote {}", "zh": "已写出 {}"}
_SUMMED = {
    "en": "{written} written, {skipped} up to date, {failed} not written",
    "zh": "已写出 {written} 份，无需更新 {skipped} 份，未写出 {failed} 份",
}
_CLEAN = {"en": "checked, nothing to mend", "zh": "检查完毕，没有需要改的地方"}
_CHECKED = {"en": "checked: {}", "zh": "检查完毕：{}"}
_KINDS = {
    "value": {"en": "value", "zh": "值"},
    "list": {"en": "list", "zh": "列表"},
    "grid": {"en": "grid", "zh": "数据块"},
    "condition": {"en": "condition", "zh": "条件"},
}
_LOOPED = {"en": "one for each item", "zh": "每项一个"}
_OPTIONAL = {"en": "optional", "zh": "可缺省"}
_MORE = {"en": "and {} more", "zh": "另有 {} 处"}
_NO_TAGS = {"en": "nothing: there are no tags in it", "zh": "什么也不需要：里面没有标签"}
_EXAMPLE = {"en": "Example:", "zh": "例子："}
_WHAT_TO_DO = {"en": "What to do:", "zh": "怎么办："}
_ROWS = {"en": "rows:", "zh": "行："}
_COLUMNS = {"en": "columns:", "zh": "列："}
_ONE_ROW = {"en": "one row, without a name", "zh": "只有一行，不用写行名"}
_SHOWN_USES = 4


def command() -> NoReturn:
    """Run the command in a process of its own, and end it."""
    # A process that fills once and ends makes no garbage worth the search for it: collecting, above all that of the
    # interpreter at its end, took a sixth of the whole command.
    gc.disable()
    status = main()
    gc.freeze()
    sys.exit(status)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line *argv* (the real one if None; no program name); return the exit status."""
    words = sys.argv[1:] if argv is None else list(argv)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot show Chinese gets an escape for it, never a traceback.
            stream.reconfigure(errors="backslashreplace")
    try:
        status = _run(words, choose_language(words, os.environ))
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 130  # what a shell reports for Ctrl-C
    except BrokenPipeError:
        # Whoever read our output has gone; Python would complain once more as it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    return status


def _run(words: list[str], lang: Language) -> int:
    if not words or not {"-h", "--help"}.isdisjoint(words):
        command = next((word for word in words if word in COMMANDS), "")
        print(help_text(command, lang), end="", file=sys.stdout if words else sys.stderr)
        return 0 if words else 2
    if words == ["--version"]:
        return _version()
    return _run_command(words, lang)


def _run_command(words: list[str], lang: Language) -> int:
    from docfill.problems import FillError

    command = ""
    try:
        command, rest = find_command(words)
        options = parse(command, rest)
        check_words(command, options, lang)
        return _COMMANDS[command](options, lang)
    except FillError as error:
        from docfill.catalogue.command import USAGE

        usage = any(problem.code in USAGE for problem in error.problems)
        stopped = command == "fill" and not usage
        _show(error.problems, lang, as_json="--json" in words, concise="--concise" in words, stopped=stopped)
        return 2 if usage else 1


def _fill(options: argparse.Namespace, lang: Language) -> int:
    from docfill.filling import fill
    from docfill.problems import FillError, failure

    form, data = form_and_data(options.words)
    if not data:
        raise failure("no-data-files", name=" ".join(options.words[-1:]))
    if len(data) > 1 or options.jobs > 1 or options.resume:
        return _fill_many(form, data, options, lang)
    manner = {"missing": options.missing, "pictures": options.pictures, "previous": options.previous}
    try:
        report = fill(form, data[0], options.output, replace=options.force, recalc=options.recalc, **manner)
    except FillError as error:
        if [problem.code for problem in error.problems] == ["each-is-many"]:
            return _fill_many(form, data, options, lang)
        raise
    if options.json:
        _print_json(report.problems, lang, report=str(report.path))
        return 0
    if report.problems:
        _show(report.problems, lang, as_json=False, concise=options.concise, stopped=False)
    print(_WROTE[lang].format(report.path))
    return 0


def _fill_many(form: str | None, data: list[str], options: argparse.Namespace, lang: Language) -> int:
    """Fill several reports, in as many processes as was asked for, and tell of each."""
    from contextlib import ExitStack

    from docfill.many import fill_many

    with ExitStack() as stack:
        executor = None
        if options.jobs > 1:
            from concurrent.futures import ProcessPoolExecutor

            executor = stack.enter_context(ProcessPoolExecutor(options.jobs))
            stack.callback(executor.shutdown, wait=False, cancel_futures=True)
        results = fill_many(
            form,
            data,
            executor,
            folder=options.output,
            missing=options.missing,
            pictures=options.pictures,
            previous=options.previous,
            replace=options.force or options.resume,
            resume=options.resume,
            recalc=options.recalc,
        )
        if not (options.json or options.concise) and sys.stderr.isatty():
            from docfill.progress import shown

            results = stack.enter_context(shown(results, len(data) if len(data) > 1 else None))
        told = [_tell_of(result, options, lang) for result in results]
    written = sum(result.path is not None and not result.skipped for result in told)
    skipped = sum(result.skipped for result in told)
    failed = len(told) - written - skipped
    if options.json:
        reports = [
            {
                "name": result.name,
                "report": str(result.path) if result.path is not None else None,
                "skipped": result.skipped,
                "problems": [problem.as_dict(lang) for problem in result.problems],
            }
            for result in sorted(told, key=lambda result: result[:2])
        ]
        _print_json((), lang, ok=not failed, reports=reports)
    else:
        print(_SUMMED[lang].format(written=written, skipped=skipped, failed=failed))
    return 1 if failed else 0


def _tell_of(result: Result, options: argparse.Namespace, lang: Language) -> Result:
    """Print what became of one report of many, and return it."""
    if not options.json:
        if result.problems:
            # Not "nothing was written": the others are, and the last line counts them.
            _show(result.problems, lang, as_json=False, concise=options.concise, stopped=False)
        if result.path is not None and not result.skipped:
            print(_WROTE[lang].format(result.path))
    return result


def _check(options: argparse.Namespace, lang: Language) -> int:
    from docfill.checking import annotate, check, form_or_data
    from docfill.problems import FillError, failure
    from docfill.severity import Severity

    form, data = form_or_data(options.words)
    if options.previous and data is None:
        raise failure("missing-argument", name=MISSING_WORD["fill"][lang], command="check")
    problems = check(form, data, pictures=options.pictures, previous=options.previous, recalc=options.recalc)
    written = options.annotate
    if written:
        try:
            annotate(form, problems, written, data=data, lang=lang, replace=options.force)
        except FillError as error:
            problems = tuple(dict.fromkeys([*problems, *error.problems]))
            written = None
    ok = all(problem.severity is not Severity.ERROR for problem in problems)
    if options.json:
        _print_json(problems, lang, ok=ok, **({"annotated": written} if written else {}))
    else:
        _tell(problems, lang, concise=options.concise)
        if written:
            print(_WROTE[lang].format(written))
    return 0 if ok else 1


def _tell(problems: Sequence[Problem], lang: Language, *, concise: bool) -> None:
    """Print what a check found: that is its result, and so goes to standard output."""
    from docfill import console

    if not problems:
        print(_CLEAN[lang])
    elif concise:
        print(console.lines(problems, lang))
    else:
        print(console.draw(problems, lang, colour=console.wants_colour(sys.stdout, os.environ)))
        print(f"\n{_CHECKED[lang].format(console.summary(problems, lang, stopped=False))}")


def _workbook(options: argparse.Namespace, lang: Language) -> int:
    from docfill.entering import workbook
    from docfill.problems import failure

    if not options.output:
        raise failure("missing-argument", name="-o OUT.xlsx", command="workbook")
    old = {"source": options.source, "previous": options.previous}
    report = workbook(options.words[0], options.output, replace=options.force, lang=lang, **old)
    if options.json:
        _print_json(report.problems, lang, workbook=str(report.path))
        return 0
    if report.problems:
        _show(report.problems, lang, as_json=False, concise=options.concise, stopped=False)
    print(_WROTE[lang].format(report.path))
    return 0


def _inspect(options: argparse.Namespace, lang: Language) -> int:
    from docfill.filling import inspect

    fields = inspect(options.words[0])
    if options.json:
        told = [
            {
                "path": field.path,
                "kind": field.kind,
                "looped": field.looped,
                "optional": field.optional,
                "uses": _spots(field, lang),
                "label": field.label,
                "rows": field.rows,
                "columns": field.columns,
            }
            for field in fields
        ]
        _print_json((), lang, fields=told)
        return 0
    if not fields:
        print(_NO_TAGS[lang])
    rows = []
    for field in fields:
        kind = [_KINDS[field.kind][lang]]
        kind += [_LOOPED[lang]] * field.looped + [_OPTIONAL[lang]] * field.optional
        uses = _spots(field, lang)
        if len(uses) > _SHOWN_USES:
            uses[_SHOWN_USES:] = [_MORE[lang].format(len(uses) - _SHOWN_USES)]
        rows.append((field.path, (", " if lang == "en" else "，").join(kind), "; ".join(uses), field.label))
    _print_table(rows)
    for field in fields:
        if field.columns:
            print(f"\n{field.path}")
            for name, keys in ((_ROWS, field.rows), (_COLUMNS, field.columns)):
                print(f"  {name[lang]} {' '.join(keys)}" if keys else f"  {_ONE_ROW[lang]}")
    return 0


def _spots(field: Field, lang: Language) -> list[str]:
    """Return where *field* is used, each spot once: one paragraph may use it several times."""
    return list(dict.fromkeys(place.spot(lang) for place in field.uses))


def _forms(options: argparse.Namespace, lang: Language) -> int:
    from docfill.forms.library import builtin_titles

    titles = builtin_titles()
    if options.json:
        _print_json((), lang, forms=[{"name": name, "title": title} for name, title in titles.items()])
    else:
        _print_table(list(titles.items()))
    return 0


def _explain(options: argparse.Namespace, lang: Language) -> int:
    from docfill.catalogue import CATALOGUE
    from docfill.console import readable
    from docfill.problems import failure

    if not options.words:
        found = {code: readable(entry.words(lang).message) for code, entry in CATALOGUE.items()}
        if options.json:
            _print_json((), lang, codes=found)
        else:
            _print_table(list(found.items()))
        return 0
    code = options.words[0]
    if code not in CATALOGUE:
        raise failure("unknown-code", name=code, guess=guess(code, CATALOGUE))
    entry, words = CATALOGUE[code], CATALOGUE[code].words(lang)
    said = {
        "code": code,
        "severity": entry.severity.value,
        "message": readable(words.message),
        "explanation": words.explanation,
        "example": entry.example,
        "hint": readable(words.hint),
    }
    if options.json:
        _print_json((), lang, **said)
        return 0
    print(f"{code}: {said['message']}\n\n{said['explanation']}\n\n{_EXAMPLE[lang]}")
    print("\n".join(f"  {line}" for line in entry.example.splitlines()))
    if words.hint:
        print(f"\n{_WHAT_TO_DO[lang]}\n  {said['hint']}")
    return 0


def _version(_options: argparse.Namespace | None = None, _lang: Language = "en") -> int:
    from docfill import __version__

    print(f"docfill {__version__}")
    return 0


def _nothing(options: argparse.Namespace, lang: Language) -> int:
    """Answer options that stand without a command."""
    if getattr(options, "version", False):
        return _version()
    print(help_text("", lang), end="", file=sys.stderr)
    return 2


_COMMANDS: dict[str, Callable[[argparse.Namespace, Language], int]] = {
    "": _nothing,
    "fill": _fill,
    "check": _check,
    "workbook": _workbook,
    "inspect": _inspect,
    "forms": _forms,
    "explain": _explain,
}


def _show(problems: Sequence[Problem], lang: Language, *, as_json: bool, concise: bool, stopped: bool) -> None:
    if as_json:
        _print_json(problems, lang, ok=False)
        return
    from docfill import console

    if concise:
        print(console.lines(problems, lang), file=sys.stderr)
        return
    print(console.draw(problems, lang, colour=console.wants_colour(sys.stderr, os.environ)), file=sys.stderr)
    if stopped or len(problems) > 1:
        print(f"\n{console.summary(problems, lang, stopped=stopped)}", file=sys.stderr)


def _print_json(problems: Iterable[Problem], lang: Language, *, ok: bool = True, **result: object) -> None:
    from docfill import console

    print(console.as_json(problems, lang, ok=ok, stream=sys.stdout, **result))


def _print_table(rows: Sequence[tuple[str, ...]]) -> None:
    from docfill.console import columns, visible

    widths = [max(columns(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (visible(cell) + " " * (width - columns(cell)) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())
