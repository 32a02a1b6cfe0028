import Exchange
import Gossip
import Groups
import Ledger
import Logging
import STIX
import Sodium
import Storage
import Wire

/// What follows from a change, and what time makes due; runs one after the other.
///
/// Everything here may be done again at any time: each chore looks for itself whether there is something to do.
actor Housekeeping {
    private(set) weak var core: NodeCore?
    private var isPublishingSubkey = false
    private var isRenewing = false
    private var isAdmitting = false
    private var isAdmissionWanted = false
    /// When a renewal of the certificate was tried last, in unix seconds.
    private var lastRenewal: UInt64 = 0
    private var restWatch = RestWatch()
    /// What the last look at the kept ciphertext found.
    var mailbox = MailboxInspection()

    func attach(_ core: NodeCore) { self.core = core }

    // MARK: - Changes

    /// The registry grew on disk, or something in it came of age.
    func registryChanged() async {
        guard let core else { return }
        do {
            try core.registry.catchUp()
        } catch {
            core.logger.error("the registry could not be read back", metadata: ["error": "\(error)"])
        }
        await core.conductor.feed(.directory(core.registry.directory(at: core.clock.minute)))
        await core.intake.retryWaiting()
        await groupsChanged()
        await publishSubkey()
        await registerRecoveryKey()
        await witness()
    }

    /// A roster, key or subkey is new.
    func groupsChanged() async {
        guard let core else { return }
        do {
            try await core.groups.verifyHolders()
        } catch {
            core.logger.error("who holds an epoch could not be noted", metadata: ["error": "\(error)"])
        }
        await core.groupsChanged()
        await core.dialling.update()
        await core.intake.judgeAgain()
        await fetchMissingBodies()
        admitWaitingMembers()
    }

    /// Has replication fetch what stored entries name and is not here; what it fetches already it passes over.
    func fetchMissingBodies() async {
        guard let core,
            let missing = try? await core.access.read({ (store) throws(StorageError) in
                try store.missingBodies(limit: GossipLimits.bodyQueueMax)
            }), !missing.isEmpty
        else { return }
        await core.conductor.feed(
            .bodiesMissing(
                missing.map {
                    Gossip.MissingBody(
                        place: BodyPlace(journal: $0.entry.journal, position: $0.entry.position), hash: $0.hash, length: $0.length,
                        carriesKeys: $0.kind == .epoch || $0.kind == .grant)
                }))
    }

    /// What the node's own rules say against an item that came in.
    func hold(_ content: ItemContent, _ bundle: STIXBundle, _ author: OrganisationID, _ tag: GroupTag) async -> ItemHold? {
        guard let core, let circle = await core.groups.circle(tag) else { return nil }
        let (hold, notify) = core.hold(
            on: content, bundle: bundle, from: author, through: circle, await core.groups.organisations(of: circle))
        if !notify.isEmpty {
            core.logger.notice("the rules tell of an item that came in", metadata: ["notify": "\(notify)", "group": "\(tag)"])
        }
        return hold
    }

    /// Items were stored: what follows from those that ended by them is done in a task of its own, since it publishes.
    func itemsChanged() async {
        guard let chores = core?.chores else { return }
        core?.arrivals.ring()
        await core?.shelf.look()
        await core?.packKeeper.look()
        await core?.zoneKeeper.look()
        // By itself, whoever asked for what led here.
        LocalActor.$current.withValue(nil) { _ = Task { await chores.look() } }
    }

    /// Lets in who waits for a key, and keys out who left, in a task of its own.
    ///
    /// What is published is taken in before the publisher goes on, and that leads back here: waiting for it would be for ever.
    private func admitWaitingMembers() {
        isAdmissionWanted = true
        guard !isAdmitting else { return }
        isAdmitting = true
        // Whoever set this off, it is the node's own doing, and goes on for what others set off.
        LocalActor.$current.withValue(nil) {
            _ = Task {
                while isAdmissionWanted {
                    isAdmissionWanted = false
                    await core?.admitWaitingMembers()
                }
                isAdmitting = false
            }
        }
    }

    /// Peers know of revocations that the log may not have yet; what is valid and new is passed on.
    func heard(revocations records: [[UInt8]]) async {
        guard let core, let added = try? core.registry.hear(records), added > 0 else { return }
        core.logger.notice("keys were revoked by their organisation", metadata: ["count": "\(added)"])
        await core.conductor.feed(.revocations(core.registry.pendingRevocations))
        await registryChanged()
    }

    /// A peer tells of a registry checkpoint, its cosignatures or a contradiction; what counts here is passed on.
    func heard(_ statement: RegistryStatement, from peer: NodeID) async {
        guard let core, await core.witnesses.hear(statement, from: peer) else { return }
        await tellStatements()
    }

    /// Compares what was heard with the registry as it now is, cosigns or time-stamps it where that is due, and tells the peers.
    private func witness() async {
        guard let core else { return }
        let mayStamp = await core.office?.isConfirmed ?? false
        await core.witnesses.look(mayStamp: mayStamp)
        await tellStatements()
    }

    func tellStatements() async {
        guard let core else { return }
        let (statements, splits) = await core.witnesses.statements
        await core.conductor.feed(.statements(statements, splits))
    }

    // MARK: - Time

    /// Certificates and admissions come of age, subkeys and certificates fall due, keys and ciphertext expire.
    func tick() async {
        guard let core else { return }
        await registryChanged()
        await renewCertificate()
        await complain()
        await forgetOldKeys()
        await eraseTraces()
        if core.settings.mailbox { await clearMailbox() }
        _ = core.findings(in: await core.condition())
        await releaseMemory()
    }

    /// At rest after work, gives back what the work needed.
    private func releaseMemory() async {
        guard let core, restWatch.comesToRest(processor: ProcessorTime.milliseconds, at: WallClock.instant.milliseconds) else { return }
        _ = try? await core.access.write { (store) throws(StorageError) in store.releaseMemory() }
        FreeMemory.giveBack()
    }

    /// A member's node announces the key under which groups can include it, once and then monthly.
    private func publishSubkey() async {
        guard let core, !isPublishingSubkey, core.registry.snapshot.isAdmitted(core.node, at: core.clock.minute) else { return }
        isPublishingSubkey = true
        defer { isPublishingSubkey = false }
        do {
            guard let body = try await core.groups.renewSubkey() else { return }
            try await core.auditLog.note(.subkeyMade)
            _ = try await core.publisher.publish([.subkey(body)], in: communityTag(of: core.registry.snapshot.network))
        } catch {
            core.logger.error("the encryption subkey could not be published", metadata: ["error": "\(error)"])
        }
    }

    private func complain() async {
        guard let core else { return }
        for (tag, complaint) in await core.groups.dueComplaints() {
            core.logger.warning("an epoch was made without a key for this node; complained", metadata: ["group": "\(tag)"])
            _ = try? await core.publisher.publish([.complaint(complaint.encoded())], in: tag)
        }
    }

    private func forgetOldKeys() async {
        guard let core, core.settings.keepKeysDays > 0 else { return }
        let hours = core.settings.keepKeysDays * 24
        guard core.clock.hour > hours else { return }
        do {
            try await core.groups.forgetKeys(beforeHour: core.clock.hour - hours)
        } catch {
            core.logger.error("old keys could not be destroyed", metadata: ["error": "\(error)"])
        }
    }

    private func eraseTraces() async {
        guard let core else { return }
        do {
            try await core.groups.eraseTraces()
        } catch {
            core.logger.error("what was deleted still stands in the write-ahead log", metadata: ["error": "\(error)"])
        }
    }

    // MARK: - The registry's word about this node

    /// Renews the certificate by itself a month before its end, where the root key is at hand.
    private func renewCertificate() async {
        guard let core, !isRenewing, core.certificateDaysLeft <= DaemonLimits.certificateWarningDays, core.hasRootKey,
            core.registry.snapshot.node(core.node) != nil, core.clock.seconds >= lastRenewal + DaemonLimits.renewalRetrySeconds
        else { return }
        isRenewing = true
        defer { isRenewing = false }
        lastRenewal = core.clock.seconds
        do {
            let record = try core.keys.renewedCertificate(of: core.node, in: core.registry.snapshot, from: core.clock.minute)
            _ = try await core.submit([record])
            core.logger.notice("the certificate was renewed")
        } catch {
            core.logger.warning("the certificate could not be renewed", metadata: ["error": "\(error)"])
        }
    }

    /// Has the recovery key of `init` registered as soon as the organisation is a member.
    private func registerRecoveryKey() async {
        guard let core, !isRenewing, core.hasRootKey, core.clock.seconds >= lastRenewal + DaemonLimits.renewalRetrySeconds,
            let organisation = core.registry.snapshot.organisation(core.organisation), organisation.standing == .admitted,
            organisation.recoveryKey == nil,
            let recovery = SmallFile.read(Candidate.self, from: DataDirectoryLayout.candidate(in: core.directory))?.recoveryOctets
        else { return }
        isRenewing = true
        defer { isRenewing = false }
        do {
            let record = core.keys.authority(of: organisation.id, recovery: recovery, network: core.registry.snapshot.network)
            _ = try await core.submit([record])
            core.logger.notice("the recovery key was registered")
        } catch {
            lastRenewal = core.clock.seconds
            core.logger.info("the recovery key is not registered yet", metadata: ["error": "\(error)"])
        }
    }
}
