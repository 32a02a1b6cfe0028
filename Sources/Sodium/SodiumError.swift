/// Why a cryptographic step was refused. No case carries anything secret.
public enum SodiumError: Error, Equatable, Sendable {
    /// Key material has another number of octets than the algorithm takes.
    case wrongLength(expected: Int, found: Int)
    /// A public key is not a canonical point of the prime-order group: low order, mixed order, off the curve.
    case unacceptablePoint
    /// The bytes are no passphrase box: too short, or another beginning.
    case notABox
    /// A passphrase box asks for more or less work than `SodiumLimits` allows.
    case unacceptableCost
    /// A passphrase of no octets protects nothing.
    case emptyPassphrase
    /// The secret is longer than `SodiumLimits.boxedSecretOctetsMax`.
    case secretTooLong
    /// The passphrase is another one, or the box was changed. Which of the two cannot be told.
    case wrongPassphraseOrDamaged
    /// The system did not give the memory that stretching the passphrase needs.
    case memoryUnavailable
}
