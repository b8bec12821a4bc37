"""Show the findings of a report on its page: numbered, anchored, each rule explained once, listed at the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from build_scripts.content.amendments import NO_NAME, NO_REASON
from build_scripts.findings import by_severity, catalogue, message, severity
from build_scripts.forms import form
from build_scripts.model import Finding
from build_scripts.render.blocks import Block, Bullets, Heading, Inlines, Link, Notice, Para, Span

LONG_QUOTATION = (
    200  # length in characters from which a quotation is long; a row of table 3 with its labels has about 60
)
VERDICTS = {"confirmed": "答复：原件就是这样印的", "explained": "答复：有说明", "false-alarm": "答复：误报"}


@dataclass(frozen=True, slots=True)
class FindingNotice:
    """A finding with its anchor on the page (``f1`` …) and its notice."""

    finding: Finding
    id: str
    notice: Notice


def _nothing(_: Finding) -> Sequence[Block]:
    return ()


def notices(
    findings: Sequence[Finding], evidence: Callable[[Finding], Sequence[Block]] = _nothing
) -> list[FindingNotice]:
    """Return the numbered notices, most severe first.

    A rule is explained only at its first finding, because twenty columns can break the same rule. ``evidence`` returns
    what the original prints at the finding; a long quotation is shown only once."""
    found = []
    seen: set[str] = set()
    quoted: dict[tuple[Block, ...], int] = {}
    for at, finding in enumerate(by_severity(findings), 1):
        kind = catalogue()[finding.code]
        text: list[Block] = [Para((message(finding),))]
        if finding.code not in seen:
            rule = Link("这条规则", f"quality/codes/#{anchor(finding.code)}")
            text.append(Para((kind.meaning, " ", rule), "meaning"))
        seen.add(finding.code)
        shown = tuple(evidence(finding))
        first = quoted.setdefault(shown, at) if _text_length(shown) > LONG_QUOTATION else at
        text += shown if first == at else [Para(("原件印的见", Link(f"第 {first} 条", f"#f{first}"), "。"), "quoted")]
        if answer := finding.answer:
            said = f"：{answer.text}" if answer.text else "" if answer.verdict == "confirmed" else f"：{NO_REASON}"
            signed = f"{said}（{answer.who or NO_NAME}，{answer.when}）"
            text.append(Para((Span(VERDICTS[answer.verdict], "strong"), signed), "answer"))
        notice = Notice(severity(finding).value, f"{at} {kind.title}", tuple(text), f"f{at}", kind.severity_name)
        found.append(FindingNotice(finding, f"f{at}", notice))
    return found


def _text_length(blocks: Sequence[Block]) -> int:
    """Return the number of characters in the paragraphs of some blocks."""
    parts = (part for block in blocks if isinstance(block, Para) for part in block.content)
    return sum(len(part if isinstance(part, str) else getattr(part, "text", "")) for part in parts)


def anchor(code: str) -> str:
    """Return the anchor of a code on the page of all codes, without dots: these would need escaping in style sheets."""
    return code.replace(".", "-")


def finding_list(found: Sequence[FindingNotice], statements: int) -> list[Block]:
    """Return the list of findings at the end of a report. ``statements`` is the number of figures in the text that were
    compared with a table."""
    heading = Heading(2, "核验提示", "findings")
    checked = f"正文里有 {statements} 处数字与表格对照过。" if statements else ""
    if not found:
        return [heading, Para((f"按现有规则核对，没有需要提示的地方。{checked}",))]
    items: list[Inlines] = [
        (
            catalogue()[n.finding.code].severity_name,
            "：",
            Link(n.notice.title, f"#{n.id}"),
            _where(n.finding),
            "（已有答复）" if n.finding.answer else "",
        )
        for n in found
    ]
    return [
        heading,
        Para((f"共 {len(found)} 条。提示只说明数字之间、文字之间的关系，不改动任何数字。{checked}",)),
        Bullets(tuple(items)),
    ]


def _where(finding: Finding) -> str:
    if finding.table:
        shape = form("2021").table(finding.table)
        return f"（表{shape.number}）"
    return next((f"（{s.heading}）" for s in form("2021").sections if s.key == finding.section), "")
