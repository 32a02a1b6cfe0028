public import Policy

/// Something in a good bundle that the person who shares it should know.
public enum STIXWarning: Equatable, Sendable, CustomStringConvertible {
    /// One object carries several TLP marks; the strictest counts.
    case severalTLPs([TLP], at: STIXPlace)
    /// The objects carry different TLP marks; the strictest counts for the whole file.
    case mixedTLPs([TLP])
    /// A TLP definition contradicts what its identifier stands for, or itself; the strictest counts.
    case contradictoryDefinition([TLP], at: STIXPlace)
    /// Two objects claim to be the same version of the same thing and differ; `first` is the path of the earlier one.
    case sameVersionDiffers(id: String, first: String, at: STIXPlace)

    public var description: String {
        switch self {
        case .severalTLPs(let marks, let place):
            "\(place): the object is marked \(Self.list(marks)); the strictest counts."
        case .mixedTLPs(let marks):
            "The objects are marked \(Self.list(marks)); the strictest counts for the whole file."
        case .contradictoryDefinition(let marks, let place):
            "\(place): the marking definition stands for \(Self.list(marks)); the strictest counts."
        case .sameVersionDiffers(let id, let first, let place):
            "\(place): \(id) stands in the bundle twice in one version with different content, first at \(first)."
        }
    }

    private static func list(_ marks: [TLP]) -> String { marks.map(\.displayName).joined(separator: " and ") }
}
