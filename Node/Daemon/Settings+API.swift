import Exchange
import Ledger

extension NodeSettings {
    /// The address of the interface for machines as the world writes it, checked; empty for none.
    ///
    /// Plain HTTP is taken for a host of this machine alone: what is told to the world has to have TLS in front of it.
    static func isBaseURL(_ text: String) -> Bool {
        guard text.utf8.count <= DaemonLimits.baseURLOctetsMax, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return false }
        let host: Substring
        if text.hasPrefix("https://") {
            host = text.dropFirst("https://".count)
        } else if text.hasPrefix("http://") {
            host = text.dropFirst("http://".count)
            guard ["127.0.0.1", "localhost", "[::1]"].contains(where: { host == $0 || host.hasPrefix($0 + ":") }) else { return false }
        } else {
            return false
        }
        return !host.isEmpty && !host.contains { "/?#@\\\"<>".contains($0) }
    }

    /// Whether a place can be reached from this machine alone.
    static func isLoopback(_ host: String) -> Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}

extension NodeCore {
    /// The server for machines, where the settings ask for one.
    ///
    /// Throws `api-in-the-clear` when tokens would travel unprotected.
    func apiServer(onListening: @escaping @Sendable () async -> Void) throws(OperationError) -> APIServer? {
        guard let api = settings.api, let endpoint = try? Endpoint(api) else { return nil }
        var certificate: APIServer.Certificate?
        if let chain = settings.apiCertificate, let key = settings.apiKey { certificate = .init(chain: chain, key: key) }
        guard certificate != nil || settings.apiBehindProxy || NodeSettings.isLoopback(endpoint.host) else {
            throw OperationError(
                code: "api-in-the-clear", reason: "The interface for machines would take tokens in plain HTTP on \(api).",
                remedy:
                    "Give `api-tls-certificate` and `api-tls-key`, listen on 127.0.0.1 behind a proxy, or set `api-behind-proxy: true` if a proxy on another machine adds TLS."
            )
        }
        return APIServer(
            host: endpoint.host, port: Int(endpoint.port), certificate: certificate, source: CollectionShelf(core: self), node: self,
            desk: TokenDesk(core: self), audit: auditLog,
            requestsPerMinute: Int(settings.apiRequestsPerMinute), logger: logger, onListening: { _ in await onListening() })
    }
}
