import CSodium

/// Octets that nobody but their holder should see: a seed, a passphrase, an epoch key.
///
/// They live in libsodium's guarded memory: locked against swapping where the system permits, left out of core
/// dumps, between pages that stop the process when touched, and wiped when this value ends. There is one
/// owner (`~Copyable`), no description and no conversion to a string; the octets are lent by closure.
///
/// At rest the memory is read-only, so any number of threads may read it at once. Writing takes exclusive
/// access, which `mutating` proves. Each value costs at least four pages of address space: keep few.
public struct SecretOctets: ~Copyable, @unchecked Sendable {
    /// How many octets there are.
    public let count: Int
    private let memory: UnsafeMutableRawPointer

    /// Makes `count` (0 or more) octets of zero. Ends the process when the system has no memory left.
    public init(count: Int) {
        SodiumLibrary.start()
        precondition(count >= 0, "a secret of \(count) octets was asked for")
        guard let memory = sodium_malloc(count) else {
            preconditionFailure("the system gave no guarded memory for \(count) octets")
        }
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: count)
        sodium_mprotect_readonly(memory)
        self.count = count
        self.memory = memory
    }

    /// Makes `count` octets and lets the closure write them; they are zero before.
    public init<E: Error>(count: Int, writtenBy body: (UnsafeMutableRawBufferPointer) throws(E) -> Void) throws(E) {
        self.init(count: count)
        try withUnsafeMutableBytes(body)
    }

    /// Makes `count` octets from the system's randomness.
    public static func random(count: Int) -> SecretOctets {
        SecretOctets(count: count) { SecureRandom.fill($0) }
    }

    /// Takes the octets over and leaves an empty array, wiped before it is let go.
    ///
    /// Another array that shares the storage keeps its own copy: hand over the only one.
    public init(moving bytes: inout [UInt8]) {
        let count = bytes.count
        self.init(count: count) { target in
            bytes.withUnsafeMutableBytes { source in
                target.copyMemory(from: UnsafeRawBufferPointer(source))
                if let start = source.baseAddress { sodium_memzero(start, count) }
            }
        }
        bytes = []
    }

    /// Copies octets that the caller keeps and wipes itself.
    public init(copying bytes: UnsafeRawBufferPointer) {
        self.init(count: bytes.count) { $0.copyMemory(from: bytes) }
    }

    /// Lends the octets for reading; they must not be kept beyond the call.
    public func withUnsafeBytes<R: ~Copyable, E: Error>(_ body: (UnsafeRawBufferPointer) throws(E) -> R) throws(E) -> R {
        try body(UnsafeRawBufferPointer(start: memory, count: count))
    }

    /// Lends the octets for writing; they must not be kept beyond the call.
    public mutating func withUnsafeMutableBytes<R: ~Copyable, E: Error>(
        _ body: (UnsafeMutableRawBufferPointer) throws(E) -> R
    ) throws(E) -> R {
        sodium_mprotect_readwrite(memory)
        defer { sodium_mprotect_readonly(memory) }
        return try body(UnsafeMutableRawBufferPointer(start: memory, count: count))
    }

    /// A second owner of the same octets, in memory of its own.
    public func copy() -> SecretOctets {
        SecretOctets(copying: UnsafeRawBufferPointer(start: memory, count: count))
    }

    deinit {
        sodium_free(memory)
    }
}

/// Overwrites memory with zeros in a way that no compiler finds useless: for secrets on the stack.
public func wipe(_ memory: UnsafeMutableRawBufferPointer) {
    guard let start = memory.baseAddress else { return }
    sodium_memzero(start, memory.count)
}
