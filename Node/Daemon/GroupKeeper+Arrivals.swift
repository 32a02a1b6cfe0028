import Crypto
import Groups
import Ledger
import Sodium
import Storage
import Wire

/// What became of an epoch or grant that came in.
enum KeyArrival: Sendable {
    /// There is a key now for this epoch, another one or from an earlier step on.
    case received(EpochID)
    /// Nothing in it is for this node.
    case closed
    /// Nothing has changed.
    case known
    /// It contradicts the key that is held of this epoch, which nothing confirms either: to be looked at again when another comes.
    case disputed(EpochID)
}

/// Why an entry about keys is set aside; `early` may pass.
enum KeyRefusal: Error {
    /// It is dated ahead of this machine's clock, or speaks of an epoch that is not here yet.
    case early
    /// More slots than the network has nodes.
    case tooManySlots
}

/// Keys, complaints and statements of others.
extension GroupKeeper {
    /// Tries the slots of an epoch.
    func take(epoch body: [UInt8], tag: GroupTag, from author: NodeID) async throws -> KeyArrival {
        let opening = try EpochOpening(decoding: body[...], tag: tag)
        let id = opening.manifest.id
        try requireUse(startHour: opening.manifest.startHour, slots: Int(opening.manifest.slotCount))
        if let known = epochs[tag]?.first(where: { $0.id == id }), known.isConfirmed {
            if !known.isPublished || unsaved.contains(Self.key(of: id, tag)) { try await update(id, of: tag) { $0.publish() } }
            return .known
        }
        let (network, subkeys) = (network, subkeys.reversed().map(\.key))
        let received = await Task.detached { try? opening.receive(network: network, subkeys: subkeys) }.value
        guard let key = received else {
            if keyring.epochKey(id) == nil { close(id, of: tag, startHour: opening.manifest.startHour) }
            return .closed
        }
        try await hold(key, KnownEpoch(opening.manifest, by: author), of: tag)
        return .received(id)
    }

    /// Takes a grant: a holder of the epoch learns who holds it from now on, a newcomer is given the key.
    func take(grant body: [UInt8], tag: GroupTag, from author: NodeID, at time: Minute) async throws -> KeyArrival {
        let grant = try Grant(decoding: body[...], tag: tag)
        let time = min(time, clock.minute)
        try requireUse(startHour: grant.startHour, step: grant.step, slots: grant.slots.count / GroupsLimits.slotOctets)
        let known = epochs[tag]?.first { $0.id == grant.epoch }
        if let held = keyring.epochKey(grant.epoch), held.firstStep <= grant.step, known?.isDoubtful != true {
            do throws(GrantError) {
                try grant.check(against: held)
            } catch {
                guard error == .wrongCommitment, known?.isConfirmed == false else { throw error }
                return .disputed(grant.epoch)
            }
            try await update(grant.epoch, of: tag) { $0.add(grant, by: author, at: time, key: held) }
            return .known
        }
        let (network, subkeys) = (network, subkeys.reversed().map(\.key))
        let received = await Task.detached { try? grant.receive(network: network, subkeys: subkeys) }.value
        guard let key = received else { return .closed }
        if let held = keyring.epochKey(key.id), known != nil, known?.isDoubtful == false {
            var grown = keyring
            do throws(KeyringError) {
                try grown.add(key)
            } catch {
                guard error == .contradictsHeldKey, known?.isConfirmed == false else { throw error }
                return .disputed(key.id)
            }
            guard key.firstStep < held.firstStep else { return .known }
            keyring = grown
            try await saveWithKeyring(key.id, of: tag) { $0.add(grant, by: author, at: time, key: key) }
        } else {
            try await hold(key, KnownEpoch(granted: grant, by: author, at: time), of: tag)
        }
        return .received(key.id)
    }

    /// Notes that an item did not open with the key of its epoch; true when the key may be to blame, the first time.
    func doubt(_ id: EpochID, of tag: GroupTag) async -> Bool {
        guard var known = epochs[tag]?.first(where: { $0.id == id }), known.doubt() else { return false }
        try? await update(id, of: tag) { _ = $0.doubt() }
        close(id, of: tag, startHour: known.startHour)
        return true
    }

