"""A lane may only name a group that the house knows."""

import processes.catalogue.groups  # noqa: F401  (declares them)
from engine.workflow.registry import knows_group


def test_the_groups_of_the_life_of_a_case_are_known() -> None:
    for template in ("candidate:{person_id}", "institution:{institution_id}:first_review", "authority:approver"):
        assert knows_group(template)


def test_a_misspelt_group_is_not() -> None:
    for template in ("authority:aprover", "institution:{institution_id}:reviewer", "authority:{institution_id}"):
        assert not knows_group(template)
