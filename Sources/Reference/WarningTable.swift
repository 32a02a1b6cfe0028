import STIX

/// What of a warning list is kept for looking values up: hashes of what is compared whole, and the text of what is looked for inside.
public struct WarningTable: Sendable {
    /// Hashes of entries in ascending order, each once; empty for substrings and patterns.
    public private(set) var hashes: [Int64] = []
    /// Substrings or patterns, each once, in the order of the list.
    public private(set) var texts: [[UInt8]] = []
    /// The lengths of networks that occur: IPv4's as they are, IPv6's and 33; in ascending order.
    public private(set) var lengths: [UInt8] = []
    /// Entries that could not be taken: no address where there must be one, a pattern of a kind that is not tried.
    public private(set) var leftOut = 0

    /// Makes the table; `hash` decides where an entry stands and has to be secret (`Sodium.ShortHash`), or somebody could make a value
    /// that stands where another does. Throws `tooMuch` where looking through it would take too long.
    public init(_ list: WarningList, hash: ([UInt8]) -> UInt64) throws(PackFault) {
        var found: Set<[UInt8]> = []
        var octets = 0
        var lengthsFound: Set<UInt8> = []
        hashes.reserveCapacity(list.entries)
        list.eachEntry { entry in
            switch list.matching {
            case .string: hashes.append(Int64(bitPattern: hash(Self.whole(entry))))
            case .hostname:
                let host = Self.host(entry)
                if host.isEmpty { leftOut += 1 } else { hashes.append(Int64(bitPattern: hash(host))) }
            case .cidr:
                guard let value = ObservedValue(typed: String(decoding: entry, as: UTF8.self)), let address = AddressOctets(value) else {
                    leftOut += 1
                    return
                }
                lengthsFound.insert(UInt8(address.bits + (address.octets.count == 4 ? 0 : 33)))
                hashes.append(Int64(bitPattern: hash(address.network(address.bits))))
            case .substring, .regex:
                let text = Array(entry)
                guard found.insert(text).inserted else { return }
                guard list.matching == .substring || (try? BoundedPattern(text)) != nil else {
                    leftOut += 1
                    return
                }
                octets += text.count
                texts.append(text)
            }
        }
        guard octets <= ReferenceLimits.textsOctetsMax else {
            throw .tooMuch(part: list.name, what: "octets to be looked through", limit: ReferenceLimits.textsOctetsMax)
        }
        guard list.matching != .regex || texts.count <= ReferenceLimits.patternsMax else {
            throw .tooMuch(part: list.name, what: "patterns", limit: ReferenceLimits.patternsMax)
        }
        hashes.sort()
        var previous: Int64?
        hashes.removeAll { one in
            defer { previous = one }
            return one == previous
        }
        lengths = lengthsFound.sorted()
    }

    /// An entry that is compared whole: an address of IPv6 has one spelling.
    static func whole(_ entry: ArraySlice<UInt8>) -> [UInt8] {
        guard entry.count(where: { $0 == 0x3A }) > 1, let value = ObservedValue(typed: String(decoding: entry, as: UTF8.self)) else {
            return Array(entry)
        }
        return Array(value.text.utf8)
    }

    /// An entry's host: `*.example.org`, `.example.org` and `example.org.` are one.
    static func host(_ entry: ArraySlice<UInt8>) -> [UInt8] {
        var host = entry
        if host.starts(with: "*.".utf8) { host = host.dropFirst() }
        host = host.drop { $0 == 0x2E }
        while host.last == 0x2E { host.removeLast() }
        return Array(host)
    }
}
