/// Why bytes are not an acceptable signed note or checkpoint (specification chapter 2, "Checkpoints").
///
/// The raw value is the refusal's name in the specification and in the vectors.
public enum NoteError: String, Error, Equatable, CaseIterable, Sendable {
    /// More than `LedgerLimits.noteOctetsMax` octets.
    case noteTooLong
    /// The note is not UTF-8.
    case noteNotUTF8
    /// A control character other than the line feed stands in the note.
    case noteControlCharacter
    /// No empty line separates a text from at least one signature line.
    case noteWithoutSignatures
    /// A line after the last empty line is not dash, name and base 64 of more than four octets.
    case noteSignatureLine
    /// A key's name is empty or holds a space or a plus sign.
    case noteKeyName
    /// More than `LedgerLimits.noteSignaturesMax` signature lines.
    case noteTooManySignatures
    /// None of the trusted keys has a signature on the note.
    case noteUnknownKeys
    /// A signature that names a trusted key does not fit the text.
    case noteBadSignature
    /// A checkpoint is not exactly the three lines origin, size, root.
    case checkpointLines
    /// The origin is not 1 to 255 visible ASCII characters without a plus sign.
    case checkpointOrigin
    /// The size is not a shortest decimal number of at most `LedgerLimits.logSizeMax`.
    case checkpointSize
    /// The root is not the canonical base 64 of 32 octets.
    case checkpointRoot
    /// The checkpoint is that of another log.
    case checkpointOtherOrigin
}
