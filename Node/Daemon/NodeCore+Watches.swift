import Exchange
import Foundation
import Gossip
import Ledger
import Logging
import Storage
import Wire

/// What the node notices about its machine and its files, and says with what to do.
extension NodeCore {
    private static let clockSetting = "clock-seen"

    /// Says what the opening of the files and the clock show; call once, before connections come.
    func sayWhatTheStartFound() async {
        if access.store.lostLogFrames > 0 {
            logger.error(
                "the write-ahead log was damaged: what stood behind is lost here and is fetched back from peers",
                metadata: ["frames": "\(access.store.lostLogFrames)"])
        }
        if networkFileIsBroken {
            logger.warning(
                "network.json cannot be read: the coordinator is dialled by the registry alone",
                metadata: ["file": "\(DataDirectoryLayout.network(in: directory))"])
        }
        let seen = try? await access.read { (store) throws(StorageError) in try store.setting(Self.clockSetting) }
        let minute = seen.flatMap { $0 }.flatMap { UInt32(String(decoding: $0, as: UTF8.self)) }
        await conductor.beginClock(lastSeen: minute.map { Minute($0) })
        await lookAtClock()
    }

    /// Looks at the clock, and remembers what it says for the next start.
    func lookAtClock() async {
        await conductor.lookAtClock()
        let text = Array("\(clock.minute.rawValue)".utf8)
        // A disk that takes nothing is told of elsewhere.
        _ = try? await access.write { (store) throws(StorageError) in try store.set(Self.clockSetting, to: text) }
    }

    /// Whether there is a file that should name the network and does not.
    var networkFileIsBroken: Bool {
        let path = DataDirectoryLayout.network(in: directory)
        return SmallFile.exists(path) && SmallFile.read(JoinedNetwork.self, from: path) == nil
    }

    /// A node by its organisation's name.
    func name(of node: NodeID) -> String {
        let snapshot = registry.snapshot
        let organisation = snapshot.node(node).flatMap { snapshot.organisation($0.organisation)?.name }
        return organisation.map { "The node of \($0) (\(node.hex.prefix(8)))" } ?? "Node \(node.hex.prefix(8))"
    }
}
