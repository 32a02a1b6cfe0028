import Crypto
import Foundation
import Sodium
public import Wire

private let suite = HPKE.Ciphersuite.XWingMLKEM768X25519_SHA256_AES_GCM_256

extension EpochOpening {
    /// Tries every slot with each of the node's subkeys and gives the epoch key.
    ///
    /// A slot that does not open is somebody else's, a dummy or broken; all three look alike. Throws `noSlot` when none
    /// opens and `wrongCommitment` when one opened but only to what the manifest does not commit to.
    /// Costs one X-Wing decapsulation for each slot and subkey, so give the newest subkeys first.
    public func receive(network: NetworkID, subkeys: [Subkey]) throws(EpochError) -> EpochKey {
        let context = Data(manifest.slotContext(network: network))
        var sawWrongKey = false
        for subkey in subkeys {
            for start in stride(from: 0, to: slots.count, by: GroupsLimits.slotOctets) {
                guard let key = Self.open(slots[start..<start + GroupsLimits.slotOctets], subkey, context) else { continue }
                if isCommitted(key, network: network) {
                    return EpochKey(
                        id: manifest.id, network: network, tag: manifest.tag, startHour: manifest.startHour, acceptedKey: key)
                }
                sawWrongKey = true
            }
        }
        throw sawWrongKey ? .wrongCommitment : .noSlot
    }

    /// Whether the epoch's author meant exactly these nodes. `key` must be this epoch's, from step 0.
    public func isFor(_ nodes: [NodeID], key: EpochKey) -> Bool {
        guard key.id == manifest.id, key.firstStep == 0 else { return false }
        return octetsAreEqual(Manifest.setHash(of: nodes, key: key.firstKey), manifest.setHash)
    }

    private func isCommitted(_ key: SymmetricKey, network: NetworkID) -> Bool {
        key.bitCount == 256
            && octetsAreEqual(Derivation.epochCommitment(of: key, network: network, tag: manifest.tag), manifest.keyCommitment)
    }

    /// Seals the key once for each member, adds dummies and shuffles.
    ///
    /// A dummy is sealed like any other slot, to a key that is forgotten at once: random octets would stand out,
    /// because neither half of an X-Wing encapsulation looks like them.
    static func sealedSlots(
        _ key: SymmetricKey, for members: [EpochMember], manifest: Manifest, network: NetworkID,
        using generator: inout some RandomNumberGenerator
    ) throws(EpochError) -> [UInt8] {
        let context = Data(manifest.slotContext(network: network))
        var slots: [[UInt8]] = []
        slots.reserveCapacity(Int(manifest.slotCount))
        for member in members {
            guard let slot = seal(key, to: member.publicKey, context) else { throw .invalidPublicKey(member.node) }
            slots.append(slot)
        }
        if slots.count < Int(manifest.slotCount) {
            guard let nobody = try? Subkey.generate() else { preconditionFailure("X-Wing gave no key pair") }
            while slots.count < Int(manifest.slotCount) {
                guard let slot = seal(randomKey(&generator), to: nobody.publicKey, context) else {
                    preconditionFailure("X-Wing did not take its own public key")
                }
                slots.append(slot)
            }
        }
        slots.shuffle(using: &generator)
        var joined: [UInt8] = []
        joined.reserveCapacity(slots.count * GroupsLimits.slotOctets)
        for slot in slots { joined.append(contentsOf: slot) }
        return joined
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
    private static func seal(_ key: SymmetricKey, to publicKey: [UInt8], _ context: Data) -> [UInt8]? {
        guard let recipient = try? XWingMLKEM768X25519.PublicKey(rawRepresentation: publicKey),
            var sender = try? HPKE.Sender(recipientKey: recipient, ciphersuite: suite, info: context),
            let sealed = key.withUnsafeBytes({ try? sender.seal(UnsafeRawBufferPointer($0)) })
        else { return nil }
        let slot = [UInt8](sender.encapsulatedKey) + sealed
        precondition(slot.count == GroupsLimits.slotOctets, "HPKE gave a slot of \(slot.count) octets")
        return slot
    }

    private static func open(_ slot: ArraySlice<UInt8>, _ subkey: Subkey, _ context: Data) -> SymmetricKey? {
        let encapsulated = Data(slot.prefix(GroupsLimits.encapsulatedOctets))
        guard
            var recipient = try? HPKE.Recipient(
                privateKey: subkey.privateKey, ciphersuite: suite, info: context, encapsulatedKey: encapsulated),
            var plaintext = try? recipient.open(slot.dropFirst(GroupsLimits.encapsulatedOctets))
        else { return nil }
        defer { plaintext.resetBytes(in: 0..<plaintext.count) }
        return SymmetricKey(data: plaintext)
    }
}
