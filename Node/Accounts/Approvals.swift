public import Wire

/// Who asked for a share.
public struct Requester: Equatable, Sendable {
    /// The machine's user over whose connection it was asked for; empty for unknown.
    public let user: String
    /// The person who signed the request; `nil` when nobody did.
    public let person: String?

    public init(user: String, person: String? = nil) {
        self.user = user
        self.person = person
    }
}

/// A signed statement as it reached the node.
public struct ReceivedApproval: Equatable, Sendable {
    public let signed: SignedApproval
    /// Unix seconds.
    public let received: UInt64
    /// The machine's user over whose connection it came; empty for unknown.
    public let user: String

    public init(signed: SignedApproval, received: UInt64, user: String) {
        self.signed = signed
        self.received = received
        self.user = user
    }
}

/// Whether enough other people approved what would be released: pure, from what is stored, so that it can be asked again at any time.
///
/// Law: nothing here trusts what an earlier check found. Each statement is verified anew against the people who are there now, so a person
/// who was removed counts no more, and one who was added again does not count by what they signed before.
public struct Approvals: Equatable, Sendable {
    /// How it stands.
    public enum Standing: Equatable, Sendable {
        /// Enough different people other than the requester approved; their names, in the order of their statements.
        case approved(by: [String])
        /// So many more are needed.
        case waiting(missing: Int, approvedBy: [String])
        /// Somebody rejected it: for good.
        case rejected(by: String)
    }

    public let network: NetworkID
    public let node: NodeID
    public let share: Hash
    public let requester: Requester
    /// Those who are there now.
    public let people: [Person]

    public init(network: NetworkID, node: NodeID, share: Hash, requester: Requester, people: [Person]) {
        self.network = network
        self.node = node
        self.share = share
        self.requester = requester
        self.people = people
    }

    /// How it stands, where `needed` others have to approve.
    public func judge(_ received: [ReceivedApproval], needed: Int) -> Standing {
        var names: [String] = []
        for statement in received {
            guard let approval = try? check(statement) else { continue }
            switch approval.verdict {
            case .reject: return .rejected(by: approval.person)
            case .approve where !names.contains(approval.person): names.append(approval.person)
            case .approve, .request: continue
            }
        }
        return names.count >= needed ? .approved(by: names) : .waiting(missing: needed - names.count, approvedBy: names)
    }

    /// Throws why a statement does not count; gives what it says otherwise.
    ///
    /// A rejection counts also when it is the requester's: that is how they take it back.
    public func check(_ received: ReceivedApproval) throws(AccountsError) -> Approval {
        let claimed = try Approval(decoding: received.signed.statement)
        guard claimed.network == network, claimed.node == node, claimed.share == share else { throw .anotherShare }
        guard let person = people.first(where: { $0.name == claimed.person }) else { throw .unknownPerson(claimed.person) }
        let approval = try received.signed.verified(by: person.key)
        let distance = approval.time > received.received ? approval.time - received.received : received.received - approval.time
        guard distance <= AccountsLimits.statementSecondsMax else { throw .timeFarOff }
        guard approval.time >= person.added else { throw .beforePerson }
        if approval.verdict == .approve, isRequester(person, over: received.user) { throw .approvalByRequester }
        return approval
    }

    /// Whether it is the same human being, as far as the node can tell.
    private func isRequester(_ person: Person, over user: String) -> Bool {
        if let name = requester.person, name == person.name { return true }
        if !person.user.isEmpty, person.user == requester.user { return true }
        // One user of the machine and no name: it may be anybody who uses it, the requester among them.
        return requester.person == nil && (user.isEmpty || user == requester.user)
    }
}
