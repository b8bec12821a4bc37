"""Test the instructions of ``hosting/`` and ``docs/hosting.md`` with a real nginx, at the root and in a sub-folder."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from email.message import Message
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
import yaml
from archives import FIXTURES, ROOT, make, small_project
from browser import Served
from playwright.sync_api import Page, expect

HOSTING = ROOT / "hosting"
CONFIG = (HOSTING / "nginx.conf").read_text(encoding="utf-8")
SUB = "/zwgk/nianbao/"


def test_the_headers_are_the_policy_of_the_pages() -> None:
    """The header may only be stricter: it also forbids frames, which a page cannot do itself. The only inline script,
    that of the 404 page, is allowed by its hash."""
    main, missing = ((ROOT / "overrides" / name).read_text(encoding="utf-8") for name in ("main.html", "404.html"))
    page = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', main)
    script = re.search(r"{% block inline_scripts %}(.*?){% endblock %}", missing)
    assert page and script
    policy = page[1].replace("{% block inline_scripts %}{% endblock %}", script[1]) + "; frame-ancestors 'none'"
    assert policy in CONFIG and policy in (HOSTING / "_headers").read_text()
    assert "unsafe" not in policy


def test_the_text_of_the_nginx_file_is_sound() -> None:
    """Every block is closed, every directive is terminated, and an expression with braces is quoted."""
    text = re.sub(r'"[^"]*"', '""', re.sub(r"(?m)#.*$", "", CONFIG))
    assert text.count("{") == text.count("}") and '"' not in text.replace('""', "")
    for line in text.splitlines():
        assert not line.strip() or line.rstrip().endswith((";", " {", "}")), line
    assert not re.search(r"\{\d", text)


def nginx() -> str:
    """Return the installed nginx; "" when there is none (``.ci/run`` installs it)."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/opt/homebrew/bin") or ""


def in_sub_folder(config: str) -> str:
    """Apply the instructions of the file for a sub-folder: replace the two marked lines as their comments say."""
    changed = re.sub(r"^( *)\S.*# 子目录: (.+)$", r"\1\2", config, flags=re.M)
    assert changed.count(SUB) == 2
    return changed


@pytest.fixture(scope="module", params=["/", SUB])
def under(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """Return (root folder of the server, address of the archive on the running server, "" without nginx)."""
    prefix: str = request.param
    folder = small_project(tmp_path_factory.mktemp("hosting"))
    settings = folder / "mkdocs.yml"
    address = f"site_url: https://www.example.gov.cn{prefix}\n"
    settings.write_text(settings.read_text(encoding="utf-8") + address, encoding="utf-8")
    make(folder)
    root = folder / "www"
    (root / prefix[1:]).parent.mkdir(parents=True, exist_ok=True)
    (folder / "site").rename(root / prefix[1:] if prefix != "/" else root)
    if not nginx():
        yield root, ""
        return
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    config = CONFIG if prefix == "/" else in_sub_folder(CONFIG)
    config = config.replace("listen 80;", f"listen 127.0.0.1:{port};").replace("/srv/nianbao/site;", f"{root};")
    types = next(p for p in Path("/").glob("*etc/nginx/mime.types"))
    places = "".join(
        f"{kind}_temp_path {folder}/tmp-{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/errors; events {{}}\n"
        f"http {{ include {types}; access_log off; {places}\n{config}\n}}\n",
        encoding="utf-8",
    )
    command = [nginx(), "-c", str(folder / "nginx.conf"), "-e", str(folder / "errors"), "-p", str(folder)]
    assert "warn" not in subprocess.run([*command, "-t"], check=True, capture_output=True, text=True).stderr
    running = subprocess.Popen(command)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if not probe.connect_ex(("127.0.0.1", port)):
                    break
            time.sleep(0.05)
        yield root, f"http://127.0.0.1:{port}{prefix}"
    finally:
        running.terminate()
        running.wait()


def ask(address: str) -> tuple[int, Message, bytes]:
    try:
        with urlopen(Request(address, headers={"Accept-Encoding": "gzip"})) as answer:
            return answer.status, answer.headers, answer.read()
    except HTTPError as error:
        return error.code, error.headers, error.read()


def test_nginx_serves_the_site_as_the_guide_promises(under: tuple[Path, str], page: Page) -> None:
    root, url = under
    if not url:
        return  # without nginx only the text of the file can be checked: the test above
    status, headers, body = ask(f"{url}reports/xiaopu/2024/")
    assert status == 200 and headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Content-Encoding"] == "gzip" and "小铺乡" in gzip.decompress(body).decode("utf-8")
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"

    status, headers, body = ask(f"{url}no/such/page/")
    assert status == 404 and "没有这一页" in gzip.decompress(body).decode("utf-8")
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]

    archive = root / (SUB[1:] if url.endswith(SUB) else "")
    hashed = next(archive.glob("search/p/*/*.bin")).relative_to(archive).as_posix()
    status, headers, _ = ask(url + hashed)
    assert status == 200 and "immutable" in headers["Cache-Control"]
    assert ask(f"{url}search/current.json")[1]["Cache-Control"] == "no-cache"
    assert "Cache-Control" not in ask(f"{url}search/0123456789abcdef/none.json")[1], (
        "what is missing is not kept for ever"
    )

    status, headers, body = ask(f"{url}reports/xiaopu/2024/original.txt")
    assert headers["Content-Disposition"] == "attachment" and "sandbox" in headers["Content-Security-Policy"]
    original = (archive / "reports/xiaopu/2024/original.txt").read_bytes()
    assert (gzip.decompress(body) if headers["Content-Encoding"] else body) == original
    (archive / "reports/xiaopu/2024/original.html.txt").write_text("<script>", encoding="utf-8")
    assert ask(f"{url}reports/xiaopu/2024/original.html.txt")[1]["Content-Disposition"] == "attachment"
    assert ask(f"{url}reports/xiaopu/2024/report.csv")[1]["Content-Type"] == "text/csv; charset=utf-8"

    # In a browser: search, the 404 page with its style and links, no policy violation.
    page.goto(f"{url}search/?q=海城镇")
    expect(page.locator("#nb-search")).to_contain_text("海原县海城镇")
    page.goto(f"{url}no/such/page/")
    assert page.evaluate("getComputedStyle(document.querySelector('.nb-bar')).display") == "flex"
    page.get_by_role("link", name="按年份").last.click()
    assert page.url == f"{url}years/"


