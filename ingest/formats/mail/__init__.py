"""Mail: single messages, mailboxes, and web pages that were saved as a message."""
