"""The command line ``nianbao``. Every message is Chinese and says which file, where, what is wrong and what to do."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any, NoReturn

from build_scripts import __version__, commands, faults, messages
from build_scripts.commands import REFUSED, STOPPED, print_message
from build_scripts.interrupts import recording_interrupts
from build_scripts.model import Refusal
from build_scripts.project import CONFIG

# Command name → its purpose. The module of the same name defines arguments and behaviour; only that command imports it.
COMMANDS: Mapping[str, str] = {
    "init": "新建一个年报馆的文件夹",
    "build": "把 content/ 里的报告生成网站 site/",
    "add": "收新的报告：先说明读出了什么，再放进 content/reports/年份/",
    "serve": "生成网站，在本机打开，content/ 有变化时自动重新生成",
    "review": "在本机的浏览器里核对存疑的数字、核验提示和新登记的机关，写成答复和更正",
    "convert": "读一个文件，把结果写到标准输出",
    "check": "核对报告，列出必须核对、请留意、供参考的地方；可以核对还没有发布的文件",
    "package": "把网站打成一个 ZIP：整个网站，或只有上次打包以后变化的文件",
    "undo": "退回上一版网站，保持到有人另作决定；再运行一次就回到新版",
    "verify": "核对原件、台账、登记簿、网站和它的清单，列出每一处不同；有不同时退出码为 1",
    "withdraw": "撤回一份报告：原来的网址只留一页说明，别处都不再保留",
}
ANYWHERE = {"init", "convert", "check", "verify"}  # commands that run outside an archive folder
USAGE = "用法："
# Objects made until Python looks for cycles among them; its 700 cost 8 % of the processor time of a first build of 150
# reports (78 → 72 ms each), which makes hundreds of thousands of objects that stay and almost no cycles. Memory is the same.
NEW_OBJECTS = 50_000
CUT_OFF = 141  # the exit status that a shell reports for a program ended by SIGPIPE
GUARDED = {
    "removal",
    "reports-missing",
    "agency-gone",
    "addresses-gone",
    "parquet-gone",
}  # published addresses would be removed


def main(argv: list[str] | None = None) -> int:
    """Run the command line and return the exit status.

    0: done; 1: ``check`` found errors; 2: refused; 3: published, but some files were refused; 4: stopped, because
    published addresses would be removed."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a message must not crash a console with the encoding GBK
            if stream.isatty() or os.environ.get("PYTHONIOENCODING"):
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    given = sys.argv[1:] if argv is None else argv
    gc.set_threshold(NEW_OBJECTS, 20)
    try:
        args = _parser(given).parse_args(given)
        if args.command not in ANYWHERE and not CONFIG.is_file():
            raise Refusal("wrong-folder", folder=Path.cwd(), file=CONFIG)
        with recording_interrupts():
            status = int(args.run(args))
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        print_message(messages.text("notice", "interrupted"))
        return 130
    except BrokenPipeError:  # the reader of ``convert … | head`` closed the pipe
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CUT_OFF
    except Exception as error:
        if isinstance(error, EOFError):
            _remove_bytecode()
        refusal = faults.refusal_of(Path(), error)
        print_message(messages.of(refusal))
        return STOPPED if refusal.code in GUARDED else REFUSED


def _remove_bytecode() -> None:
    """Remove the compiled modules of the package. While a disk is full, Python 3.11 keeps the first bytes of a module that
    it compiles, and each later import of this module fails with ``EOFError``; the next run compiles it again."""
    for module in Path(__file__).parent.rglob("*.py"):
        with suppress(OSError):
            Path(cache_from_source(str(module))).unlink(missing_ok=True)


class _Help(argparse.HelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, USAGE if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """An ``ArgumentParser`` with Chinese headings; those of ``argparse`` are English."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings, add_help=False, formatter_class=_Help)
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这一页说明")

    def error(self, message: str) -> NoReturn:
        """Report an invalid command line in Chinese; the message of ``argparse`` is English."""
        usage = " ".join(self.format_usage().removeprefix(USAGE).split())
        self.exit(REFUSED, messages.of(Refusal("command-line", usage=usage, prog=self.prog)) + "\n")


def _parser(given: Sequence[str]) -> argparse.ArgumentParser:
    """Return a parser that lists all commands. Only the command in ``given`` gets its arguments."""
    parser = _Parser(
        prog="nianbao",
        description="年报馆：把政府信息公开工作年度报告做成静态公共档案",
        epilog="退出码：0 完成；1 核验有必须核对的提示；2 不能进行（原因写在标准错误）；3 已发布，但有文件没有收录；4 会使已公布的网址失效，没有更新",
    )
    parser.add_argument("--version", action="version", version=f"nianbao {__version__}", help="显示版本")
    listed = parser.add_subparsers(required=True, dest="command", metavar="命令")
    for name, purpose in COMMANDS.items():
        made = listed.add_parser(name, help=purpose, description=purpose)
        if name in given:
            command = import_module(f"{commands.__name__}.{name}")
            command.arguments(made)
            made.set_defaults(run=command.run)
    return parser
