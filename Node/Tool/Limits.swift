/// The bounds of what the tool reads and prints.
enum ToolLimits {
    /// Octets of a passphrase: far more than anybody types, far less than a file given by mistake.
    static let passphraseOctetsMax = 1_024
    /// Octets of a file read at once.
    static let readOctets = 1_048_576
    /// Octets of a transfer from which its progress is shown: less is done before it could be read.
    static let progressOctetsMin = 1_048_576
    /// Digits of an identifier in a table; enough to name it in a command.
    static let identifierDigits = 12
    /// Items that `list` shows when no number is given.
    static let itemsListedDefault = 100
    /// Columns that a table's last column keeps at least, however narrow the terminal.
    static let lastColumnMin = 12
    /// Columns of `status` where there is no terminal, as in a mail.
    static let columnsDefault = 80
    /// Milliseconds between two looks at how far a running node's backup is.
    static let progressMilliseconds = 100
    /// Octets that a segment of a backup counts for while its progress is shown.
    static let segmentOctets = 262_144
    /// Octets that an item counts for while the progress of an export is shown.
    static let itemOctets = 65_536
    /// Octets of a recovery code's file: a line of text, with room for line breaks.
    static let recoveryCodeOctetsMax = 1_024
    /// Digits of a key that are typed again before it is revoked: no two keys of an organisation begin alike.
    static let confirmedDigits = 8
    /// Days that mailboxes keep a group's ciphertext when nothing else is said.
    static let mailboxDaysDefault = 30
    /// The part of its members, in percent, of which an election needs more when nothing else is said.
    static let electingPercentDefault = 50
    /// Records of an audit from which its progress is shown: a second of work.
    static let progressThingsMin: UInt64 = 4_096
    /// Octets of a person's key file: it has less than a hundredth of that.
    static let personKeyOctetsMax = 65_536
    /// Folders within each other that are looked through for a pack's lists: a checkout has four.
    static let sourceDepthMax = 12
    /// Characters of a pattern that are shown on either side of a fault.
    static let patternContext = 40
    /// Faults of a published directory that are told one by one on a screen.
    static let faultsShownMax = 20
}
