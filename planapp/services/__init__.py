"""The only writers: one function per change, atomic, with the person and the time as arguments."""
