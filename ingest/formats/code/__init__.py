"""What programs read: notebooks, JSON, XML, and source code."""
