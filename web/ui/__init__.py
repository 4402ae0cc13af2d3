"""How pages look: base pages, components, `page()`, guards, refusals, static files."""

from web.ui.page import page, redirect, wants_fragment

__all__ = ["page", "redirect", "wants_fragment"]
