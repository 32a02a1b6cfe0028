import Foundation
import Ledger
import Sodium
import Testing
import Wire

@testable import Groups

/// A vector to be written. What it expects is stated by hand, not taken from a run.
struct VectorDraft {
    let topic: String
    let name: String
    let expect: String
    let section: String
    let comment: String
    var fields: [(key: String, octets: [UInt8])]
    var chapter = 4

    var text: String {
        let lines = fields.map { $0.octets.isEmpty ? "\($0.key):" : "\($0.key): \($0.octets.hex)" }
        return (["expect: \(expect)", "section: \(chapter) \(section)", "comment: \(comment)"] + lines).joined(separator: "\n") + "\n"
    }
}

struct VectorWriting {
    /// Writes the vectors that are not there yet; a published vector is never changed.
    ///
    /// Run with CAUSEWAY_WRITE_VECTORS=1, then look at the new files before keeping them.
    @Test("New vectors are written when asked for", .enabled(if: ProcessInfo.processInfo.environment["CAUSEWAY_WRITE_VECTORS"] != nil))
    func writeVectors() throws {
        let data = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Protocol/Vectors/Data").standardized
        let drafts =
            try SubkeyDrafts.all() + EnvelopeDrafts.all() + ContentDrafts.all() + EpochDrafts.all() + RosterDrafts.all()
            + GrantDrafts.all() + ComplaintDrafts.all() + TagDrafts.all() + LifeContentDrafts.all() + LineDrafts.all() + ReshareDrafts.all()
        #expect(Set(drafts.map { "\($0.topic)/\($0.name)" }).count == drafts.count)
        for draft in drafts {
            let file = data.appending(path: "\(draft.topic)/\(draft.name).txt")
            guard !FileManager.default.fileExists(atPath: file.path) else { continue }
            try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(draft.text.utf8).write(to: file)
        }
    }
}

/// The octets of a number as vectors write it: big-endian, at least one.
func big(_ number: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: number.bigEndian) { [UInt8]($0) } }

enum SubkeyDrafts {
    static func all() throws -> [VectorDraft] {
        let good = try body()
        var lowOrder = try subkey(5).publicKey
        for place in 1_184..<1_216 { lowOrder[place] = 0 }
        var outOfRange = try subkey(5).publicKey
        outOfRange[0] = 0xFF
        outOfRange[1] |= 0x0F
        return [
            try draft("valid", "success", "A subkey for 30 days.", good),
            try draft("valid-second-key", "success", "Signed with an earlier operation key of the node.", good, keys: [2, 1]),
            try draft("valid-90-days", "success", "The longest period.", try body(notAfter: 29_129_600)),
            try draft("unknown-suite", "unknownSuite", "Suite 2.", try body(suite: 2)),
            try draft("another-node", "anotherNode", "Stands in the journal of another node.", good, node: 2),
            try draft("wrong-key", "wrongSignature", "Signed with a key that the node never held.", good, keys: [2]),
            try draft("wrong-network", "wrongSignature", "Signed for another network.", try body(network: 0xAB)),
            try draft("wrong-label", "wrongSignature", "Signed as a charter.", try body(context: .charter)),
            try draft("no-time", "wrongPeriod", "Ends in the minute in which it begins.", try body(notAfter: 29_000_000)),
            try draft("backward", "wrongPeriod", "Ends before it begins.", try body(notAfter: 28_999_999)),
            try draft("too-long", "wrongPeriod", "One minute more than 90 days.", try body(notAfter: 29_129_601)),
            try draft("key-low-order", "invalidPublicKey", "The X25519 half is the point 0.", try body(publicKey: lowOrder)),
            try draft("key-out-of-range", "invalidPublicKey", "The first ML-KEM coefficient is 4,095.", try body(publicKey: outOfRange)),
            try draft("key-short", "encoding", "A public key of 1,215 octets.", try body(publicKey: [UInt8](lowOrder.dropLast()))),
            try draft("trailing", "encoding", "One octet more.", good + [0]),
        ]
    }

    private static func body(
        suite: UInt8 = 1, notAfter: UInt32 = 29_043_200, network: UInt8 = 0xAA, context: SigningContext = .subkey,
        publicKey: [UInt8]? = nil
    ) throws -> [UInt8] {
        let statement = SubkeyStatement(
            node: try filled(1), publicKey: try publicKey ?? subkey(5).publicKey, notBefore: Minute(29_000_000),
            notAfter: Minute(notAfter))
        let payload = statement.encoded(suite: suite)
        return Signed.encode(
            payload, try signingKey(1).sign(context.message(network: try filled(network) as NetworkID, payload: payload)))
    }

    private static func draft(
        _ name: String, _ expect: String, _ comment: String, _ body: [UInt8], node: UInt8 = 1, keys: [UInt8] = [1]
    ) throws -> VectorDraft {
        var draft = VectorDraft(
            topic: "subkey", name: name, expect: expect, section: "Subkeys", comment: comment,
            fields: [("network", [UInt8](repeating: 0xAA, count: 32)), ("node", [UInt8](repeating: node, count: 16))])
        for number in keys { draft.fields.append(("operation-key", try signingKey(number).verifyingKey.octets.array)) }
        draft.fields.append(("body", body))
        guard expect == "success" else { return draft }
        let statement = try SubkeyStatement(
            verifying: body[...], network: try filled(0xAA), node: try filled(1), keys: [try signingKey(1).verifyingKey])
        draft.fields += [
            ("public-key", statement.publicKey), ("not-before", big(statement.notBefore.rawValue)),
            ("not-after", big(statement.notAfter.rawValue)),
        ]
        return draft
    }
}
