"""What is written about Convene, and the program that writes the parts that follow from the code."""
