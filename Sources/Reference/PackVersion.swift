/// A pack's version: numbers with full stops between them, compared one after the other.
public struct PackVersion: Comparable, Hashable, Sendable, CustomStringConvertible {
    private let numbers: [UInt64]
    /// As it is written.
    public let description: String

    /// `nil` unless it is one to eight numbers of at most eighteen digits, none with a zero in front.
    public init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...ReferenceLimits.versionNumbersMax).contains(parts.count) else { return nil }
        var numbers: [UInt64] = []
        for part in parts {
            guard (1...18).contains(part.utf8.count), part.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                part == "0" || part.first != "0",
                let number = UInt64(part)
            else { return nil }
            numbers.append(number)
        }
        self.numbers = numbers
        description = text
    }

    public static func < (left: Self, right: Self) -> Bool { left.numbers.lexicographicallyPrecedes(right.numbers) }
}
