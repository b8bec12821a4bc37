"""The command ``nianbao``. Every message is Chinese and says which file, where, what is wrong, what to do."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from build_scripts import __version__, messages
from build_scripts.archive import REGISTRY, REPORTS, scan
from build_scripts.check_report import as_github, as_json, as_text
from build_scripts.checks import check
from build_scripts.contract import to_json
from build_scripts.markdown import to_markdown
from build_scripts.model import Refusal, Report, Severity
from build_scripts.pages import ReportContext, report_page
from build_scripts.pipeline import Outcome, build
from build_scripts.progress import Progress
from build_scripts.publish import undo
from build_scripts.reading import identify, read
from build_scripts.registration import propose_agency
from build_scripts.registry import Registry, read_registry, registry
from build_scripts.serve import serve

OK, FINDINGS, REFUSED, PARTLY = 0, 1, 2, 3


def main(argv: list[str] | None = None) -> int:
    """Run the command line. 0 done; 1 ``check`` found errors; 2 refused; 3 published, but some files were refused."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a console in GBK must not turn a message into a crash
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", newline="\n")
    args = _parser().parse_args(argv)
    try:
        return int(args.run(args))
    except Refusal as refusal:
        print(messages.say(refusal), file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        print("已中断。已经读完的文件会保留，下次接着做；公开的网站没有变。", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="nianbao",
        description="年报馆：把政府信息公开工作年度报告做成静态公共档案",
        epilog="退出码：0 完成；1 核验有必须核对的提示；2 不能进行（原因写在标准错误）；3 已发布，但有文件没有收进来",
    )
    parser.add_argument("--version", action="version", version=f"nianbao {__version__}")
    commands = parser.add_subparsers(required=True, metavar="命令")

    def command(name: str, help_text: str, run: object) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=help_text, description=help_text)
        made.set_defaults(run=run)
        return made

    made = command("build", "把 content/ 里的报告生成网站 site/", _build)
    made.add_argument("--strict", action="store_true", help="只要有一个文件读不了，就不更新网站")
    made.add_argument("--jobs", type=int, default=0, metavar="N", help="同时读取几个文件（默认按处理器个数）")
    made.add_argument("--quiet", action="store_true", help="不显示进度")
    made = command("serve", "生成网站，在本机打开，content/ 有变化时自动重新生成", _serve)
    made.add_argument("--port", type=int, default=8000, metavar="N", help="端口（默认 8000）")
    made = command("convert", "读一个文件，把结果写到标准输出", _convert)
    made.add_argument("file", type=Path, help="原件：PDF、Word、网页、Markdown 或文本")
    form = made.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="输出 JSON（默认）")
    form.add_argument("--markdown", action="store_true", help="输出整理好的 Markdown 页面")
    made.add_argument("--places", action="store_true", help="JSON 里写明每个数字在原件中的位置（detail 一项）")
    made = command("check", "核对报告，列出必须核对、请留意、供参考的地方；可以核对还没有发布的文件", _check)
    made.add_argument("files", type=Path, nargs="*", help="要核对的文件；不写就核对 content/ 里全部报告")
    form = made.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="输出 JSON")
    form.add_argument("--github", action="store_true", help="输出 GitHub 风格的注解，供自动检查使用")
    command("undo", "退回上一版网站；再运行一次就回到新版", _undo)
    return parser


# --------------------------------------------------------------------------- one file


def _registry() -> Registry:
    return read_registry(REGISTRY) if REGISTRY.is_file() else registry([])


def _read(path: Path, register: Registry) -> Report:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Refusal("no-file", why=error.strerror or str(error)) from error
    return check(identify(read(data), path.as_posix(), register))


def _convert(args: argparse.Namespace) -> int:
    register = _registry()
    try:
        report = _read(args.file, register)
    except Refusal as refusal:
        print(f"{args.file}：{messages.say(refusal)}", file=sys.stderr)
        return REFUSED
    if args.markdown:
        agency = register.get(report.agency_id) or propose_agency(report.agency or "未写明的机关", register)
        address = f"reports/{agency.agency_id}/{report.year}/"
        sys.stdout.write(to_markdown(report_page(report, agency, ReportContext(address, address + args.file.name))))
        return OK
    data = to_json(report)
    if not args.places:
        del data["detail"]
    print(json.dumps(data, ensure_ascii=False, indent=1))
    return OK


def _check(args: argparse.Namespace) -> int:
    files: Sequence[Path] = args.files or [REPORTS / path for path in scan(Path())]
    register = _registry()
    checked: list[tuple[Path, Report | Refusal]] = []
    for path in files:
        try:
            checked.append((path, _read(path, register)))
        except Refusal as refusal:
            checked.append((path, refusal))
    write = as_json if args.json else as_github if args.github else as_text
    sys.stdout.write(write(checked))
    if any(isinstance(result, Refusal) for _, result in checked):
        return REFUSED
    errors = any(f.severity is Severity.ERROR for _, r in checked if isinstance(r, Report) for f in r.findings)
    return FINDINGS if errors else OK


# --------------------------------------------------------------------------- the site


def _build(args: argparse.Namespace) -> int:
    with Progress(args.quiet) as progress:
        outcome = build(Path.cwd(), progress, args.strict, args.jobs)
    _summary(outcome, args.strict)
    if outcome.refused:
        return REFUSED if args.strict else PARTLY
    return OK


def _say(text: str) -> None:
    print(text, file=sys.stderr)


def _summary(outcome: Outcome, strict: bool) -> None:
    changes = outcome.changes
    report = {
        "new": changes.new,
        "changed": changes.changed,
        "removed": changes.removed,
        "registered": [agency.agency_id for agency in changes.registered],
        "refused": [{"file": p, "code": c, "message": m} for p, c, m in outcome.refused],
        "pages": outcome.pages,
        "published": outcome.published,
    }
    Path("build/report.json").write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    _say(
        f"新增 {len(changes.new)} 份，改动 {len(changes.changed)} 份，移走 {len(changes.removed)} 份；写了 {outcome.pages} 组页面。"
    )
    for agency in changes.registered:
        _say(f"登记簿新增一行，请核对 content/agencies.csv：{agency.agency_id} {agency.name}")
    for path, _, message in outcome.refused:
        _say(f"没有收进来：{path}：{message}")
    _say("，".join(f"{name} {seconds:.1f} 秒" for name, seconds in outcome.seconds.items()) + "。")
    if strict and outcome.refused:
        _say("有文件读不了，按 --strict 没有更新网站。")
    else:
        _say("网站在 site/。" if outcome.published else "网站没有变化。")


def _serve(args: argparse.Namespace) -> int:
    def rebuild() -> None:
        with Progress() as progress:
            _summary(build(Path.cwd(), progress), False)

    serve(Path.cwd(), args.port, rebuild)
    return OK


def _undo(_: argparse.Namespace) -> int:
    undo(Path.cwd())
    print("已退回上一版网站。再运行一次 nianbao undo 就回到新版。", file=sys.stderr)
    return OK
