"""The command: what was typed -> a verb of the library -> what a person reads, and an exit status.

One function a command: it calls, and prints. 0 is done, 1 is problems (nothing was written), 2 is a command
line that is wrong. Modules are imported where they are used, because start-up is most of what a fill takes.
"""

# ruff: noqa: T201  what a person reads is printed here and in `listings`, and nowhere else

from __future__ import annotations

import contextlib
import gc
import io
import os
import signal
import sys
from typing import TYPE_CHECKING, Any, NoReturn

from docfill.commandline import MISSING_WORD, check_words, find_command, form_and_data, parse
from docfill.language import choose_language
from docfill.usage import COMMANDS, help_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from types import SimpleNamespace

    from docfill.making import Result
    from docfill.places import Language
    from docfill.problems import Problem

_WROTE = {"en": "wrote {}", "zh": "已写出 {}"}
_STOPPED = {
    "en": "stopped; what was written is whole, and nothing is half-written",
    "zh": "已中止；写出的成稿都是完整的，没有写了一半的文件",
}
_NO_MEMORY = {
    "en": "the memory is not enough for this; nothing was written",
    "zh": "内存不够，无法完成；没有写出任何内容",
}
_SUMMED = {
    "en": "{written} written, {skipped} up to date, {failed} not written",
    "zh": "已写出 {written} 份，无需更新 {skipped} 份，未写出 {failed} 份",
}
_CLEAN = {"en": "checked, nothing to mend", "zh": "检查完毕，没有需要改的地方"}
_CHECKED = {"en": "checked: {}", "zh": "检查完毕：{}"}


def command() -> NoReturn:
    """Run the command in a process of its own, and end it."""
    # A process that fills once and ends makes no garbage worth the search for it: collecting, above all that of the
    # interpreter at its end, took a sixth of the whole command.
    gc.disable()
    _listen(_stop)
    status = main()
    _listen(signal.SIG_DFL)  # from here on there is nothing to tidy up, and nothing to say
    gc.freeze()
    sys.exit(status)


def _listen(action: Callable[[int, object], None] | signal.Handlers) -> None:
    """Have *action* done where somebody ends the process: by Ctrl-C, by `kill`, by closing the terminal."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # What whoever started us wants ignored (`nohup`, a job in the background of a script) stays so.
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, action)


def _stop(number: int, _frame: object) -> NoReturn:
    """Give up what is being done: half-written files are removed on the way out, processes are ended."""
    _listen(_do_nothing)
    raise KeyboardInterrupt(number)


def _do_nothing(_number: int, _frame: object) -> None:
    """Take no notice of the second Ctrl-C: the first is being obeyed."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line *argv* (the real one if None; no program name); return the exit status."""
    words = sys.argv[1:] if argv is None else list(argv)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot show Chinese gets an escape for it, never a traceback.
            stream.reconfigure(errors="backslashreplace")
    lang = choose_language(words, os.environ)
    try:
        status: int | None = _run(words, lang)
        if sys.stdout is not None:  # as it is where the shell closed it (`>&-`)
            sys.stdout.flush()
    except KeyboardInterrupt as error:
        with contextlib.suppress(OSError):
            print(_STOPPED[lang], file=sys.stderr)
        return 128 + (error.args[0] if error.args else signal.SIGINT)  # what a shell reports
    except BrokenPipeError:
        _hush()
        return 141
    except (OSError, MemoryError, ImportError, SystemError) as error:
        from docfill.memory import ran_out

        if ran_out(error):
            status = None  # told once all that was under way is let go, for it hangs on the exception
        elif not isinstance(error, OSError) or error.filename is not None:
            raise  # not the output itself, which is open already: a fault of docfill
        else:
            _hush()
            return _cannot_print(error, lang)
    return _no_memory(words, lang) if status is None else status


