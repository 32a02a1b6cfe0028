"""What a node says of itself, judged by programs that share no code with it."""
