"""The command ``nianbao``. Every message is Chinese and says which file, where, what is wrong, what to do."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NoReturn

from build_scripts import __version__, faults, messages, readers
from build_scripts.archive.add import Proposal, Shelf, accept, given_to, propose
from build_scripts.archive.intake import scan
from build_scripts.archive.withdraw import withdraw
from build_scripts.build import Outcome, build
from build_scripts.checks import check
from build_scripts.checks.listing import as_github, as_json, as_text
from build_scripts.content.amendments import NONE, amendments, answered, corrected
from build_scripts.content.ledger import read_ledger, today
from build_scripts.content.new_agency import propose_agency
from build_scripts.content.registry import Registry, read_registry, registry
from build_scripts.extraction.identify import identify
from build_scripts.model import Refusal, Report, Severity
from build_scripts.pages.provenance import EVIDENCE_OF, ReportContext
from build_scripts.pages.report import report_page
from build_scripts.progress import Progress
from build_scripts.project import REGISTRY, REPORTS, SITE, SUMMARY
from build_scripts.render.markdown import to_markdown
from build_scripts.serialize import to_json
from build_scripts.site.publish import is_undone, undo
from build_scripts.site.serve import serve
from build_scripts.site.verify import verify
from build_scripts.site.zip import package
from build_scripts.workers import sandbox

OK, FINDINGS, REFUSED, PARTLY, STOPPED = 0, 1, 2, 3, 4
CUT_OFF = 141  # as a shell calls a program that SIGPIPE ended
GUARDED = {"removal", "reports-missing", "agency-gone", "addresses-gone"}  # published addresses would go
ALIKE = 5  # findings of one code that ``add`` shows of a file: a scan has one for each row
SHOWN = 5  # rows of the register that a build shows; they are the same every time until somebody looks at them


def main(argv: list[str] | None = None) -> int:
    """Run the command line. 0 done; 1 ``check`` found errors; 2 refused; 3 published, but some files were refused;
    4 stopped, because published addresses would go."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a console in GBK must not turn a message into a crash
            if stream.isatty() or os.environ.get("PYTHONIOENCODING"):
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    args = _parser().parse_args(argv)
    try:
        status = int(args.run(args))
        sys.stdout.flush()
        return status
    except KeyboardInterrupt:
        _say(messages.told("notice", "interrupted"))
        return 130
    except BrokenPipeError:  # ``convert … | head`` has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CUT_OFF
    except Exception as error:
        refusal = faults.told_of(Path(), error)
        _say(messages.say(refusal))
        return STOPPED if refusal.code in GUARDED else REFUSED


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """A command that cannot be understood: what ``argparse`` says of it is English."""
        usage = " ".join(self.format_usage().split()[1:])
        self.exit(REFUSED, messages.say(Refusal("command-line", usage=usage, prog=self.prog)) + "\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="nianbao",
        description="年报馆：把政府信息公开工作年度报告做成静态公共档案",
        epilog="退出码：0 完成；1 核验有必须核对的提示；2 不能进行（原因写在标准错误）；3 已发布，但有文件没有收录；4 会使已公布的网址失效，没有更新",
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
    made.add_argument(
        "--scheduler", default="", metavar="tcp://…", help="把读取交给这个地址的 Dask 调度器（需装 nianbao[scheduler]）"
    )
    made.add_argument("--allow-removal", action="store_true", help="准许撤下找不到原件的报告；原来的网址留下一页说明")
    made.add_argument("--publish", action="store_true", help="网站退回上一版（undo）以后，重新公布新版")
    made.add_argument("--quiet", action="store_true", help="不显示进度")
    made = command("add", "收新的报告：先说明读出了什么，再放进 content/reports/年份/", _add)
    made.add_argument("paths", type=Path, nargs="+", metavar="文件", help="文件或文件夹")
    made.add_argument("--yes", action="store_true", help="不再询问，有疑问的也收")
    made.add_argument("--source", default="", metavar="网址", help="原件是从哪个网址取得的，记入台账")
    made.add_argument("--retrieved", default="", metavar="日期", help="取得的日期，例如 2026-01-31（默认今天）")
    made = command("serve", "生成网站，在本机打开，content/ 有变化时自动重新生成", _serve)
    made.add_argument("--port", type=int, default=8000, metavar="N", help="端口（默认 8000）")
    made.add_argument(
        "--prefix", default="/", metavar="/子目录", help="像放在网站的子目录里那样打开，例如 /zwgk/nianbao"
    )
    made = command("convert", "读一个文件，把结果写到标准输出", _convert)
    made.add_argument("file", type=Path, help=f"原件：{'、'.join(readers.names())}")
    form = made.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="输出 JSON（默认）")
    form.add_argument("--markdown", action="store_true", help="输出整理好的 Markdown 页面")
    made.add_argument("--places", action="store_true", help="JSON 里写明每个数字在原件中的位置（detail 一项）")
    made = command("check", "核对报告，列出必须核对、请留意、供参考的地方；可以核对还没有发布的文件", _check)
    made.add_argument("files", type=Path, nargs="*", help="要核对的文件；不写就核对 content/ 里全部报告")
    form = made.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="输出 JSON")
    form.add_argument("--github", action="store_true", help="输出 GitHub 风格的注解，供自动检查使用")
    made = command("package", "把网站打成一个 ZIP：整个网站，或只有上次打包以后变化的文件", _package)
    form = made.add_mutually_exclusive_group()
    form.add_argument(
        "--changed",
        action="store_const",
        dest="kind",
        const="changed",
        help="只打包上次打包以后变化的文件，并列出要删的文件",
    )
    form.add_argument(
        "--offline",
        action="store_const",
        dest="kind",
        const="offline",
        help="解压后不用服务器、直接点开 index.html 就能读的版本",
    )
    made.set_defaults(kind="whole")
    command("undo", "退回上一版网站，保持到有人另作决定；再运行一次就回到新版", _undo)
    made = command("verify", "核对原件、台账、登记簿、网站和它的清单，列出每一处不同；有不同时退出码为 1", _verify)
    made.add_argument("site", type=Path, nargs="?", metavar="网站", help="网站的文件夹（默认 site）")
    made = command("withdraw", "撤回一份报告：原来的网址只留一页说明，别处都不再保留", _withdraw)
    made.add_argument("report", metavar="报告", help="报告的网址、content/reports/ 里的文件，或原件 SHA-256 的开头")
    made.add_argument("--why", required=True, metavar="原因", help="为什么撤回（会公布）")
    made.add_argument("--who", required=True, metavar="撤回人", help="谁决定的（会公布）")
    return parser


