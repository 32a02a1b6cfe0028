import Crypto
import NIOCore
import NIOPosix
import NIOSSL
import Sodium
import SwiftASN1
import Testing
import Wire

@testable import Transport

/// Networks, nodes and identities for the tests, honest ones and forged ones.
enum Peers {
    static let network = NetworkID(octets32(0xA1))
    static let otherNetwork = NetworkID(octets32(0xB2))
    static let group = MultiThreadedEventLoopGroup.singleton

    static func octets32(_ octet: UInt8) -> Octets32 {
        Octets32([UInt8](repeating: octet, count: 32)) ?? zero32
    }

    static func node(_ octet: UInt8) throws -> NodeID {
        try #require(NodeID([UInt8](repeating: octet, count: 16)))
    }

    private static let zero32 = SecureRandom.octets32()

    static func identity(_ octet: UInt8, network: NetworkID = network) throws -> TransportIdentity {
        let key = SigningKey.generate()
        return try TransportIdentity(network: network, node: try node(octet), operationKey: key.verifyingKey) { key.sign($0) }
    }

    /// An identity that accepts peers of `network`, but shows a certificate with these extension values.
    static func forged(_ binding: @escaping (_ keyInfo: [UInt8]) throws -> [[UInt8]]) throws -> TransportIdentity {
        TransportIdentity(
            network: network, node: try node(9), operationKey: SigningKey.generate().verifyingKey,
            credentials: try Credentials.make(binding: binding))
    }
}

/// A way in which a certificate may lie, and what it has to be refused for.
enum Forgery: String, CaseIterable, CustomTestStringConvertible {
    case extensionMissing, extensionEmpty, extensionTruncated, extensionWithTail, extensionNotShortest
    case otherNetwork, otherNetworkRelabelled, signedByAnotherKey, signedForAnotherKey, signatureZero, lowOrderKey, extensionTwice

    var testDescription: String { rawValue }

    var refusal: HandshakeRefusal {
        switch self {
        case .extensionMissing: .extensionMissing
        case .extensionEmpty, .extensionTruncated, .extensionWithTail, .extensionNotShortest: .extensionMalformed
        case .otherNetwork: .otherNetwork
        case .otherNetworkRelabelled, .signedByAnotherKey, .signedForAnotherKey, .signatureZero: .signatureInvalid
        case .lowOrderKey: .operationKeyInvalid
        case .extensionTwice: .extensionDuplicate
        }
    }

    func identity() throws -> TransportIdentity {
        if self == .extensionTwice { return try Self.withExtensionTwice() }
        return try Peers.forged { keyInfo in try value(keyInfo).map { [$0] } ?? [] }
    }

    private func value(_ keyInfo: [UInt8]) throws -> [UInt8]? {
        let key = SigningKey.generate()
        let binding = try honest(keyInfo, key)
        var changed = binding
        let another = SigningKey.generate()
        let message = KeyBinding.message(network: Peers.network, keyInfo: keyInfo)
        switch self {
        case .extensionMissing: return nil
        case .extensionEmpty: return []
        case .extensionTruncated: return binding.encoded().dropLast()
        case .extensionWithTail: return binding.encoded() + [0]
        case .extensionNotShortest: return [0x98, 4] + binding.encoded().dropFirst()
        case .otherNetwork:
            changed.network = Peers.otherNetwork
            changed.signature = key.sign(KeyBinding.message(network: Peers.otherNetwork, keyInfo: keyInfo))
        case .otherNetworkRelabelled:
            changed.signature = key.sign(KeyBinding.message(network: Peers.otherNetwork, keyInfo: keyInfo))
        case .signedByAnotherKey: changed.signature = another.sign(message)
        case .signedForAnotherKey: changed.signature = key.sign(KeyBinding.message(network: Peers.network, keyInfo: keyInfo + [0]))
        case .signatureZero: changed.signature = try #require(Octets64([UInt8](repeating: 0, count: 64)))
        case .lowOrderKey: changed.operationKey = Peers.octets32(0)
        case .extensionTwice: break
        }
        return changed.encoded()
    }

    private func honest(_ keyInfo: [UInt8], _ key: borrowing SigningKey) throws -> KeyBinding {
        KeyBinding(
            network: Peers.network, node: try Peers.node(9), operationKey: key.verifyingKey.octets,
            signature: key.sign(KeyBinding.message(network: Peers.network, keyInfo: keyInfo)))
    }

