import Exchange
import Policy
import Reference
import Storage
import Wire

/// Reference packs: what is here, and at the coordinator's node their coming and their correction.
extension NodeCore {
    func packs() async throws(OperationError) -> [PackReport] {
        try await storedPacks().map { report(on: $0) }
    }

    func pack(_ name: String) async throws(OperationError) -> PackDetail {
        let pack = try await storedPack(name)
        return PackDetail(
            pack: report(on: pack),
            parts: pack.manifest.parts.map { part in
                let state = pack.parts[part.name]
                return PackDetail.Part(
                    name: part.name, title: part.title, version: part.version, matching: part.matching?.name ?? "", entries: part.entries,
                    octets: part.octets, state: Self.state(of: state, in: pack), leftOut: state?.leftOut ?? 0)
            })
    }

    func packPart(_ pack: String, _ part: String) async throws(OperationError) -> [UInt8] {
        let found = try await storedPack(pack)
        guard let wanted = found.manifest.parts.first(where: { $0.name == part }) else {
            let isBase = found.manifest.kind == .attack
            throw OperationError(
                code: "unknown-pack-part", reason: "Nothing in the pack \(found.manifest.name) is called \"\(part.prefix(100))\".",
                remedy: isBase
                    ? "Its objects are found with `causeway search`." : "See the names with `causeway pack show \(found.manifest.name)`.",
                status: 404)
        }
        switch try await reading({ (store) throws(StorageError) in try store.octets(of: wanted, of: found) }) {
        case .success(let octets): return octets
        case .failure(let fault): throw OperationError(fault)
        case nil: throw .unknownPack(pack)
        }
    }

    func installPack(_ content: [UInt8], _ request: PackInstallation) async throws(OperationError) -> PackInstalledReport {
        guard keys.isCoordinator else {
            throw OperationError(
                code: "not-the-coordinator",
                reason: "Only the coordinator's node gives out reference packs: members take them from nobody else.",
                remedy: "Run this command with the coordinator's --data directory, or send the file to the coordinator's staff.",
                status: 403)
        }
        let manifest = try await Self.checked(content)
        guard await packKeeper.beginInstalling() else {
            throw OperationError(
                code: "pack-busy", reason: "Another pack is being installed.", remedy: "Try again when that has ended.", status: 409)
        }
        do throws(OperationError) {
            let report = try await install(content, manifest, request)
            await packKeeper.endInstalling()
            return report
        } catch {
            await packKeeper.endInstalling()
            throw error
        }
    }

    private func install(
        _ content: [UInt8], _ manifest: PackManifest, _ request: PackInstallation
    ) async throws(OperationError) -> PackInstalledReport {
        let present = try await storedPacks().first { $0.manifest.name == manifest.name }
        if let present, !request.replace {
            let (before, version) = (present.manifest.version, manifest.version)
            if before == version, present.manifest.digest == manifest.digest, present.manifest.kind == manifest.kind {
                return PackInstalledReport(
                    name: manifest.name, version: version.description, outcome: "unchanged", item: present.item.id.hex,
                    before: before.description)
            }
            try Self.judge(manifest, in: present)
        }
        var wish = ShareRequest(to: .everyone, tlp: TLP.clear.displayName)
        wish.title = "\(manifest.title) (reference pack \(manifest.name) \(manifest.version))"
        if let waiting = try await outgoing(limit: DaemonLimits.outgoingMax).first(where: {
            $0.state == "waiting" && $0.title == wish.title
        }) {
            return PackInstalledReport(
                name: manifest.name, version: manifest.version.description, outcome: "waiting", item: waiting.id,
                before: present?.manifest.version.description ?? "")
        }
        let report: ShareReport
        if let present { report = try await correct(present.item.id.hex, content, wish) } else { report = try await share(content, wish) }
        if report.state != "waiting" { try await waitForPack(report.id) }
        let outcome = report.state == "waiting" ? "waiting" : present == nil ? "shared" : "corrected"
        return PackInstalledReport(
            name: manifest.name, version: manifest.version.description, outcome: outcome, item: report.id,
            before: present?.manifest.version.description ?? "")
    }

