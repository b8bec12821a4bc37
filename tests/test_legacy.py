"""Test .doc, .wps and the XML formats of Word and Excel 2003: what LibreOffice converts, and what it must not do.

Most tests use a program that imitates LibreOffice; where LibreOffice is installed, it converts real files too."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from browser import Served
from openpyxl import Workbook

from build_scripts import readers
from build_scripts.extraction.extract import read
from build_scripts.model import Refusal
from build_scripts.readers.word import legacy
from build_scripts.serialize import to_json

FIXTURES = Path(__file__).parent / "fixtures/reports"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


SHEET_2003 = b"""<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>"""


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Replace LibreOffice by a program with the variables ``profile`` and ``out`` and this code."""

    def put(body: str) -> None:
        path = tmp_path / "bin/soffice"
        path.parent.mkdir(exist_ok=True)
        lead = (
            f"#!{sys.executable}\nimport os, shutil, subprocess, sys\nfrom pathlib import Path\n"
            "from urllib.parse import urlsplit\nfrom urllib.request import url2pathname\n"
            "profile = Path(url2pathname(urlsplit(sys.argv[3].partition('=')[2]).path))\nout = Path(sys.argv[-2])\n"
        )
        path.write_text(lead + body, encoding="utf-8")
        path.chmod(0o755)
        monkeypatch.setenv("PATH", str(path.parent))
        monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
        monkeypatch.setattr("tempfile.tempdir", None)

    (tmp_path / "temporary").mkdir()
    return put


def refusal(data: bytes) -> Refusal:
    with pytest.raises(Refusal) as caught:
        read(data)
    return caught.value


def test_what_libreoffice_makes_is_read_and_nothing_is_left(stand_in: Callable[[str], None], tmp_path: Path) -> None:
    docx, kept = FIXTURES / "d01_docx_official.docx", tmp_path / "settings.xcu"
    stand_in(
        f"shutil.copy({str(docx)!r}, out / 'original.docx')\n"
        f"shutil.copy(profile / 'user/registrymodifications.xcu', {str(kept)!r})\n"
    )
    found, wanted = to_json(read(OLE)), to_json(read(docx.read_bytes()))
    assert {name: found[name] for name in ("title", "table2", "table3", "table4", "findings")} == {
        name: wanted[name] for name in ("title", "table2", "table3", "table4", "findings")
    }
    settings = kept.read_text(encoding="utf-8")
    for name, value in (("DisableMacrosExecution", "true"), ("BlockUntrustedRefererLinks", "true"), ("Link", "2")):
        assert f'oor:name="{name}" oor:op="fuse"><value>{value}</value>' in settings
    assert list((tmp_path / "temporary").iterdir()) == []


