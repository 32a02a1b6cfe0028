import Accounts
import Exchange
import Ledger
import Sodium
import Storage
import Wire

/// People with keys of their own, and what they sign.
extension NodeCore {
    func people() async throws(OperationError) -> [PersonReport] {
        try await reading { (store) throws(StorageError) in try store.people() }.map { person in
            PersonReport(
                name: person.name, key: person.key.hex, user: person.user, added: WallClock.iso8601(person.added),
                removed: person.removed.map { WallClock.iso8601($0) } ?? "")
        }
    }

    func addPerson(_ addition: PersonAddition) async throws(OperationError) -> [PersonReport] {
        guard let key = Octets32(hex: addition.key.lowercased()) else {
            throw OperationError(
                code: "invalid-key", reason: "\"\(addition.key.prefix(100))\" is not a public key of 64 hexadecimal digits.",
                remedy: "Make a key with `causeway people key FILE` and give what it prints.")
        }
        let person: Person
        do throws(AccountsError) {
            person = try Person(name: addition.name, key: key, user: addition.user, added: clock.seconds)
        } catch {
            throw OperationError(error)
        }
        let audit = auditLog.batch(.personAdded, subject: person.name, details: ["key": key.hex, "user": person.user])
        let stored = StoredPerson(name: person.name, key: key, user: person.user, added: person.added)
        try await change(.personAdded, person.name) { (store) throws(StorageError) in try store.addPerson(stored, noting: audit) }
        return try await people()
    }

    func removePerson(_ name: String) async throws(OperationError) -> [PersonReport] {
        let (audit, time) = (auditLog.batch(.personRemoved, subject: name), clock.seconds)
        try await change(.personRemoved, name) { (store) throws(StorageError) in try store.removePerson(name, at: time, noting: audit) }
        return try await people()
    }

    /// Keeps a signed statement on a share, when it counts now; throws `approval-by-requester` and the like otherwise.
    ///
    /// `share` is the hash of exactly what would be released. Over whose connection it came is `LocalActor.current`.
    func keep(_ signed: SignedApproval, on share: Hash, askedBy requester: Requester) async throws(OperationError) -> Approval {
        let received = ReceivedApproval(signed: signed, received: clock.seconds, user: LocalActor.current?.user ?? "")
        let approvals = try await approvals(of: share, askedBy: requester)
        let approval: Approval
        do throws(AccountsError) {
            approval = try approvals.check(received)
        } catch {
            await noteRefusal(.approvalReceived, share.hex, code: error.code)
            throw OperationError(error)
        }
        let audit = auditLog.batch(
            .approvalReceived, subject: share.hex, details: ["person": approval.person, "verdict": "\(approval.verdict)"])
        let stored = StoredApproval(
            statement: signed.statement, signature: signed.signature, received: received.received, user: received.user)
        try await change(.approvalReceived, share.hex) { (store) throws(StorageError) in
            try store.keepApproval(stored, of: share, noting: audit)
        }
        return approval
    }

    /// How a share stands that `needed` others than the requester have to approve.
    func standing(of share: Hash, askedBy requester: Requester, needed: Int) async throws(OperationError) -> Approvals.Standing {
        let stored = try await reading { (store) throws(StorageError) in try store.approvals(of: share) }
        return try await approvals(of: share, askedBy: requester).judge(
            stored.map {
                ReceivedApproval(
                    signed: SignedApproval(statement: $0.statement, signature: $0.signature), received: $0.received, user: $0.user)
            }, needed: needed)
    }

    private func approvals(of share: Hash, askedBy requester: Requester) async throws(OperationError) -> Approvals {
        let stored = try await reading { (store) throws(StorageError) in try store.people() }
        let approvers = try await accountsThatApprove()
        let people = stored.filter { person in
            person.removed == nil && (!LocalActor.isAccount(person.user) || approvers.contains(person.user))
        }.compactMap {
            try? Person(name: $0.name, key: $0.key, user: $0.user, added: $0.added)
        }
        return Approvals(network: registry.snapshot.network, node: node, share: share, requester: requester, people: people)
    }

    /// Accounts that may approve now, as their people name them: whoever lost the role or is suspended counts no more.
    private func accountsThatApprove() async throws(OperationError) -> Set<String> {
        do throws(AccountRefusal) {
            let accounts = try await accountKeeper.accounts().filter { $0.state == .active && $0.roles.may(.approve) }
            return Set(accounts.map { LocalActor(account: $0.name).user })
        } catch {
            throw OperationError(error)
        }
    }

    /// Changes something and its record in one transaction; notes also that it was refused.
    private func change(
        _ action: AuditAction, _ subject: String,
        _ body: @escaping @Sendable (Store) throws(StorageError) -> Result<Void, PeopleRefusal>
    ) async throws(OperationError) {
        let result: Result<Void, PeopleRefusal>
        do throws(StorageError) {
            result = try await access.write(body)
        } catch {
            throw OperationError.notNoted(error)
        }
        if case .failure(let refusal) = result {
            let error = OperationError(refusal)
            await noteRefusal(action, subject, code: error.code)
            throw error
        }
        await auditLog.grew()
    }

    private func noteRefusal(_ action: AuditAction, _ subject: String, code: String) async {
        await auditLog.noteAfterwards(action, subject: subject, details: ["outcome": "refused", "code": code])
    }
}

extension OperationError {
    init(_ error: AccountsError) { self.init(code: error.code, reason: error.reason, remedy: error.remedy) }

    fileprivate init(_ refusal: PeopleRefusal) {
        switch refusal {
        case .nameTaken:
            self.init(
                code: "name-taken", reason: "Somebody here has this name.", remedy: "Choose another, or remove that person first.",
                status: 409)
        case .keyTaken(let name):
            self.init(
                code: "key-taken", reason: "\"\(name)\" has this key: with one key two people would be one.",
                remedy: "Make a key for each person with `causeway people key FILE`.", status: 409)
        case .unknownName:
            self.init(
                code: "unknown-person", reason: "Nobody here has this name.", remedy: "See `causeway people list`.", status: 404)
        case .full:
            self.init(
                code: "too-many", reason: "There are as many people, or as many statements on this share, as a node keeps.",
                remedy: "Remove people who have left, or ask for the share anew.", status: 409)
        }
    }
}