# --------------------------------------------------------------------------- one file


def _registry() -> Registry:
    return read_registry(REGISTRY) if REGISTRY.is_file() else registry([])


def _read(paths: Sequence[Path], register: Registry) -> Iterator[Report | Refusal]:
    """Every file as it would be published; each is read in a process that can be killed."""
    written, ledger = amendments(Path())[0], read_ledger(Path())

    def published(path: Path, read: Report) -> Report:
        entry = ledger.decided(read.source.sha256)
        decided = register.get(entry.agency_id) if entry else None
        name = faults.shown(path.as_posix())
        report = identify(read, name, register, decided, entry.year if entry and decided else 0)
        said = written.get((report.agency_id, report.year), NONE)
        return answered(check(corrected(report, said)), said)

    for path, read in zip(paths, sandbox.reports(paths), strict=True):
        made = read if isinstance(read, Refusal) else faults.isolated(partial(published, path, read))
        yield faults.listed(Path(), made) if isinstance(made, Refusal) else made


def _convert(args: argparse.Namespace) -> int:
    register = _registry()
    [report] = _read([args.file], register)
    if isinstance(report, Refusal):
        _say(f"{faults.shown(args.file)}：{messages.say(report)}")
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
    checked = list(zip(files, _read(files, register), strict=True))
    write = as_json if args.json else as_github if args.github else as_text
    sys.stdout.write(write(checked))
    if any(isinstance(result, Refusal) for _, result in checked):
        return REFUSED
    found = [f for _, result in checked if isinstance(result, Report) for f in result.findings]
    errors = any(f.severity is Severity.ERROR and not f.answer for f in found)
    return FINDINGS if errors else OK


# --------------------------------------------------------------------------- adding


