"""Mail: what the tool sends, as a mail server that shares no code with it takes it."""
