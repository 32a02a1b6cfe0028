import Accounts
import Exchange
import Pages

/// Who looks at a page, and how.
struct Visitor: Sendable {
    /// `nil` for somebody who is not logged in.
    let session: Session?
    let language: Language
    /// What forms carry.
    let formToken: String
    /// Whether a second step was shown a short while ago.
    let isStepped: Bool

    func may(_ permission: Permission) -> Bool { session?.account.roles.may(permission) ?? false }

    /// For whom things are read.
    var reader: Reader { .person(session?.account.name) }
}

/// A request that reached its page: who asks is known, they may, and a form is this portal's own.
struct PageRequest: Sendable {
    let request: PortalRequest
    let visitor: Visitor
    let parameters: [String: String]
    let query: FormFields
    /// Empty with GET.
    let form: FormFields

    /// A part of the path.
    func parameter(_ name: String) -> String { parameters[name] ?? "" }

    /// The session of a page that only those see who are logged in.
    var session: Session {
        get throws(PortalFault) {
            guard let session = visitor.session else { throw .notAllowed }
            return session
        }
    }

    /// Where to go afterwards, if the request says so.
    var then: InnerPath { InnerPath(form["then"].isEmpty ? query["then"] : form["then"]) }
}

/// One address of the portal.
struct PortalRoute: Sendable {
    enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
    }

    enum Access: Sendable {
        /// Also those who are not logged in.
        case anyone
        case permitted(Permission)
    }

    enum Form: Sendable {
        case fields
        /// With files, or long texts.
        case upload
    }

    let method: Method
    /// "items/:id/audience".
    let pattern: [Substring]
    let access: Access
    /// Whether a second step has to have been shown a short while ago.
    let isStepped: Bool
    let form: Form
    let answer: @Sendable (PageRequest) async throws -> PortalAnswer

    static func get(
        _ pattern: String, _ access: Access = .permitted(.read), stepped: Bool = false,
        _ answer: @escaping @Sendable (PageRequest) async throws -> PortalAnswer
    ) -> PortalRoute {
        PortalRoute(method: .get, pattern: pattern.split(separator: "/"), access: access, isStepped: stepped, form: .fields, answer: answer)
    }

    static func post(
        _ pattern: String, _ access: Access = .permitted(.read), stepped: Bool = false, form: Form = .fields,
        _ answer: @escaping @Sendable (PageRequest) async throws -> PortalAnswer
    ) -> PortalRoute {
        PortalRoute(method: .post, pattern: pattern.split(separator: "/"), access: access, isStepped: stepped, form: form, answer: answer)
    }

    /// The values of the pattern's parameters; `nil` where the path is another.
    func match(_ steps: [String]) -> [String: String]? {
        guard steps.count == pattern.count else { return nil }
        var parameters: [String: String] = [:]
        for (step, part) in zip(steps, pattern) {
            if part.hasPrefix(":") {
                guard !step.isEmpty else { return nil }
                parameters[String(part.dropFirst())] = step
            } else if step != part {
                return nil
            }
        }
        return parameters
    }
}
