"""Run by make with any Python: a virtual environment with the locked packages, and this project in it.

Standard library only, for it runs before anything is installed. Stamps of the lock file, the project and the Python
skip what was done before; a run that was cut off leaves no stamp and is repeated.
"""

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

OLDEST = (3, 11, 3)
ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / ".venv"
PACKAGES, PROJECT = HOME / ".packages", HOME / ".project"
LOCK = ROOT / "requirements.lock"


def say(text: str, end: str = "\n") -> None:
    sys.stderr.write(text + end)
    sys.stderr.flush()


def stamp_of(*paths: Path) -> str:
    digest = hashlib.sha256(f"{sys.version} {ROOT}".encode())
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_done(stamp: Path, wanted: str) -> bool:
    return stamp.exists() and stamp.read_text() == wanted


def pip(*arguments: str, expected: int) -> None:
    """Run pip and count the packages it has looked at. Ends the script when pip fails."""
    command = [str(HOME / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT)
    assert process.stdout
    lines, count = [], 0
    for line in process.stdout:
        lines.append(line)
        if line.startswith(("Collecting ", "Installing ")):
            count += 1
            if sys.stderr.isatty():
                say(f"\r  · 安装依赖 {min(count, expected)}/{expected} ", end="")
    say(f"\r  · 安装依赖 {expected}/{expected} ")
    if process.wait():
        say("".join(lines[-15:]))
        sys.exit("没有装好依赖。请检查网络，然后再试一次。")


def main() -> None:
    if sys.version_info < OLDEST:
        sys.exit("需要 Python 3.11.3 或更高版本，现在是 " + sys.version.split()[0] + "。可用 make PYTHON=… 指定。")
    packages, project = stamp_of(LOCK, Path(__file__)), stamp_of(LOCK, Path(__file__), ROOT / "pyproject.toml")
    if not is_done(PACKAGES, packages):
        install_packages()
        PACKAGES.write_text(packages)
    if not is_done(PROJECT, project):
        pip("--no-build-isolation", "--no-deps", "-e", str(ROOT), expected=1)
        PROJECT.write_text(project)


def install_packages() -> None:
    """A fresh virtual environment with everything in the lock file."""
    say("  · 建立虚拟环境")
    try:
        venv.create(HOME, with_pip=True, clear=True)
    except (subprocess.CalledProcessError, ImportError):
        sys.exit("这个 Python 没有 venv 和 ensurepip（Debian 上是 python3-venv 软件包）。")
    packages = sum(1 for line in LOCK.read_text().splitlines() if line[:1].isalnum())
    pip("--no-deps", "--require-hashes", "-r", str(LOCK), expected=packages)


if __name__ == "__main__":
    main()
