import Vectors

/// One thing that is fed with whatever libFuzzer comes up with.
///
/// `run` returns for every input, refused or accepted; where a promise is broken it stops the process, which is how libFuzzer hears of it.
struct FuzzTarget: Sendable {
    let name: String
    /// Inputs to begin with: the octets in the fields of these vectors, each by itself.
    let topics: [(topic: String, keys: Set<String>)]
    /// Inputs to begin with that no vector has.
    var more: @Sendable () -> [[UInt8]] = { [] }
    let run: @Sendable ([UInt8]) -> Void

    static let all = wire + ledger + registry + groups + documents

    func seeds() throws -> [[UInt8]] {
        var seeds = Set(more())
        for (topic, keys) in topics {
            for vector in try VectorFile.all(in: topic) {
                for field in vector.fields where keys.contains(field.key) { seeds.insert(field.octets) }
            }
        }
        return seeds.sorted { $0.lexicographicallyPrecedes($1) }
    }
}

/// Stops the process when a promise is broken, and says which; unlike `precondition` also in an optimised build.
func hold(_ isKept: @autoclosure () -> Bool, _ promise: @autoclosure () -> String) {
    if !isKept() { fatalError("broken: \(promise())") }
}

/// An input that is read front to back: the fuzzer's choices.
struct Choices {
    private var rest: ArraySlice<UInt8>

    init(_ input: [UInt8]) { rest = input[...] }

    var isEmpty: Bool { rest.isEmpty }

    /// The next octet; 0 when there are no more.
    mutating func octet() -> UInt8 { rest.popFirst() ?? 0 }

    /// A number of `octets` octets, the most significant first.
    mutating func number(octets: Int) -> UInt64 { (0..<octets).reduce(0) { number, _ in number << 8 | UInt64(octet()) } }

    /// A number below `bound`.
    mutating func below(_ bound: Int) -> Int { Int(number(octets: bound > 256 ? 2 : 1)) % bound }

    /// As many octets as there are, at most `count`.
    mutating func octets(_ count: Int) -> [UInt8] {
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }

    /// Exactly `count` octets, zeros where there are no more.
    mutating func filled(_ count: Int) -> [UInt8] {
        let found = octets(count)
        return found + Array(repeating: 0, count: count - found.count)
    }

    /// A string behind its length of two octets.
    mutating func string() -> [UInt8] { octets(Int(number(octets: 2))) }

    /// What has not been read.
    mutating func remainder() -> [UInt8] { octets(rest.count) }
}

/// Strings, each behind its length of two octets, as `Choices.string` reads them.
func joined(_ strings: [[UInt8]]) -> [UInt8] {
    strings.flatMap { [UInt8(truncatingIfNeeded: $0.count >> 8), UInt8(truncatingIfNeeded: $0.count)] + $0 }
}
