"""Quote what an original holds besides the text of the report: hidden text and comments (批注)."""

from __future__ import annotations

from collections.abc import Iterable

from build_scripts.wording import squeeze

_QUOTED = 200  # maximum quoted letters of each text
_MOST = 20  # maximum number of quoted texts


def quoted(texts: Iterable[str]) -> str:
    """Return the texts that are not blank, in quotation marks; "" if all are blank."""
    words = [squeezed[:_QUOTED] for text in texts if (squeezed := squeeze(text))]
    more = f"等 {len(words)} 处" if len(words) > _MOST else ""
    return f"“{'”“'.join(words[:_MOST])}”{more}" if words else ""


def paragraph_doubts(unseen: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return the doubt of a document with invisible paragraphs; none without such paragraphs."""
    words = quoted(unseen)
    return (("source.hidden", f"正文里看不见的{words}"),) if words else ()


def comment_doubts(comments: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return the doubt of a document with comments; none without comments."""
    words = quoted(comments)
    return (("source.comments", words),) if words else ()
