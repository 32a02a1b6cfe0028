import Foundation
import Glibc
import Synchronization

/// Machines of a sort: network namespaces, each with one address, joined by a switch in a namespace of its own.
///
/// Nothing of it touches the network of the machine, and all of it is gone when the processes that hold the namespaces end. Making
/// namespaces needs root's rights: `scripts/test` gives them by `unshare` where the machine allows it.
final class NetworkLab: Sendable {
    /// Whether namespaces, pairs of interfaces, a switch and rules that drop packets can be made here.
    static let isAvailable = succeeds(
        """
        ip link add lab0 type veth peer name lab1 && ip link add lab2 type bridge && ip link set lab0 master lab2 &&
        nft add table inet lab && nft add chain inet lab in '{ type filter hook input priority 0; }' &&
        nft add rule inet lab in ip saddr 10.77.0.1 numgen random mod 100 '<' 20 drop
        """)

    /// Whether the kernel can delay packets.
    static let canDelay = succeeds("ip link set lo up && tc qdisc add dev lo root netem delay 1ms")

    static let skipped = "skipped: no network namespaces here, or no `ip`, `nft` or `nsenter`; as root: apt-get install iproute2 nftables"

    private static func succeeds(_ script: String) -> Bool {
        system("unshare -n sh -c \"\(script.replacing("\n", with: " "))\" >/dev/null 2>&1") == 0
    }

    /// One namespace with an address.
    struct Place: Sendable {
        let number: Int
        let address: String
        let namespace: String

        /// Words that start a program there.
        var prefix: [String] { ["nsenter", "--net=\(namespace)", "--"] }
    }

    private let folder: String
    private let holders: [ChildProcess]
    let places: [Place]

    /// Joins so many places by a switch.
    init(places count: Int, under folder: String) async throws {
        self.folder = folder
        try Data().write(to: URL(fileURLWithPath: folder + "/held"))
        // Something that does nothing for ever, and names the folder: so it is found again if nobody ends it.
        let holders = try (0...count).map { _ in
            try ChildProcess(
                "/usr/bin/env", ["unshare", "-n", "tail", "-f", folder + "/held"], environment: BuiltTool.environment(),
                output: "/dev/null",
                errors: "/dev/null")
        }
        self.holders = holders
        places = (1...count).map { Place(number: $0, address: "10.77.0.\($0)", namespace: "/proc/\(holders[$0].pid)/ns/net") }
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/net")
        for holder in holders {
            try await eventually("a namespace is there") {
                guard holder.isRunning else { throw FaultError("no namespace can be made") }
                let name = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(holder.pid)/ns/net")
                return name != nil && name != own
            }
        }
        let hub = "nsenter --net=/proc/\(holders[0].pid)/ns/net"
        try await run("\(hub) ip link add switch type bridge && \(hub) ip link set switch up")
        for place in places {
            try await run("\(hub) ip link add v\(place.number) type veth peer name eth0 netns \(holders[place.number].pid)")
            try await run("\(hub) ip link set v\(place.number) master switch up")
            try await run("ip addr add \(place.address)/24 dev eth0 && ip link set eth0 up && ip link set lo up", in: place)
            try await run("nft add table inet fault && nft add chain inet fault in '{ type filter hook input priority 0; }'", in: place)
        }
    }

    /// What one place does not hear of others from now on; the other direction stays as it was.
    func deafen(_ place: Place, to others: [Place]) async throws {
        for other in others where other.number != place.number {
            try await run("nft add rule inet fault in ip saddr \(other.address) drop", in: place)
        }
    }

    /// Neither side hears the other any more.
    func part(_ left: [Place], from right: [Place]) async throws {
        for place in left { try await deafen(place, to: right) }
        for place in right { try await deafen(place, to: left) }
    }

    /// So many of a hundred packets that come to a place are lost.
    func lose(_ percent: Int, at place: Place) async throws {
        try await run("nft add rule inet fault in numgen random mod 100 '<' \(percent) drop", in: place)
    }

    /// What leaves a place takes longer; nothing changes where `canDelay` is not so.
    func delay(_ milliseconds: Int, at place: Place) async throws {
        guard Self.canDelay else { return }
        try await run("tc qdisc replace dev eth0 root netem delay \(milliseconds)ms \(milliseconds / 4)ms", in: place)
    }

    /// Everything gets through again.
    func heal() async throws {
        for place in places {
            try await run("nft flush chain inet fault in", in: place)
            if Self.canDelay { try await run("tc qdisc del dev eth0 root 2>/dev/null || true", in: place) }
        }
    }

    private func run(_ script: String, in place: Place? = nil) async throws {
        let errors = folder + "/lab.errors"
        let words = (place?.prefix ?? []) + ["sh", "-c", script]
        let process = try ChildProcess("/usr/bin/env", words, environment: BuiltTool.environment(), output: "/dev/null", errors: errors)
        guard try await process.end(within: FaultLimits.commandSecondsMax) == 0 else {
            throw FaultError("\(script): \((try? String(contentsOfFile: errors, encoding: .utf8)) ?? "")")
        }
    }
}
