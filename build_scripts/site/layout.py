"""Render Material's layout once per depth of address and fill it for each page.

There are two ways to the same site. The plain way is ``mkdocs build`` over ``build/docs``, which needs only the table
extension of this project. The fast way renders Material's template once for each depth of the address tree, with
private-use characters as placeholders for title, body, contents and page tags; a page is then a join of strings. A test
proves that both give the same result."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import quote

from build_scripts.render import scripts
from build_scripts.render.blocks import ROOT
from build_scripts.site.bundle import bundle
from build_scripts.site.configuration import load_configuration
from build_scripts.site.prepared_page import PreparedPage
from build_scripts.site.stylesheet import drop_unused_rules, minified_css, names_of

# Placeholders are private-use characters: ``wording.printed`` leaves none of these in the text of a report.
_TITLE, _DESCRIPTION, _CANONICAL, _BODY, _KIND, _CONCERNING = "\ue100", "\ue101", "\ue102", "\ue103", "\ue104", "\ue105"
_NAME, _VALUE, _HREF, _TEXT = "\ue110", "\ue111", "\ue112", "\ue113"
_PLACEHOLDERS = re.compile("([\ue100-\ue105]|\ue109.\ue109)")
# Parts that a page repeats or omits: their letter, and a pattern of Material's output for one of them.
_REPEATED = {
    "t": rf'<meta name="{_NAME}"[^>]*>\n',
    "a": rf'<link rel="alternate" type="{_NAME}"[^>]*{_HREF}[^>]*>\n',
    "c": f"<li><a[^>]*{_HREF}[^>]*>[^<]*</a></li>\n",
    "j": f'<script type="application/ld\\+json">{_VALUE}</script>\n',
    "s": f"<script[^>]*{_HREF}[^>]*></script>\n",
}
STYLE = "assets/nianbao.css"
MATERIAL = r"assets/stylesheets/main\.[^/\"]*\.css"
_MATERIAL = re.compile(f'<link rel="stylesheet" href="[^"]*{MATERIAL}">\n')
_TOGGLES = re.compile(
    r'<input class="md-toggle"[^>]*>|<label class="md-overlay"[^>]*></label>|<div data-md-component="announce">\s*</div>'
)
_ERROR_LINK = re.compile(
    rf'<p class="nb-wrong">.*?{_CONCERNING}.*?</p>\n'
    # Only printed where the archive names an address for errors.
)
SITEMAP_LIMIT = 50_000


@dataclass(frozen=True, slots=True)
class Layout:
    """Material's page for one depth: literal pieces alternating with placeholders, and the parts that repeat."""

    pieces: tuple[str, ...]
    repeated: dict[str, str]


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that pages share.

    ``layouts`` are keyed by (depth, is report), ``assets`` are static files by address, ``not_found`` is ``404.html``.
    ``every_page`` says whether every original is pictured (``extra: facsimile: all``) or only originals with findings.
    """

    layouts: dict[tuple[int, bool], Layout]
    assets: dict[str, bytes]
    not_found: str
    site_url: str
    every_page: bool


DEPTHS = range(8)


def load_site(root: Path) -> Site:
    """Render the layouts with MkDocs and Material as ``mkdocs.yml`` configures them."""
    config = load_configuration(root)
    from mkdocs.commands.build import get_context
    from mkdocs.structure.files import File, Files
    from mkdocs.structure.nav import get_navigation

    env = config.theme.get_env()
    files = Files([File(uri, None, config.site_dir, True) for uri in _nav_files(config.nav)])
    nav = get_navigation(files, config)
    template = env.get_template("main.html")
    layouts = {}
    for depth in DEPTHS:
        for is_report in (False, True):
            page = _placeholder(depth, is_report, config)
            html = template.render(get_context(nav, files, config, page))
            layouts[depth, is_report] = _layout(html)
    not_found = env.get_template("404.html").render(get_context(nav, files, config, base_url=_base(config.site_url)))
    assets = dict(_assets(config, files, layouts))
    every_page = config.extra.get("facsimile") == "all"
    return Site(layouts, assets, _minified_html(not_found), config.site_url or "", every_page)


def _nav_files(nav: Any) -> list[str]:
    return [uri for item in nav for uri in item.values()]


def _base(site_url: str | None) -> str:
    from urllib.parse import urlsplit

    return urlsplit(site_url or "/").path or "/"


def _placeholder(depth: int, is_report: bool, config: Any) -> Any:
    """Return an MkDocs page at that depth with placeholder characters instead of content."""
    from mkdocs.structure.files import File
    from mkdocs.structure.pages import Page as MkPage
    from mkdocs.structure.toc import AnchorLink, TableOfContents

    file = File("x/" * depth + "index.md", None, config.site_dir, True)
    page = MkPage(_TITLE, file, config)
    page.meta = {
        "title": _TITLE,
        "description": _DESCRIPTION,
        "kind": "report" if is_report else _KIND,
        "tags_of_page": [[_NAME, _VALUE]],
        "alternates": [[_NAME, _HREF]],
        "concerning": _CONCERNING,
        "scripts": [_HREF],
        "structured": _VALUE,
    }
    page.content = _BODY
    top = AnchorLink("", "content", 1)
    top.children.append(AnchorLink(_TEXT, _HREF, 2))
    page.toc = TableOfContents([top])
    if config.site_url:
        page.canonical_url = _CANONICAL
    return page


def _minified_html(html: str) -> str:
    """Return the HTML without its ballast.

    Removed are blank lines and indentation (a tenth of a page), Material's markup for drawer, search and announcements
    (our pages have none), and the link to Material's style sheet (our style sheet contains it)."""
    return _MATERIAL.sub("", re.sub(r"\s*\n\s*", "\n", _TOGGLES.sub("", html)))


