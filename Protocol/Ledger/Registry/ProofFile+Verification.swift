internal import Sodium
public import Wire

extension ProofFile {
    /// Checks everything the file says, with nothing but the file.
    ///
    /// `expected` is the network the reader means, if it knows its identifier from elsewhere. Without it anybody
    /// can make up a network in which the proof holds, and the findings say so.
    public func verify(expecting expected: NetworkID? = nil) throws(ProofError) -> ProofFindings {
        if let expected, expected != network { throw .networkUnexpected }
        let (registry, registrySize, witnessing) = try provenRegistry()
        guard let node = registry.node(journal.node), let organisation = registry.organisation(node.organisation) else {
            throw .writerUnknown
        }
        guard organisation.admittedAt != nil else { throw .writerNotAdmitted }

        let entry = try readHeader()
        guard entry.prefix.journal == journal.id(in: network) else { throw .journalMismatch }
        guard entry.prefix.registrySize <= registrySize else { throw .registryTooSmall }
        let item = Hash.leaf(header)
        let (checkpoint, signer) = try verifiedJournal(of: node, registryOrigin: registry.origin)
        guard
            MerkleTree.verifyInclusion(leaf: item, index: position, size: checkpoint.size, proof: inclusion, root: checkpoint.root)
        else { throw .entryNotIncluded }
        let content = try verifiedContent(entry)
        return ProofFindings(
            network: network, networkName: registry.genesis.name, origin: registry.origin, registrySize: registrySize,
            organisation: organisation, node: node, signer: signer, journal: journal, position: position,
            journalSize: checkpoint.size, item: item, header: entry.prefix, bodyLength: entry.bodyLength, content: content,
            isTimeInsideCertificate: signer.isCertified(at: entry.prefix.time),
            witnessing: witnessing,
            notProven: notProven(
                content: content, registrySize: registrySize, witnessing: witnessing, isNetworkExpected: expected != nil))
    }

    /// Folds the file's records, each of which must stand in the registry of the checkpoint and apply.
    private func provenRegistry() throws(ProofError) -> (registry: Registry, size: UInt64, witnessing: CheckpointWitnessing) {
        guard let first = records.first, first.position == 0,
            zip(records, records.dropFirst()).allSatisfy({ $0.position < $1.position })
        else { throw .recordOrder }
        var registry: Registry
        do throws(RecordError) {
            registry = try Registry(genesis: first.bytes)
        } catch {
            throw .genesisRefused(error)
        }
        guard registry.network == network else { throw .networkMismatch }
        let (note, checkpoint): (SignedNote, Checkpoint)
        do throws(NoteError) {
            note = try SignedNote(parsing: registryCheckpoint)
            checkpoint = try Checkpoint.verified(note: note, origin: registry.origin, keys: [registry.coordinatorKey]).checkpoint
        } catch {
            throw .registryCheckpoint(error)
        }
        for record in records {
            let isIncluded = MerkleTree.verifyInclusion(
                leaf: .leaf(record.bytes), index: record.position, size: checkpoint.size, proof: record.inclusion, root: checkpoint.root)
            guard isIncluded else { throw .recordNotIncluded(at: record.position) }
        }
        for record in records.dropFirst() {
            // The records between are not in the file; the fold goes on at the place where this one stands.
            registry.size = record.position
            if case .refused(let error) = registry.apply(record.bytes[...]) { throw .recordRefused(error, at: record.position) }
        }
        return (registry, checkpoint.size, registry.witnessing(note, of: checkpoint, isWhole: UInt64(records.count) == checkpoint.size))
    }

    /// Reads the header strictly: its encoding gives the same bytes again.
    private func readHeader() throws(ProofError) -> UnverifiedEntry {
        do throws(CBORError) {
            var reader = CBORReader(header)
            try reader.array(exactly: 11)
            guard let kind = EntryKind(rawValue: try reader.unsigned(UInt8.self)) else { throw .invalidValue }
            let prefix = EntryPrefix(
                kind: kind, journal: try reader.octets(), salt: try reader.octets(), epoch: try reader.optionalOctets(),
                step: try reader.unsigned(UInt16.self), registrySize: try reader.unsigned(),
                time: Minute(try reader.unsigned(UInt32.self)), keepUntil: Minute(try reader.unsigned(UInt32.self)))
            let body = EntryBody.detached(length: try reader.unsigned(), hash: try reader.octets())
            let entry = UnverifiedEntry(prefix: prefix, commitment: try reader.optionalOctets(), body: body)
            try reader.end()
            guard entry.headerBytes() == header, (prefix.epoch == nil) == (entry.commitment == nil) else { throw .invalidValue }
            return entry
        } catch {
            throw .headerMalformed
        }
    }

    /// The journal's state, and which key of the node signed it.
    private func verifiedJournal(
        of node: RegisteredNode, registryOrigin: String
    ) throws(ProofError) -> (checkpoint: Checkpoint, signer: OperationKey) {
        let origin = journalOrigin(registryOrigin: registryOrigin, journal: journal.id(in: network))
        do throws(NoteError) {
            let note = try SignedNote(parsing: journalCheckpoint)
            let (checkpoint, compact) = try Checkpoint.verified(note: note, origin: origin, keys: node.keys.map(\.key))
            guard let signer = node.keys.first(where: { checkpoint.carries(compact, of: $0.key) }) else { throw .noteUnknownKeys }
            return (checkpoint, signer)
        } catch {
            throw .journalCheckpoint(error)
        }
    }

    private func verifiedContent(_ entry: UnverifiedEntry) throws(ProofError) -> ProofContent {
        guard let body else {
            guard itemSecret == nil else { throw .keyWithoutSealedBody }
            return .absent
        }
        guard UInt64(body.count) == entry.bodyLength, BodyTree.root(of: body) == entry.bodyHash else { throw .bodyMismatch }
        guard let commitment = entry.commitment else {
            guard itemSecret == nil else { throw .keyWithoutSealedBody }
            return .plain(body)
        }
        guard let itemSecret else { return .sealed }
        do throws(SealedBodyError) {
            return .opened(
                try itemSecret.withUnsafeBytes { (secret) throws(SealedBodyError) in
                    try SealedBody.open(body, commitment: commitment, secret: secret)
                })
        } catch {
            throw .keyMismatch(error)
        }
    }

    private func notProven(
        content: ProofContent, registrySize: UInt64, witnessing: CheckpointWitnessing, isNetworkExpected: Bool
    ) -> [String] {
        var sentences: [String] = []
        if !isNetworkExpected {
            sentences.append("That \(network) is the network you mean: compare it with an identifier you had from elsewhere.")
        }
        sentences += [
            "When the entry was written: the time is the writer's claim, and no witness limits it in either direction.",
            "That the registry says nothing else of writer and organisation: a suspension, expulsion, revocation or change of the "
                + "root key may be left out of the file, or follow the registry's size \(registrySize).",
            witnessing.notProven,
            "That the organisation is who its name says: the coordinator admitted it under that name.",
            "Who in the organisation wrote it, and who else received it.",
            "What the group is called and who its members are: the tag is all that is shown.",
        ]
        switch content {
        case .absent: sentences.append("What the entry says: the file holds the length and the hash of the body, not the body.")
        case .plain: break
        case .sealed: sentences.append("What the entry says: the body is sealed and the file holds no secret.")
        case .opened:
            sentences.append(
                "That the members could open it: the writer committed to this content and no other, but only members can tell whether "
                    + "the secret follows from the key of their epoch.")
        }
        return sentences
    }
}
