"""The review desk: inbox, workspace, conclusion, notice, what is done."""
