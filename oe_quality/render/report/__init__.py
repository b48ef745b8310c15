"""A whole study as one page: its sections in order, its verdict, and the files beside it."""
