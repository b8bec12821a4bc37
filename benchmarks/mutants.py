"""Put plausible bugs into the code one at a time and check that the tests detect them.

    python -m benchmarks.mutants [--every] [--files PATH …] [--tests PATH …] [--limit N] [--seed N] [--jobs N]

The bugs are those of ``benchmarks/bugs.py``. With ``--every`` they are generated from the code: a comparison is
reversed, a bound moved by one, a condition always or never true, ``and`` replaced by ``or``, a sign changed, a
statement or a finding removed. Each bug is put into the loaded functions of a forked process, which then runs the tests
that cover its line, fastest first, until one fails. The surviving mutants are printed, and for each file how many were
killed; the exit status is 1 when fewer than 90 of 100 were killed."""

from __future__ import annotations

import argparse
import ast
import copy
import importlib
import os
import pickle
import random
import re
import signal
import sys
import time
import types
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest

from benchmarks.bugs import BUGS

ROOT = Path(__file__).resolve().parent.parent
FILES = tuple(BUGS)
TESTS = tuple(
    f"tests/test_{name}.py"
    for name in (
        "align", "boundaries", "columns", "numbers", "checks", "prose", "outline", "overlooked",
        "own_words", "thresholds", "nothing_lost",
    )
)  # fmt: skip
SLOW = 4.0  # seconds; a test that takes longer in the first run is not used
MAX_EVENTS = (
    2000  # maximum number of line events recorded for one function in one test, because loops repeat the same lines
)
GOAL = 0.9
Spot = tuple[str, int]  # (file, line)
KINDS = (int, float, str, tuple, frozenset, Decimal, re.Pattern)  # types of constants that can be replaced


@dataclass(frozen=True)
class Mutant:
    """A mutant. ``spots``: the tests that cover one of these lines are run. ``tree``: the whole file with the bug."""

    file: str
    line: int
    what: str
    spots: frozenset[Spot]
    tree: Callable[[], ast.Module]

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


# --------------------------------------------------------------------------- making mutants

INVERTED: dict[type[ast.AST], type[Any]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add,
}  # fmt: skip


def changes(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Yield (description, replacement) for one node."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in INVERTED:
        new = copy.deepcopy(node)
        new.ops = [INVERTED[type(node.ops[0])]()]
        yield "comparison turned", new
    if isinstance(node, ast.BoolOp):
        new_op = copy.deepcopy(node)
        new_op.op = INVERTED[type(node.op)]()
        yield "and/or", new_op
        for at in range(len(node.values)):
            rest = [copy.deepcopy(value) for k, value in enumerate(node.values) if k != at]
            yield f"without part {at + 1}", rest[0] if len(rest) == 1 else ast.BoolOp(copy.deepcopy(node.op), rest)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not left out", copy.deepcopy(node.operand)
    if (
        isinstance(node, ast.BinOp)
        and type(node.op) in INVERTED
        and not isinstance(node.left, ast.Constant | ast.JoinedStr)
    ):
        new_bin = copy.deepcopy(node)
        new_bin.op = INVERTED[type(node.op)]()
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


class _Replace(ast.NodeTransformer):
    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.old, self.new = old, new

    def visit(self, node: ast.AST) -> Any:
        return ast.copy_location(self.new, node) if node is self.old else self.generic_visit(node)


@cache
def source(file: str) -> str:
    return (ROOT / "build_scripts" / file).read_text(encoding="utf-8")


@cache
def parsed(file: str) -> ast.Module:
    return ast.parse(source(file))


def listed(file: str) -> Iterator[Mutant]:
    """Yield the listed bugs of a file."""
    for old, new in BUGS[file]:
        at = source(file).index(old)
        line = source(file).count("\n", 0, at + len(old) - len(old.lstrip())) + 1
        last = line + old.strip().count("\n")
        top = next(top for top in parsed(file).body if line <= (top.end_lineno or top.lineno))
        spots = frozenset((file, number) for number in range(line, last + 1))
        if isinstance(top, ast.Assign | ast.AnnAssign):
            spots = _uses(top)
        changed = source(file).replace(old, new)
        yield Mutant(file, line, f"{old.strip()} → {new.strip()}", spots, lambda changed=changed: ast.parse(changed))  # type: ignore[misc]


def generated(file: str) -> Iterator[Mutant]:
    """Yield every mutant of a file that is in a function or in a constant of the module."""
    tree = parsed(file)
    for top in tree.body:
        if not isinstance(top, ast.FunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign):
            continue
        constant = isinstance(top, ast.Assign | ast.AnnAssign)
        uses = _uses(top) if constant else frozenset[Spot]()
        for node in ast.walk(top):
            if not constant or isinstance(node, ast.Constant):
                for what, new in changes(node):
                    spots = uses or frozenset((file, line) for line in _lines(top, node))
                    line = getattr(node, "lineno", top.lineno)
                    yield Mutant(file, line, what, spots, lambda node=node, new=new: _with(tree, node, new))  # type: ignore[misc]


def _names(tree: ast.AST, context: type[ast.expr_context]) -> Iterator[ast.Name]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, context))


