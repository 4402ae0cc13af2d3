import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.apply.rules import materials, steps


def test_every_application_needs_identity_and_portrait() -> None:
    assert [kind.code for kind in materials.required([])] == ["id_front", "id_back", "portrait"]


@given(st.sets(st.sampled_from(sorted(materials.KINDS))), st.sets(st.sampled_from(sorted(materials.KINDS))))
def test_what_is_missing_is_what_is_needed_and_not_there(by_rule: set[str], handed_in: set[str]) -> None:
    needed = materials.required(by_rule)
    codes = {kind.code for kind in needed}
    assert codes == by_rule | set(materials.ALWAYS)
    assert {kind.code for kind in materials.missing(needed, handed_in)} == codes - handed_in


def test_a_rule_cannot_ask_for_a_material_nobody_knows() -> None:
    with pytest.raises(LookupError):
        materials.required(["birth_certificate"])


@given(st.sets(st.sampled_from(steps.STEPS)), st.sampled_from(steps.STEPS))
def test_an_invalid_step_is_the_next_one_to_do(finished: set[str], invalid: str) -> None:
    left = steps.still_finished([*steps.before(invalid), *finished], invalid)
    assert invalid not in left
    assert steps.current(left) == invalid