def test_the_xml_of_excel_2003_becomes_a_workbook(stand_in: Callable[[str], None], tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    for row in (["信息内容", "本年制发件数"], ["规章", 3]):
        book.active.append(row)
    book.save(tmp_path / "made.xlsx")
    stand_in(f"shutil.copy({str(tmp_path / 'made.xlsx')!r}, out / f'original.{{sys.argv[-4]}}')\n")
    document = readers.read(SHEET_2003)
    assert (document.reader, readers.media_type(SHEET_2003)) == ("legacy", "application/vnd.ms-excel.2003.xml")
    assert document.blocks == readers.read((tmp_path / "made.xlsx").read_bytes()).blocks


def test_one_that_hangs_is_ended_with_all_that_it_began(
    stand_in: Callable[[str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``soffice`` is a script: its subprocess kept running, and its open pipe blocked the reader."""
    pipe = tmp_path / "alive"
    os.mkfifo(pipe)
    stand_in(
        f"end = os.open({str(pipe)!r}, os.O_RDWR)\nos.set_inheritable(end, True)\n"
        "subprocess.run([sys.executable, '-c', 'import signal; signal.pause()'], close_fds=False)\n"
    )
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    monkeypatch.setattr(legacy, "SECONDS", 2)
    found = refusal(OLE)
    assert (found.code, found.values["seconds"]) == ("reading-timeout", 2)
    os.set_blocking(reading, True)
    assert os.read(reading, 1) == b"", "nobody holds the other end any more"
    os.close(reading)
    assert list((tmp_path / "temporary").iterdir()) == []


def test_it_ends_with_the_process_that_reads(stand_in: Callable[[str], None], tmp_path: Path) -> None:
    """``kill -9`` of a build, or of its worker at the deadline, left LibreOffice running."""
    pipe = tmp_path / "alive"
    os.mkfifo(pipe)
    stand_in(
        f"end = os.open({str(pipe)!r}, os.O_WRONLY)\nos.set_inheritable(end, True)\nos.write(end, b'x')\n"
        "subprocess.run([sys.executable, '-c', 'import signal; signal.pause()'], close_fds=False)\n"
    )
    program = f"from build_scripts.readers.word.legacy import read_legacy\nread_legacy({OLE!r})"
    with subprocess.Popen([sys.executable, "-c", program]) as reader, pipe.open("rb") as alive:
        assert alive.read(1) == b"x"
        reader.kill()
        assert alive.read() == b"", "nobody holds the other end any more"


def test_one_that_cannot_open_the_file_says_so_and_none_says_what_to_do(
    stand_in: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in("sys.exit(1)\n")
    assert refusal(OLE).values["why"] == "LibreOffice 无法打开"
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(legacy, "_INSTALLED", ())
    assert refusal(OLE).code == "legacy"


def test_an_installed_one_is_found_where_the_shell_knows_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The Windows installer does not add LibreOffice to the path."""
    placed = tmp_path / "LibreOffice/program/soffice.com"
    placed.parent.mkdir(parents=True)
    placed.touch()
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("NIANBAO_TEST_FILES", str(tmp_path))
    monkeypatch.setattr(
        legacy, "_INSTALLED", ("$NIANBAO_TEST_FILES/none", "$NIANBAO_TEST_FILES/LibreOffice/program/soffice.com")
    )
    assert legacy.program() == str(placed)


HOSTILE = """<?xml version="1.0"?>
<!-- <w:wordDocument -->
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:version="1.2"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0"
 xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 office:mimetype="application/vnd.oasis.opendocument.text">
<office:scripts><office:script script:language="ooo:Basic"><ooo:libraries xmlns:ooo="http://openoffice.org/2004/office">
<ooo:library-embedded ooo:name="Standard"><ooo:module ooo:name="M"><ooo:source-code>Sub Main
open "{ran}" for output as #1
print #1, "x"
close #1
End Sub</ooo:source-code></ooo:module></ooo:library-embedded></ooo:libraries></office:script>
<office:event-listeners><script:event-listener script:language="ooo:script" script:event-name="dom:load" xlink:type="simple"
 xlink:href="vnd.sun.star.script:Standard.M.Main?language=Basic&amp;location=document"/></office:event-listeners></office:scripts>
<office:body><office:text><text:p>示例镇</text:p>
<text:section text:name="S"><text:section-source xlink:href="{secret}" xlink:type="simple"/><text:p>原来</text:p></text:section>
<text:p><draw:frame draw:name="g"><draw:image xlink:href="{picture}" xlink:type="simple"/></draw:frame></text:p>
</office:text></office:body></office:document>"""


def test_real_files_are_converted_and_a_hostile_one_runs_and_asks_nothing(
    tmp_path: Path, serve: Callable[[Path], Served]
) -> None:
    """Where LibreOffice is installed: a .doc that it wrote itself has the same content as the .docx. A document with a
    macro, a linked file and a linked picture runs no macro, does not show the linked file, and makes no request for the
    picture."""
    office = legacy.program()
    if office is None:
        return
    docx = FIXTURES / "d02_docx_unmerged.docx"
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command: list[str | Path] = [office, home, "--headless", "--convert-to", "doc", "--outdir", tmp_path, docx]
    subprocess.run(command, check=True, capture_output=True)
    found, wanted = (to_json(read(path.read_bytes())) for path in (tmp_path / f"{docx.stem}.doc", docx))
    for name in ("title", "agency", "table2", "table3", "table4", "narrative", "findings"):
        assert found[name] == wanted[name], name
    (tmp_path / "secret.txt").write_text("机密", encoding="utf-8")
    (tmp_path / "site").mkdir()
    served, ran = serve(tmp_path / "site"), tmp_path / "ran"
    names = {"ran": ran, "secret": (tmp_path / "secret.txt").as_uri(), "picture": f"{served.url}a.png"}
    text = str(legacy.read_legacy(HOSTILE.format(**names).encode()))
    assert "示例镇" in text and "机密" not in text
    assert served.requests == [] and not ran.exists()
