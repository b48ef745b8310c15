"""Files of any kind as cells with the lines that they stand on."""
