"""Documents: PDF pages and workbooks that every room makes alike; uploads read within bounds."""
