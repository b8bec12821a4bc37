"""Plausible bugs put into the code one at a time: do the tests see them?

    python -m benchmarks.mutants [--files PATH …] [--tests PATH …] [--limit N] [--seed N] [--jobs N] [--show]

A mutant is a comparison turned, a bound moved by one, a condition that always or never holds, ``and`` for ``or``, a
sign changed, a statement or a finding left out. Each is put into the running functions of a forked process, which then
runs the tests that came past its line, the quickest first, until one fails. Printed are the mutants that lived, and for
each file how many died; the exit status is 1 when fewer than 90 of 100 did.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib
import io
import os
import pickle
import random
import signal
import sys
import time
import types
from collections import defaultdict
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
FILES = (
    *(
        f"extraction/{name}.py"
        for name in ("alignment", "columns", "labels", "lines", "proactive", "requests", "review")
    ),
    *sorted(f"checks/{path.name}" for path in (ROOT / "build_scripts/checks").glob("*.py")),
    "wording.py",
)
TESTS = (
    "tests/test_align.py", "tests/test_boundaries.py", "tests/test_checks.py", "tests/test_reading.py",
    "tests/test_metamorphic.py", "tests/test_styles.py", "tests/test_readers.py",
)  # fmt: skip
SLOW = 4.0  # seconds: a test that takes longer in the first run is not asked
GOAL = 0.9
Spot = tuple[str, int]  # file, line


@dataclass(frozen=True)
class Mutant:
    file: str
    line: int
    what: str
    number: int  # in the order in which ``mutants`` yields them
    tree: ast.Module

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


# --------------------------------------------------------------------------- making mutants

TURNED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add,
}  # fmt: skip


def changes(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """(what, what stands there instead) for one node."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in TURNED:
        new = copy.deepcopy(node)
        new.ops = [TURNED[type(node.ops[0])]()]
        yield "comparison turned", new
    if isinstance(node, ast.BoolOp):
        new_op = copy.deepcopy(node)
        new_op.op = TURNED[type(node.op)]()
        yield "and/or", new_op
        for at in range(len(node.values)):
            rest = [copy.deepcopy(value) for k, value in enumerate(node.values) if k != at]
            yield f"without part {at + 1}", rest[0] if len(rest) == 1 else ast.BoolOp(copy.deepcopy(node.op), rest)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not left out", copy.deepcopy(node.operand)
    if (
        isinstance(node, ast.BinOp)
        and type(node.op) in TURNED
        and not isinstance(node.left, ast.Constant | ast.JoinedStr)
    ):
        new_bin = copy.deepcopy(node)
        new_bin.op = TURNED[type(node.op)]()
        yield "sign changed", new_bin
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield "true/false", ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        step = 1 if isinstance(node.value, int) else 0.1
        yield f"{node.value} + {step}", ast.Constant(node.value + step)
        yield f"{node.value} - {step}", ast.Constant(node.value - step)
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        for value in (True, False):
            if not (isinstance(node, ast.While) and value):
                always = copy.deepcopy(node)
                always.test = ast.Constant(value)
                yield f"condition always {value}", always
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Yield | ast.YieldFrom | ast.Call):
        yield "left out", ast.Pass()


class _Put(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> Any:
        return ast.copy_location(self.new, node) if node is self.old else self.generic_visit(node)


def mutants(file: str) -> Iterator[Mutant]:
    """Every mutant of a file that stands in a function or in a constant of the module."""
    tree = ast.parse((ROOT / "build_scripts" / file).read_text(encoding="utf-8"))
    number = 0
    for top in tree.body:
        if not isinstance(top, ast.FunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign):
            continue
        for node in ast.walk(top):
            if isinstance(top, ast.Assign | ast.AnnAssign) and not isinstance(node, ast.Constant):
                continue
            for what, new in changes(node):
                yield Mutant(file, getattr(node, "lineno", top.lineno), what, number, _with(tree, node, new))
                number += 1


def _with(tree: ast.Module, node: ast.AST, new: ast.AST) -> ast.Module:
    whole = list(ast.walk(tree))
    at = next(i for i, item in enumerate(whole) if item is node)
    other = copy.deepcopy(tree)
    return ast.fix_missing_locations(_Put(list(ast.walk(other))[at], new).visit(other))


# --------------------------------------------------------------------------- putting them in


def put_in(mutant: Mutant) -> None:
    """The functions of the loaded module get the code of the mutant; changed constants go wherever they are known."""
    name = "build_scripts." + mutant.file.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
    module = sys.modules[name]
    space: dict[str, Any] = {"__name__": name, "__package__": name.rpartition(".")[0], "__file__": module.__file__}
    if hasattr(module, "__path__"):
        space["__package__"] = name
    fake = types.ModuleType(name)
    fake.__dict__.update(space)
    sys.modules[name] = fake
    try:
        exec(compile(mutant.tree, str(module.__file__), "exec"), fake.__dict__)
    finally:
        sys.modules[name] = module
    for key, new in list(fake.__dict__.items()):
        old = module.__dict__.get(key)
        if isinstance(old, types.FunctionType) and old.__module__ == name:
            old.__code__, old.__defaults__ = new.__code__, new.__defaults__
        elif hasattr(old, "__wrapped__") and getattr(old, "__module__", "") == name:
            old.__wrapped__.__code__ = new.__wrapped__.__code__
            old.cache_clear()
        elif isinstance(old, type) and old.__module__ == name:
            for part, method in vars(new).items():
                mine = vars(old).get(part)
                mine, method = getattr(mine, "fget", mine), getattr(method, "fget", method)
                if isinstance(mine, types.FunctionType) and isinstance(method, types.FunctionType):
                    mine.__code__ = method.__code__
        elif isinstance(old, int | float | str | tuple | frozenset) and not key.startswith("__") and old != new:
            for other in list(sys.modules.values()):
                if other and other.__name__.startswith("build_scripts") and other.__dict__.get(key) is old:
                    setattr(other, key, new)


# --------------------------------------------------------------------------- running tests


class Watch:
    """A pytest plugin: which lines each test came past, how long it took, whether one failed."""

    def __init__(self, trace: bool) -> None:
        self.trace, self.lines, self.took = trace, defaultdict(set), {}  # type: bool, dict[str, set[Spot]], dict[str, float]
        self.failed: list[str] = []
        self.names = {str(ROOT / "build_scripts" / file): file for file in FILES}

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        seen, names = self.lines[item.nodeid], self.names

        def local(frame: types.FrameType, event: str, _: object) -> Any:
            seen.add((names[frame.f_code.co_filename], frame.f_lineno))
            return local

        def trace(frame: types.FrameType, event: str, _: object) -> Any:
            return local(frame, event, _) if frame.f_code.co_filename in names else None

        began = time.process_time()
        if self.trace:
            sys.settrace(trace)
        yield
        sys.settrace(None)
        self.took[item.nodeid] = time.process_time() - began

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)


