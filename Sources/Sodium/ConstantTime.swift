import CSodium

/// Whether two sequences of octets are equal, in a time that depends only on their lengths.
///
/// For tags, tokens and commitments: an early end would tell a guesser how much of the guess was right.
/// Sequences of different lengths are unequal at once; a length is no secret here.
public func octetsAreEqual(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
    SodiumLibrary.start()
    let answer = left.withContiguousStorageIfAvailable { left in
        right.withContiguousStorageIfAvailable { right in areEqual(.init(left), .init(right)) }
    }
    if let answer, let answer { return answer }
    return Array(left).withUnsafeBytes { left in
        Array(right).withUnsafeBytes { right in areEqual(left, right) }
    }
}

/// Whether two values of fixed length are equal, in a time that does not depend on them.
public func octetsAreEqual<Value: Octets>(_ left: Value, _ right: Value) -> Bool {
    SodiumLibrary.start()
    return left.withUnsafeBytes { left in
        right.withUnsafeBytes { right in areEqual(left, right) }
    }
}

/// Whether two secrets are equal, in a time that depends only on their lengths.
public func octetsAreEqual(_ left: borrowing SecretOctets, _ right: borrowing SecretOctets) -> Bool {
    left.withUnsafeBytes { left in
        right.withUnsafeBytes { right in areEqual(left, right) }
    }
}

private func areEqual(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    guard left.count == right.count else { return false }
    guard let first = left.baseAddress, let second = right.baseAddress else { return left.isEmpty }
    return sodium_memcmp(first, second, left.count) == 0
}
