"""From characters at places to lines in the order in which people read them."""