    /// Whether nothing confirms the key of an epoch.
    func isUnconfirmed(_ id: EpochID, of tag: GroupTag) -> Bool {
        epochs[tag]?.first { $0.id == id }?.isConfirmed == false
    }

    /// Throws when what hands out keys is dated ahead, or made to keep this node busy.
    private func requireUse(startHour: UInt32, step: UInt16 = 0, slots: Int) throws {
        let hour = UInt64(startHour) + UInt64(step)
        guard hour <= UInt64(clock.hour) + UInt64(GroupsLimits.hoursAheadMax) else { throw KeyRefusal.early }
        guard slots <= EpochOpening.slotCount(for: registry.snapshot.nodes.count) else { throw KeyRefusal.tooManySlots }
    }

    /// Puts a key into the keyring in place of one that nothing confirms, and keeps what is known of its epoch.
    private func hold(_ key: EpochKey, _ epoch: KnownEpoch, of tag: GroupTag) async throws {
        var grown = keyring
        do throws(KeyringError) {
            try grown.add(key)
        } catch {
            switch error {
            case .contradictsHeldKey:
                // No two epochs have one name: the one that its manifest confirms is the true one.
                grown.forget(key.id)
            case .full:
                guard let crowd = crowdedEpoch() else { throw error }
                grown.forget(crowd.id)
                try await forget(crowd.id, of: crowd.tag)
            default: throw error
            }
            try grown.add(key)
        }
        keyring = grown
        epochs[tag]?.removeAll { $0.id == epoch.id }
        try await remember(epoch, of: tag)
    }

    /// The oldest epoch of the author with the most epochs: so that nobody can fill the keyring for the others.
    private func crowdedEpoch() -> (id: EpochID, tag: GroupTag)? {
        var counts: [NodeID: Int] = [:]
        for known in epochs.values.joined() { counts[known.author, default: 0] += 1 }
        guard let author = counts.max(by: { ($0.value, $0.key) < ($1.value, $1.key) })?.key else { return nil }
        let theirs = epochs.flatMap { tag, known in known.filter { $0.author == author }.map { (tag: tag, known: $0) } }
        return theirs.min { ($0.known.startHour, $0.known.id) < ($1.known.startHour, $1.known.id) }.map { ($0.known.id, $0.tag) }
    }

    private func close(_ id: EpochID, of tag: GroupTag, startHour: UInt32) {
        guard closedEpochs[id] == nil else { return }
        if closedEpochs.count >= DaemonLimits.closedEpochsMax,
            let oldest = closedEpochs.min(by: { ($0.value.startHour, $0.key) < ($1.value.startHour, $1.key) })?.key
        {
            closedEpochs[oldest] = nil
        }
        closedEpochs[id] = ClosedEpoch(tag: tag, startHour: startHour, since: clock.seconds)
    }

    /// Heeds a complaint of a node that the group wants about an epoch that is known here, within `Complaints`' limits.
    func take(complaint body: [UInt8], of author: NodeID, tag: GroupTag, at time: Minute) async throws -> Bool {
        let complaint = try Complaint(decoding: body[...])
        let time = min(time, clock.minute)
        guard let epoch = epochs[tag]?.first(where: { $0.id == complaint.epoch }) else {
            // The epoch may be on its way, as long as it could be in use.
            let lasts = UInt64(time.rawValue) + 60 * UInt64(GroupsLimits.stepsMax) > UInt64(clock.minute.rawValue)
            if lasts, closedEpochs[complaint.epoch] == nil { throw KeyRefusal.early }
            return false
        }
        guard let circle = circle(tag), wantedMembers(of: circle).contains(where: { $0.node == author }),
            complaints.heed(complaint, of: author, at: time, startHour: epoch.startHour)
        else { return false }
        try await update(complaint.epoch, of: tag) { $0.note(grievanceOf: author, at: time) }
        return true
    }
}
