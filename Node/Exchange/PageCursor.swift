/// A place in a list, as `next` carries it: 8 octets that say where, and 8 by which it is known for this list's.
///
/// It is no secret, and forging it gains nothing: every page is judged for who asks. The check finds what was cut, mixed up or taken from
/// another list. It needs no memory, so it is good for ever, also after a restart, and a page deep in a list costs what the first one costs.
public struct PageCursor: Equatable, Sendable {
    /// More than 0: a moment in microseconds, or a number.
    public let place: Int64

    public init(_ place: Int64) { self.place = place }

    /// Reads 32 lower-case digits; `nil` for anything else, and for a place in another list.
    public init?(_ text: String, of list: String) {
        guard text.utf8.count == 32 else { return nil }
        place = Int64(text.prefix(16), radix: 16) ?? -1
        guard place > 0, self.text(of: list) == text else { return nil }
    }

    public func text(of list: String) -> String {
        let place = Self.digits(UInt64(bitPattern: place))
        return place + Self.digits(Self.check(Array((list + place).utf8)))
    }

    /// FNV-1a with 64 bits.
    private static func check(_ octets: [UInt8]) -> UInt64 {
        octets.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }

    private static func digits(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
