"""Split an OpenDocument paragraph into pieces: formatted spans, and non-text content between them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from build_scripts.readers.odf.names import DRAW, FIELD, FORM, OFFICE, SVG, TEXT, XLINK, points, white
from build_scripts.readers.odf.styles import Styles
from build_scripts.readers.pieces import Exclusion, Piece, is_figure
from build_scripts.readers.word.fields import CHOSEN
from build_scripts.readers.word.pieces import Context
from build_scripts.readers.word.styles import exclusion_of
from build_scripts.wording import squeeze

_SPACES = 100
_TINY = 2.25  # points, 3 px; smaller pictures are spacers
_USUAL = 24  # half points: default letter size
_DIGIT = re.compile("[0-9０-９]")
SKIPPED = frozenset(
    [
        *(f"{OFFICE}{n}" for n in ("annotation", "annotation-end", "forms", "event-listeners", "meta")),
        *(
            f"{TEXT}{n}"
            for n in ("tracked-changes", "note-body", "sequence-decls", "variable-decls", "user-field-decls")
        ),
        f"{SVG}title",
        f"{SVG}desc",
    ]
)
_OBJECTS = {f"{DRAW}{n}": "嵌入的对象" for n in ("object", "object-ole", "plugin", "applet", "floating-frame")}
_CONTROL = "表单控件"


@dataclass(slots=True)
class PieceReader:
    """Reads the paragraphs of one file in order. ``deletions``: ids of tracked deletions. ``controls``: contents of
    form controls. ``notes`` and ``boxes``: texts placed elsewhere, in the order of their anchors."""

    styles: Styles
    deletions: frozenset[str] = frozenset()
    controls: Mapping[str, str] = field(default_factory=dict)
    sheet: bool = False  # in sheets the cell styles determine the style of text, not the paragraph styles
    notes: list[Any] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    deleted: set[str] = field(default_factory=set)  # ids of deletions between their start and end marks

    def of(self, paragraph: Any, context: Context) -> list[Piece]:
        """Return the pieces of ``text:p`` or ``text:h``."""
        name = paragraph.get(f"{TEXT}style-name", "")
        if name or not self.sheet:
            style = self.styles.get("paragraph", name)
            text_format = style.text_format.based_on(context.text_format)
            context = replace(context, background=style.background or context.background, text_format=text_format)
        pieces: list[Piece] = []
        self._walk(paragraph, context, pieces)
        return pieces

    def _walk(self, element: Any, context: Context, pieces: list[Piece]) -> None:
        self._add_text(white(element.text), context, pieces)
        for child in element:
            self._read(child, context, pieces)
            self._add_text(white(child.tail), context, pieces)

    def _add_text(self, text: str, context: Context, pieces: list[Piece]) -> None:
        if not text:
            return
        text_format = context.text_format
        why = context.exclusion or (
            Exclusion.DELETED if self.deleted else exclusion_of(text_format, context.background)
        )
        if text_format.drawn and why is None and _DIGIT.search(text):
            pieces.append(Piece("", opaque="用图形字体显示的内容", quoted=squeeze(text), always_reported=True))
            return
        lowered = text_format.align == "subscript"
        size = float(text_format.size or _USUAL)
        pieces.append(
            Piece(text, why if text.strip() else None, context.source, link=context.link, size=size, lowered=lowered)
        )

    def _read(self, child: Any, context: Context, pieces: list[Piece]) -> None:
        tag = child.tag if isinstance(child.tag, str) else ""
        if not tag or tag in SKIPPED:
            return
        if tag == f"{TEXT}s":
            self._add_text(" " * min(int(child.get(f"{TEXT}c", "1")), _SPACES), context, pieces)
        elif tag in (f"{TEXT}tab", f"{TEXT}line-break"):
            self._add_text("\t" if tag == f"{TEXT}tab" else "\n", context, pieces)
        elif tag == f"{TEXT}span":
            style = self.styles.get("text", child.get(f"{TEXT}style-name", ""))
            self._walk(child, replace(context, text_format=style.text_format.based_on(context.text_format)), pieces)
        elif tag == f"{TEXT}a":
            link = "#" if child.get(f"{XLINK}href", "").startswith("#") else "to"
            self._walk(child, replace(context, link=link), pieces)
        elif tag == f"{TEXT}note":
            self.notes += child.iterchildren(f"{TEXT}note-body")
            if context.in_cell:
                self._add_text(
                    child.findtext(f"{TEXT}note-citation") or "", replace(context, exclusion=Exclusion.NOTE), pieces
                )
        elif tag == f"{TEXT}ruby-text":
            self._walk(child, replace(context, exclusion=Exclusion.RUBY), pieces)
        elif tag in (f"{TEXT}change-start", f"{TEXT}change-end"):
            ident = child.get(f"{TEXT}change-id", "")
            if tag == f"{TEXT}change-start" and ident in self.deletions:
                self.deleted.add(ident)
            else:
                self.deleted.discard(ident)
        elif tag in (f"{TEXT}hidden-text", f"{TEXT}hidden-paragraph"):
            if child.get(f"{TEXT}is-hidden") != "false":
                text = "".join(child.itertext()) or child.get(f"{TEXT}string-value", "")
                self._add_text(text, replace(context, exclusion=Exclusion.INVISIBLE), pieces)
        elif tag == f"{TEXT}drop-down":
            self._walk(child, replace(context, source=CHOSEN), pieces)
        elif tag == f"{FIELD}fieldmark":
            pieces += _form_field(child)
            self._walk(child, context, pieces)
        elif tag.startswith(DRAW):
            pieces += self.drawn(child, context)
        else:
            self._walk(child, context, pieces)

    # ------------------------------------------------------------------- non-text content

    def drawn(self, node: Any, context: Context) -> Iterator[Piece]:
        """Yield the piece for a drawn object: a picture with its stated number, a text box, a control, other
        drawings."""
        sizes = [points(node.get(f"{SVG}{side}", "")) for side in ("width", "height")]
        if any(size is not None and size <= _TINY for size in sizes):
            return
        texts = [p for p in node.iter(f"{TEXT}p", f"{TEXT}h") if squeeze("".join(p.itertext()))]
        if texts and node.find(f"{DRAW}object") is None:
            if context.in_cell:
                inside = [piece for p in texts for piece in (Piece("\n"), *self.of(p, replace(context, source="")))]
                yield Piece("".join(p.text for p in inside if p.exclusion is None), opaque="文本框")
            else:
                self.boxes.append(node)
            return
        description = next(
            (text for e in node.iter(f"{SVG}desc", f"{SVG}title") if (text := (e.text or "").strip())), ""
        )
        if node.tag == f"{DRAW}control":
            held = self.controls.get(node.get(f"{DRAW}control", ""), "")
            yield Piece(held, source=_CONTROL) if squeeze(held) else Piece("", opaque="控件", always_reported=True)
        elif objects := [kind for tag, kind in _OBJECTS.items() if next(node.iter(tag), None) is not None]:
            yield Piece("", opaque=objects[0], always_reported=True)
        else:
            other = "图片" if next(node.iter(f"{DRAW}image"), None) is not None else "图形"
            yield Piece(description if is_figure(description) else "", opaque=other)


def _form_field(mark: Any) -> Iterator[Piece]:
    """Yield the pieces of a legacy form field: selected list entry or checkbox. Typed text is normal text."""
    parameters = [(p.get(f"{FIELD}name", ""), p.get(f"{FIELD}value", "")) for p in mark.iterfind(f"{FIELD}param")]
    kind = mark.get(f"{FIELD}type", "").rpartition(".")[2]
    if kind == "FORMDROPDOWN":
        entries = [value for name, value in parameters if name == "Dropdown_ListEntry"]
        chosen = dict(parameters).get("Dropdown_Selected", "0")
        if chosen.isdigit() and int(chosen) < len(entries):
            yield Piece(entries[int(chosen)], source=CHOSEN)
    elif kind == "FORMCHECKBOX":
        yield Piece("☑" if dict(parameters).get("Checkbox_Checked") == "true" else "☐", source="勾选框")


def deletions(root: Any) -> frozenset[str]:
    """Return the ids of tracked deletions. Deleted text is stored separately, or between the change marks."""
    return frozenset(
        region.get(f"{TEXT}id", "")
        for region in root.iter(f"{TEXT}changed-region")
        if region.find(f"{TEXT}deletion") is not None
    )


def controls(root: Any) -> dict[str, str]:
    """Return control id → content."""
    held = {}
    for form in root.iter(f"{OFFICE}forms"):
        for control in form.iter(f"{FORM}*"):
            ident = control.get(f"{FORM}id") or control.get("{http://www.w3.org/XML/1998/namespace}id") or ""
            chosen = [item.get(f"{FORM}label", "") for item in control if item.get(f"{FORM}current-selected") == "true"]
            value = control.get(f"{FORM}current-value") or control.get(f"{FORM}value") or "、".join(chosen)
            if ident and value:
                held[ident] = value
    return held