def _hush() -> None:
    """Lead the output nowhere: whoever read it has gone, and Python would complain once more as it flushes at exit."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _cannot_print(error: OSError, lang: Language) -> int:
    from docfill.problems import failure

    problems = failure("cannot-print", None, reason=error.strerror or error).problems
    with contextlib.suppress(OSError):
        _show(problems, lang, as_json=False, concise=True, stopped=False)
    return 1


def _no_memory(words: list[str], lang: Language) -> int:
    """Tell that memory ran out; what was under way is given back first."""
    gc.collect()
    try:
        from docfill.memory import out_of_memory

        problems = out_of_memory().problems
        _show(problems, lang, as_json="--json" in words, concise="--concise" in words, stopped=False)
    except (OSError, MemoryError, ImportError, SystemError):  # not even to load the sentences of the catalogue
        print(_NO_MEMORY[lang], file=sys.stderr)
    return 1


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


def _fill(options: SimpleNamespace, lang: Language) -> int:
    from docfill.filling import fill
    from docfill.problems import FillError, failure

    form, data = form_and_data(options.words)
    if not data:
        raise failure("no-data-files", name=" ".join(options.words[-1:]))
    if len(data) > 1 or options.jobs > 1 or options.resume:
        return _fill_many(form, data, options, lang)
    manner = {"missing": options.missing, "pictures": options.pictures, "previous": options.previous}
    try:
        report = fill(form, data[0], options.output, replace=options.force, recalc=options.recalc, cache=True, **manner)
    except FillError as error:
        if [problem.code for problem in error.problems] == ["each-is-many"]:
            return _fill_many(form, data, options, lang)
        raise
    if options.json:
        _print_json(report.problems, lang, report=str(report.path))
        return 0
    if report.problems:
        _show(report.problems, lang, as_json=False, concise=options.concise, stopped=False)
    print(_wrote(report.path, lang))
    return 0


def _fill_many(form: str | None, data: list[str], options: SimpleNamespace, lang: Language) -> int:
    """Fill several reports, in as many processes as was asked for, and tell of each."""
    from docfill.many import Job, fill_many
    from docfill.naming import is_folder
    from docfill.problems import failure

    jobs: list[Any] = list(data)
    folder = options.output
    if len(data) == 1 and folder is not None and not is_folder(folder):
        jobs, folder = [Job(data[0], folder)], None
    told = []
    with contextlib.ExitStack() as stack:
        executor = None
        if options.jobs > 1:
            from docfill.workers import begun

            started = begun(min(options.jobs, len(data)) if len(data) > 1 else options.jobs)
            if isinstance(started, str):
                # Only here are the handles let go that hung on the exception: none may be left to load the sentence.
                gc.collect()
                raise failure("workers-not-started", None, reason=started)
            executor = stack.enter_context(started)
        results = fill_many(
            form,
            jobs,
            executor,
            folder=folder,
            missing=options.missing,
            pictures=options.pictures,
            previous=options.previous,
            replace=options.force or options.resume,
            resume=options.resume,
            recalc=options.recalc,
        )
        if not (options.json or options.concise) and sys.stderr is not None and sys.stderr.isatty():
            from docfill.progress import shown

            results = stack.enter_context(shown(results, len(data) if len(data) > 1 else None))
        try:
            for result in results:
                told.append(_tell_of(result, options, lang))  # noqa: PERF401  what was told counts, if it is stopped
        except KeyboardInterrupt:
            print(_sum_up(told, lang), file=sys.stderr)
            raise
    failed = sum(result.path is None for result in told)
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
        print(_sum_up(told, lang))
    return 1 if failed else 0


def _sum_up(told: Sequence[Result], lang: Language) -> str:
    skipped = sum(result.skipped for result in told)
    failed = sum(result.path is None for result in told)
    return _SUMMED[lang].format(written=len(told) - skipped - failed, skipped=skipped, failed=failed)


def _tell_of(result: Result, options: SimpleNamespace, lang: Language) -> Result:
    """Print what became of one report of many, and return it."""
    if not options.json:
        if result.problems:
            # Not "nothing was written": the others are, and the last line counts them.
            _show(result.problems, lang, as_json=False, concise=options.concise, stopped=False)
        if result.path is not None and not result.skipped:
            print(_wrote(result.path, lang))
    return result


def _wrote(path: object, lang: Language) -> str:
    """Return the line that says what was written; a name is often that of a file that others made."""
    name = str(path)
    if not name.isprintable():  # looked at first, since most names are and start-up counts
        from docfill.console import visible

        name = visible(name)
    return _WROTE[lang].format(name)


def _check(options: SimpleNamespace, lang: Language) -> int:
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
            print(_wrote(written, lang))
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


def _workbook(options: SimpleNamespace, lang: Language) -> int:
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
    print(_wrote(report.path, lang))
    return 0


def _version(_options: SimpleNamespace | None = None, _lang: Language = "en") -> int:
    from docfill import __version__

    print(f"docfill {__version__}")
    return 0


def _nothing(options: SimpleNamespace, lang: Language) -> int:
    """Answer options that stand without a command."""
    if getattr(options, "version", False):
        return _version()
    print(help_text("", lang), end="", file=sys.stderr)
    return 2


def _inspect(options: SimpleNamespace, lang: Language) -> int:
    from docfill.listings import inspect_form

    return inspect_form(options, lang)


def _forms(options: SimpleNamespace, lang: Language) -> int:
    from docfill.listings import list_forms

    return list_forms(options, lang)


def _explain(options: SimpleNamespace, lang: Language) -> int:
    from docfill.listings import explain

    return explain(options, lang)


_COMMANDS: dict[str, Callable[[SimpleNamespace, Language], int]] = {
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
