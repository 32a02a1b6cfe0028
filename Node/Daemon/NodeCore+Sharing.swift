import Exchange
import Gossip
import Groups
import Ledger
import Policy
import STIX
import Sodium
import Storage
import Wire

/// Outgoing: content → mark → decision → sealed → on disk → peers.
extension NodeCore {
    func share(_ content: [UInt8], _ request: ShareRequest) async throws(OperationError) -> ShareReport {
        let roster = try await roster(named: request.group)
        let tag = roster.charter.statement.tag
        let bundle = try Self.bundle(content)
        let (tlp, source) = try mark(bundle, request)
        let members = try await sealingMembers(of: roster)
        let recipients = organisations(of: members.map(\.node))
        if case .refuse(let refusal) = decide(tlp: tlp, audience: .closed, organisations: recipients.count) {
            throw OperationError(refusal)
        }
        let title = PlainText.title(cleaning: request.title ?? Self.title(of: bundle))
        let item: ItemContent
        do throws(ItemContentError) {
            item = try ItemContent(
                kind: .bundle, tlp: tlp, pap: nil, title: title, mediaType: "application/stix+json;version=2.1",
                created: WallClock.seconds, data: content)
        } catch {
            throw OperationError(code: "invalid-item", reason: "The item cannot be made (\(error)).", remedy: "Give a plain --title.")
        }
        let key = try await openKey(of: tag, for: members)
        let ids = try await publisher.publish([try draft(item, under: key)], in: tag)
        guard let id = ids.first else { preconditionFailure("one draft was published and \(ids.count) items came back") }
        return ShareReport(
            id: id.hex, group: roster.charter.statement.name, tlp: tlp.displayName, tlpSource: source, title: title,
            recipients: recipients, warnings: bundle.warnings.map(\.description))
    }

    private static func bundle(_ content: [UInt8]) throws(OperationError) -> STIXBundle {
        do throws(STIXError) {
            return try STIXBundle(parsing: content)
        } catch {
            throw OperationError(code: "invalid-stix", reason: "\(error.place): \(error.reason)", remedy: error.remedy)
        }
    }

    /// The mark that counts and where it comes from: the stricter of the content's own and the request, else the settings' default.
    private func mark(_ bundle: STIXBundle, _ request: ShareRequest) throws(OperationError) -> (TLP, String) {
        var requested: TLP?
        if let text = request.tlp {
            guard let tlp = TLP(parsing: text) else {
                throw OperationError(
                    code: "unknown-tlp", reason: "\"\(text)\" is no TLP marking.",
                    remedy: "Use clear, green, amber, amber+strict or red.")
            }
            requested = tlp
        }
        switch effective(fileMark: bundle.tlp, requested: requested, unmarkedDefault: settings.defaultTLP) {
        case .success(let tlp):
            return (tlp, requested == tlp && bundle.tlp != tlp ? "request" : bundle.tlp == nil ? "default" : "content")
        case .failure(let refusal): throw OperationError(refusal)
        }
    }

    private static func title(of bundle: STIXBundle) -> String {
        let named =
            bundle.objects.first { $0.type == "report" && $0.name != nil }
            ?? bundle.objects.first { $0.name != nil && $0.type != "identity" }
        return named?.name ?? "STIX bundle of \(bundle.objects.count) objects"
    }

    /// Who can open what is sealed now; this node always among them.
    func sealingMembers(of roster: Roster) async throws(OperationError) -> [EpochMember] {
        let snapshot = registry.snapshot
        guard snapshot.isAdmitted(node, at: WallClock.minute) else {
            throw OperationError(
                code: "not-admitted", reason: "This organisation is not admitted to the network, so nobody would accept what it shares.",
                remedy: "Wait for the coordinator's decision; see `causeway status`.", status: 403)
        }
        guard roster.contains(organisation) else {
            throw OperationError(
                code: "not-a-member", reason: "This organisation is no longer in the group \"\(roster.charter.statement.name)\".",
                remedy: "Ask a steward of the group.", status: 403)
        }
        let members = await groups.desiredMembers(of: roster.charter.statement.tag, at: WallClock.minute)
        guard members.contains(where: { $0.node == node }) else {
            throw OperationError(
                code: "no-subkey", reason: "This node's encryption subkey is not in the store yet.",
                remedy: "Try again in a moment; if it stays so, restart the node and read its log.", status: 503)
        }
        return members
    }

    /// The group's key for exactly these members: the present epoch if it fits, else a new one, published with the roster.
    func openKey(of tag: GroupTag, for members: [EpochMember]) async throws(OperationError) -> EpochKey {
        let hour = WallClock.hour
        if let key = await groups.epoch(of: tag, for: members, atHour: hour) { return key }
        do {
            let (opening, key) = try await groups.openEpoch(of: tag, for: members, atHour: hour)
            var drafts = [Draft.epoch(opening.encoded())]
            if let document = await groups.rosters[tag]?.document {
                drafts.append(try draft(ItemContent(roster: document, created: WallClock.seconds), under: key))
            }
            _ = try await publisher.publish(drafts, in: tag)
            return key
        } catch let error as OperationError {
            throw error
        } catch let error as StorageError {
            throw OperationError(error)
        } catch {
            throw OperationError(
                code: "no-key", reason: "A key for the group could not be made (\(error)).", remedy: "Read the node's log.", status: 500)
        }
    }

    private func draft(_ item: ItemContent, under key: EpochKey) throws(OperationError) -> Draft {
        var key = key
        guard let step = key.step(atHour: WallClock.hour), let stepKey = try? key.stepKey(step) else {
            throw OperationError(
                code: "clock", reason: "This machine's clock lies before the group key's first hour or more than a week after it.",
                remedy: "Set the clock right and share again.")
        }
        return .item(content: item.encoded(), epoch: key.id, step: step, key: stepKey)
    }

    /// Names of the organisations of these nodes, each once, in order.
    func organisations(of nodes: [NodeID]) -> [String] {
        let snapshot = registry.snapshot
        let ids = Set(nodes.compactMap { snapshot.node($0)?.organisation })
        return ids.compactMap { snapshot.organisation($0)?.name }.sorted()
    }
}

extension OperationError {
    init(_ refusal: SharingRefusal) {
        self.init(code: refusal.code.hyphenated, reason: refusal.reason, remedy: refusal.remedy)
    }
}

extension String {
    /// camelCase as lower case with hyphens.
    fileprivate var hyphenated: String {
        reduce(into: "") { text, character in
            text += character.isUppercase ? "-" + character.lowercased() : String(character)
        }
    }
}
