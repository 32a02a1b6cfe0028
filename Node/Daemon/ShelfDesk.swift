import Logging
import Storage
import Wire

/// Puts items that may be given to machines on the shelf, where the settings ask for the interface for machines; else they wait.
///
/// What waits stands in the store, so nothing is forgotten by a crash, and a node that is asked for it later catches up. Runs one after the other.
actor ShelfDesk {
    private weak var core: NodeCore?
    private var isRunning = false
    private var isWanted = false

    func attach(_ core: NodeCore) { self.core = core }

    /// Items may have come, been let in, or have come of age.
    func look() async {
        guard let core, core.settings.api != nil else { return }
        isWanted = true
        guard !isRunning else { return }
        isRunning = true
        defer { isRunning = false }
        while isWanted {
            isWanted = false
            do {
                guard
                    try await core.access.read({ [second = Int64(core.clock.seconds)] (store) throws(StorageError) in
                        try store.isShelvingDue(at: second)
                    })
                else { continue }
                let everyone = await core.groups.everyone.tag
                var isMore = true
                while isMore {
                    let rule = ShelfRule(
                        now: core.clock.moment.milliseconds * 1_000, everyone: everyone,
                        aheadSecondsMax: Int64(DaemonLimits.futureMinutesMax) * 60)
                    isMore = try await core.access.write { (store) throws(StorageError) in try store.shelve(rule) }
                }
            } catch .closed {
                return
            } catch {
                core.logger.error("items could not be put into collections", metadata: ["error": "\(error)"])
                return
            }
        }
    }
}