def _uses(constant: ast.AST) -> frozenset[Spot]:
    """Return the lines that read a module's constant, or a constant derived from it."""
    wanted = {node.id for node in _names(constant, ast.Store)}
    tops = [top for file in FILES for top in parsed(file).body if isinstance(top, ast.Assign | ast.AnnAssign)]
    for _ in range(3):  # _COUNTS → _UNITS → _NUMBER
        for top in tops:
            if any(node.id in wanted for node in _names(top, ast.Load)):
                wanted |= {node.id for node in _names(top, ast.Store)}
    return frozenset((file, n.lineno) for file in FILES for n in _names(parsed(file), ast.Load) if n.id in wanted)


def _lines(top: ast.AST, node: ast.AST) -> frozenset[int]:
    """Return the lines of the statement that contains a node; for a compound statement such as ``if`` only its head."""
    inside = [s for s in ast.walk(top) if isinstance(s, ast.stmt) and any(part is node for part in ast.walk(s))]
    statement = inside[-1]
    body = getattr(statement, "body", None)
    end = body[0].lineno - 1 if body else statement.end_lineno or statement.lineno
    return frozenset(range(statement.lineno, max(end, statement.lineno) + 1))


def _with(tree: ast.Module, node: ast.AST, new: ast.AST) -> ast.Module:
    at = next(i for i, item in enumerate(ast.walk(tree)) if item is node)
    other = copy.deepcopy(tree)
    old = next(item for i, item in enumerate(ast.walk(other)) if i == at)
    changed: ast.Module = _Replace(old, new).visit(other)
    return ast.fix_missing_locations(changed)


# --------------------------------------------------------------------------- putting them in


def module_of(file: str) -> str:
    return "build_scripts." + file.removesuffix(".py").replace("/", ".").removesuffix(".__init__")


def install(mutant: Mutant) -> None:
    """Give the functions of the loaded module the mutant's code; replace changed constants in every importing module."""
    name = module_of(mutant.file)
    module = sys.modules[name]
    space: dict[str, Any] = {"__name__": name, "__package__": name.rpartition(".")[0], "__file__": module.__file__}
    if hasattr(module, "__path__"):
        space["__package__"] = name
    fake = types.ModuleType(name)
    fake.__dict__.update(space)
    sys.modules[name] = fake
    try:
        exec(compile(mutant.tree(), str(module.__file__), "exec"), fake.__dict__)
    finally:
        sys.modules[name] = module
    for key, new in list(fake.__dict__.items()):
        old = module.__dict__.get(key)
        if isinstance(old, types.FunctionType) and old.__module__ == name:
            old.__code__, old.__defaults__ = new.__code__, new.__defaults__
        elif hasattr(old, "__wrapped__") and getattr(old, "__module__", "") == name:
            vars(old)["__wrapped__"].__code__ = new.__wrapped__.__code__
        elif isinstance(old, type) and old.__module__ == name:
            for part, method in vars(new).items():
                mine = vars(old).get(part)
                mine, method = getattr(mine, "fget", mine), getattr(method, "fget", method)
                if isinstance(mine, types.FunctionType) and isinstance(method, types.FunctionType):
                    mine.__code__ = method.__code__
        elif type(old) is dict and not key.startswith("__") and old != new:
            old.clear()
            old.update(new)
        elif isinstance(old, KINDS) and not key.startswith("__") and old != new:
            for other in list(sys.modules.values()):
                if other and other.__name__.startswith("build_scripts") and other.__dict__.get(key) is old:
                    setattr(other, key, new)
    for file in FILES:
        for kept in vars(sys.modules[module_of(file)]).values():
            getattr(kept, "cache_clear", lambda: None)()


# --------------------------------------------------------------------------- running tests


