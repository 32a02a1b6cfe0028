"""TAXII clients that share no code with the node, against running nodes."""
