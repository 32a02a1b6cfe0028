import GRDB

/// Who somebody is at a provider of identities: a name that the provider never gives to anybody else.
public struct StoredIdentity: Equatable, Sendable {
    public let issuer: String
    public let subject: String

    public init(issuer: String, subject: String) {
        self.issuer = issuer
        self.subject = subject
    }
}

/// Whose an identity is.
public enum StoredOwner: Equatable, Sendable {
    /// It was linked when the account first logged in by it.
    case linked(StoredAccount)
    /// Nobody's yet; the account has its address.
    case byAddress(StoredAccount)
    /// Nobody's, and the account with its address has another one: somebody else came to have the address.
    case moved(StoredAccount)
    case nobody
}

/// Identities of people who log in by a provider.
extension Store {
    /// Whose an identity is, looked for by its name, then by an address that the provider verified.
    public func owner(of identity: StoredIdentity, address: String?) throws(StorageError) -> StoredOwner {
        try read { database in
            let number = try PreparedStatement(database, Query.identity).first(identity.issuer, identity.subject) { $0.integer(0) }
            if let number {
                let account = try PreparedStatement(database, Query.accountNumbered).first(number) { try StoredAccount($0) }
                return account.map { .linked($0) } ?? .nobody
            }
            guard let address,
                let (account, number) = try PreparedStatement(database, Query.accountWithAddress).first(
                    address, read: { (try StoredAccount($0), $0.integer(0)) })
            else { return .nobody }
            let other = try PreparedStatement(database, Query.subjectOfAccount).first(number, identity.issuer) { $0.text(0) }
            return other == nil ? .byAddress(account) : .moved(account)
        }
    }

    /// Whether an identity is an account's, or may become it.
    static func mayLink(_ identity: StoredIdentity, to number: Int64, _ database: Database) throws -> Bool {
        let owner = try PreparedStatement(database, Query.identity).first(identity.issuer, identity.subject) { $0.integer(0) }
        let subject = try PreparedStatement(database, Query.subjectOfAccount).first(number, identity.issuer) { $0.text(0) }
        return owner == nil ? subject == nil : owner == number
    }

    static func link(_ identity: StoredIdentity, to number: Int64, at time: UInt64, _ database: Database) throws {
        try PreparedStatement(database, Query.insertIdentity).run(identity.issuer, identity.subject, number, Int64(clamping: time))
    }
}
