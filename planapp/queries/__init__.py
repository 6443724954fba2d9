"""Reads that cross tables; each says what it loads and in how many queries."""
