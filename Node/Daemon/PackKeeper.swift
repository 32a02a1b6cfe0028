import Ledger
import Logging
import Reference
import Storage
import Wire

/// Finds the coordinator's reference packs among what comes in, and builds their warning lists in the background.
///
/// What is to be done stands in the store, so nothing is forgotten by a crash. One list at a time: reading and sorting it holds up nobody, and writing it is
/// one short transaction, between which what peers send goes in.
actor PackKeeper {
    private weak var core: NodeCore?
    private var isBuilding = false
    private var isWanted = false
    private var isInstalling = false

    func attach(_ core: NodeCore) { self.core = core }

    /// False while another pack is being installed: two of one name at once would both find nothing here.
    func beginInstalling() -> Bool {
        defer { isInstalling = true }
        return !isInstalling
    }

    func endInstalling() { isInstalling = false }

    /// Items may have come, been let in or ended, or have come of age.
    func look() async {
        guard let core else { return }
        await note()
        isWanted = true
        guard !isBuilding else { return }
        isBuilding = true
        Task { await build(core) }
    }

    /// Notes which items are packs, without building anything.
    func note() async {
        guard let core else { return }
        let rule = core.packRule
        do throws(StorageError) {
            for refused in try await core.access.write({ (store) throws(StorageError) in try store.notePacks(rule) }) {
                core.logger.warning(
                    "an item of the coordinator's says that it is a reference pack and is none",
                    metadata: ["item": "\(refused.item)", "code": "\(refused.fault.code)"])
            }
        } catch .closed {
        } catch {
            core.logger.error("reference packs could not be noted", metadata: ["code": "\(error.code)"])
        }
    }

    private func build(_ core: NodeCore) async {
        do throws(StorageError) {
            while isWanted {
                isWanted = false
                while let work = try await core.access.read({ (store) throws(StorageError) in try store.nextPackWork() }) {
                    try await core.access.write { (store) throws(StorageError) in try store.write(work) }
                }
            }
        } catch .closed {
        } catch {
            // Tried again within a minute.
            core.logger.error("warning lists could not be built", metadata: ["code": "\(error.code)"])
        }
        isBuilding = false
    }
}

extension NodeCore {
    /// Only what the coordinator's organisation shares becomes reference data.
    var packRule: PackRule {
        PackRule(
            authors: Set(registry.snapshot.nodes.filter { $0.role == .coordinator }.map(\.organisation)),
            horizon: Int64(clock.seconds) + Int64(DaemonLimits.futureMinutesMax) * 60)
    }
}
