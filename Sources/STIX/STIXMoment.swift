/// A moment as a timestamp of STIX names it, ordered by time (STIX 2.1 §2.16).
///
/// One moment has many spellings, which differ in the zeros that end the fraction; they are equal here.
public struct STIXMoment: Comparable, Hashable, Sendable {
    /// The timestamp without the zeros that end its fraction.
    public let text: String

    /// Reads a timestamp; `nil` where it names no moment of the calendar in UTC.
    public init?(_ timestamp: String) {
        guard STIXGrammar.isTimestamp(Array(timestamp.utf8)[...]) else { return nil }
        text = STIXGrammar.shortestTimestamp(timestamp)
    }

    public static func < (left: STIXMoment, right: STIXMoment) -> Bool {
        let (a, b) = (left.text.utf8, right.text.utf8)
        let (seconds, others) = (a.prefix(19), b.prefix(19))
        guard seconds.elementsEqual(others) else { return seconds.lexicographicallyPrecedes(others) }
        // A fraction without its ending zeros is smaller than one that goes on behind it.
        return a.dropFirst(20).filter { $0 != 0x5A }.lexicographicallyPrecedes(b.dropFirst(20).filter { $0 != 0x5A })
    }
}
