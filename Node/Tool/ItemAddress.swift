import Exchange
import Foundation
import Pages

/// The address of a public item in any form that a person may copy, at a zone or at a copy of its files below any path.
struct ItemAddress: Equatable {
    /// Which of the item's addresses it is.
    enum Form: Equatable {
        /// Its page, in a language or by its short address, or the page that verifies it.
        case page
        case bundle
        case proof
    }

    /// The identifier in it, 64 lower-case hexadecimal digits.
    let item: String
    let form: Form
    /// What stands before `/items/`, without a slash at the end.
    let root: String

    var proof: String { "\(root)/items/\(item)/proof.json" }
    var bundle: String { "\(root)/items/\(item)/bundle.json" }

    /// Reads `https://…` or `http://…`; throws `not-an-item-address`. What stands behind `?` and `#` is left out, but for the verify page's item.
    init(url text: String) throws(OperationError) {
        guard var parts = URLComponents(string: text), let scheme = parts.scheme?.lowercased(), ["http", "https"].contains(scheme),
            parts.host?.isEmpty == false, parts.user == nil, parts.password == nil
        else { throw Self.unusable(text) }
        let asked = parts.queryItems?.first { $0.name == "item" }?.value
        (parts.scheme, parts.query, parts.fragment) = (scheme, nil, nil)
        guard let place = Self.place(parts.percentEncodedPath, asked: asked) else { throw Self.unusable(text) }
        parts.percentEncodedPath = place.root
        guard let root = parts.string else { throw Self.unusable(text) }
        (item, form, self.root) = (place.item, place.form, root)
    }

    /// Reads the absolute path of a file in a published zone; `nil` when it is none.
    init?(file path: String) {
        guard let place = Self.place(path, asked: nil) else { return nil }
        (item, form, root) = (place.item, place.form, place.root)
    }

    private static func place(_ path: String, asked: String?) -> (root: String, item: String, form: Form)? {
        var steps = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        while steps.count > 1, steps.last == "" { steps.removeLast() }
        guard let last = steps.popLast() else { return nil }
        if last == "verify.html" {
            guard let item = asked.flatMap(identifier) else { return nil }
            return (root(steps), item, .page)
        }
        let name = last.hasSuffix(".html") ? String(last.dropLast(5)) : last
        if let item = identifier(name), steps.last == "items" { return (root(steps.dropLast()), item, .page) }
        let form: Form? = last == "bundle.json" ? .bundle : last == "proof.json" ? .proof : nil
        guard let form, let item = steps.popLast().flatMap(identifier), steps.last == "items" else { return nil }
        return (steps.dropLast().joined(separator: "/"), item, form)
    }

    /// What is before the step of a language, if there is one.
    private static func root(_ steps: [String]) -> String {
        let isInLanguage = Language.allCases.contains { $0.rawValue.lowercased() == steps.last }
        return (isInLanguage ? steps.dropLast() : steps).joined(separator: "/")
    }

    private static func identifier(_ text: String) -> String? {
        text.utf8.count == 64 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) } ? text : nil
    }

    private static func unusable(_ text: String) -> OperationError {
        OperationError(
            code: "not-an-item-address", reason: "\"\(text.prefix(300))\" is not the address of a public item.",
            remedy: "Copy the address of the item's page, which ends with items/ and 64 hexadecimal digits, or name a proof file.",
            status: 400)
    }
}
