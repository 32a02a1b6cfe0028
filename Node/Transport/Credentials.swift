package import Crypto
import Foundation
import NIOCore
package import NIOSSL
import SwiftASN1
import X509

/// The throw-away key of one process, its self-signed certificate, and TLS set up with them for both directions and purposes.
///
/// The key is P-256: it is in every TLS library's default set, and it keeps Ed25519 verification out of TLS, where
/// another library than libsodium would do it.
package struct Credentials: Sendable {
    private let client: NIOSSLContext
    private let relayClient: NIOSSLContext
    private let server: NIOSSLContext
    private let relayServer: NIOSSLContext

    /// Makes a fresh key and a certificate for it.
    ///
    /// `bind` gets the SubjectPublicKeyInfo and gives the values of the binding extensions: one, or in tests none or several.
    package static func make(binding bind: ([UInt8]) throws -> [[UInt8]]) throws(TransportError) -> Credentials {
        do {
            let key = P256.Signing.PrivateKey()
            let values = try bind(Array(key.publicKey.derRepresentation))
            return try Credentials(certificate: certificate(for: key, bindings: values), key: key)
        } catch {
            throw TransportError.credentials
        }
    }

    package init(certificate: [UInt8], key: P256.Signing.PrivateKey) throws {
        let source = NIOSSLCertificateSource.certificate(try NIOSSLCertificate(bytes: certificate, format: .der))
        let privateKey = try NIOSSLPrivateKey(bytes: Array(key.derRepresentation), format: .der)
        func context(isClient: Bool, _ purposes: [ConnectionPurpose]) throws -> NIOSSLContext {
            try NIOSSLContext(configuration: Self.configuration(isClient: isClient, for: purposes, [source], privateKey))
        }
        client = try context(isClient: true, [.gossip])
        relayClient = try context(isClient: true, [.relay])
        server = try context(isClient: false, [.gossip])
        relayServer = try context(isClient: false, [.gossip, .relay])
    }

    /// TLS for a connection of one of these purposes; a client has exactly one.
    package func context(isClient: Bool, for purposes: Set<ConnectionPurpose>) -> NIOSSLContext {
        let hasRelay = purposes.contains(.relay)
        return isClient ? hasRelay ? relayClient : client : hasRelay ? relayServer : server
    }

    /// The TLS settings of chapter 7. Verification is set to "required" so that the verification callback runs; it then decides alone.
    package static func configuration(
        isClient: Bool, for purposes: [ConnectionPurpose] = [.gossip], _ chain: [NIOSSLCertificateSource], _ key: NIOSSLPrivateKey
    ) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        if !isClient { configuration = .makeServerConfiguration(certificateChain: chain, privateKey: .privateKey(key)) }
        configuration.certificateChain = chain
        configuration.privateKey = .privateKey(key)
        configuration.minimumTLSVersion = .tlsv13
        configuration.maximumTLSVersion = .tlsv13
        configuration.curves = [.x25519_MLKEM768]
        configuration.applicationProtocols = purposes.map(\.rawValue)
        configuration.verifySignatureAlgorithms = [.ecdsaSecp256R1Sha256]
        configuration.signingSignatureAlgorithms = [.ecdsaSecp256R1Sha256]
        configuration.certificateVerification = .noHostnameVerification
        configuration.trustRoots = .certificates([])
        configuration.renegotiationSupport = .none
        configuration.shutdownTimeout = .seconds(TransportLimits.closeSecondsMax)
        return configuration
    }

    /// A certificate that says as little as possible: fixed dates and names, so that it tells nothing about the machine's clock.
    package static func certificate(for key: P256.Signing.PrivateKey, bindings: [[UInt8]]) throws -> [UInt8] {
        let name = try DistinguishedName { CommonName("causeway") }
        let extensions = bindings.map { Certificate.Extension(oid: CertificateReader.bindingOID, critical: false, value: $0[...]) }
        let certificate = try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: Certificate.PublicKey(key.publicKey),
            notValidBefore: Date(timeIntervalSince1970: 946_684_800),
            notValidAfter: Date(timeIntervalSince1970: 253_402_300_799),
            issuer: name,
            subject: name,
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions(extensions),
            issuerPrivateKey: Certificate.PrivateKey(key))
        var serializer = DER.Serializer()
        try serializer.serialize(certificate)
        return serializer.serializedBytes
    }
}
