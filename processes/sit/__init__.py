"""The exam: one candidate's sitting, its answers, its invigilation."""
