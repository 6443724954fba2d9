"""What the product hands out: documents for people to read and to pass on."""
