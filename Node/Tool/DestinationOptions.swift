import ArgumentParser
import Exchange

/// To whom something is to be shared: exactly one of five destinations.
struct DestinationOptions: ParsableArguments {
    @Flag(help: "Everyone (TLP:CLEAR): the public, signed and in clear.")
    var everyone = false
    @Flag(help: "All members of the network.")
    var members = false
    @Flag(help: "The members of your organisation's own sector.")
    var sector = false
    @Option(help: ArgumentHelp("A closed group: its name or tag.", valueName: "group"))
    var group: String?
    @Option(
        name: .customLong("with"),
        help: ArgumentHelp(
            "Named recipients: an organisation's name or identifier; may be given several times. Your own is always among them.",
            valueName: "organisation"))
    var organisations: [String] = []
    @Option(
        name: .customLong("for"),
        help: ArgumentHelp(
            "With TLP:RED: a representative who may see it at that organisation; may be given several times.",
            valueName: "organisation:person"))
    var representatives: [String] = []

    /// Whether any destination is named.
    var isGiven: Bool { given > 0 }

    private var given: Int {
        let isNamed = !(organisations.isEmpty && representatives.isEmpty)
        return [everyone, members, sector, group != nil, isNamed].count { $0 }
    }

    /// Refuses none and more than one: what nobody named is not guessed.
    func checkExactlyOne() throws(ValidationError) {
        switch given {
        case 1: return
        case 0: throw ValidationError("Say to whom: --everyone, --members, --sector, --group, or --with and --for.")
        default: throw ValidationError("One destination at a time: --everyone, --members, --sector, --group, or --with and --for.")
        }
    }

    /// The destination that was named; throws `invalid-recipient`.
    func destination() throws(OperationError) -> Destination {
        if everyone { return .everyone }
        if members { return .members }
        if sector { return .sector }
        if let group { return .group(group) }
        return .organisations(try NamedRecipient.list(organisations: organisations, representatives: representatives))
    }
}

/// Who asks for an item.
struct RepresentativeOptions: ParsableArguments {
    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("The representative who asks: items for named representatives are shown to those alone.", valueName: "person"))
    var person: String?
}

/// The TLP marks as they are typed.
let tlpWords = ["clear", "green", "amber", "amber+strict", "red"]

/// The PAP marks as they are typed.
let papWords = ["clear", "green", "amber", "red"]