    /// What was shared is opened a moment later; until then the same command would find nothing here and share it again.
    private func waitForPack(_ item: String) async throws(OperationError) {
        for _ in 0..<DaemonLimits.packLooksMax {
            if try await storedPacks().contains(where: { $0.item.id.hex == item }) { return }
            try? await Task.sleep(for: .milliseconds(DaemonLimits.packLookMilliseconds))
        }
    }

    /// Throws unless a pack may take the place of one that is here.
    private static func judge(_ manifest: PackManifest, in present: StoredPack) throws(OperationError) {
        let (name, before) = (manifest.name, present.manifest.version)
        guard present.manifest.kind == manifest.kind else {
            throw OperationError(
                code: "pack-other-kind", reason: "The pack \(name) that is here is of the kind \(present.manifest.kind.rawValue).",
                remedy: "Make the new one under another name (--name), or replace the old one with --replace.", status: 409)
        }
        guard before != manifest.version else {
            throw OperationError(
                code: "pack-differs", reason: "The pack \(name) \(before) is here with other contents.",
                remedy: "Make it with a later version (--pack-version), or replace it with --replace.", status: 409)
        }
        guard before < manifest.version else {
            throw OperationError(
                code: "pack-older", reason: "The pack \(name) is here as \(before), which is newer than \(manifest.version).",
                remedy: "Keep what is here, or go back with --replace.", status: 409)
        }
    }

    /// Checks all of a pack, away from whoever else waits.
    @concurrent private static func checked(_ content: [UInt8]) async throws(OperationError) -> PackManifest {
        do throws(PackFault) {
            return try Pack(checking: content).manifest
        } catch {
            throw OperationError(error)
        }
    }

    private func storedPacks() async throws(OperationError) -> [StoredPack] {
        await packKeeper.note()
        return try await reading { (store) throws(StorageError) in try store.packs() }
    }

    /// The pack that counts under a name.
    private func storedPack(_ name: String) async throws(OperationError) -> StoredPack {
        guard let pack = try await storedPacks().first(where: { $0.manifest.name == name }) else { throw .unknownPack(name) }
        return pack
    }

    private func report(on pack: StoredPack) -> PackReport {
        let manifest = pack.manifest
        return PackReport(
            name: manifest.name, kind: manifest.kind.rawValue, version: manifest.version.description, title: manifest.title,
            state: pack.isSuperseded ? "superseded" : pack.isBuilt ? "ready" : "building", item: pack.item.id.hex,
            author: authorName(of: pack.item), created: WallClock.iso8601(UInt64(clamping: pack.item.created)), octets: pack.item.length,
            source: manifest.source, sourceHash: manifest.sourceHash, licence: manifest.licence, contents: manifest.contents,
            entries: manifest.kind == .attack ? manifest.contents : manifest.entries, built: pack.parts.count)
    }

    private static func state(of part: StoredPack.PartState?, in pack: StoredPack) -> String {
        guard pack.manifest.kind == .warningLists else { return "ready" }
        guard let part else { return "waiting" }
        return part.fault.isEmpty ? "ready" : part.fault
    }
}

extension OperationError {
    fileprivate init(_ fault: PackFault) { self.init(code: fault.code, reason: fault.reason, remedy: fault.remedy) }

    fileprivate static func unknownPack(_ name: String) -> Self {
        OperationError(
            code: "unknown-pack", reason: "No reference pack called \"\(name.prefix(100))\" is here.",
            remedy: "See those that are with `causeway pack list`.", status: 404)
    }
}

extension WarningReport {
    init(_ warning: Warning) {
        self.init(
            pack: warning.pack, list: warning.list, title: warning.title, entry: warning.entry, relation: warning.relation.rawValue)
    }
}