def _add(args: argparse.Namespace) -> int:
    shelf = Shelf.of(Path(), _registry())
    status, seen, filed = OK, 0, 0
    retrieved = args.retrieved or (today() if args.source else "")
    for found in propose(shelf, args.paths):
        seen += 1
        print(f"\n{faults.shown(found.source)}")
        if found.refusal:
            print(f"  不能收：{messages.say(found.refusal)}")
            status = PARTLY
            continue
        proposal = found if args.yes or not found.relatives or found.same_as else _asked_whose(shelf, found)
        for line in _understood(proposal):
            print(f"  {line}")
        if proposal.same_as:
            continue
        if not args.yes and _doubtful(proposal) and not _agreed("收录吗？[y/N]"):
            print("  没有收。")
            status = PARTLY
            continue
        accept(shelf, proposal, args.source, retrieved, "" if args.yes else _asked_current(proposal))
        filed += 1
        print(f"  已放在 {REPORTS.as_posix()}/{proposal.target}")
    if not seen:
        raise Refusal("nothing-to-add")
    if shelf.new:
        print(f"\n登记簿 {REGISTRY.as_posix()} 新增 {len(shelf.new)} 行，请核对。")
    if filed:
        print("\n下一步：nianbao build")
    return status


def _asked_whose(shelf: Shelf, proposal: Proposal) -> Proposal:
    """A name without a place is given to an agency of a place only by a person."""
    assert proposal.report is not None
    print(f"  原件只写“{proposal.report.agency}”，没有写明所属的地区。登记簿里名称相近的有：")
    for number, agency in enumerate(proposal.relatives, 1):
        print(f"    {number}  {agency.name}（{agency.agency_id}）")
    answer = _answer("是其中哪一个？请输入序号；都不是或不能确定，直接按回车（另行登记，所在地待核实）")
    if answer.isdigit() and 1 <= int(answer) <= len(proposal.relatives):
        return given_to(shelf, proposal, proposal.relatives[int(answer) - 1])
    return proposal


def _asked_current(proposal: Proposal) -> str:
    """The SHA-256 of the version that a person wants shown first; "" when documents and ledger decide."""
    if proposal.choice is None or _agreed("现行版本就这样定吗？[Y/n]", True):
        return ""
    own = proposal.entry
    if proposal.choice.sha256 != own.sha256:
        return own.sha256
    return max(proposal.older, key=lambda e: e.version).sha256


def _understood(proposal: Proposal) -> Iterator[str]:
    """What was read, in the words of the form."""
    report, agency = proposal.report, proposal.agency
    assert report is not None and agency is not None
    yield f"标题：{report.title}"
    place = "".join((agency.province, agency.city, agency.county)) or "未定"
    yield f"机关：{agency.name}（{'已登记' if proposal.registered else '新登记'}：{agency.agency_id}；所在地：{place}{'，推断' if agency.basis else ''}）"
    for item in report.evidence:
        yield f"  {EVIDENCE_OF[item.about]}的依据：{item.source}“{item.quote or item.value}”"
    yield f"年度：{report.year}；公布日期：{report.published or '原件没有写明'}；格式：{report.form}"
    for table, number in zip(report.tables, (2, 3, 4), strict=True):
        yield f"表{number}：{'有' if table.present else '没有找到'}"
    yield f"核验提示 {len(report.findings)} 条" + ("：" if report.findings else "")
    alike = Counter(finding.code for finding in report.findings)
    left = dict.fromkeys(alike, ALIKE)
    for finding in report.findings:
        left[finding.code] -= 1
        if left[finding.code] >= 0:
            yield f"  {finding.message}"
        elif left[finding.code] == -1:
            yield f"  同类提示还有 {alike[finding.code] - ALIKE} 条"
    if proposal.same_as:
        yield f"与已收的 {proposal.same_as} 完全相同，不必再收。"
    elif proposal.version > 1:
        yield f"同一机关同一年度已有报告，作为第 {proposal.version} 版收录，各版都保留。"
        if proposal.choice:
            shown = {e.sha256: e.version for e in (*proposal.older, proposal.entry)}[proposal.choice.sha256]
            yield f"现行版本：第 {shown} 版，{proposal.choice.why}。"


def _doubtful(proposal: Proposal) -> bool:
    """Ask only when evidence disagrees or a version exists already."""
    report = proposal.report
    assert report is not None
    codes = {f.code for f in report.findings}
    return proposal.version > 1 or bool(codes & {"year.conflict", "agency.inferred"})


def _agreed(question: str, otherwise: bool = False) -> bool:
    answer = _answer(question).lower()
    return answer in ("y", "yes", "是", "收") if answer else otherwise


def _answer(question: str) -> str:
    try:
        return input(f"  {question} ").strip()
    except EOFError:
        return ""


# --------------------------------------------------------------------------- the site


