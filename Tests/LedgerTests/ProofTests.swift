import Ledger
import Sodium
import Testing
import Vectors
import Wire

@Suite("A proof file")
struct ProofTests {
    @Test("agrees with the vectors", arguments: try VectorFile.all(in: "proof"))
    func vectors(_ vector: VectorFile) throws {
        let expected: NetworkID? = vector.list("expected").isEmpty ? nil : try vector.identifier("expected")
        do {
            let file = try ProofFile(try vector.octets("file"))
            let findings = try file.verify(expecting: expected)
            #expect(vector.expect == "success")
            #expect(findings.item == (try vector.hash("item")))
            #expect(findings.organisation.id == (try vector.identifier("organisation")))
            #expect(try ProofFile(file.encoded()) == file)
            switch findings.content {
            case .plain(let content), .opened(let content): #expect(content == (try vector.octets("content")))
            case .absent, .sealed: #expect(vector.list("content").isEmpty)
            }
        } catch let error as ProofError {
            #expect(error.name == vector.expect)
        }
    }

    @Test("has a vector for every reason why a secret does not open a body")
    func causes() throws {
        let provoked = Set(try VectorFile.all(in: "proof").map(\.expect))
        for cause in SealedBodyError.allCases where cause != .contentTooLong {
            #expect(provoked.contains(ProofError.keyMismatch(cause).name))
        }
    }

