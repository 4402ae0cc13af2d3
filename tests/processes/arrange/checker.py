"""What must hold of every arrangement, checked person by person, without knowing how it was found."""

from collections import Counter, defaultdict
from itertools import pairwise

from processes.arrange.rules.problem import ORDER, Problem, Solution


def faults(problem: Problem, solution: Solution) -> list[str]:
    slots = {slot.id: slot for slot in problem.slots}
    found, load, spans = [], Counter(solution.places.values()), defaultdict(list)
    for slot in problem.slots:
        pinned = sum(wish.now.get(subject) == slot.id for wish in problem.wishes for subject in wish.fixed)
        if load[slot.id] > max(slot.seats, pinned):
            found.append(f"{load[slot.id]} people on {slot.seats} seats")
    lacking = set(solution.unseated)
    for wish in problem.wishes:
        own = {subject: slots[at] for (who, subject), at in solution.places.items() if who == wish.id}
        if wish.id not in lacking and set(own) != set(wish.subjects):
            found.append("seated, but not in every subject")
        if wish.id in lacking and not set(own) <= wish.fixed:
            found.append("unseated, but with a seat that is not fixed")
        for subject, slot in own.items():
            if (slot.line, slot.subject) != (wish.line, subject):
                found.append("a session of another line or subject")
            if subject not in wish.fixed and any(slot.overlaps(span) for span in wish.busy):
                found.append("busy at the time")
            spans[wish.person].append((slot, wish, subject))
        for subject in wish.fixed:
            if wish.now.get(subject) in slots and subject in wish.subjects and own[subject].id != wish.now[subject]:
                found.append("a pin was not respected")
        ordered = [(subject, own[subject]) for subject in ORDER if subject in own]
        for (one, before), (other, after) in pairwise(ordered):
            if before.ends > after.starts and not {one, other} <= wish.fixed:
                found.append("a later subject before an earlier one")
    for mine in spans.values():
        for at, (slot, wish, subject) in enumerate(mine):
            for beside, other_wish, other_subject in mine[at + 1 :]:
                if slot.overlaps((beside.starts, beside.ends)) and not (
                    subject in wish.fixed and other_subject in other_wish.fixed
                ):
                    found.append("in two rooms at once")
    return found


def changes(problem: Problem, solution: Solution) -> int:
    """How many seats that people had are others now, or gone."""
    known = {slot.id for slot in problem.slots}
    return sum(
        solution.places.get((wish.id, subject)) != at
        for wish in problem.wishes
        for subject, at in wish.now.items()
        if at in known and subject in wish.subjects
    )
