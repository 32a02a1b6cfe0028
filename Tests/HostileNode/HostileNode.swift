import Foundation
import Sodium
import Transport
import Wire

/// An admitted member's node that means ill; started by `FaultTests` instead of `causeway serve`.
///
///     HostileNode DATA PASSPHRASE-FILE LISTEN REPORT TAG PEER...
///
/// It speaks with the member's own key, replicates with the same `Replica` as everybody, and breaks one rule on each connection (`Rule`).
/// TAG is a closed group it is not in. What it did and what it was given stands in REPORT, as JSON, anew every second.
@main enum HostileNode {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 6, let tag = GroupTag(hex: arguments[5]) else {
            FileHandle.standardError.write(Data("usage: HostileNode DATA PASSPHRASE-FILE LISTEN REPORT TAG PEER...\n".utf8))
            exit(64)
        }
        let member = try Member(directory: arguments[1], passphraseFile: arguments[2])
        let rogue = Rogue(member: member, coveted: tag)
        let (host, port) = place(arguments[3])
        let listener = try await TransportListener.start(host: host, port: port, identity: member.identity) { await rogue.serve($0) }
        for peer in arguments.dropFirst(6) { Task { await keepDialling(peer, member.identity, rogue) } }
        while true {
            try await Task.sleep(for: .milliseconds(500))
            await rogue.tick()
            try Data(await rogue.report()).write(to: URL(fileURLWithPath: arguments[4]), options: .atomic)
            withExtendedLifetime(listener) {}
        }
    }

    /// Whoever closes the connection is dialled again at once.
    private static func keepDialling(_ peer: String, _ identity: TransportIdentity, _ rogue: Rogue) async {
        let (host, port) = place(peer)
        while true {
            if let connection = try? await Dialer.connect(host: host, port: port, identity: identity, timeout: .seconds(5)) {
                await rogue.serve(connection)
            }
            try? await Task.sleep(for: .milliseconds(300))
        }
    }

    private static func place(_ address: String) -> (host: String, port: Int) {
        let parts = address.split(separator: ":")
        return (parts.first.map(String.init) ?? "", parts.last.flatMap { Int($0) } ?? 0)
    }
}