def run(tests: list[str], trace: bool = False) -> Watch:
    watch = Watch(trace)
    options = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-header", *([] if trace else ["-x"])]
    quiet = io.StringIO()
    with redirect_stdout(quiet), redirect_stderr(quiet):
        status = pytest.main([*options, *tests], plugins=[watch])
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        watch.failed.append(f"pytest: {status}")
    return watch


def forked(mutant: Mutant | None, tests: list[str], seconds: float) -> tuple[int, int]:
    """A child that runs the tests with the mutant in it: (process id, its pipe)."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    os.close(reading)
    signal.alarm(int(seconds))
    answer: Any = "died"
    try:
        if mutant is None:
            watch = run(tests, trace=True)
            answer = (watch.failed, dict(watch.lines), watch.took)
        else:
            put_in(mutant)
            answer = run(tests).failed[:1]
    except BaseException as error:  # a mutant may break what it is put into
        answer = [repr(error)[:200]]
    with os.fdopen(writing, "wb") as pipe:
        pickle.dump(answer, pipe)
    os._exit(0)


def answer_of(child: int, reading: int) -> Any:
    with os.fdopen(reading, "rb") as pipe:
        data = pipe.read()
    os.waitpid(child, 0)
    return pickle.loads(data) if data else ["no answer in time"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", nargs="*", default=FILES)
    parser.add_argument("--tests", nargs="*", default=[path for path in TESTS if (ROOT / path).exists()])
    parser.add_argument("--limit", type=int, default=0, help="so many mutants, drawn at random")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    os.chdir(ROOT)
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    for file in FILES:
        importlib.import_module("build_scripts." + file.removesuffix(".py").replace("/", ".").removesuffix(".__init__"))
    failed, lines, took = answer_of(*forked(None, list(args.tests), 3600))
    if failed:
        print("these tests fail without a mutant:", *failed, sep="\n  ")
        return 2
    asked = {name for name, seconds in took.items() if seconds < SLOW}
    print(
        f"{len(took)} tests, {sum(took.values()):.0f} s with their lines noted; {len(took) - len(asked)} are too slow to ask"
    )
    every = [mutant for file in args.files for mutant in mutants(file)]
    chosen = random.Random(args.seed).sample(every, args.limit) if args.limit else every
    dead, alive = judged(chosen, {name: lines[name] for name in asked}, took, args.jobs)
    for file in args.files:
        if all_of := dead[file] + alive[file]:
            print(f"{file}: {dead[file]} of {all_of} died")
    share = sum(dead.values()) / max(1, len(chosen))
    print(f"{sum(dead.values())} of {len(chosen)} mutants died ({100 * share:.1f} %)")
    return 0 if share >= GOAL else 1


def judged(chosen: list[Mutant], lines: dict[str, set[Spot]], took: dict[str, float], jobs: int
           ) -> tuple[dict[str, int], dict[str, int]]:  # fmt: skip
    dead: dict[str, int] = defaultdict(int)
    alive: dict[str, int] = defaultdict(int)
    waiting = list(chosen)
    running: list[tuple[Mutant, int, int]] = []
    while waiting or running:
        while waiting and len(running) < jobs:
            mutant = waiting.pop(0)
            past = sorted((n for n, seen in lines.items() if (mutant.file, mutant.line) in seen), key=took.__getitem__)
            if not past and "constant" not in mutant.what:
                past = sorted(lines, key=took.__getitem__)[:0]
            running.append(
                (mutant, *forked(mutant, past, 30 + 20 * sum(took[n] for n in past))) if past else (mutant, 0, 0)
            )
        mutant, child, pipe = running.pop(0)
        found = answer_of(child, pipe) if child else []
        (dead if found else alive)[mutant.file] += 1
        if not found:
            print(f"lives: {mutant}{'' if child else ' (no test comes past)'}", flush=True)
    return dead, alive


if __name__ == "__main__":
    sys.exit(main())
