/// Why a bundle is not redacted; every case names the way to what stands against it (specification 5.10).
public enum RedactionFault: Error, Equatable, Sendable {
    /// A property that its object must have would go.
    case requiredProperty(path: String)
    /// A reference that its object must have leads to an object that would go.
    case danglingReference(path: String, to: String)
    /// No object would be left.
    case nothingLeft
    /// What was left could not be read as a bundle.
    case unreadable(STIXError)

    /// The refusal's name in the specification and for programs.
    public var code: String {
        switch self {
        case .requiredProperty: "requiredProperty"
        case .danglingReference: "danglingReference"
        case .nothingLeft: "nothingLeft"
        case .unreadable: "unreadable"
        }
    }

    /// What stands against it, in one sentence.
    public var reason: String {
        switch self {
        case .requiredProperty(let path): "\(path) would be taken out, and its object must have it."
        case .danglingReference(let path, let id): "\(path) must refer to something, and \(excerpt(id.utf8)) would be taken out."
        case .nothingLeft: "No object would be left in the bundle."
        case .unreadable(let error): "What would be left is no bundle: \(error.place): \(error.reason)."
        }
    }

    /// What the person who shares can do, in one sentence.
    public var remedy: String {
        switch self {
        case .requiredProperty: "Take out the whole object by its type instead, or leave the property."
        case .danglingReference: "Take out the objects of that type, too, or leave what it refers to."
        case .nothingLeft: "Do not share it, or take out less."
        case .unreadable: "Take out less, or correct the file."
        }
    }
}
