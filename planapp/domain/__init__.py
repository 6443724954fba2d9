"""The subject itself, without any framework: words, extraction, gaps, reminders, names."""