def _layout(html: str) -> Layout:
    html = _minified_html(html).replace(quote(_CONCERNING), _CONCERNING)
    repeated = {}
    if error_link := _ERROR_LINK.search(html):
        repeated["w"] = error_link[0]
        html = html.replace(error_link[0], "\ue109w\ue109")
    for letter, pattern in _REPEATED.items():
        match = re.search(pattern, html)
        if not match:
            raise ValueError(f"the theme no longer prints what the fast build repeats: {pattern}")
        repeated[letter] = match[0]
        html = html.replace(match[0], f"\ue109{letter}\ue109", 1)
    return Layout(tuple(_PLACEHOLDERS.split(html)), repeated)


@dataclass(frozen=True, slots=True)
class _OwnFiles:
    """Stand in for the Jinja environment when MkDocs lists the files of a theme, and list only our folder.

    Material brings ten thousand icons, and no page uses one of them as a file."""

    folder: Path

    def list_templates(self, filter_func: Callable[[str], bool]) -> list[str]:
        found = (path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file())
        return sorted(filter(filter_func, found))


def _assets(config: Any, files: Any, layouts: dict[tuple[int, bool], Layout]) -> Iterator[tuple[str, bytes]]:
    """Yield our static files: one style sheet that starts with the needed rules of Material's, and the bundled scripts.

    No other file of Material's is published."""
    pages = ["".join((*layout.pieces, *layout.repeated.values())) for layout in layouts.values()]
    names = {name for html in pages for name in names_of(html)}
    own_folder = Path(config.theme.custom_dir)
    files.add_files_from_theme(_OwnFiles(own_folder), config)
    modules: dict[str, str] = {}
    style = ""
    for file in files:
        if file.is_documentation_page() or not file.abs_src_path:
            continue
        source = Path(file.abs_src_path)
        if source.suffix == ".js":
            modules[file.src_uri] = source.read_text("utf-8")
        elif file.src_uri == STYLE:
            style = source.read_text("utf-8")
        else:
            yield file.src_uri, source.read_bytes()
    below = (path for folder in config.theme.dirs for path in Path(folder).glob("assets/stylesheets/main.*.css"))
    yield STYLE, (drop_unused_rules(next(below).read_text("utf-8"), names) + "\n" + minified_css(style)).encode()
    for address, text in bundle(modules, scripts.ALL).items():
        yield address, text.encode()


