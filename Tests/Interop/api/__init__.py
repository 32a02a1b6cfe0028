"""The HTTP API, asked as machines ask it, and by a program that makes requests from its description."""
