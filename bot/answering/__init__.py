"""From a question to its citations: found, ranked, judged, marked."""
