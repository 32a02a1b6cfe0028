import Foundation
import Glibc
import Ledger
import Sodium
import Transport
import Wire

/// One frame to a peer over TLS and back, written to a file and synchronised on both sides, with nothing else.
final class DurableRoundTrip: Sendable {
    private let listener: TransportListener
    private let connection: PeerConnection
    private let file: SyncedFile

    init(folder: String) async throws {
        let theirs = try SyncedFile(folder + "/round-trip-theirs")
        file = try SyncedFile(folder + "/round-trip-ours")
        listener = try await TransportListener.start(host: "127.0.0.1", port: 0, identity: try Self.identity()) { connection in
            while let frames = try? await connection.receive() {
                for frame in frames {
                    theirs.append(frame)
                    try? await connection.send([[1]])
                }
            }
        }
        connection = try await Dialer.connect(host: "127.0.0.1", port: listener.address.port, identity: try Self.identity())
    }

    func milliseconds() async throws -> Double {
        let frame = SecureRandom.octets(BenchLimits.deliveredOctets)
        let clock = ContinuousClock()
        let start = clock.now
        file.append(frame)
        try await connection.send([frame])
        guard try await connection.receive() != nil else { throw BenchFault("the round trip's connection ended") }
        return (clock.now - start).inSeconds * 1_000
    }

    func end() async {
        connection.close()
        await listener.close()
    }

    private static func identity() throws -> TransportIdentity {
        let key = SigningKey.generate()
        let node = NodeID(SecureRandom.octets16())
        return try TransportIdentity(
            network: SampleJournal.network, node: node, operationKey: key.verifyingKey, sign: { key.sign($0) })
    }
}

/// A file that grows by what is appended and is on disk when `append` returns.
private final class SyncedFile: Sendable {
    private let descriptor: Int32

    init(_ path: String) throws {
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw BenchFault("\(path) cannot be made: system error \(errno)") }
    }

    deinit { close(descriptor) }

    func append(_ octets: [UInt8]) {
        guard write(descriptor, octets, octets.count) == octets.count, fdatasync(descriptor) == 0 else {
            preconditionFailure("a file of the round trip could not be written: system error \(errno)")
        }
    }
}
