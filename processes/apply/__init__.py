"""The application: the candidate's wizard, what was declared, the materials handed in."""
