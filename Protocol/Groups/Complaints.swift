public import Wire

/// The complaints a node heeds, and so the epochs it seals nothing new under (specification §4.13).
///
/// Times are those of the entries, no later than the reader's clock. Dates are chosen by who complains, so the bounds hold for every
/// span of 24 hours and for each epoch, and a complaint from before its epoch is not heeded: about a new epoch, nobody can backdate.
public struct Complaints: Equatable, Sendable {
    private var heeded: [NodeID: [Heeded]] = [:]

    private struct Heeded: Equatable, Sendable {
        let epoch: EpochID
        let minute: Minute
    }

    public init() {}

    /// Takes a complaint of `node`, dated `minute`, about an epoch that starts in `startHour` (hours since 1970).
    ///
    /// `false` when it is dated before that hour or more than 168 hours later, when it would be the fifth of the node in some span of
    /// 24 hours or the ninth about this epoch, or when the node has said exactly this. The caller has capped `minute` at its clock.
    /// Without `startHour` the dates are not looked at.
    public mutating func heed(_ complaint: Complaint, of node: NodeID, at minute: Minute, startHour: UInt32? = nil) -> Bool {
        if let startHour, !Self.isInLife(minute, startHour: startHour) { return false }
        let new = Heeded(epoch: complaint.epoch, minute: minute)
        let known = heeded[node] ?? []
        guard !known.contains(new), known.count(where: { $0.epoch == new.epoch }) < GroupsLimits.complaintsPerEpochMax,
            Self.mostInOneDay(known.map(\.minute) + [minute], around: minute) <= GroupsLimits.complaintsPerDayMax
        else { return false }
        heeded[node] = known + [new]
        return true
    }

    /// Whether the epoch may seal no new item for these nodes: one of them complained, and no grant that forms their set came later.
    ///
    /// `granted` is the time of the latest grant of the epoch for which `Grant.isFor` these nodes; `nil` without one. A grant
    /// within the minute of the complaint is not taken for an answer to it.
    public func exclude(_ epoch: EpochID, for nodes: [NodeID], granted: Minute? = nil) -> Bool {
        nodes.contains { node in
            heeded[node]?.contains { complaint in complaint.epoch == epoch && granted.map { $0 <= complaint.minute } ?? true } ?? false
        }
    }

    /// Drops complaints from before this minute: of epochs that are too old to seal anything.
    public mutating func forget(before minute: Minute) {
        heeded = heeded.mapValues { $0.filter { $0.minute >= minute } }.filter { !$0.value.isEmpty }
    }

    private static func isInLife(_ minute: Minute, startHour: UInt32) -> Bool {
        let hour = minute.rawValue / 60
        return hour >= startHour && hour - startHour <= UInt32(GroupsLimits.stepsMax)
    }

    /// The most of these minutes that lie in one span of 24 hours with `minute` in it.
    private static func mostInOneDay(_ minutes: [Minute], around minute: Minute) -> Int {
        let day: UInt32 = 1_440
        let near = minutes.map(\.rawValue).filter { max($0, minute.rawValue) - min($0, minute.rawValue) < day }
        return near.filter { $0 <= minute.rawValue }.map { first in near.count { $0 >= first && $0 - first < day } }.max() ?? 0
    }
}
