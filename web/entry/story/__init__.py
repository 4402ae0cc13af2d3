"""The whole story over HTTP: from a plan to every named end, with the real forms and nothing else."""

from web.entry.story.run import run

__all__ = ["run"]
