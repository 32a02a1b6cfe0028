/// When entries that could not be judged are tried again: once the registry has grown since they were judged, or the hour has passed.
///
/// Judging takes a while in which the registry grows and others try again; so what counts is the moment at which judging began.
struct Patience {
    struct Moment: Equatable {
        var registrySize: UInt64
        var hour: UInt32
    }

    /// What waits was judged no earlier than this.
    private var judged = Moment(registrySize: 0, hour: 0)
    /// Entries may wait in the store from before this start.
    private var somethingWaits = true

    func isOver(at now: Moment) -> Bool { somethingWaits && (now.registrySize > judged.registrySize || now.hour > judged.hour) }

    /// Everything that waits is about to be tried again.
    mutating func begin(at now: Moment) { (judged, somethingWaits) = (now, false) }

    /// Some of it waits on, or something else does; judging it began at this moment.
    mutating func waits(judgedAt moment: Moment) {
        judged.registrySize = min(judged.registrySize, moment.registrySize)
        judged.hour = min(judged.hour, moment.hour)
        somethingWaits = true
    }

    /// It could not be tried: all is as it was before.
    mutating func restore(_ earlier: Patience) { waits(judgedAt: earlier.judged) }
}
