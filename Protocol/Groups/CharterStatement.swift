public import Wire

/// Which groups begin with a charter.
public enum CharterKind: UInt8, Sendable {
    /// Organisations come and go by roster operations.
    case closed = 1
    /// One immutable set of organisations.
    case named = 2
}

/// What newcomers of a group are given to read.
public enum CharterHistory: UInt8, Sendable {
    /// What is shared from their joining on.
    case fromJoining = 0
    /// Every key that the granter still keeps.
    case everythingKept = 1
}

/// What a closed or named group is, said once by its founder (specification §4.4).
public struct CharterStatement: Equatable, Sendable {
    /// The version that is written where the group asks for no receipts; version 1 is read too.
    static let version: UInt64 = 2
    /// The version that is written where it does.
    static let versionWithReceipts: UInt64 = 3
    /// The days that mailboxes keep ciphertext when a charter of version 1 does not say.
    public static let mailboxDaysDefault: UInt16 = 30
    /// The percentage of an election when a charter of version 1 does not say.
    public static let electingDefault: UInt8 = 50

    public let kind: CharterKind
    /// Random; the only thing outsiders ever see of the group.
    public let tag: GroupTag
    /// 1 to 80 Unicode scalars, see `PlainText`; empty in a named group.
    public let name: String
    /// The first member and, in a closed group, the first steward.
    public let founder: OrganisationID
    /// Nodes that keep ciphertext for offline members, ascending.
    public let mailboxes: [NodeID]
    public let created: Minute
    public let history: CharterHistory
    /// Days that mailboxes keep ciphertext: 1 to 366.
    public let mailboxDays: UInt16
    /// An election needs more than this percentage of the members: 50 to 99.
    public let electing: UInt8
    /// Of a named group all members, ascending; of a closed group none.
    public let organisations: [OrganisationID]
    /// Whether nodes tell which corrections and withdrawals they have applied (specification §9.7).
    public let asksForReceipts: Bool

    /// What a closed group begins with; sorts the mailboxes.
    ///
    /// Throws `invalidName`, `invalidMailboxes` (more than 16), `invalidMailboxDays` or `invalidElecting`.
    public init(
        tag: GroupTag, name: String, founder: OrganisationID, mailboxes: [NodeID], created: Minute,
        history: CharterHistory = .fromJoining, mailboxDays: UInt16 = Self.mailboxDaysDefault, electing: UInt8 = Self.electingDefault,
        asksForReceipts: Bool = false
    ) throws(CharterError) {
        try self.init(
            Fields(
                version: Self.version(asksForReceipts), kind: UInt64(CharterKind.closed.rawValue), tag: tag, name: name, founder: founder,
                mailboxes: mailboxes.sorted(), created: created,
                history: UInt64(history.rawValue), mailboxDays: UInt64(mailboxDays), electing: UInt64(electing),
                receipts: asksForReceipts ? 1 : 0))
    }

    /// What a named group is: exactly these organisations, for ever; sorts them and the mailboxes.
    ///
    /// Throws `invalidOrganisations` when the founder is missing, one stands twice or they are more than 256, and as for a closed group.
    public init(
        tag: GroupTag, naming organisations: [OrganisationID], founder: OrganisationID, mailboxes: [NodeID], created: Minute,
        history: CharterHistory = .fromJoining, mailboxDays: UInt16 = Self.mailboxDaysDefault, asksForReceipts: Bool = false
    ) throws(CharterError) {
        try self.init(
            Fields(
                version: Self.version(asksForReceipts), kind: UInt64(CharterKind.named.rawValue), tag: tag, name: "", founder: founder,
                mailboxes: mailboxes.sorted(), created: created,
                history: UInt64(history.rawValue), mailboxDays: UInt64(mailboxDays), organisations: organisations.sorted(),
                receipts: asksForReceipts ? 1 : 0))
    }

    init(reading bytes: ArraySlice<UInt8>) throws(CharterError) { try self.init(try Fields(reading: bytes)) }

