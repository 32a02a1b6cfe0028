/// Writes JSON in the order in which it is told.
struct JSONWriter {
    private(set) var octets: [UInt8] = []
    private var isFirst = true

    mutating func open() {
        octets.append(0x7B)
        isFirst = true
    }

    mutating func close() {
        octets.append(0x7D)
        isFirst = false
    }

    mutating func member(_ name: String, _ value: String) {
        key(name)
        string(value)
    }

    mutating func member(_ name: String, _ value: Int) {
        key(name)
        octets += "\(value)".utf8
    }

    mutating func member(_ name: String, _ values: [String]) {
        key(name)
        octets.append(0x5B)
        for (index, value) in values.enumerated() {
            if index > 0 { octets.append(0x2C) }
            string(value)
        }
        octets.append(0x5D)
    }

    /// A member whose value is JSON already.
    mutating func member(_ name: String, json: some Sequence<UInt8>) {
        key(name)
        octets += json
    }

    private mutating func key(_ name: String) {
        if !isFirst { octets.append(0x2C) }
        isFirst = false
        string(name)
        octets.append(0x3A)
    }

    private mutating func string(_ text: String) {
        octets.append(0x22)
        for octet in text.utf8 {
            switch octet {
            case 0x22, 0x5C: octets += [0x5C, octet]
            case 0..<0x20: octets += Array("\\u00".utf8) + Array(PackFormat.hex([octet]).utf8)
            default: octets.append(octet)
            }
        }
        octets.append(0x22)
    }
}
