/// The bounds of what one backup holds and of what is read of one at a time.
public enum BackupLimits {
    /// Octets of plaintext in one segment: sixteen pages of the database, so that a changed row costs little, and a key for each costs 0.5 %.
    public static let segmentOctets = 262_144
    /// Segments of one backup (256 GiB of plaintext): bounds the manifest that a stranger's directory can make us read.
    public static let segmentsMax = 1_048_576
    /// Files of one backup: what a data directory needs is less than a score.
    public static let filesMax = 64
    /// Octets of a file's name.
    public static let nameOctetsMax = 128
    /// Octets of the text that names the release that wrote a backup.
    public static let releaseOctetsMax = 64
    /// Octets of a manifest's body: the names of as many segments as there can be, and room for the rest.
    static let bodyOctetsMax = segmentsMax * 32 + 65_536
    /// Octets of the details inside a manifest before they are sealed: all files with the longest names.
    static let detailsOctetsMax = filesMax * (nameOctetsMax + 32) + 64
    /// Backups in one target that are looked at: hourly ones of more than a year.
    public static let backupsMax = 10_000
    /// Octets of the remembered segments of one target, as they stand in the data directory.
    static let memoryOctetsMax = segmentsMax * 64 + 64
    /// Octets that X-Wing adds before a ciphertext (1,120) and AES-256-GCM behind it (16).
    static let sealOctets = 1_136
}
