/// The errors of reading a file of a public zone.
extension OperationError {
    static func webNotFound(_ address: String) -> OperationError {
        OperationError(
            code: "web-not-found", reason: "Nothing is at \(address).",
            remedy: "Check the item's address. Perhaps the site is no public zone, or a copy of one without proofs.", status: 404)
    }

    static func webGone(_ address: String, reason: String) -> OperationError {
        OperationError(
            code: "web-gone",
            reason: "\(address) was public and is not any more\(reason.isEmpty ? "" : "; the server says: \(reason)")",
            remedy: "If you have its proof file, verify that: a proof stays valid. Whether to go on using the item is another question.",
            status: 410)
    }

    static func webElsewhere(_ address: String, to other: String) -> OperationError {
        OperationError(
            code: "web-elsewhere", reason: "\(address) sends to another server, or away from TLS: \(other.prefix(300)).",
            remedy: "If you trust that place, verify the item by its own address there.", status: 502)
    }

    static func webRedirects(_ address: String) -> OperationError {
        OperationError(
            code: "web-redirects", reason: "\(address) sends on and on, more than \(ExchangeLimits.webRedirectsMax) times.",
            remedy: "Its server is set up wrongly: tell who runs it.", status: 502)
    }

    static func webRefused(_ address: String, status: Int) -> OperationError {
        OperationError(
            code: "web-refused", reason: "\(address) answers with HTTP status \(status).",
            remedy: status == 429 || status == 503 ? "It is busy: try again in a minute." : "Try again later, or tell who runs the site.",
            status: 502)
    }

    static func webTooLong(_ address: String, _ limit: Int) -> OperationError {
        OperationError(
            code: "web-too-long", reason: "What is at \(address) has more than the \(limit) octets that can be right there.",
            remedy: "It is no proof, or not the content of one: do not rely on it.", status: 502)
    }

    static func webLate(_ address: String) -> OperationError {
        OperationError(
            code: "web-late",
            reason:
                "\(address) was silent for \(ExchangeLimits.webSilenceSeconds) s, or took more than \(ExchangeLimits.webAnswerSeconds) s.",
            remedy: "Try again later, or from another place.", status: 504)
    }

    static func webCertificate(_ address: String) -> OperationError {
        OperationError(
            code: "web-certificate", reason: "The server of \(address) has no certificate for it that this machine trusts.",
            remedy:
                "Check the address, this machine's clock and its certificates. Or fetch proof.json in another way and verify the file: a proof needs "
                + "no trust in who delivers it.", status: 502)
    }

    static func webUnreachable(_ address: String, _ fault: String) -> OperationError {
        OperationError(
            code: "web-unreachable", reason: "\(address) cannot be read: \(fault.prefix(300)).",
            remedy: "Check the address and the network, and try again.", status: 502)
    }
}
