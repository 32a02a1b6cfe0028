"""What `canaries.py` is made of: the layout of a federation's files, needles and how they are looked for, keys and what they open."""
