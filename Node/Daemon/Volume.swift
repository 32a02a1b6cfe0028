import Glibc

/// The volume under the data directory, as the system describes it now.
struct Volume: Equatable, Sendable {
    /// Octets of the whole volume.
    var sizeBytes: Int64
    /// Octets that this process can still use.
    var freeBytes: Int64
    var isReadOnly: Bool

    /// `nil` when the system does not say.
    init?(of directory: String) {
        var figures = statvfs()
        guard statvfs(directory, &figures) == 0 else { return nil }
        sizeBytes = Int64(clamping: UInt64(figures.f_frsize).multipliedReportingOverflow(by: UInt64(figures.f_blocks)).partialValue)
        freeBytes = Int64(clamping: UInt64(figures.f_frsize).multipliedReportingOverflow(by: UInt64(figures.f_bavail)).partialValue)
        isReadOnly = UInt(figures.f_flag) & 1 != 0  // ST_RDONLY
    }

    init(sizeBytes: Int64, freeBytes: Int64, isReadOnly: Bool) {
        self.sizeBytes = sizeBytes
        self.freeBytes = freeBytes
        self.isReadOnly = isReadOnly
    }
}