    /// A journal of five entries by node 11 under a registry of seven records, and a proof of the fourth entry.
    ///
    /// A whole one holds every record, and nodes 11 and 12 are the network's two witnesses; by the records of a part, node 11 alone would be
    /// one. `cosigned` gives what stands under the checkpoint.
    private func proof(
        whole: Bool = false, cosigned: (borrowing RegistryFixture, Checkpoint) -> [NoteSignature] = { _, _ in [] }
    ) throws -> (file: ProofFile, registry: Registry, records: [[UInt8]]) {
        var fixture = try RegistryFixture(witnesses: whole ? (2, 2) : (1, 1))
        fixture.add(fixture.organisation(1))
        fixture.add(fixture.organisation(2, name: "Borealis"))
        if whole {
            fixture.add(fixture.certificate(2, key: 12))
        } else {
            fixture.add(fixture.admission(3), refusedFor: .organisationUnknown)
        }
        fixture.add(fixture.certificate(1, key: 11))
        fixture.add(fixture.admission(1))
        fixture.add(fixture.admission(2))
        let name = JournalName(
            node: fixture.nodeID(11), group: try #require(GroupTag([UInt8](repeating: 3, count: 16))),
            incarnation: try #require(Incarnation([UInt8](repeating: 4, count: 16))))
        let (journal, salt) = (name.id(in: fixture.network), try #require(Octets16([UInt8](repeating: 5, count: 16))))
        var entries = [Opening(predecessor: nil).entry(journal: journal, salt: salt, registrySize: 7, time: Minute(40))]
        for number in UInt8(1)...4 {
            let prefix = EntryPrefix(
                kind: .item, journal: journal, salt: salt, epoch: nil, step: 0, registrySize: 7, time: Minute(41), keepUntil: Minute(0))
            entries.append(UnverifiedEntry(prefix: prefix, commitment: nil, body: .inline([number, 1, 2])))
        }
        let registryTree = SubtreeTable(leaves: fixture.records.map { Hash.leaf($0) })
        let journalTree = SubtreeTable(leaves: entries.map { $0.leafHash() })
        let key = RegistryFixture.key(11)
        let origin = journalOrigin(registryOrigin: fixture.registry.origin, journal: journal)
        let state = Checkpoint(origin: origin, size: 5, root: journalTree.root)
        let registryState = Checkpoint(origin: fixture.registry.origin, size: 7, root: registryTree.root)
        let about = ProofFile.recordPositions(about: name.node, in: fixture.registry, records: fixture.records)
        let records = (whole ? Array(0..<7) : about).map { position in
            ProofFile.Record(
                position: position, bytes: fixture.records[Int(position)],
                inclusion: registryTree.inclusionProof(leaf: position, size: 7))
        }
        let signed = registryState.note(registryState.sign(with: fixture.coordinator), of: fixture.coordinator.verifyingKey)
        let file = ProofFile(
            network: fixture.network,
            registryCheckpoint: try SignedNote(text: signed.text, signatures: signed.signatures + cosigned(fixture, registryState)),
            records: records, journal: name, journalCheckpoint: state.note(state.sign(with: key), of: key.verifyingKey), position: 3,
            header: entries[3].headerBytes(), inclusion: journalTree.inclusionProof(leaf: 3, size: 5), body: [3, 1, 2])
        return (file, fixture.registry, fixture.records)
    }

    @Test("takes the genesis and what the registry says of the writer, nothing refused and nothing of others")
    func positions() throws {
        let (file, registry, records) = try proof()
        #expect(file.records.map(\.position) == [0, 1, 4, 5])
        let stranger = try #require(NodeID([UInt8](repeating: 0, count: 16)))
        #expect(ProofFile.recordPositions(about: stranger, in: registry, records: records).isEmpty)
    }

    /// The line of node 11 or 12, or of the coordinator for 0.
    private static func line(_ number: UInt32, _ time: UInt64, _ fixture: borrowing RegistryFixture, _ checkpoint: Checkpoint)
        -> NoteSignature
    {
        guard number > 0 else {
            return Cosignature(of: checkpoint, by: nil, at: time, with: fixture.coordinator)
                .line(origin: checkpoint.origin, key: fixture.coordinator.verifyingKey)
        }
        let key = RegistryFixture.key(number)
        return Cosignature(of: checkpoint, by: fixture.nodeID(number), at: time, with: key)
            .line(origin: checkpoint.origin, key: key.verifyingKey)
    }

    @Test("that holds the whole registry proves a quorum of witnesses, and then no longer says that none signed")
    func quorum() throws {
        let findings = try proof(whole: true) { fixture, checkpoint in
            [
                Self.line(0, 3_000, fixture, checkpoint), Self.line(11, 2_900, fixture, checkpoint),
                Self.line(12, 2_800, fixture, checkpoint),
            ]
        }.file.verify()
        #expect(findings.witnessing.coordinatorTime == 3_000)
        #expect(findings.witnessing.cosigners.count == 2 && findings.witnessing.unproven == 0)
        let quorum = try #require(findings.witnessing.quorum)
        #expect((quorum.cosigned, quorum.threshold, quorum.witnesses) == (2, 2, 2))
        #expect(quorum.time == 2_800)
        #expect(!findings.notProven.contains { $0.contains("the same registry") })
        #expect(findings.notProven.contains { $0.contains("the same journal") })
        let alone = try proof(whole: true) { fixture, checkpoint in [Self.line(12, 2_800, fixture, checkpoint)] }.file.verify()
        #expect(alone.witnessing.quorum == nil && alone.witnessing.cosigners.count == 1)
        #expect(alone.notProven.contains { $0.contains("the same registry") })
    }

    @Test("that holds a part of the registry proves no quorum, whoever signed")
    func quorumNotProven() throws {
        let findings = try proof { fixture, checkpoint in
            var forged = Self.line(12, 2_800, fixture, checkpoint)
            forged = NoteSignature(name: forged.name, keyID: forged.keyID, signature: forged.signature.dropLast() + [1]) ?? forged
            return [Self.line(11, 2_900, fixture, checkpoint), forged, Self.line(12, 2_800, fixture, checkpoint)]
        }.file.verify()
        #expect(findings.witnessing.quorum == nil && findings.witnessing.coordinatorTime == nil)
        #expect(findings.witnessing.cosigners.count == 1 && findings.witnessing.unproven == 2)
        #expect(findings.notProven.contains { $0.contains("the same registry") && $0.contains("1 admitted") })
    }

    @Test("tells writer, place, time and content")
    func findings() throws {
        let (file, registry, _) = try proof()
        let findings = try ProofFile(file.encoded()).verify(expecting: registry.network)
        #expect(findings.organisation == registry.organisation(findings.organisation.id))
        #expect(findings.organisation.name == "Aurora")
        #expect(findings.node == registry.node(file.journal.node))
        #expect(findings.signer.key == RegistryFixture.key(11).verifyingKey)
        #expect(findings.registrySize == 7)
        #expect((findings.position, findings.journalSize) == (3, 5))
        #expect(findings.header.time == Minute(41))
        #expect(findings.isTimeInsideCertificate)
        #expect(findings.content == .plain([3, 1, 2]))
    }

    @Test("says what it does not prove")
    func notProven() throws {
        var (file, registry, _) = try proof()
        let plain = try file.verify(expecting: registry.network).notProven
        #expect(plain.contains { $0.contains("claim") })
        #expect(plain.contains { $0.contains("revocation") && $0.contains("size 7") })
        #expect(!plain.contains { $0.contains(registry.network.hex) })
        let unexpected = try file.verify().notProven
        #expect(Set(unexpected).subtracting(plain).allSatisfy { $0.contains(registry.network.hex) })
        #expect(unexpected.count == plain.count + 1)
        file.body = nil
        #expect(try file.verify().notProven.count == unexpected.count + 1)
    }

    @Test("with an item's secret leaves open only whether the members could open it")
    func notProvenWhenOpened() throws {
        let vectors = try VectorFile.all(in: "proof")
        func sentences(_ name: String) throws -> [String] {
            let vector = try #require(vectors.first { $0.name == name })
            return try ProofFile(try vector.octets("file")).verify().notProven
        }
        let (opened, plain) = (try sentences("opened"), try sentences("plain"))
        let added = opened.filter { !plain.contains($0) && !$0.contains("network you mean") }
        #expect(added.count == 1)
        #expect(added[0].contains("members could open it"))
    }

    @Test("whose body two secrets open shows the content that the header commits to")
    func twoSecrets() throws {
        let vectors = try VectorFile.all(in: "proof")
        let files = try ["opened-two-ways", "refused-two-ways"].map { name in
            try ProofFile(try #require(vectors.first { $0.name == name }).octets("file"))
        }
        #expect(files[0].header == files[1].header && files[0].body == files[1].body)
        #expect(files[0].itemSecret != files[1].itemSecret)
        #expect(throws: ProofError.keyMismatch(.wrongCommitment)) { try files[1].verify() }
        guard case .opened(let content) = try files[0].verify().content else {
            Issue.record("the committed secret did not open the body")
            return
        }
        #expect(String(decoding: content, as: UTF8.self).hasPrefix("The address 192.0.2.1 attacks."))
    }

    @Test("shows a suspension that is in it")
    func suspension() throws {
        var fixture = try RegistryFixture()
        for record in [fixture.organisation(1), fixture.certificate(1, key: 11), fixture.admission(1), fixture.standing(1, .suspended)] {
            fixture.add(record)
        }
        let positions = ProofFile.recordPositions(about: fixture.nodeID(11), in: fixture.registry, records: fixture.records)
        #expect(positions == [0, 1, 2, 3, 4])
    }

    @Test("takes what the registry says of the writer's root keys and sector, in its order")
    func authorities() throws {
        var fixture = try RegistryFixture()
        for record in [
            fixture.organisation(1), fixture.organisation(2), fixture.certificate(1, key: 11), fixture.admission(1),
            fixture.authority(1, by: 1, root: 1, recovery: 5), fixture.authority(2, by: 2, root: 2, recovery: 6), fixture.admission(2),
            fixture.authority(1, by: 5, root: 3, recovery: 5), fixture.certificate(1, key: 12, first: 11, from: 20, signer: 3),
            fixture.sector(2, "finance"), fixture.sector(1, "finance"),
        ] { fixture.add(record) }
        fixture.add(fixture.authority(1, by: 1, root: 4, recovery: 5), refusedFor: .signatureInvalid)
        let positions = ProofFile.recordPositions(about: fixture.nodeID(11), in: fixture.registry, records: fixture.records)
        #expect(positions == [0, 1, 3, 4, 5, 8, 9, 11])
        let alone = try Registry(replaying: positions.map { fixture.records[Int($0)] }, verdicts: nil)
        #expect(alone.refusedCount == 0)
        #expect(alone.node(fixture.nodeID(11)) == fixture.registry.node(fixture.nodeID(11)))
        let organisation = alone.organisation(fixture.organisationID(1))
        #expect(organisation?.rootKey == RegistryFixture.key(3).verifyingKey)
        #expect(organisation?.sector == "finance")
    }

    @Test("from which a change of the root key is left out says that it may be")
    func authorityLeftOut() throws {
        let vectors = try VectorFile.all(in: "proof")
        func file(_ name: String) throws -> ProofFile {
            try ProofFile(try #require(vectors.first { $0.name == name }).octets("file"))
        }
        let (whole, part) = (try file("refused-replaced-root"), try file("root-replacement-left-out"))
        #expect(Set(part.records.map(\.position)).isSubset(of: whole.records.map(\.position)))
        #expect(whole.registryCheckpoint == part.registryCheckpoint)
        #expect(throws: ProofError.recordRefused(.signatureInvalid, at: 8)) { try whole.verify() }
        #expect(try part.verify().notProven.contains { $0.contains("change of the root key may be left out") })
        #expect(throws: ProofError.recordRefused(.signatureInvalid, at: 8)) { try file("refused-authority-left-out").verify() }
    }

    @Test("with any one character changed proves nothing, or nothing else")
    func tampering() throws {
        let (file, registry, _) = try proof()
        let text = file.encoded()
        let findings = try file.verify(expecting: registry.network)
        var refused = 0
        for index in text.indices {
            var changed = text
            changed[index] = text[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            do throws(ProofError) {
                #expect(try ProofFile(changed).verify(expecting: registry.network) == findings)
            } catch {
                refused += 1
            }
        }
        // Every character counts, but for nothing: not even white space may become a letter.
        #expect(refused == text.count)
    }

    @Test("cut anywhere is refused")
    func cutting() throws {
        let text = try proof().file.encoded()
        for count in stride(from: 0, to: text.count - 1, by: 7) {
            #expect(throws: ProofError.self) { try ProofFile(text[..<count]) }
        }
    }

    @Test("longer than the limit is refused unread")
    func length() {
        #expect(throws: ProofError.proofTooLong) { try ProofFile(repeatElement(0x20, count: RegistryLimits.proofOctetsMax + 1)) }
    }

    @Test("by an organisation that had somebody else's key certified convinces nobody")
    func strangersKey() throws {
        let (file, registry, _) = try proof()
        // Organisation 2 certifies node 11's key as its own, without the key's signature.
        let root = RegistryFixture.key(2)
        let victim = RegistryFixture.key(11).verifyingKey.octets
        let certificate = CertificateRecord(
            organisation: OrganisationID(rootKey: root.verifyingKey.octets, network: registry.network), node: file.journal.node,
            operationKey: victim, role: .member, endpoints: [], notBefore: Minute(10), notAfter: Minute(100))
        let forged = SignedRecord.sign(certificate, network: registry.network, root: root, operation: root).bytes
        var fixture = try RegistryFixture(witnesses: (1, 1))
        var tree = SubtreeTable()
        for record in [fixture.organisation(2), forged, fixture.admission(2)] { fixture.records.append(record) }
        for record in fixture.records { tree.append(.leaf(record)) }
        let state = Checkpoint(origin: registry.origin, size: 4, root: tree.root)
        var stolen = file
        stolen.registryCheckpoint = state.note(state.sign(with: fixture.coordinator), of: fixture.coordinator.verifyingKey).bytes
        stolen.records = fixture.records.enumerated().map { index, bytes in
            ProofFile.Record(position: UInt64(index), bytes: bytes, inclusion: tree.inclusionProof(leaf: UInt64(index), size: 4))
        }
        #expect(throws: ProofError.recordRefused(.signatureInvalid, at: 2)) { try stolen.verify() }
    }
}
