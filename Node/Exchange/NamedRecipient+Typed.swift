extension NamedRecipient {
    /// The recipients that were typed: organisations, and representatives as "organisation:person".
    ///
    /// Each organisation is there once, in the order of its first mention; a representative narrows its organisation to
    /// those of its people that are named. The first colon ends the organisation's name, and spaces around it do not
    /// count; an organisation with a colon in its name is given by its identifier. Throws `invalid-recipient`.
    public static func list(organisations: [String], representatives: [String]) throws(OperationError) -> [NamedRecipient] {
        var recipients: [NamedRecipient] = []
        func index(of organisation: String) -> Int {
            if let index = recipients.firstIndex(where: { $0.organisation == organisation }) { return index }
            recipients.append(NamedRecipient(organisation))
            return recipients.count - 1
        }
        for text in organisations {
            let organisation = trimmed(text[...])
            guard !organisation.isEmpty else { throw .invalidRecipient(text, "an organisation's name or identifier") }
            _ = index(of: organisation)
        }
        for text in representatives {
            let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(trimmed)
            guard parts.count == 2, !parts.contains("") else {
                throw .invalidRecipient(text, "an organisation and a person, as ORG:PERSON")
            }
            let place = index(of: parts[0])
            if !recipients[place].people.contains(parts[1]) { recipients[place].people.append(parts[1]) }
        }
        return recipients
    }

    private static func trimmed(_ text: Substring) -> String {
        var rest = text
        while rest.first == " " { rest.removeFirst() }
        while rest.last == " " { rest.removeLast() }
        return String(rest)
    }
}
