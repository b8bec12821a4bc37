"""``nianbao add``: print what was extracted from new files, ask where a person must decide, and file them."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from build_scripts import faults, messages
from build_scripts.archive.add import FilingState, Proposal, accept, assigned_to, propose
from build_scripts.commands import OK, PARTLY
from build_scripts.commands.extraction import read_register
from build_scripts.content.ledger import today
from build_scripts.findings import message
from build_scripts.model import Refusal, Report
from build_scripts.pages.provenance import EVIDENCE_OF
from build_scripts.project import REGISTRY, REPORTS

TO_CONFIRM = {"source.scan", "row.unplaced", "table.unplaced"}  # to be compared with the original row by row
MAX_SAME_CODE = 5  # findings of one code that are printed for a file: a scan has one for each row


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the files and folders, and their source."""
    parser.add_argument("paths", type=Path, nargs="+", metavar="文件", help="文件或文件夹")
    parser.add_argument("--yes", action="store_true", help="不再询问，有疑问的也收")
    parser.add_argument("--source", default="", metavar="网址", help="原件是从哪个网址取得的，记入台账")
    parser.add_argument("--retrieved", default="", metavar="日期", help="取得的日期，例如 2026-01-31（默认今天）")


def run(args: argparse.Namespace) -> int:
    state = FilingState.of(Path(), read_register())
    seen, filed = 0, 0
    drafts: list[str] = []
    left_out: list[tuple[Path, str]] = []
    retrieved = args.retrieved or (today() if args.source else "")
    for found in propose(state, args.paths):
        seen += 1
        print(f"\n{faults.printable(found.source)}")
        if found.refusal:
            reason = messages.of(found.refusal)
            print(faults.escaped_controls(f"  不能收：{reason}"))
            left_out.append((found.source, messages.cause(found.refusal.code, reason)))
            continue
        proposal = found if args.yes or not found.relatives or found.duplicate_of else _ask_agency(state, found)
        for line in _summary_lines(proposal):
            print(faults.escaped_controls(f"  {line}"))
        if proposal.duplicate_of:
            continue
        if not args.yes and _needs_confirmation(proposal) and not _is_confirmed("收录吗？[y/N]"):
            print("  没有收。")
            left_out.append((found.source, "回答了不收。"))
            continue
        accept(state, proposal, args.source, retrieved, "" if args.yes else _ask_current_version(proposal))
        filed += 1
        if proposal.report and any(f.code in TO_CONFIRM for f in proposal.report.findings):
            drafts.append(f"reports/{proposal.entry.agency_id}/{proposal.entry.year}/")
        print(f"  已放在 {REPORTS.as_posix()}/{proposal.target}")
    if not seen:
        raise Refusal("nothing-to-add")
    if left_out and seen > 1:
        print(f"\n{seen} 个文件里有 {len(left_out)} 个没有收，办法见上面各自的说明：")
        for path, cause in left_out:
            print(faults.escaped_controls(f"  {faults.printable(path)}：{cause}"))
    if state.new_agencies:
        print(f"\n登记簿 {REGISTRY.as_posix()} 新增 {len(state.new_agencies)} 行，请核对。")
    if filed:
        print("\n下一步：nianbao build")
    if drafts:
        print("要与原件逐行核对的（在浏览器里，一行一个回车）：")
        for address in dict.fromkeys(drafts):
            print(f"  nianbao review {address}")
    return PARTLY if left_out else OK


def _ask_agency(state: FilingState, proposal: Proposal) -> Proposal:
    """Ask which agency a name without a place means: only a person may assign it to an agency with a place."""
    assert proposal.report is not None
    print(f"  原件只写“{proposal.report.agency}”，没有写明所属的地区。登记簿里名称相近的有：")
    for number, agency in enumerate(proposal.relatives, 1):
        print(f"    {number}  {agency.name}（{agency.agency_id}）")
    answer = _answer("是其中哪一个？请输入序号；都不是或不能确定，直接按回车（另行登记，所在地待核实）")
    if answer.isdigit() and 1 <= int(answer) <= len(proposal.relatives):
        return assigned_to(state, proposal, proposal.relatives[int(answer) - 1])
    return proposal


def _ask_current_version(proposal: Proposal) -> str:
    """Return the SHA-256 of the version that a person wants shown first; "" when documents and ledger decide."""
    if proposal.choice is None or _is_confirmed("现行版本就这样定吗？[Y/n]", True):
        return ""
    own = proposal.entry
    if proposal.choice.sha256 != own.sha256:
        return own.sha256
    return max(proposal.earlier_versions, key=lambda e: e.version).sha256


def _summary_lines(proposal: Proposal) -> Iterator[str]:
    """Yield lines that describe the extracted report in the words of the form."""
    report, agency = proposal.report, proposal.agency
    assert report is not None and agency is not None
    yield f"标题：{report.title}"
    place = "".join((agency.province, agency.city, agency.county))
    where = f"{place}，推断" if place and agency.basis else place or "未定"
    yield f"机关：{agency.name}（{'已登记' if proposal.registered else '新登记'}：{agency.agency_id}；所在地：{where}）"
    yield f"年度：{report.year}；公布日期：{report.published or '原件没有写明'}；格式：{report.form}"
    yield from _evidence_lines(report)
    tables = zip(report.tables, (2, 3, 4), strict=True)
    yield "，".join(f"表{number} {'有' if table.present else '没有找到'}" for table, number in tables)
    yield f"核验提示 {len(report.findings)} 条" + ("：" if report.findings else "")
    alike = Counter(finding.code for finding in report.findings)
    left = dict.fromkeys(alike, MAX_SAME_CODE)
    for finding in report.findings:
        left[finding.code] -= 1
        if left[finding.code] >= 0:
            yield f"  {message(finding)}"
        elif left[finding.code] == -1:
            yield f"  同类提示还有 {alike[finding.code] - MAX_SAME_CODE} 条"
    if proposal.duplicate_of:
        yield f"与已收的 {proposal.duplicate_of} 完全相同，不必再收。"
    elif proposal.version > 1:
        yield f"同一机关同一年度已有报告，作为第 {proposal.version} 版收录，各版都保留。"
        if proposal.choice:
            shown = {e.sha256: e.version for e in (*proposal.earlier_versions, proposal.entry)}[proposal.choice.sha256]
            yield f"现行版本：第 {shown} 版，{proposal.choice.why}。"


def _evidence_lines(report: Report) -> Iterator[str]:
    """Yield the evidence: only its sources where all of it says the same, and what each says where it differs."""
    agreed = []
    for about, name in EVIDENCE_OF.items():
        found = [item for item in report.evidence if item.about == about]
        if len({item.value for item in found}) > 1:
            yield from (f"{name}的依据：{item.source}“{item.quote or item.value}”" for item in found)
        elif found:
            agreed.append(f"{name}（{'、'.join(dict.fromkeys(item.source for item in found))}）")
    if agreed:
        yield f"依据：{'；'.join(agreed)}"


def _needs_confirmation(proposal: Proposal) -> bool:
    """Return whether to ask: the evidence disagrees, or a version of the report already exists."""
    report = proposal.report
    assert report is not None
    codes = {f.code for f in report.findings}
    return proposal.version > 1 or bool(codes & {"year.conflict", "agency.inferred"})


def _is_confirmed(question: str, otherwise: bool = False) -> bool:
    answer = _answer(question).lower()
    return answer in ("y", "yes", "是", "收") if answer else otherwise


def _answer(question: str) -> str:
    try:
        return input(f"  {question} ").strip()
    except EOFError:
        return ""
