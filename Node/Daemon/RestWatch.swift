/// Notices when the node comes to rest after work, by the processor time it has used.
///
/// A catch-up leaves pages and buffers behind, more than the node needs to wait for the next item.
struct RestWatch {
    private var last: (processor: UInt64, instant: UInt64)?
    private var hasWorked = true

    /// Takes the processor time the process has used so far and the present instant, both in milliseconds that never go back.
    ///
    /// True once for each time of work, the one before the first call included: when since the last call no more than
    /// `DaemonLimits.restPerThousandMax` of one processor was used.
    mutating func comesToRest(processor: UInt64, at instant: UInt64) -> Bool {
        defer { last = (processor, instant) }
        guard let last, instant > last.instant else { return false }
        let perThousand = (processor - min(processor, last.processor)) * 1_000 / (instant - last.instant)
        guard perThousand <= DaemonLimits.restPerThousandMax else {
            hasWorked = true
            return false
        }
        defer { hasWorked = false }
        return hasWorked
    }
}