def _verify(args: argparse.Namespace) -> int:
    site = args.site or SITE
    if not site.is_dir():
        raise Refusal("nothing-to-verify", site=site.as_posix())
    found = verify(Path(), site, with_content=(Path() / REGISTRY).is_file())
    for line in found:
        print(line)
    _say(f"共 {len(found)} 处不同。" if found else "原件、台账、登记簿和网站一致。")
    return FINDINGS if found else OK


def _withdraw(args: argparse.Namespace) -> int:
    entries = withdraw(Path(), args.report, args.why, args.who)
    for entry in entries:
        _say(f"已在台账记明撤回：{entry.address}　{entry.path}")
    with Progress() as progress:
        outcome = build(Path.cwd(), progress)
    _summary(outcome, False)
    _say(messages.told("notice", "withdrawn"))
    return PARTLY if outcome.refused else OK


def _build(args: argparse.Namespace) -> int:
    with Progress(args.quiet) as progress:
        outcome = build(Path.cwd(), progress, args.strict, args.jobs, args.scheduler, args.allow_removal, args.publish)
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
        "register": outcome.remarks,
        "pages": outcome.pages,
        "published": outcome.published,
    }
    text = json.dumps(report, ensure_ascii=False, indent=1) + "\n"
    written = faults.isolated(partial(SUMMARY.write_text, text, encoding="utf-8"))
    if isinstance(written, Refusal):  # what was done is done
        _say(messages.say(faults.listed(Path(), written)))
    out = {path for path, *_ in outcome.refused} & {*changes.new, *changes.changed}
    _say(
        f"新增 {len(changes.new)} 份，改动 {len(changes.changed)} 份"
        + (f"（其中 {len(out)} 份没有收录，原因见下）" if out else "")
        + f"，移走 {len(changes.removed)} 份；写了 {outcome.pages} 组页面。"
    )
    for agency in changes.registered:
        _say(messages.told("notice", "registered", id=agency.agency_id, name=agency.name))
    if outcome.edited:
        _say(messages.told("notice", "site-edited", count=len(outcome.edited), what="、".join(outcome.edited[:SHOWN])))
    for remark in outcome.changes.remarks:
        _say(remark)
    for remark in outcome.remarks[:SHOWN]:
        _say(f"{REGISTRY.as_posix()} {remark}")
    if len(outcome.remarks) > SHOWN:
        _say(f"登记簿里还有 {len(outcome.remarks) - SHOWN} 处请核对，见 {SUMMARY.as_posix()}。")
    for notice in outcome.notices:
        _say(notice)
    for path, _, message in outcome.refused:
        _say(f"没有收录：{path}：{message}")
    _say("，".join(f"{name} {seconds:.1f} 秒" for name, seconds in outcome.seconds.items()) + "。")
    if outcome.held is not None:
        _say(messages.told("notice", "held", count=len(outcome.held)))
        for address in outcome.held[:SHOWN]:
            _say(f"  {address}")
    elif strict and outcome.refused:
        _say(messages.told("notice", "strict"))
    else:
        _say("网站在 site/。" if outcome.published else "网站没有变化。")


def _serve(args: argparse.Namespace) -> int:
    def rebuild() -> tuple[bool, list[str]]:
        try:
            with Progress() as progress:
                outcome = build(Path.cwd(), progress)
        except Exception as error:  # whoever is at work will mend it: the preview goes on
            refusal = faults.told_of(Path(), error)
            _say(messages.say(refusal))
            return False, [messages.say(refusal)]
        _summary(outcome, False)
        held = [messages.told("notice", "held", count=len(outcome.held))] if outcome.held is not None else []
        return outcome.published, held + [f"没有收录：{path}：{message}" for path, _, message in outcome.refused]

    serve(Path.cwd(), args.port, args.prefix, rebuild)
    return OK


def _package(args: argparse.Namespace) -> int:
    made = package(Path.cwd(), args.kind)
    if made.first and args.kind == "changed":
        _say(messages.told("notice", "first-package"))
    if made.path:
        size = made.path.stat().st_size / 1024**2
        _say(f"已打包 {len(made.files):,} 个文件（{size:.1f} MB）：{made.path.relative_to(Path.cwd()).as_posix()}")
    else:
        _say("上次打包以后网站没有新的或改动的文件，不用上传。")
    if made.removed:
        _say(messages.told("notice", "removed", count=len(made.removed)))
        for address in made.removed:
            print(address)
    return OK


def _undo(_: argparse.Namespace) -> int:
    undo(Path.cwd())
    _say(messages.told("notice", "undone" if is_undone(Path.cwd()) else "undone-again"))
    return OK
