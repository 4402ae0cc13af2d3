"""Checks a submission against a form, in Chinese sentences, and gives pages what to draw. Knows no database."""

from forms.kit.check import Checked, check
from forms.kit.files import faults_in
from forms.kit.load import load, problems
from forms.kit.model import BadForm, Field, Form, Option, Page
from forms.kit.rows import rearranged
from forms.kit.typed import Data, typed
from forms.kit.view import FieldView, FormView, view

__all__ = [
    "BadForm",
    "Checked",
    "Data",
    "Field",
    "FieldView",
    "Form",
    "FormView",
    "Option",
    "Page",
    "check",
    "faults_in",
    "load",
    "problems",
    "rearranged",
    "typed",
    "view",
]
