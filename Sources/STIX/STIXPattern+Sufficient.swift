extension STIXPattern {
    /// The values of which one alone makes the pattern hold, wherever it is seen, in the order of the text and each once.
    ///
    /// Only plain tests count, equality, membership in a set and of a network, on properties that name an address, a name or a hash, and only where
    /// the pattern joins them with OR. What holds only together with something else, in an order, so many times or in a stretch of time names
    /// nothing that suffices, and neither does a constant that is no value of its property's kind.
    public var sufficientValues: [ObservedValue] {
        var values: [ObservedValue] = []
        Self.sufficient(observation, &values)
        var seen: Set<ObservedValue> = []
        return values.filter { seen.insert($0).inserted }
    }

    private static func sufficient(_ observation: STIXObservation, _ values: inout [ObservedValue]) {
        switch observation {
        case .observed(let comparison): sufficient(comparison, &values)
        case .any(let parts): for part in parts { sufficient(part, &values) }
        case .all, .sequence, .qualified: break
        }
    }

    private static func sufficient(_ comparison: STIXComparison, _ values: inout [ObservedValue]) {
        switch comparison {
        case .test(let test): values += test.sufficientValues
        case .any(let parts): for part in parts { sufficient(part, &values) }
        case .all, .exists: break
        }
    }
}

extension STIXTest {
    /// The values of which each makes the test hold.
    fileprivate var sufficientValues: [ObservedValue] {
        guard !isNegated, let named = NamedProperty(path) else { return [] }
        switch comparator {
        case .equal, .isIn: return constants.compactMap { named.value(of: $0) }
        case .isSubset:
            // Every address in a network is a subset of it: the network suffices.
            guard named.isAddress else { return [] }
            return constants.compactMap { named.value(of: $0) }
        case .notEqual, .greater, .less, .greaterOrEqual, .lessOrEqual, .like, .matches, .isSuperset: return []
        }
    }
}

/// A property of an observable that names what the observable is.
private struct NamedProperty {
    let kinds: Set<ObservedValue.Kind>
    /// Digits of a hash; 0 for what is none.
    let digits: Int

    var isAddress: Bool { kinds.contains(.network) }

    init?(_ path: STIXObjectPath) {
        guard case .property(let first)? = path.steps.first else { return nil }
        var rest: [String] = []
        for step in path.steps.dropFirst() {
            guard case .property(let name) = step else { return nil }
            rest.append(name)
        }
        switch (path.type, first, rest) {
        case ("ipv4-addr", "value", []): self.init([.ipv4, .network])
        case ("ipv6-addr", "value", []): self.init([.ipv6, .network])
        case ("domain-name", "value", []): self.init([.domain])
        case ("url", "value", []): self.init([.url])
        case ("email-addr", "value", []), ("email-message", "from_ref", ["value"]), ("email-message", "sender_ref", ["value"]):
            self.init([.email])
        case ("network-traffic", "src_ref", ["value"]), ("network-traffic", "dst_ref", ["value"]):
            self.init([.ipv4, .ipv6, .network, .domain])
        case ("file", "hashes", let names), ("artifact", "hashes", let names):
            guard names.count == 1, let digits = Self.digits[names[0].uppercased()] else { return nil }
            self.init([.hash], digits: digits)
        default: return nil
        }
    }

    private init(_ kinds: Set<ObservedValue.Kind>, digits: Int = 0) {
        self.kinds = kinds
        self.digits = digits
    }

    private static let digits = [
        "MD5": 32, "SHA-1": 40, "SHA1": 40, "SHA-256": 64, "SHA256": 64, "SHA-512": 128, "SHA512": 128,
    ]

    func value(of constant: STIXConstant) -> ObservedValue? {
        let text: String
        switch constant {
        case .string(let string): text = string
        case .hex where digits > 0: text = constant.text
        default: return nil
        }
        guard let value = ObservedValue(typed: text), kinds.contains(value.kind), digits == 0 || value.text.utf8.count == digits else {
            return nil
        }
        return value
    }
}
