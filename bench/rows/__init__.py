"""One file per row of the benchmark's table; a new file here is a new row."""
