"""The built-in functions of FEEL (OMG DMN 1.5, 10.3.4), and our own for the working calendar."""

from engine.workflow.feel.functions import calendar, conversion, dates, lists, numbers, ranges, strings
from engine.workflow.feel.functions.registry import Function, find

__all__ = ["Function", "calendar", "conversion", "dates", "find", "lists", "numbers", "ranges", "strings"]
