public import Ledger

/// Why a re-share is refused (specification §9.6).
public enum ReshareError: Error, Equatable, Sendable {
    /// The proof fails, or is not a proof of this network.
    case proof(ProofError)
    /// The proof does not show what the original says.
    case originalNotShown
    /// What the original says is no content of an item.
    case content(ItemContentError)
    /// The original stands where it may not.
    case placement(PlacementError)
    /// The original is no item, or an item of a kind that nobody shares again, such as a re-share.
    case notShareable
    /// The registry here does not place the writing node and its key in the organisation that the proof names.
    case authorUnknown
    /// The proof rests on a key that was revoked: whoever stole it could have made up the journal.
    case authorKeyRevoked
    /// Mark or author do not let the original go there.
    case reshareForbidden
    /// The author must not be named.
    case attributionForbidden
    /// The re-share has a weaker TLP or PAP than the original.
    case weakerThanOriginal
    /// The re-share has another title than the original.
    case anotherTitle
    /// The re-share expires later than the original.
    case laterExpiry

    /// The refusal's name in the specification and in the vectors.
    public var name: String {
        switch self {
        case .proof(let cause): cause.name
        case .content(let cause): cause.name
        case .placement(let cause): cause.rawValue
        case .originalNotShown: "originalNotShown"
        case .notShareable: "notShareable"
        case .authorUnknown: "authorUnknown"
        case .authorKeyRevoked: "authorKeyRevoked"
        case .reshareForbidden: "reshareForbidden"
        case .attributionForbidden: "attributionForbidden"
        case .weakerThanOriginal: "weakerThanOriginal"
        case .anotherTitle: "anotherTitle"
        case .laterExpiry: "laterExpiry"
        }
    }
}
