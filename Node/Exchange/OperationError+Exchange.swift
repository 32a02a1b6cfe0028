/// The errors of the local interface itself.
extension OperationError {
    /// The system does not say who made the connection, so what was asked cannot be noted.
    static let callerUnknown = OperationError(
        code: "caller-unknown",
        reason: "The system does not say which user made this connection, so nothing can be noted in the audit log.",
        remedy: "Use the node's own socket, on the same machine.", status: 403)

    static func socketPathTooLong(_ path: String) -> OperationError {
        OperationError(
            code: "socket-path-too-long",
            reason: "The socket's path has \(path.utf8.count) octets and may have \(ExchangeLimits.socketPathOctetsMax): \(path)",
            remedy: "Use a data directory with a shorter path.", status: 500)
    }

    static func alreadyRunning(_ path: String) -> OperationError {
        OperationError(
            code: "already-running", reason: "Another process answers on \(path).",
            remedy: "Stop it first, or use another data directory.", status: 409)
    }

    static func socketNotUsable(_ path: String, _ fault: String) -> OperationError {
        OperationError(
            code: "socket-not-usable", reason: "The socket \(path) cannot be made: \(fault).",
            remedy: "Check what lies there and who may write in that folder.", status: 500)
    }

    static func notRunning(_ path: String) -> OperationError {
        OperationError(
            code: "not-running", reason: "No node answers on \(path).",
            remedy: "Start it with `causeway serve`, or name its data directory with --data.", status: 503)
    }

    static func notPermitted(_ path: String) -> OperationError {
        OperationError(
            code: "not-permitted", reason: "The socket \(path) belongs to another user.",
            remedy: "Run the command as the user that the node runs as.", status: 403)
    }

    static func connectionLost(_ fault: String) -> OperationError {
        OperationError(
            code: "connection-lost", reason: "The node ended the connection before its answer was complete (\(fault)).",
            remedy: "See whether it still runs: `causeway status`; its log says why.", status: 502)
    }

    static let timedOut = OperationError(
        code: "timed-out", reason: "The node gave no answer within \(ExchangeLimits.answerSeconds) seconds.",
        remedy: "See what it is busy with: `causeway status`.", status: 504)

    static func unexpectedAnswer(_ fault: String) -> OperationError {
        OperationError(
            code: "unexpected-answer", reason: "The node's answer cannot be read: \(fault).",
            remedy: "Use the tool and the node of the same version: `causeway version`.", status: 502)
    }

    static func contentTooLong(limit: Int) -> OperationError {
        OperationError(
            code: "content-too-long", reason: "The content is longer than \(limit) octets.",
            remedy: "Divide it into several files.", status: 413)
    }

    static func requestTooLong(limit: Int) -> OperationError {
        OperationError(
            code: "request-too-long", reason: "The request is longer than the \(limit) octets that the operation takes.",
            remedy: "Send less at a time; a closed group names many organisations at once.", status: 413)
    }

    static func invalidRecipient(_ text: String, _ expected: String) -> OperationError {
        OperationError(
            code: "invalid-recipient", reason: "\"\(text.prefix(200))\" does not name a recipient: expected is \(expected).",
            remedy: "Give names as in `causeway members`; an organisation with a colon in its name by its identifier.", status: 400)
    }

    static let incompleteBody = OperationError(
        code: "incomplete-body", reason: "The body is shorter than the request said.", remedy: "Send it again.", status: 400)

    static func malformedRequest(_ fault: String) -> OperationError {
        OperationError(
            code: "malformed-request", reason: "The request cannot be read: \(fault).",
            remedy: "The operations and what they take stand in Node/Exchange.md.", status: 400)
    }

    static func unknownRoute(_ method: String, _ path: String) -> OperationError {
        OperationError(
            code: "unknown-route", reason: "There is no operation \(method) \(path.prefix(200)).",
            remedy: "Use the tool and the node of the same version.", status: 404)
    }

    static let internalFault = OperationError(
        code: "internal-error", reason: "The node failed to answer.", remedy: "Its log says why.", status: 500)
}
