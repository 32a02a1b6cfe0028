import Logging
import NIOCore
import NIOEmbedded
import NIOTLS
import Testing

@testable import Transport

@Suite("Refusals that no ordinary peer provokes")
struct RefusalNameTests {
    /// An error as the TLS library words it.
    private struct Worded: Error, CustomStringConvertible {
        let description: String
    }

    @Test("A peer without a common signature algorithm is named so", arguments: ["NO_COMMON_SIGNATURE_ALGORITHMS", "WRONG_SIGNATURE_TYPE"])
    func algorithm(_ words: String) {
        let error = Worded(description: "error:100000b1:SSL routines:OPENSSL_internal:\(words)")
        #expect(HandshakeRefusal(libraryError: error) == .algorithmNotShared)
    }

    @Test("A handshake in which no certificate was judged is refused and the connection closed")
    func resumed() throws {
        let channel = EmbeddedChannel()
        let outcome = channel.eventLoop.makePromise(of: ConnectionHandler.Made.self)
        let terms = Pipeline.Terms(
            identity: try Peers.identity(1), isOutbound: false, inboxOctetsMax: 1_000, deadline: .now() + .seconds(60),
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let handler = ConnectionHandler(
            terms, inbox: Inbox(octetsMax: 1_000, resumeReading: {}), verdict: PeerVerdict(), outcome: outcome)
        try channel.pipeline.syncOperations.addHandler(handler)
        channel.pipeline.fireUserInboundEventTriggered(
            TLSUserEvent.handshakeCompleted(negotiatedProtocol: ConnectionPurpose.gossip.rawValue))
        let refused = #expect(throws: HandshakeRefusal.self) { try outcome.futureResult.wait() }
        #expect(refused == .sessionResumed)
        #expect(!channel.isActive)
    }
}
