"""An answer in a language model's words: only what the passages bear out is let through."""
