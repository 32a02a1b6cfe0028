"""An independent reader of what Causeway writes, made from the specification and without any code of the node.

Modules follow the chapters of `Protocol/Specification`:

    cbor, merkle, signatures     1 and 2.2   encoding, trees, signed messages
    entries, notes, journals     2           entries, signed notes, runs of a journal
    registry                     3           the fold that says who has which keys
    proofs                       3.9         proof files
    subkeys, epochs, envelopes   4.3, 4.8-11 keys, slots, steps, items
    rosters                      4.4-4.7     charters, operations, their fold
    keyfile, database            none        what a node keeps on its own disk

Everything is read strictly; what cannot be read raises `Refusal` with the name that the specification gives it.
"""