    private static func withExtensionTwice() throws -> TransportIdentity {
        let signing = SigningKey.generate()
        let key = P256.Signing.PrivateKey()
        let keyInfo = Array(key.publicKey.derRepresentation)
        let binding = try Forgery.extensionTwice.honest(keyInfo, signing)
        let once = try Credentials.certificate(for: key, bindings: [binding.encoded()])
        return TransportIdentity(
            network: Peers.network, node: try Peers.node(9), operationKey: signing.verifyingKey,
            credentials: try Credentials(certificate: try Surgery.doubleExtensions(once), key: key))
    }
}

/// Changes to certificates that no library offers. Their own signature is broken by it, which nobody looks at.
enum Surgery {
    /// The same certificate with its list of extensions written twice.
    static func doubleExtensions(_ certificate: [UInt8]) throws -> [UInt8] {
        let tagged = ASN1Identifier(tagWithNumber: 3, tagClass: .contextSpecific)
        let outer = try children(try DER.parse(certificate))
        let fields = try children(outer[0])
        let extensions = try children(try children(try #require(fields.last))[0])
        var serializer = DER.Serializer()
        serializer.appendConstructedNode(identifier: .sequence) { certificate in
            certificate.appendConstructedNode(identifier: .sequence) { body in
                for field in fields.dropLast() { body.serialize(field) }
                body.appendConstructedNode(identifier: tagged) { wrapper in
                    wrapper.appendConstructedNode(identifier: .sequence) { list in
                        for node in extensions + extensions { list.serialize(node) }
                    }
                }
            }
            for part in outer.dropFirst() { certificate.serialize(part) }
        }
        return serializer.serializedBytes
    }

    private static func children(_ node: ASN1Node) throws -> [ASN1Node] {
        guard case .constructed(let nodes) = node.content else { throw ASN1Error.unexpectedFieldType(node.identifier) }
        return Array(nodes)
    }
}

/// Clients and servers that are not Causeway nodes, or not honest ones.
enum Stranger {
    /// Connects with TCP, lets `fill` add handlers, and gives the channel.
    static func dial(_ address: TransportAddress, fill: @escaping @Sendable (any Channel) throws -> Void) async throws -> any Channel {
        try await ClientBootstrap(group: Peers.group)
            .channelInitializer { channel in channel.eventLoop.makeCompletedFuture { try fill(channel) } }
            .connect(host: address.host, port: address.port).get()
    }

    /// Listens with TCP, lets `fill` add handlers to each connection.
    static func listen(fill: @escaping @Sendable (any Channel) throws -> Void) async throws -> any Channel {
        try await ServerBootstrap(group: Peers.group)
            .childChannelInitializer { channel in channel.eventLoop.makeCompletedFuture { try fill(channel) } }
            .bind(host: "127.0.0.1", port: 0).get()
    }

    /// Adds TLS with these settings; every certificate is accepted.
    static func secure(_ channel: any Channel, isClient: Bool, _ context: NIOSSLContext) throws {
        let callback: NIOSSLCustomVerificationCallback = { _, promise in promise.succeed(.certificateVerified) }
        let handler: NIOSSLHandler =
            isClient
            ? try NIOSSLClientHandler(context: context, serverHostname: nil, customVerificationCallback: callback)
            : NIOSSLServerHandler(context: context, customVerificationCallback: callback)
        try channel.pipeline.syncOperations.addHandlers(handler, ErrorSink())
    }

    /// The settings of a node with an honest certificate, changed.
    static func context(isClient: Bool, _ change: (inout TLSConfiguration) -> Void) throws -> NIOSSLContext {
        let key = P256.Signing.PrivateKey()
        let signing = SigningKey.generate()
        let keyInfo = Array(key.publicKey.derRepresentation)
        let binding = KeyBinding(
            network: Peers.network, node: try Peers.node(8), operationKey: signing.verifyingKey.octets,
            signature: signing.sign(KeyBinding.message(network: Peers.network, keyInfo: keyInfo)))
        let certificate = try NIOSSLCertificate(
            bytes: try Credentials.certificate(for: key, bindings: [binding.encoded()]), format: .der)
        var configuration = Credentials.configuration(
            isClient: isClient, [.certificate(certificate)],
            try NIOSSLPrivateKey(bytes: Array(key.derRepresentation), format: .der))
        change(&configuration)
        return try NIOSSLContext(configuration: configuration)
    }
}

/// Closes the channel on any error, as a client does that gave up.
final class ErrorSink: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