# --------------------------------------------------------------------------- the sample workflow


def steps(folder: Path, base: str) -> list[int]:
    """Run the commands of the workflow one after another in a repository, as its host does; return their exit codes."""
    shell = shutil.which("bash")
    assert shell
    codes = []
    for step in yaml.safe_load((HOSTING / "pages.yml").read_text(encoding="utf-8"))["jobs"]["publish"]["steps"]:
        if "run" not in step:
            continue
        command = step["run"].replace("${{ steps.pages.outputs.base_url }}", base)
        assert "${{" not in command
        command = command.replace("python3 start.py", f"'{Path(sys.executable).as_posix()}' -m build_scripts")
        done = subprocess.run(
            [shell, "-e", "-c", command], cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True
        )
        codes.append(done.returncode)
        if done.returncode and not step.get("continue-on-error"):
            break
    return codes


def commit(folder: Path) -> None:
    for words in (
        ["init", "-q"],
        ["add", "content"],
        ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "a"],
    ):
        subprocess.run(["git", *words], cwd=folder, check=True)


def test_the_workflow_builds_for_its_sub_folder(tmp_path: Path, page: Page, serve: Callable[..., Served]) -> None:
    folder = small_project(tmp_path)
    commit(folder)
    assert steps(folder, "https://example.github.io/nianbao")[1:] == [0, 0]
    html = (folder / "site/years/index.html").read_text(encoding="utf-8")
    assert '<link rel="canonical" href="https://example.github.io/nianbao/years/">' in html
    url = serve(folder / "site", "nianbao").url
    page.goto(f"{url}404.html")
    page.get_by_role("link", name="按地区").last.click()
    assert page.url == f"{url}places/"


def test_the_workflow_publishes_neither_without_a_file_that_cannot_be_read_nor_an_address_that_nobody_has_seen(
    tmp_path: Path,
) -> None:
    folder = small_project(tmp_path)
    commit(folder)
    bad = folder / "content/reports/2024/坏.pdf"
    bad.write_bytes(b"%PDF-1.7\n broken")
    assert steps(folder, "https://example.github.io/nianbao")[1:] == [2]
    assert not (folder / "site").exists()
    bad.unlink()
    shutil.copy(FIXTURES / "t08_text_interleaved.txt", folder / "content/reports/2024/己乡.txt")
    commit(folder)
    assert steps(folder, "https://example.github.io/nianbao")[1:] == [0, 1]
