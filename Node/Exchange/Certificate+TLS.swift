package import HummingbirdCore
import HummingbirdTLS
import NIOSSL

extension APIServer.Certificate {
    /// A server of HTTP/1.1 behind TLS 1.2 or 1.3 with this certificate; throws an `OperationError` of that code where it cannot be used.
    package func protecting(_ http: HTTPServerBuilder, refusal code: String) throws(OperationError) -> HTTPServerBuilder {
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(chain).map { NIOSSLCertificateSource.certificate($0) }
            let key = try NIOSSLPrivateKey(file: key, format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(certificateChain: chain, privateKey: .privateKey(key))
            configuration.minimumTLSVersion = .tlsv12
            configuration.applicationProtocols = ["http/1.1"]
            // Made here, and again by the server: a key of another certificate is told now, and not as a port that does not listen.
            _ = try NIOSSLContext(configuration: configuration)
            return try .tls(http, tlsConfiguration: configuration)
        } catch {
            throw OperationError(
                code: code, reason: "The certificate \(self.chain) with the key \(self.key) cannot be used: \(error).",
                remedy: "Give PEM files that belong together and that the node's user may read.", status: 500)
        }
    }
}
