import STIX

/// Reads filters and the place where a page begins (TAXII 2.1 sections 3.4 and 3.5).
///
/// A `match` that the address does not take is refused, since what is meant to narrow an answer must not be passed over in silence. Other
/// unknown members are passed over: proxies and trackers add such.
extension TAXIIQuery {
    /// `collection` is the identifier to which the place in `next` belongs.
    init(_ text: Substring, for kind: TAXIIRoute.Kind, collection: String) throws(TAXIIError) {
        self.init()
        guard text.utf8.count <= ExchangeLimits.filterOctetsMax else {
            throw .filter(
                "query-too-long", "The query is longer than \(ExchangeLimits.filterOctetsMax) octets.",
                "Ask for fewer identifiers at a time.")
        }
        var seen: Set<String> = []
        for member in text.split(separator: "&") {
            let rawName = member.prefix { $0 != "=" }
            guard let name = PercentText.decode(rawName),
                let value = PercentText.decode(Substring(member.dropFirst(rawName.count + 1)))
            else { throw .filter("unreadable-query", "The query holds an escape that is none, or no UTF-8.", "Percent-encode it anew.") }
            let isKnown = ["added_after", "limit", "next"].contains(name) && kind.isPaged
            guard isKnown || name.hasPrefix("match") else { continue }
            guard seen.insert(name).inserted else {
                throw .filter(
                    "repeated-filter", "\"\(TAXIIError.cleaned(name))\" stands in the query twice.",
                    "Put several values into one, separated by commas.")
            }
            try take(name, value, kind, collection)
        }
    }

    private mutating func take(_ name: String, _ value: String, _ kind: TAXIIRoute.Kind, _ collection: String) throws(TAXIIError) {
        switch name {
        case "added_after":
            guard let time = STIXTime.microseconds(value) else {
                throw .filter(
                    "invalid-added-after", "\"\(TAXIIError.cleaned(value))\" is no timestamp.",
                    "Write it like 2026-01-31T12:00:00.000000Z, in UTC.")
            }
            after = max(after, time)
        case "limit":
            // More than there can be on a page is as much as there can be, however many digits it has.
            let isNumber = !value.isEmpty && value.utf8.allSatisfy { (0x30...0x39).contains($0) }
            let number = isNumber ? Int(value) ?? .max : 0
            guard number > 0 else {
                throw .filter(
                    "invalid-limit", "\"\(TAXIIError.cleaned(value))\" is no whole number above 0.", "Give one, or leave `limit` out.")
            }
            limit = min(number, ExchangeLimits.objectsMax)
        case "next":
            guard let place = PageCursor(value, of: collection) else {
                throw .filter(
                    "invalid-next", "`next` is not one that this collection gave.",
                    "Take it unchanged from the last answer, or begin anew with `added_after`.")
            }
            after = max(after, place.place)
        default: try match(name, value, kind)
        }
    }

    private mutating func match(_ name: String, _ value: String, _ kind: TAXIIRoute.Kind) throws(TAXIIError) {
        let field = name.dropFirst("match[".count).dropLast()
        guard name.hasPrefix("match["), name.hasSuffix("]"), kind.matches.contains(String(field)) else {
            let known = kind.matches.map { "match[\($0)]" }.joined(separator: ", ")
            throw .filter(
                "unknown-filter", "There is no filter \"\(TAXIIError.cleaned(name))\" here.",
                known.isEmpty ? "Leave it out: this address takes none." : "The filters are \(known).")
        }
        let values = value.split(separator: ",", omittingEmptySubsequences: false).map { String($0) }
        guard values.count <= ExchangeLimits.filterValuesMax, !values.contains("") else {
            throw .filter(
                "invalid-filter", "\"\(TAXIIError.cleaned(name))\" holds an empty value or more than \(ExchangeLimits.filterValuesMax).",
                "Ask for fewer at a time.")
        }
        switch field {
        case "id": ids = values
        case "type": types = values
        case "spec_version": isOfThisVersion = values.contains("2.1")
        default: try versions(values)
        }
    }

    private mutating func versions(_ values: [String]) throws(TAXIIError) {
        isLast = false
        for value in values {
            switch value {
            case "last": isLast = true
            case "first": isFirst = true
            case "all": isAll = true
            default:
                guard let time = STIXTime.microseconds(value) else {
                    throw .filter(
                        "invalid-version", "\"\(TAXIIError.cleaned(value))\" is neither last, first, all nor a timestamp.",
                        "Write timestamps like 2026-01-31T12:00:00.000Z.")
                }
                times.append(time)
            }
        }
    }
}
