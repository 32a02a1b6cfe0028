import NIOCore
import NIOPosix
import NIOSSL
import Testing

@testable import Exchange

@Suite("Files of a zone are read over TLS from who can show a certificate, and from nobody else")
struct WebReaderTests {
    /// Asks a server on loopback that can do TLS of these versions, under a certificate that nobody vouches for.
    private func ask(_ versions: ClosedRange<Int>) async throws -> OperationError? {
        let pair = try SelfSigned("localhost")
        let all: [TLSVersion] = [.tlsv1, .tlsv11, .tlsv12, .tlsv13]
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(pair.certificate.utf8)).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(pair.key.utf8), format: .pem)))
        configuration.minimumTLSVersion = all[versions.lowerBound]
        configuration.maximumTLSVersion = all[versions.upperBound]
        let context = try NIOSSLContext(configuration: configuration)
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let address = "https://localhost:\(server.localAddress?.port ?? 0)/items/x/proof.json"
        let error = await #expect(throws: OperationError.self) {
            try await WebReader.open { (reader) async throws(OperationError) in try await reader.octets(at: address, octetsMax: 10) }
        }
        try await server.close().get()
        return error
    }

    @Test("A certificate that nobody vouches for is told as that")
    func certificate() async throws {
        let error = try await ask(2...3)
        #expect(error?.code == "web-certificate" && error?.remedy.isEmpty == false)
    }

    @Test("A server that knows nothing newer than TLS 1.1 is not spoken to")
    func old() async throws {
        let error = try await ask(0...1)
        #expect(error?.code == "web-unreachable" && error?.reason.contains("TLS 1.2") == true)
    }
}
