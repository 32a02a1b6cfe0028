import CSodium

/// The one place where libsodium is started.
///
/// Everything in this module that enters libsodium calls `start()` first; the library is started
/// once for the process, whichever thread comes first.
enum SodiumLibrary {
    private static let isStarted: Bool = sodium_init() >= 0

    /// Starts libsodium if nobody has yet. A library that cannot find randomness ends the process.
    @inline(__always)
    static func start() {
        precondition(isStarted, "libsodium could not start: the system offers no source of randomness")
    }
}

extension UnsafeRawBufferPointer {
    /// The same memory in the spelling of C, for parameters that may not be null.
    var octetPointer: UnsafePointer<UInt8> {
        guard let baseAddress else { preconditionFailure("no memory stands behind a buffer of \(count) octets") }
        return baseAddress.assumingMemoryBound(to: UInt8.self)
    }
}

extension UnsafeMutableRawBufferPointer {
    /// The same memory in the spelling of C, for parameters that may not be null.
    var octetPointer: UnsafeMutablePointer<UInt8> {
        guard let baseAddress else { preconditionFailure("no memory stands behind a buffer of \(count) octets") }
        return baseAddress.assumingMemoryBound(to: UInt8.self)
    }
}

extension Octets {
    /// A value whose octets C writes, all of them, into memory that lives only for the call.
    init(writtenBy body: (UnsafeMutablePointer<UInt8>) -> Void) {
        let value = withUnsafeTemporaryAllocation(byteCount: Self.count, alignment: 8) { memory -> Self? in
            memory.initializeMemory(as: UInt8.self, repeating: 0)
            body(memory.octetPointer)
            return Self(memory)
        }
        guard let value else { preconditionFailure("\(Self.self) did not take \(Self.count) octets") }
        self = value
    }
}
