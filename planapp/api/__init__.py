"""What other systems read: the same rows as the pages, as JSON, never changed from here."""
