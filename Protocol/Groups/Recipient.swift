public import Wire

/// An organisation that an item under TLP:RED is for, and whom it names there (specification §4.11).
public struct Recipient: Equatable, Sendable {
    public let organisation: OrganisationID
    /// 1 to 64 names or addresses of 1 to 128 octets, strictly ascending by their octets; the rule for titles holds.
    public let people: [String]

    public init(organisation: OrganisationID, people: [String]) {
        self.organisation = organisation
        self.people = people
    }

    /// Two names are one only if their octets are: Swift's own comparison would take different spellings of "é" for one.
    public static func == (left: Self, right: Self) -> Bool {
        left.organisation == right.organisation && left.people.elementsEqual(right.people) { $0.utf8.elementsEqual($1.utf8) }
    }

    /// Whether the organisations ascend and each names people as it must; not whether there are any.
    static func areInOrder(_ recipients: [Recipient]) -> Bool {
        recipients.count <= GroupsLimits.recipientsMax && isAscending(recipients.map(\.organisation))
            && recipients.allSatisfy(\.isWellFormed)
    }

    private var isWellFormed: Bool {
        guard !people.isEmpty, people.count <= GroupsLimits.recipientPeopleMax else { return false }
        return people.allSatisfy { !$0.isEmpty && $0.utf8.count <= GroupsLimits.personOctetsMax && PlainText.isTitle($0) }
            && zip(people, people.dropFirst()).allSatisfy { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    func write(to writer: inout CBORWriter) {
        writer.array(2)
        writer.identifier(organisation)
        writer.array(people.count)
        for person in people { writer.text(person) }
    }

    init(reading reader: inout CBORReader) throws(CBORError) {
        try reader.array(exactly: 2)
        let organisation: OrganisationID = try reader.octets()
        var people: [String] = []
        for _ in 0..<(try reader.array(limit: GroupsLimits.recipientPeopleMax)) {
            people.append(try reader.text(limit: GroupsLimits.personOctetsMax))
        }
        self.init(organisation: organisation, people: people)
    }
}
