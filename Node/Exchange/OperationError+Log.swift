/// The errors of reading a published registry.
extension OperationError {
    static func logAddressUnusable(_ text: String) -> OperationError {
        OperationError(
            code: "log-address-unusable",
            reason: "\"\(text.prefix(300))\" is neither an http or https address without user, query and fragment, nor a folder.",
            remedy: "Give the registry's address, such as https://node.example/registry, or a folder with the same files.", status: 400)
    }

    static func logUnreachable(_ address: String, _ fault: String) -> OperationError {
        OperationError(
            code: "log-unreachable", reason: "The published registry cannot be read at \(address): \(fault).",
            remedy: "Check the address, the network and the certificate; then audit again.", status: 502)
    }

    static func logLate(_ address: String) -> OperationError {
        OperationError(
            code: "log-late",
            reason:
                "\(address) was silent for \(ExchangeLimits.logSilenceSeconds) s, or took more than \(ExchangeLimits.logAnswerSeconds) s.",
            remedy: "Audit again later, or from another place.", status: 504)
    }

    static func logMoved(_ address: String, to other: String) -> OperationError {
        OperationError(
            code: "log-moved", reason: "\(address) sends to another address: \(other.prefix(300)).",
            remedy: "If you trust that place, audit it by its own address.", status: 502)
    }

    static func logRefused(_ address: String, status: Int) -> OperationError {
        OperationError(
            code: "log-refused", reason: "\(address) answers with HTTP status \(status).",
            remedy: status == 429 || status == 503 ? "It is busy: audit again in a minute." : "Ask who publishes the registry there.",
            status: 502)
    }

    static func logAnswerTooLong(_ address: String, _ limit: Int) -> OperationError {
        OperationError(
            code: "log-answer-too-long", reason: "What is at \(address) has more than the \(limit) octets that can be right there.",
            remedy: "It is no published registry, or a broken one: do not rely on it.", status: 502)
    }

    static let logPlaceEmptyCode = "log-place-empty"

    /// Nothing stands at this address of the published registry.
    public static func logPlaceEmpty(_ path: String) -> OperationError {
        OperationError(
            code: logPlaceEmptyCode, reason: "Nothing is at `\(path.prefix(100))` of the registry.",
            remedy: "The addresses stand in chapter 8 of the specification.", status: 404)
    }
}
