"""FEEL, the expression language of the house (OMG DMN 1.5, chapter 10): conditions, decision tables, deadlines.

Text is parsed once into closures and cached. An expression is bounded in size, depth and steps and reaches no Python.
"""

from engine.workflow.feel.errors import FeelError
from engine.workflow.feel.expression import Expression, UnaryTests, compile, compile_unary  # noqa: A004
from engine.workflow.feel.plain import plain
from engine.workflow.feel.values import YearsMonths

__all__ = ["Expression", "FeelError", "UnaryTests", "YearsMonths", "compile", "compile_unary", "plain"]