class MutantRunner:
    """A pytest plugin: collect the tests once, then run them in a forked process for each mutant."""

    def __init__(self, chosen: list[Mutant], jobs: int) -> None:
        self.chosen, self.jobs = chosen, jobs
        self.names = {str(ROOT / "build_scripts" / file): file for file in FILES}
        self.failed: list[str] = []
        self.killed: Counter[str] = Counter()
        self.survived: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        failed, lines, durations = result_of(*forked(3600, lambda: self.first_run(session.items)))
        if failed:
            print("these fail without a mutant and are not used:", *failed, sep="\n  ")
        fit = (at for at in durations if durations[at] < SLOW and session.items[at].nodeid not in failed)
        order = sorted(fit, key=durations.__getitem__)
        print(
            f"{len(durations)} tests, {sum(durations.values()):.0f} s with their lines noted, {len(order)} of them used",
            flush=True,
        )
        running: list[tuple[Mutant, int, int]] = []
        waiting = list(self.chosen)
        while waiting or running:
            while waiting and len(running) < self.jobs:
                mutant = waiting.pop(0)
                covering = [at for at in order if not mutant.spots.isdisjoint(lines[at])]
                seconds = 30 + 20 * sum(durations[at] for at in covering)
                items = [session.items[at] for at in covering]
                running.append(
                    (mutant, *(forked(seconds, partial(self.run_tests, mutant, items)) if covering else (0, 0)))
                )
            mutant, child, pipe = running.pop(0)
            found = result_of(child, pipe) if child else []
            (self.killed if found else self.survived)[mutant.file] += 1
            if not found:
                print(f"lives: {mutant}{'' if child else ' (no test comes past)'}", flush=True)
        return True

    def run_tests(self, mutant: Mutant, items: list[pytest.Item]) -> list[str]:
        install(mutant)
        for at, item in enumerate(items):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=items[at + 1] if at + 1 < len(items) else None)
            if self.failed:
                break
        return self.failed

    def first_run(self, items: list[pytest.Item]) -> tuple[list[str], dict[int, set[Spot]], dict[int, float]]:
        """Run the tests without a mutant; return the failures, the lines that each test covers, and its duration."""
        lines: dict[int, set[Spot]] = {}
        durations: dict[int, float] = {}
        for at, item in enumerate(items):
            seen = lines[at] = set()
            began = time.process_time()
            sys.settrace(self._tracer(seen))
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=items[at + 1] if at + 1 < len(items) else None)
            sys.settrace(None)
            durations[at] = time.process_time() - began
        return self.failed, lines, durations

    def _tracer(self, seen: set[Spot]) -> Any:
        names = self.names
        noted: Counter[types.CodeType] = Counter()

        def local(frame: types.FrameType, event: str, _: object) -> Any:
            seen.add((names[frame.f_code.co_filename], frame.f_lineno))
            noted[frame.f_code] += 1
            return local if noted[frame.f_code] < MAX_EVENTS else None

        return lambda frame, event, _: (
            local(frame, event, _) if frame.f_code.co_filename in names and noted[frame.f_code] < MAX_EVENTS else None
        )


def forked(seconds: float, work: Callable[[], Any]) -> tuple[int, int]:
    """Start a child process that does the work within a time limit; return (process id, its pipe)."""
    reading, writing = os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    os.close(reading)
    signal.alarm(int(seconds))
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    try:
        result = work()
    except BaseException as error:  # a mutant may break anything
        result = [repr(error)[:200]]
    with os.fdopen(writing, "wb") as pipe:
        pickle.dump(result, pipe)
    os._exit(0)


def result_of(child: int, reading: int) -> Any:
    with os.fdopen(reading, "rb") as pipe:
        data = pipe.read()
    os.waitpid(child, 0)
    return pickle.loads(data) if data else ["no answer in time"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", action="store_true", help="those that a rule makes, not those of the list")
    parser.add_argument("--files", nargs="*", default=FILES)
    parser.add_argument("--tests", nargs="*", default=[path for path in TESTS if (ROOT / path).exists()])
    parser.add_argument("--limit", type=int, default=0, help="so many mutants, drawn at random")
    parser.add_argument("--seed", default="1")
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    os.chdir(ROOT)
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    for file in FILES:
        importlib.import_module(module_of(file))
    every = [mutant for file in args.files for mutant in (generated if args.every else listed)(file)]
    chosen = random.Random(args.seed).sample(every, min(args.limit, len(every))) if args.limit else every
    runner = MutantRunner(chosen, args.jobs)
    pytest.main(["-q", "-s", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-header", *args.tests], plugins=[runner])
    for file in args.files:
        if of := runner.killed[file] + runner.survived[file]:
            print(f"{file}: {runner.killed[file]} of {of} died")
    share = runner.killed.total() / max(1, len(chosen))
    print(f"{runner.killed.total()} of {len(chosen)} mutants died ({100 * share:.1f} %)")
    return 0 if share >= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
