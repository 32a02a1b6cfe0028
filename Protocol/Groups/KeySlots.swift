import Crypto
import Foundation
import Sodium
import Wire

private let suite = HPKE.Ciphersuite.XWingMLKEM768X25519_SHA256_AES_GCM_256

/// The slots of an epoch or a grant: one key, sealed once to each of several nodes (specification §4.8).
///
/// Slots stand in random order and carry no names. A slot that does not open is somebody else's, a dummy or broken; all
/// three look alike. The value knows what goes where; sealing is by range, so that a caller can share out the work.
struct KeySlots: Sendable {
    /// What one slot holds and who opens it; no node for a dummy.
    private struct Place {
        let node: NodeID?
        let publicKey: [UInt8]
        let key: SymmetricKey
    }

    private let places: [Place]
    private let info: Data

    /// Puts the key in a place for each member, dummies up to `count` places, and all in random order.
    ///
    /// A dummy is sealed like any other slot, to a key that is forgotten at once: random octets would stand out,
    /// because neither half of an X-Wing encapsulation looks like them.
    init(
        _ key: SymmetricKey, for members: [EpochMember], count: Int, context: [UInt8], using generator: inout some RandomNumberGenerator
    ) {
        var places = members.map { Place(node: $0.node, publicKey: $0.publicKey, key: key) }
        if places.count < count {
            guard let nobody = try? Subkey.generate() else { preconditionFailure("X-Wing gave no key pair") }
            while places.count < count {
                places.append(Place(node: nil, publicKey: nobody.publicKey, key: Self.randomKey(&generator)))
            }
        }
        places.shuffle(using: &generator)
        self.places = places
        info = Data(context)
    }

    var count: Int { places.count }

    /// Seals the slots of a range and gives them one after the other. HPKE draws its own randomness.
    ///
    /// Throws `invalidPublicKey`.
    func sealed(_ range: Range<Int>) throws(EpochError) -> [UInt8] {
        var slots: [UInt8] = []
        slots.reserveCapacity(range.count * GroupsLimits.slotOctets)
        for place in places[range] {
            if let slot = Self.seal(place.key, to: place.publicKey, info) {
                slots.append(contentsOf: slot)
            } else if let node = place.node {
                throw .invalidPublicKey(node)
            } else {
                preconditionFailure("X-Wing did not take its own public key")
            }
        }
        return slots
    }

    /// How many slots hide the exact number of nodes: the next count that can be.
    static func count(for nodes: Int, atLeast least: Int) -> Int {
        var count = least
        while count < nodes { count += step(from: count) }
        return count
    }

    /// Whether so many slots can be: a power of two from `least` to 64, above it whole eighths of the power of two below, to 16,384.
    static func canBe(_ count: Int, atLeast least: Int) -> Bool {
        (least...GroupsLimits.slotsMax).contains(count) && (count > 64 || count.nonzeroBitCount == 1) && count % step(from: count) == 0
    }

    /// To the next count: small sets double, so that nothing is learned of them; large ones grow by an eighth, because slots cost.
    private static func step(from count: Int) -> Int {
        count < 64 ? count : 1 << (Int.bitWidth - 1 - count.leadingZeroBitCount - 3)
    }

    /// Throws `tooManyNodes` or `repeatedNode`.
    static func check(_ nodes: [NodeID]) throws(EpochError) {
        guard nodes.count <= GroupsLimits.slotsMax else { throw .tooManyNodes }
        let nodes = nodes.sorted()
        for (node, next) in zip(nodes, nodes.dropFirst()) where node == next { throw .repeatedNode(node) }
    }

    /// Tries every slot with each of the node's subkeys and gives the first key that `isCommitted` confirms.
    ///
    /// Throws `noSlot` when none opens and `wrongCommitment` when one opened but only to what is not committed to.
    /// Costs one X-Wing decapsulation for each slot and subkey, so give the newest subkeys first.
    static func open(
        _ slots: [UInt8], with subkeys: [Subkey], context: [UInt8], isCommitted: (SymmetricKey) -> Bool
    ) throws(EpochError) -> SymmetricKey {
        let info = Data(context)
        var sawWrongKey = false
        for subkey in subkeys {
            for start in stride(from: 0, to: slots.count, by: GroupsLimits.slotOctets) {
                guard let key = open(slots[start..<start + GroupsLimits.slotOctets], subkey, info) else { continue }
                if key.bitCount == 256 && isCommitted(key) { return key }
                sawWrongKey = true
            }
        }
        throw sawWrongKey ? .wrongCommitment : .noSlot
    }

    /// Thirty-two octets of the generator as a key.
    static func randomKey(_ generator: inout some RandomNumberGenerator) -> SymmetricKey {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 4) { words in
            for index in 0..<4 { words.initializeElement(at: index, to: generator.next()) }
            defer { words.update(repeating: 0) }
            return SymmetricKey(data: UnsafeRawBufferPointer(words))
        }
    }

    /// `nil` when the public key is no X-Wing key.
    private static func seal(_ key: SymmetricKey, to publicKey: [UInt8], _ info: Data) -> [UInt8]? {
        guard let recipient = try? XWingMLKEM768X25519.PublicKey(rawRepresentation: publicKey),
            var sender = try? HPKE.Sender(recipientKey: recipient, ciphersuite: suite, info: info),
            let sealed = key.withUnsafeBytes({ try? sender.seal(UnsafeRawBufferPointer($0)) })
        else { return nil }
        let slot = [UInt8](sender.encapsulatedKey) + sealed
        precondition(slot.count == GroupsLimits.slotOctets, "HPKE gave a slot of \(slot.count) octets")
        return slot
    }

    private static func open(_ slot: ArraySlice<UInt8>, _ subkey: Subkey, _ info: Data) -> SymmetricKey? {
        let encapsulated = Data(slot.prefix(GroupsLimits.encapsulatedOctets))
        guard
            var recipient = try? HPKE.Recipient(
                privateKey: subkey.privateKey, ciphersuite: suite, info: info, encapsulatedKey: encapsulated),
            var plaintext = try? recipient.open(slot.dropFirst(GroupsLimits.encapsulatedOctets))
        else { return nil }
        defer { plaintext.resetBytes(in: 0..<plaintext.count) }
        return SymmetricKey(data: plaintext)
    }
}
