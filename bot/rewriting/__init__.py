"""From what people write to what is searched for: follow-ups completed, typing errors corrected."""
