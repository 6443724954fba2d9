"""The demonstration: the five real plans with invented people, bases and progress."""
