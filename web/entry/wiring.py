"""What every operating-system process does first: bind the adapters, and import what registers itself by decorators."""

import importlib
import pkgutil
from types import ModuleType

import engine
import processes
from engine.documents import fonts
from integrations import binding
from web.ui.build import VENDOR


def wire() -> None:
    """Ports get their adapters; handlers, commands and subscribers of all rooms become known. Repeating is harmless."""
    binding.bind_adapters()
    fonts.use_folder(VENDOR / "fonts")
    for package in (engine, processes):
        _import_all(package)


def wire_to_serve() -> None:
    """`wire`, for a process that serves people. Raises NotConfigured where a real installation lacks a vendor."""
    wire()
    binding.require_adapters()


def _import_all(package: ModuleType) -> None:
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)
