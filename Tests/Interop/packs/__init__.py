"""Reference packs, made and read by a program that shares no code with the node."""
