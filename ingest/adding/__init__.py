"""Which files are added, in what order, and how far each is."""
