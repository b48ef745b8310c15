"""What the cells of a file answer: scales, numbers, labels, names, repeats."""
