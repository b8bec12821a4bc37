"""Set up and run 年报馆 with only Python 3.11+: see README.md.

    python3 start.py               build the archive in content/ and serve it on this machine
    python3 start.py test          run the tests; ``test --quick``: without the browser tests
    python3 start.py ocr           install text recognition for scans (文字识别) for all later commands
    python3 start.py ARGS …        any nianbao command, e.g. ``python3 start.py check``

On Windows the command is ``py start.py``; a double click on this file serves too. Everything is installed into ``.venv``
in this folder, in the versions of ``requirements.lock``. The folder can be moved, and the command can be called from any
other folder."""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENV = ROOT / ".venv"
BIN = ENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCK = ROOT / "requirements.lock"
OFFLINE = """
没有装上新的运行环境（多半是没有联网，原因见上面几行）。先用原来的环境继续；联网以后再运行一次即可更新。
"""
FAILED = """
运行环境没有装好，原因见上面几行。请检查：一、电脑能不能上网；二、磁盘有没有空间；三、这个文件夹能不能写入。改好后再运行一次。
"""


def install(extra: str) -> None:
    """Create ``.venv`` and install the project, unless that was done for the same requirements in the same folder.

    Raises ``CalledProcessError`` when the installation fails and no older environment works."""
    stamp = ENV / f"installed{extra}"
    named = (ROOT / "pyproject.toml").read_bytes() + LOCK.read_bytes()
    wanted = hashlib.sha256(named + f"{sys.version} {ROOT}".encode()).hexdigest()
    if stamp.is_file() and stamp.read_text(encoding="ascii") == wanted:
        return
    print("正在准备运行环境（第一次约需几分钟）… / setting up .venv", flush=True)
    try:
        venv.EnvBuilder(with_pip=True, clear=not PYTHON.exists()).create(ENV)
        pip = [PYTHON, "-m", "pip", "install", "--quiet", "--constraint", LOCK, "--editable", f".{extra}"]
        subprocess.run(pip, cwd=ROOT, check=True)
    except subprocess.CalledProcessError:
        if not runs(extra):
            raise
        print(OFFLINE, file=sys.stderr)
        return
    stamp.write_text(wanted, encoding="ascii")


def runs(extra: str) -> bool:
    """Return whether the existing environment can run the program (with ``[dev]``: the tests)."""
    needed = "import build_scripts.cli" + (", pytest, xdist" if extra == "[dev]" else "")
    tried = subprocess.run([PYTHON, "-c", needed], cwd=ROOT, env=environment(), check=False, capture_output=True)
    return tried.returncode == 0


def environment() -> dict[str, str]:
    """Return the environment variables for the program.

    This folder comes first on the path, so that a moved folder runs its own program. UTF-8 is set for Windows. Compiled
    modules are kept: with ``PYTHONDONTWRITEBYTECODE``, each command compiled the program again, which took half a
    second."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}


def absolute(argument: str) -> str:
    """Return the absolute path for the name of an existing file, any other argument unchanged."""
    path = Path(argument)
    return str(path.absolute()) if not argument.startswith("-") and path.exists() else argument


def run(*command: "str | Path") -> int:
    return subprocess.run([PYTHON, *command], cwd=ROOT, env=environment(), check=False).returncode


def double_clicked() -> bool:
    """Return whether nobody typed a command: a double click on Windows, whose window closes when this ends. A scheduled
    task has no window and nobody who presses a key."""
    return os.name == "nt" and len(sys.argv) == 1 and sys.stdin is not None and sys.stdin.isatty()


def main() -> int:
    """Install what is needed, then run the tests or ``nianbao``."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file runs before anything checks the version
        print(
            "需要 Python 3.11 或更新的版本，现在是", sys.version.split()[0], "/ Python 3.11+ is needed", file=sys.stderr
        )
        return 1
    command, arguments = (sys.argv[1:] or ["serve"])[0], [absolute(argument) for argument in sys.argv[2:]]
    try:
        if command == "test":
            install("[dev]")
            # The tests of a file share their builds, so one process runs a whole file. By default, pytest-xdist runs files
            # with few tests last, and the browser tests are such files and take longest. So files run in order of name.
            return run("-m", "pytest", "-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder", *arguments)
        if command == "ocr":
            install("[ocr]")
            print("识别组件已装好，以后的命令都会读扫描件。 / Scans are read from now on.")
            return 0
        install("")
        if double_clicked():
            arguments = ["--open"]
        return run("-m", "build_scripts", command, *arguments)
    except (subprocess.CalledProcessError, OSError):
        print(FAILED, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    status = main()
    if status and double_clicked():
        input("按回车关闭这个窗口。")
    sys.exit(status)
