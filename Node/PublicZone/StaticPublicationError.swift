import Glibc

/// Why the zone was not written into a directory.
public enum StaticPublicationError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The system refused to write.
    case cannotWrite(path: String, errno: Int32)
    /// Another publication is being written there.
    case inUse(path: String)
    /// It holds files that are no publication.
    case notEmpty(path: String)
    /// A document could not be made; what was there before is still there.
    case cannotMake(address: String)
    /// The proof of an item does not prove it.
    case proofFalse(item: String)
    /// The node is stopping.
    case stopped

    /// For programs.
    public var code: String {
        switch self {
        case .cannotWrite: "cannot-write"
        case .inUse: "publication-running"
        case .notEmpty: "directory-not-empty"
        case .cannotMake: "cannot-publish"
        case .proofFalse: "proof-false"
        case .stopped: "stopping"
        }
    }

    public var reason: String {
        switch self {
        case .cannotWrite(let path, let number): "\(path) could not be written: \(String(cString: strerror(number)))."
        case .inUse(let path): "Another publication is being written into \(path)."
        case .notEmpty(let path): "\(path) holds files that are no publication of a zone."
        case .cannotMake(let address): "What belongs at \(address) could not be made."
        case .proofFalse(let item): "The proof of item \(item) does not prove it."
        case .stopped: "The node is stopping."
        }
    }

    public var remedy: String {
        switch self {
        case .cannotWrite(_, ENOSPC): "Make room on the disk and publish again; what readers see is whole, though perhaps of two editions."
        case .cannotWrite: "Let the user of the node write there (the node writes, not this command), and publish again."
        case .inUse: "Wait until it has ended."
        case .notEmpty: "Name an empty directory, or one that was published into before."
        case .cannotMake: "Read the node's log, and publish again."
        case .proofFalse: "Run `causeway status`; do not publish this item."
        case .stopped: "Publish again when it runs."
        }
    }

    public var description: String { "\(reason) \(remedy)" }
}
