"""The pages of the desk: plain HTML forms without scripts.

The templates escape every value, and characters that reverse the direction of text are shown as escapes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from build_scripts.checks.listing import where
from build_scripts.content.registry import LEVELS
from build_scripts.desk import agencies
from build_scripts.desk.agencies import Proposed
from build_scripts.desk.items import SCAN, Item
from build_scripts.desk.pictures import links, origins
from build_scripts.desk.state import Desk, Sheet
from build_scripts.facsimile.origin import Origin, Part, printed_cells
from build_scripts.faults import escaped_controls
from build_scripts.findings import catalogue, message, severity
from build_scripts.model import Place
from build_scripts.pages.findings import VERDICTS

SHOWN = 200  # rows of a list on one page


def _escape_directions(value: object) -> object:
    """Show characters that would reverse the direction of text as escapes; HTML made by a template stays."""
    return escaped_controls(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


@cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader(__package__),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_escape_directions,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"message": message, "severity": severity}
    return made


def _page(name: str, base: str, trouble: str = "", saved: str = "", **values: object) -> str:
    template = _templates().get_template(name)
    return template.render(base=base, trouble=trouble, saved=saved, shown=SHOWN, **values)


def overview(desk: Desk, base: str, saved: str = "", start: int = 0) -> str:
    """Return the list of waiting items from row ``start``, with the refused files, which must be corrected in place."""
    with desk.store() as store:
        refused = [(path, why) for path, _, why in store.refused()]
    found, reports = agencies.waiting(desk), desk.waiting()
    longest = max(len(found), len(reports), len(refused))
    return _page(
        "list.html",
        base,
        saved=saved,
        start=start,
        longest=longest,
        reports=reports,
        agencies=found,
        refused=refused,
    )


def refused(base: str, why: str) -> str:
    return _page("refused.html", base, why=why)


def report(
    desk: Desk,
    sheet: Sheet,
    base: str,
    wanted: str = "",
    saved: str = "",
    trouble: str = "",
    typed: Mapping[str, str] | None = None,
    note: str = "",
) -> str:
    """Return the page of a report: the current item (``wanted``, else the first that waits), and the other waiting
    items."""
    waiting = sheet.waiting
    item = next((i for i in sheet.items if i.id == wanted), waiting[0] if waiting else None)
    places = origins(sheet.report, item) if item else ()
    place = _place(item, places) if item else None
    pictures = links(desk.root, sheet.report, sheet.address, places)
    return _page(
        "report.html",
        base,
        trouble,
        saved,
        sheet=sheet,
        item=item,
        waiting=waiting,
        answered=[i for i in sheet.items if not i.waits],
        following=following(sheet, item) if item else None,
        next=None if item else next((w for w in desk.waiting() if w.address != sheet.address), None),
        meaning=catalogue()[item.findings[0].code].meaning if item else "",
        place=where(place),
        page=place.page if place and sheet.path.suffix.lower() == ".pdf" else None,
        whole_scan=bool(item and item.findings[0].code == SCAN),
        origins=[(o.part, picture, printed_cells(o)) for o, picture in zip(places, pictures, strict=True)],
        texts=(Part.TEXT, Part.END),
        verdicts={name: text.removeprefix("答复：") for name, text in VERDICTS.items()},
        typed=defaultdict(str, typed or {}),
        note=note,
        who=desk.who,
    )


def following(sheet: Sheet, item: Item) -> Item | None:
    """Return the next waiting item after this one."""
    after = list(sheet.items)[[i.id for i in sheet.items].index(item.id) + 1 :]
    return next((i for i in after if i.waits), None)


def _place(item: Item, shown: Sequence[Origin]) -> Place | None:
    places = [f.place for f in item.findings] + [o.row for o in shown] + [cell.cell.place for cell in item.cells]
    return next((place for place in places if place), None)


def agency(desk: Desk, found: Proposed, base: str, trouble: str = "", typed: Mapping[str, str] | None = None) -> str:
    """Return the page of a waiting agency with the evidence for it."""
    row = found.agency
    fields = {"name": row.name, "division_code": row.division_code, "level": row.level, "kind": row.kind}
    fields |= {"other": "", "day": ""} | dict(typed or {})
    return _page(
        "agency.html",
        base,
        trouble,
        agency=row,
        evidence=found.evidence,
        relatives=found.relatives,
        fields=fields,
        levels=("", *LEVELS),
        who=desk.who,
    )