def theme_digest(site: Site) -> str:
    """Return a digest of everything that surrounds a page: theme, templates, style."""
    digest = hashlib.sha256((metadata.version("mkdocs-material") + site.not_found).encode())
    for layout in site.layouts.values():
        digest.update("".join((*layout.pieces, *layout.repeated.values())).encode())
    for name, data in sorted(site.assets.items()):
        digest.update(name.encode() + data)
    return digest.hexdigest()


# --------------------------------------------------------------------------- pages


def render(page: PreparedPage, site: Site) -> bytes:
    """Return the complete HTML file of a page."""
    layout = site.layouts[page.address.count("/"), page.kind == "report"]
    tags = [(name, escape(value)) for name, value in page.meta]
    structured = page.structured.replace(ROOT, site.site_url or "../" * page.address.count("/") or "./")
    contents = [(anchor, escape(text, quote=False)) for anchor, text in page.contents]
    values = {
        _TITLE: escape(page.title),
        _DESCRIPTION: escape(page.description),
        _CANONICAL: escape(site.site_url + page.address) if site.site_url else "",
        _KIND: escape(page.kind or "other"),
        _BODY: page.body,
        "\ue109t\ue109": "".join(layout.repeated["t"].replace(_NAME, escape(n)).replace(_VALUE, v) for n, v in tags),
        "\ue109a\ue109": "".join(
            layout.repeated["a"].replace(_NAME, type_).replace(_HREF, escape(href)) for type_, href in page.alternates
        ),
        "\ue109w\ue109": layout.repeated["w"].replace(_CONCERNING, quote(page.concerning))
        if page.concerning and "w" in layout.repeated
        else "",
        "\ue109c\ue109": "".join(layout.repeated["c"].replace(_HREF, i).replace(_TEXT, t) for i, t in contents),
        "\ue109j\ue109": layout.repeated["j"].replace(_VALUE, structured.replace("<", "\\u003c"))
        if page.structured
        else "",
        "\ue109s\ue109": "".join(layout.repeated["s"].replace(_HREF, escape(script)) for script in page.scripts),
    }
    return "".join(values.get(piece, piece) for piece in layout.pieces).encode("utf-8")


def file_of(address: str) -> str:
    """Return the file of a page: ``reports/x/2024/`` is published as ``reports/x/2024/index.html``."""
    return f"{address}index.html"


# --------------------------------------------------------------------------- site map


def robots(site_url: str) -> bytes:
    """Return a ``robots.txt`` that allows everything to everybody."""
    sitemap = f"Sitemap: {site_url.rstrip('/')}/sitemap.xml\n" if site_url else ""
    return f"User-agent: *\nAllow: /\n{sitemap}".encode()


def sitemaps(site_url: str, addresses: Sequence[str], days: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """Yield ``sitemap.xml`` and its parts of at most 50,000 addresses; nothing without a site URL. ``days`` maps an
    address to the day on which its report was archived; an address without a known day gets no date."""
    if not site_url:
        return
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    namespace = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    base = escape(site_url.rstrip("/"))
    parts = [addresses[i : i + SITEMAP_LIMIT] for i in range(0, len(addresses), SITEMAP_LIMIT)]
    for number, part in enumerate(parts, 1):
        urls = "".join(
            f"<url><loc>{base}/{escape(a)}</loc>"
            + (f"<lastmod>{days[a]}</lastmod>" if days.get(a) else "")
            + "</url>\n"
            for a in part
        )
        yield f"sitemap-{number}.xml", f"{head}<urlset {namespace}>\n{urls}</urlset>\n".encode()
    names = "".join(f"<sitemap><loc>{base}/sitemap-{n}.xml</loc></sitemap>\n" for n in range(1, len(parts) + 1))
    yield "sitemap.xml", f"{head}<sitemapindex {namespace}>\n{names}</sitemapindex>\n".encode()
