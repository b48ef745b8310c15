"""What a data set that others use is made of."""
