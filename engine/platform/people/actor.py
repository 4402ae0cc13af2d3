"""The person who acts, in one tenant."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

SYSTEM_PERSON = UUID(int=0)
_SCOPED = ("institution", "questions")  # groups with a scope in the middle: `institution:<id>:lead`


@dataclass(frozen=True, slots=True)
class Actor:
    """`groups` are concrete candidate groups, such as `institution:<id>:first_review` or `authority:approver`.

    `linked` are the people who act for this one now, or for whom this one acts: four eyes see them as one.
    """

    person_id: UUID
    tenant_id: UUID
    name: str
    groups: frozenset[str] = frozenset()
    account_id: UUID | None = None
    session_id: bytes | None = None
    linked: frozenset[UUID] = frozenset()

    @classmethod
    def system(cls, tenant_id: UUID, name: str = "系统") -> "Actor":
        """The house itself: timers, jobs, handlers."""
        return cls(SYSTEM_PERSON, tenant_id, name)

    @property
    def is_system(self) -> bool:
        return self.person_id == SYSTEM_PERSON

    @property
    def eyes(self) -> list[UUID]:
        """The person, and whom delegation makes one with him."""
        return [self.person_id, *sorted(self.linked)]

    def kept_from(self, excluded: Iterable[UUID]) -> bool:
        """Whether four eyes keep this person from work that excludes these people."""
        return not {self.person_id, *self.linked}.isdisjoint(excluded)

    def in_group(self, group: str) -> bool:
        return group in self.groups

    def has_role(self, role: str) -> bool:
        """Whether the actor holds a role: `institution:first_review` in any of them, `questions:author` likewise."""
        head, _, tail = role.partition(":")
        if head not in _SCOPED:
            return role in self.groups
        return any(group.startswith(head + ":") and group.endswith(":" + tail) for group in self.groups)

    def has_any_role(self, roles: Iterable[str]) -> bool:
        return any(self.has_role(role) for role in roles)

    def institutions_as(self, *roles: str) -> frozenset[UUID]:
        """The institutions in which the actor holds one of these roles, such as `clerk`."""
        held = (group.split(":") for group in self.groups if group.startswith("institution:"))
        return frozenset(UUID(parts[1]) for parts in held if parts[2] in roles)

    def occupations_as(self, role: str) -> frozenset[str]:
        """The occupations whose questions the actor handles in this role, such as `author`."""
        held = (group.split(":") for group in self.groups if group.startswith("questions:"))
        return frozenset(parts[1] for parts in held if parts[2] == role)

    @property
    def is_staff(self) -> bool:
        return any(not group.startswith("candidate:") for group in self.groups)
