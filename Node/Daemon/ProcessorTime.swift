import Glibc

/// What the process has used of the machine's processors.
enum ProcessorTime {
    /// Milliseconds on all cores since the process began.
    static var milliseconds: UInt64 {
        var time = timespec()
        guard clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { preconditionFailure("the process has no clock") }
        return UInt64(time.tv_sec) * 1_000 + UInt64(time.tv_nsec) / 1_000_000
    }
}