    private init(_ fields: Fields) throws(CharterError) {
        guard let kind = UInt8(exactly: fields.kind).flatMap(CharterKind.init), fields.version != 1 || kind == .closed else {
            throw .unknownKind
        }
        guard isAscending(fields.mailboxes), fields.mailboxes.count <= GroupsLimits.mailboxesMax else { throw .invalidMailboxes }
        guard kind == .closed ? PlainText.isName(fields.name) : fields.name.isEmpty else { throw .invalidName }
        guard let history = UInt8(exactly: fields.history).flatMap(CharterHistory.init) else { throw .unknownHistory }
        guard (1...GroupsLimits.mailboxDaysMax).contains(fields.mailboxDays) else { throw .invalidMailboxDays }
        guard GroupsLimits.electingRange.contains(fields.electing) else { throw .invalidElecting }
        guard kind == .closed ? fields.organisations.isEmpty : fields.namesFounder else { throw .invalidOrganisations }
        guard fields.receipts == (fields.version == Self.versionWithReceipts ? 1 : 0) else { throw .unknownReceipts }
        self.kind = kind
        (tag, name, founder, mailboxes, created) = (fields.tag, fields.name, fields.founder, fields.mailboxes, fields.created)
        self.history = history
        (mailboxDays, electing, organisations) = (UInt16(fields.mailboxDays), UInt8(fields.electing), fields.organisations)
        asksForReceipts = fields.receipts == 1
    }

    private static func version(_ asksForReceipts: Bool) -> UInt64 { asksForReceipts ? versionWithReceipts : version }

    /// In version 3 when the group asks for receipts, else in version 2, whatever version the statement was read from.
    func encoded() -> [UInt8] {
        Fields(
            version: Self.version(asksForReceipts), kind: UInt64(kind.rawValue), tag: tag, name: name, founder: founder,
            mailboxes: mailboxes, created: created,
            history: UInt64(history.rawValue), mailboxDays: UInt64(mailboxDays), electing: UInt64(electing), organisations: organisations,
            receipts: asksForReceipts ? 1 : 0
        ).encoded()
    }

    /// The statement as it is written; only its form has been checked.
    struct Fields {
        var version = CharterStatement.version
        var kind: UInt64
        var tag: GroupTag
        var name: String
        var founder: OrganisationID
        var mailboxes: [NodeID]
        var created: Minute
        var history = UInt64(CharterHistory.fromJoining.rawValue)
        var mailboxDays = UInt64(CharterStatement.mailboxDaysDefault)
        var electing = UInt64(CharterStatement.electingDefault)
        var organisations: [OrganisationID] = []
        /// Written in version 3, where it is 1: a group that asks for none is of version 2.
        var receipts: UInt64 = 0
    }
}

extension CharterStatement.Fields {
    /// Whether the organisations are those of a named group.
    fileprivate var namesFounder: Bool {
        isAscending(organisations) && organisations.count <= GroupsLimits.namedOrganisationsMax && organisations.contains(founder)
    }

    func encoded() -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: 128 + name.utf8.count + 17 * organisations.count)
        writer.array(Self.counts[version] ?? 11)
        writer.unsigned(version)
        writer.unsigned(kind)
        writer.identifier(tag)
        writer.text(name)
        writer.identifier(founder)
        writer.array(mailboxes.count)
        for mailbox in mailboxes { writer.identifier(mailbox) }
        writer.unsigned(created.rawValue)
        guard version != 1 else { return writer.bytes }
        writer.unsigned(history)
        writer.unsigned(mailboxDays)
        writer.unsigned(electing)
        writer.array(organisations.count)
        for organisation in organisations { writer.identifier(organisation) }
        if version == CharterStatement.versionWithReceipts { writer.unsigned(receipts) }
        return writer.bytes
    }

    /// How many fields a statement has, by the versions that are known.
    private static let counts: [UInt64: Int] = [1: 7, 2: 11, 3: 12]

    /// Throws `unknownVersion` before anything after the version is looked at.
    fileprivate init(reading bytes: ArraySlice<UInt8>) throws(CharterError) {
        do throws(CBORError) {
            var reader = CBORReader(bytes)
            let count = try reader.array(limit: GroupsLimits.charterFieldsMax)
            let version = try reader.unsigned()
            if let expected = Self.counts[version] {
                guard count == expected else { throw .wrongCount }
                try self.init(version: version, reading: &reader)
                return
            }
        } catch {
            throw .encoding(error)
        }
        throw .unknownVersion
    }

    private init(version: UInt64, reading reader: inout CBORReader) throws(CBORError) {
        self.version = version
        kind = try reader.unsigned()
        tag = try reader.octets()
        name = try reader.text(limit: GroupsLimits.nameOctetsMax)
        founder = try reader.octets()
        mailboxes = []
        for _ in 0..<(try reader.array(limit: GroupsLimits.mailboxesMax)) { mailboxes.append(try reader.octets()) }
        created = Minute(try reader.unsigned(UInt32.self))
        if version != 1 {
            history = try reader.unsigned()
            mailboxDays = try reader.unsigned()
            electing = try reader.unsigned()
            for _ in 0..<(try reader.array(limit: GroupsLimits.namedOrganisationsMax)) { organisations.append(try reader.octets()) }
        }
        receipts = version == CharterStatement.versionWithReceipts ? try reader.unsigned() : 0
        try reader.end()
    }
}
