extension NodeSettings {
    /// The settings file that `init` writes: every key with its default and what it is for.
    public static let commentedDefaults = """
        # Settings of this node. `causeway config check` reads this file and says what is wrong with it; an unknown key is
        # an error. The environment wins over this file (CAUSEWAY_ and the key in capitals, with `_` for `-`:
        # CAUSEWAY_LOG_LEVEL), and the flags of `causeway serve` (--log-level) win over both.

        # Where peers connect to this node, such as "0.0.0.0:7400". Empty: it only dials out, and is a full member all the same.
        listen: ""

        # What others are told to dial, as they see it, such as "node.example:7400". Leave it empty together with `listen`.
        advertise: []

        # Peers to dial besides those that the registry names, such as "coordinator.example:7400".
        peers: []

        # Where GET /health answers, such as "127.0.0.1:7480". It asks for no login: keep it on loopback or behind a proxy.
        # Empty turns it off.
        health: ""

        # debug, info, notice, warning or error; text for people, json for a log collector. Logs go to standard error.
        log-level: info
        log-format: text

        # A file with the passphrase of the keys, readable by the node's user alone. Empty: asked for in a terminal.
        passphrase-file: ""

        # Whether this node keeps ciphertext of groups it is not in, for members that are away. It cannot read it.
        mailbox: false

        # The mark for content that carries none: clear, green, amber, amber+strict or red. Empty refuses such content, so
        # that whoever shares it has to say `--tlp`.
        default-tlp: ""

        """
}
