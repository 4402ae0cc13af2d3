"""The candidate groups that the lanes of every diagram may name; the check refuses any other."""

from engine.workflow.registry import declare_groups

CANDIDATE = "candidate:{person_id}"
INSTITUTION = (
    "lead",
    "clerk",
    "first_review",
    "trainer",
    "invigilator",
    "chief_invigilator",
    "examiner",
    "chief_examiner",
)
AUTHORITY = (
    "planner", "plan_approver", "approver", "supervisor", "arranger", "finance", "finance_approver",
    "certificates", "certificate_approver", "objections",
)  # fmt: skip
QUESTIONS = ("author", "first_review", "final_review")
PAPERS = ("assembler", "approver")
HOUSE = ("designer", "deploy_approver", "operator", "auditor")
ADMINISTRATORS = ("system", "security", "audit")

declare_groups(
    CANDIDATE,
    *(f"institution:{{institution_id}}:{role}" for role in INSTITUTION),
    *(f"authority:{role}" for role in AUTHORITY),
    *(f"questions:{{occupation}}:{role}" for role in QUESTIONS),
    *(f"papers:{role}" for role in PAPERS),
    *HOUSE,
    *ADMINISTRATORS,
)
