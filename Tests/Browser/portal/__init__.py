"""The members' portal, used by browsers as people use it."""
