"""Files that people bring: element tables and questions in Excel, questions in Word."""
