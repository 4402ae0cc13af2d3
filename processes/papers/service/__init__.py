"""What people do with a paper: the commands behind its forms, and around them."""
