public import Sodium

/// What `CBORReader.octets` can read: a value made of a fixed number of octets.
public protocol CBOROctets {
    static var count: Int { get }
    init?(_ octets: some Collection<UInt8>)
}

extension Octets16: CBOROctets {}
extension Octets32: CBOROctets {}
extension Octets64: CBOROctets {}

/// A typed identifier over plain octets, so that a node is never taken for a group.
public protocol Identifier: Hashable, Comparable, Sendable, CustomStringConvertible, CBOROctets {
    associatedtype Value: Octets
    var octets: Value { get }
    init(_ octets: Value)
}

extension Identifier {
    @inlinable public static var count: Int { Value.count }

    @inlinable public init?(_ octets: some Collection<UInt8>) {
        guard let value = Value(octets) else { return nil }
        self.init(value)
    }

    /// Reads hexadecimal of exactly the identifier's length.
    public init?(hex: String) {
        guard let value = Value(hex: hex) else { return nil }
        self.init(value)
    }

    public var array: [UInt8] { octets.array }
    public var hex: String { octets.hex }
    public var description: String { octets.hex }

    public static func < (left: Self, right: Self) -> Bool { left.octets < right.octets }
}

/// The network: SHA-256 of the registry's first record (specification chapter 3).
public struct NetworkID: Identifier {
    public let octets: Octets32
    @inlinable public init(_ octets: Octets32) { self.octets = octets }
}

/// An organisation, derived from its first root key (chapter 3).
public struct OrganisationID: Identifier {
    public let octets: Octets16
    @inlinable public init(_ octets: Octets16) { self.octets = octets }
}

/// A node, derived from its first operation key (chapter 3).
public struct NodeID: Identifier {
    public let octets: Octets16
    @inlinable public init(_ octets: Octets16) { self.octets = octets }
}

/// The tag by which a sharing group is known outside: random for closed groups, derived for the community (chapter 4).
public struct GroupTag: Identifier {
    public let octets: Octets16
    @inlinable public init(_ octets: Octets16) { self.octets = octets }
}

/// One run of a node as a writer in one group; random (chapter 2).
public struct Incarnation: Identifier {
    public let octets: Octets16
    @inlinable public init(_ octets: Octets16) { self.octets = octets }
}

/// The epoch of a group: the first half of its manifest's hash (chapter 4).
public struct EpochID: Identifier {
    public let octets: Octets16
    @inlinable public init(_ octets: Octets16) { self.octets = octets }
}

/// A journal: the hash over network, node, group and incarnation (chapter 2).
public struct JournalID: Identifier {
    public let octets: Octets32
    @inlinable public init(_ octets: Octets32) { self.octets = octets }
}

/// A SHA-256 digest: of a leaf, an inner node, a body, a record.
public struct Hash: Identifier {
    public let octets: Octets32
    @inlinable public init(_ octets: Octets32) { self.octets = octets }
}

/// A coarse wall-clock time: whole minutes since 1970-01-01T00:00Z.
public struct Minute: Hashable, Comparable, Sendable {
    public let rawValue: UInt32
    public init(_ rawValue: UInt32) { self.rawValue = rawValue }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

extension CBORWriter {
    @inlinable public mutating func octets(_ value: some Octets) {
        byteStringHead(type(of: value).count)
        value.withUnsafeBytes { raw($0) }
    }

    @inlinable public mutating func identifier(_ value: some Identifier) { octets(value.octets) }

    /// An empty byte string stands for no identifier.
    @inlinable public mutating func identifier(_ value: (some Identifier)?) {
        if let value { octets(value.octets) } else { byteStringHead(0) }
    }
}
