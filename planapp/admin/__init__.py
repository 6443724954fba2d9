"""The admin: one file per noun, declarations only."""
