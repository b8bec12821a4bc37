"""Show the findings of a report on its page: numbered, anchored, each rule explained once, listed at the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from build_scripts.content.amendments import NO_NAME, NO_REASON
from build_scripts.findings import by_severity, catalogue, message, severity
from build_scripts.forms import form
from build_scripts.model import Finding
from build_scripts.render.blocks import Block, Bullets, Group, Heading, Inlines, Link, Notice, Para, Span

LONG_QUOTATION = (
    200  # length in characters from which a quotation is long; a row of table 3 with its labels has about 60
)
OF_ROWS = "「{label}」："  # the message behind it is true of several rows as of one
SEPARATE_ROWS = 3  # maximum number of rows about which the same is said separately; table 4 has three
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


def merged(found: Sequence[FindingNotice]) -> list[FindingNotice]:
    """Return the notices, those that doubt many rows for the same reason as one: without a header, all 25 rows of table
    3 are in doubt, and a reader had 25 boxes to scroll past. Every finding keeps its anchor. A finding that somebody
    answered stays alone, and one whose message speaks of its row (「…」一行印的是 …) cannot speak of several."""
    alike: dict[tuple[object, ...], list[FindingNotice]] = {}
    for n in found:
        values = dict(n.finding.values)
        values.pop("label", "")
        same = catalogue()[n.finding.code].message.startswith(OF_ROWS) and not n.finding.answer
        key = (n.finding.code, n.finding.table, *sorted(values.items())) if same else (n.id,)
        alike.setdefault(key, []).append(n)
    return [n for group in alike.values() for n in ([_together(group)] if len(group) > SEPARATE_ROWS else group)]


def _together(group: Sequence[FindingNotice]) -> FindingNotice:
    first = group[0]
    label = dict(first.finding.values)["label"]
    said = message(first.finding).replace(f"「{label}」", f"「{label}」等 {len(group)} 行", 1)
    explained = [b for n in group for b in n.notice.blocks if isinstance(b, Para) and b.kind == "meaning"]
    rows = [Group("doubtful-row", _numbered(n), n.id) for n in group]
    title = f"{_ranges([int(n.id[1:]) for n in group])} {catalogue()[first.finding.code].title}"
    blocks: tuple[Block, ...] = (Para((said,)), *explained, *rows)
    return FindingNotice(first.finding, first.id, replace(first.notice, title=title, blocks=blocks, id=""))


def _numbered(n: FindingNotice) -> tuple[Block, ...]:
    """Return the number of a finding and what the original prints there; without that, the label of its row."""
    number = Span(n.id[1:], "strong")
    shown = [b for b in n.notice.blocks[1:] if not (isinstance(b, Para) and b.kind == "meaning")]
    if shown and isinstance(shown[0], Para):
        return (replace(shown[0], content=(number, " ", *shown[0].content)), *shown[1:])
    return (Para((number, f" {dict(n.finding.values)['label']}")), *shown)


def _ranges(numbers: Sequence[int]) -> str:
    """Return ``3–5、8`` for 3, 4, 5, 8."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


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
        for n in merged(found)
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
