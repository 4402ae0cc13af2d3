"""The marking desk: examiners' scores, results, objections, corrected keys."""
