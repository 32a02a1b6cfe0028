"""A federation of real nodes, of which everything is kept for the searcher: `python -m federation DIRECTORY TOOL`."""
