"""What the product takes in besides plan documents: sheets that people filled in."""
