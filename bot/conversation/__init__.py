"""What a conversation is at each moment, without HTML and without a language."""
