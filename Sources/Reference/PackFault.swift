import STIX

/// Why something is not a reference pack, or cannot become one.
public enum PackFault: Error, Equatable, Sendable {
    /// The file is not a STIX bundle, or a part is not JSON.
    case notReadable(part: String, reason: String)
    /// A bundle without a pack's grouping.
    case notAPack
    /// More than one grouping says that it describes the pack.
    case twoDescriptions
    /// The grouping lacks a property, or says something that no pack says.
    case badDescription(property: String)
    /// A mark stricter than TLP:CLEAR.
    case notClear
    /// The objects are not those that were there when the pack was made.
    case wrongDigest
    /// A part is not the one that was there when the pack was made.
    case wrongHash(part: String)
    /// A part is described and not there, or there and not described.
    case partMissing(part: String)
    /// Two parts have one name.
    case repeatedPart(part: String)
    /// A part is not what its kind of pack holds; `path` is where.
    case badPart(part: String, path: String)
    /// More of something than there may be.
    case tooMuch(part: String, what: String, limit: Int)
    /// There is nothing of this kind in the source.
    case nothingFound(kind: String)
    /// A name that is to be taken or left out and is not there.
    case unknownPart(part: String)
    /// A version is not numbers with full stops between them.
    case badVersion(String)
    /// A pack's name is not lower-case letters, digits and hyphens.
    case badName(String)
    /// Compressed octets that cannot be unfolded.
    case notUnfolded(part: String)
    /// An archive that is cut short, contradicts itself or is of a kind that is not read.
    case badArchive(reason: String)
    /// A file of an archive that would lie outside its folder.
    case pathOutside(path: String)

    /// Stable, lower-case with hyphens.
    public var code: String {
        switch self {
        case .notReadable: "pack-not-readable"
        case .notAPack: "not-a-pack"
        case .twoDescriptions: "pack-described-twice"
        case .badDescription: "pack-description"
        case .notClear: "pack-not-clear"
        case .wrongDigest: "pack-digest"
        case .wrongHash: "pack-hash"
        case .partMissing: "pack-part-missing"
        case .repeatedPart: "pack-part-repeated"
        case .badPart: "pack-part"
        case .tooMuch: "pack-too-large"
        case .nothingFound: "pack-source-empty"
        case .unknownPart: "pack-part-unknown"
        case .badVersion: "pack-version"
        case .badName: "pack-name"
        case .notUnfolded: "pack-compression"
        case .badArchive: "bad-archive"
        case .pathOutside: "archive-path"
        }
    }

    public var reason: String {
        switch self {
        case .notReadable(let part, let reason): "\(part) cannot be read: \(reason)."
        case .notAPack: "The bundle holds no grouping that describes a reference pack."
        case .twoDescriptions: "Two groupings in the bundle say that they describe the pack."
        case .badDescription(let property): "The pack's description has no valid \(property)."
        case .notClear: "Something in it is marked stricter than TLP:CLEAR, and a pack is for everyone."
        case .wrongDigest: "Its objects are not those for which its description was written."
        case .wrongHash(let part): "\(part) is not the list for which the description was written: its hash or length differs."
        case .partMissing(let part): "\(part) is described and not there, or there and not described."
        case .repeatedPart(let part): "Two parts are called \(part)."
        case .badPart(let part, let path): "\(part) is not as its kind is: look at \(path)."
        case .tooMuch(let part, let what, let limit): "\(part) has too many \(what): the limit is \(limit)."
        case .nothingFound(let kind): "The source holds nothing of the kind \(kind)."
        case .unknownPart(let part): "The source holds nothing that is called \(part)."
        case .badVersion(let text): "\"\(text)\" is no version."
        case .badName(let text): "\"\(text)\" cannot be the name of a pack."
        case .notUnfolded(let part): "\(part) is damaged: it cannot be unfolded."
        case .badArchive(let reason): "The archive cannot be used: \(reason)."
        case .pathOutside(let path): "The archive holds a file that would lie outside its folder: \(path)."
        }
    }

    /// What to do next.
    public var remedy: String {
        switch self {
        case .notReadable: "Fetch the file again. A list that stays broken is left out of a new pack with --without."
        case .wrongDigest, .wrongHash, .notUnfolded:
            "Fetch the file again; if it stays so, make the pack anew with `causeway pack make`."
        case .notAPack, .twoDescriptions, .badDescription, .partMissing: "Make the pack with `causeway pack make`."
        case .notClear: "Share such a bundle with `causeway share`, with those who may have it."
        case .repeatedPart: "Remove one of them from the source, or leave it out with --without."
        case .badPart: "Correct it in the source, or leave it out with --without."
        case .tooMuch: "Leave it out with --without, or make several packs with --only and --name."
        case .nothingFound: "Check the kind, and that the source is the unpacked package or a checkout of the data."
        case .unknownPart: "`causeway pack make` without --out lists the names with --json."
        case .badVersion: "Give --pack-version as numbers with full stops, such as 18.1 or 20261129."
        case .badName: "Use lower-case letters, digits and hyphens, at most \(ReferenceLimits.nameCharactersMax)."
        case .badArchive, .pathOutside: "Fetch it again from where it is published, and compare its SHA-256; do not unpack it by hand."
        }
    }

    /// What reading JSON or STIX refused.
    init(_ error: STIXError, in part: String) {
        self = .notReadable(part: part, reason: "\(error.place): \(error.reason)")
    }
}
