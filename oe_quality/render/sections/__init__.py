"""One module per part of the page; each turns results into blocks and computes its captions."""
