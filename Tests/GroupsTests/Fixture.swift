import Crypto
import Ledger
import Sodium
import Testing
import Wire

@testable import Groups

/// A seeded generator (SplitMix64), so that a failing case can be run again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func octets(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) } }
}

/// Values whose octets all are one number: easy to recognise in a dump.
func filled<Value: Identifier>(_ octet: UInt8) throws -> Value {
    try #require(Value(repeatElement(octet, count: Value.count)))
}

func filled<Value: Octets>(_ octet: UInt8) throws -> Value {
    try #require(Value(repeatElement(octet, count: Value.count)))
}

func signingKey(_ number: UInt8) throws -> SigningKey {
    var seed = [UInt8](repeating: number, count: SigningKey.seedOctets)
    return try SigningKey(seed: SecretOctets(moving: &seed))
}

func subkey(_ number: UInt8) throws -> Subkey {
    var seed = [UInt8](repeating: number, count: Subkey.seedOctets)
    return try Subkey(seed: SecretOctets(moving: &seed))
}

func symmetricKey(_ octet: UInt8) -> SymmetricKey {
    SymmetricKey(data: [UInt8](repeating: octet, count: 32))
}

/// A registry of a few organisations: organisation n has the nodes n and n + 100, both with the signing key n.
struct TestDirectory: NodeDirectory {
    var known: ClosedRange<UInt8> = 1...20

    private func number(_ node: NodeID) -> UInt8? {
        guard let first = node.array.first, node.array.allSatisfy({ $0 == first }) else { return nil }
        let number = first > 100 ? first - 100 : first
        return known.contains(number) ? number : nil
    }

    func operationKeys(of node: NodeID) -> [VerifyingKey] {
        guard let number = number(node), let key = try? signingKey(number) else { return [] }
        return [key.verifyingKey]
    }

    func organisation(ofNode node: NodeID) -> OrganisationID? {
        number(node).flatMap { try? filled($0) }
    }
}

/// The group most tests are about: founded by organisation 1 through its node 1.
struct TestGroup {
    let network: NetworkID
    let tag: GroupTag
    let directory = TestDirectory()
    let charter: Charter

    init(network: UInt8 = 0xAA, tag: UInt8 = 0xBB, name: String = "Harbour watch", electing: UInt8 = 50) throws {
        self.network = try filled(network)
        self.tag = try filled(tag)
        let statement = try CharterStatement(
            tag: self.tag, name: name, founder: try filled(1), mailboxes: [try filled(9), try filled(3)], created: Minute(29_000_000),
            electing: electing)
        charter = Charter(signing: statement, node: try filled(1), network: self.network, with: try signingKey(1))
    }

    /// A group of the usual network under any charter that verifies.
    init(charter bytes: [UInt8]) throws {
        network = try filled(0xAA)
        charter = try Charter(verifying: bytes[...], network: network, directory: directory)
        tag = charter.statement.tag
    }

    func operation(
        _ verb: RosterVerb, _ organisation: UInt8, seen: [RosterOperation] = [], time: UInt32 = 29_000_001, signer: UInt8 = 1
    ) throws -> RosterOperation {
        try RosterOperation(
            signing: verb, try filled(organisation), of: charter, seen: seen.map(\.hash).sorted(), signer: try filled(signer),
            time: Minute(time), network: network, directory: directory, with: try signingKey(signer > 100 ? signer - 100 : signer))
    }

    func document(_ operations: [RosterOperation]) -> RosterDocument {
        RosterDocument(charter: charter.bytes, operations: operations.map(\.bytes))
    }

    func roster(_ operations: [RosterOperation]) throws -> Roster {
        try Roster(document: document(operations), network: network, directory: directory)
    }

    func terms(startHour: UInt32 = 489_000, registrySize: UInt64 = 42) throws -> EpochTerms {
        EpochTerms(
            network: network, tag: tag, registrySize: registrySize, rosterFrontier: try filled(0xCC), startHour: startHour)
    }
}

/// A prefix as an author would choose it.
func testPrefix(step: UInt16 = 3) throws -> EntryPrefix {
    EntryPrefix(
        kind: .item, journal: try filled(0x11), salt: try filled(0x22), epoch: try filled(0x33), step: step, registrySize: 42,
        time: Minute(29_000_000), keepUntil: Minute(29_100_000))
}

/// Every copy of `octets` with one bit changed at each of the given places.
func mutations(of octets: [UInt8], at places: some Sequence<Int>) -> [[UInt8]] {
    places.map { place in
        var copy = octets
        copy[place] ^= UInt8(1) << UInt8(place % 8)
        return copy
    }
}

/// The slots of a key for these members, as an epoch or a grant would have them.
func sealedSlots(
    _ key: SymmetricKey, for members: [EpochMember], count: Int, context: [UInt8], using generator: inout some RandomNumberGenerator
) throws -> [UInt8] {
    try KeySlots(key, for: members, count: count, context: context, using: &generator).sealed(0..<count)
}

/// Seals a plaintext of one chunk as it stands, past the padding rule, with swift-crypto's own HKDF.
func sealedRaw(_ plaintext: [UInt8], stepKey: SymmetricKey, network: NetworkID, prefix: EntryPrefix) throws -> SealedBody.Sealed {
    func derived(_ key: SymmetricKey, _ info: CBORWriter, _ octets: Int) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: key, info: info.bytes, outputByteCount: octets)
    }
    var itemInfo = CBORWriter()
    itemInfo.array(3)
    itemInfo.text("causeway/item/1")
    itemInfo.identifier(network)
    itemInfo.byteString(prefix.encoded())
    var keysInfo = CBORWriter()
    keysInfo.array(1)
    keysInfo.text("causeway/item-keys/1")
    return try derived(derived(stepKey, itemInfo, 32), keysInfo, 76).withUnsafeBytes { octets in
        var body: [UInt8] = []
        Sodium.ChaChaPoly.seal(
            plaintext[...], key: UnsafeRawBufferPointer(rebasing: octets[..<32]), nonce: [UInt8](octets[32..<44]), additional: [1],
            into: &body)
        return SealedBody.Sealed(commitment: try #require(Octets32(octets[44..<76])), body: body)
    }
}
