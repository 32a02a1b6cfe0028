import Glibc
import NIOCore
import Testing

@testable import Transport

@Suite(.timeLimit(.minutes(1))) struct ListenerTests {
    private func listener(port: Int = 0, host: String = "127.0.0.1", settings: TransportSettings = TransportSettings()) async throws
        -> TransportListener
    {
        try await TransportListener.start(host: host, port: port, identity: try Peers.identity(1), settings: settings) { connection in
            while let frames = try? await connection.receive() { try? await connection.send(frames) }
        }
    }

    @Test("A taken port is named, and is free again after closing")
    func portInUse() async throws {
        let first = try await listener()
        let port = first.address.port
        await #expect(throws: TransportError.portInUse(port)) { try await listener(port: port) }
        await first.close()
        let second = try await listener(port: port)
        #expect(second.address.port == port)
        await second.close()
    }

    @Test("An address of another machine cannot be listened on")
    func addressNotLocal() async {
        await #expect(throws: TransportError.addressNotLocal("192.0.2.1")) { try await listener(host: "192.0.2.1") }
    }

    @Test("Dialling a port where nothing listens is refused")
    func refused() async throws {
        let gone = try await listener()
        await gone.close()
        let identity = try Peers.identity(2)
        await #expect(throws: TransportError.refused) {
            try await Dialer.connect(host: "127.0.0.1", port: gone.address.port, identity: identity)
        }
    }

    @Test("A name without an address is named")
    func nameUnknown() async throws {
        let identity = try Peers.identity(2)
        await #expect(throws: TransportError.nameUnknown("no-such-host.invalid")) {
            try await Dialer.connect(host: "no-such-host.invalid", port: 1, identity: identity)
        }
    }

    enum Limit: CaseIterable {
        case total, perAddress
    }

    @Test("Above a limit on connections a newcomer is turned away, and a free place is given again", arguments: Limit.allCases)
    func limits(limit: Limit) async throws {
        var settings = TransportSettings()
        switch limit {
        case .total: settings.connectionsMax = 2
        case .perAddress: settings.connectionsPerAddressMax = 2
        }
        let listener = try await listener(settings: settings)
        let identity = try Peers.identity(2)
        func dial() async throws -> PeerConnection {
            try await Dialer.connect(host: "127.0.0.1", port: listener.address.port, identity: identity)
        }
        let (first, second) = (try await dial(), try await dial())
        await #expect(throws: TransportError.handshake(.closedByPeer)) { try await dial() }
        #expect(listener.counters.turnedAway == 1)
        first.close()
        while listener.counters.open > 1 { await Task.yield() }
        let third = try await dial()
        try await third.send([[3]])
        #expect(try await third.receive() == [[3]])
        second.close()
        third.close()
        await listener.close()
        #expect(listener.counters.established == 3)
        #expect(listener.counters.accepted == 4)
    }

    @Test("Closing says goodbye to every peer and waits for the handlers")
    func closing() async throws {
        let listener = try await listener()
        let connection = try await Dialer.connect(host: "127.0.0.1", port: listener.address.port, identity: try Peers.identity(2))
        await listener.close()
        #expect(try await connection.receive() == nil)
        #expect(listener.counters.open == 0)
    }

    @Test("What an accepted connection asks of the system needs no privilege: messages go at once, and nothing is debugged")
    func socketOptions() async throws {
        let (accepted, arrival) = AsyncStream.makeStream(of: PeerConnection.self, bufferingPolicy: .bufferingOldest(1))
        let listener = try await TransportListener.start(host: "127.0.0.1", port: 0, identity: try Peers.identity(1)) { connection in
            arrival.yield(connection)
            _ = try? await connection.receive()
        }
        let dialled = try await Dialer.connect(host: "127.0.0.1", port: listener.address.port, identity: try Peers.identity(2))
        let connection = try #require(await accepted.first { _ in true })
        #expect(try await connection.channel.getOption(.tcpOption(.tcp_nodelay)).get() == 1)
        // SO_DEBUG has the number of TCP_NODELAY, and only root may set it: for any other user the connection would end there.
        #expect(try await connection.channel.getOption(.socketOption(.init(rawValue: SO_DEBUG))).get() == 0)
        dialled.close()
        await listener.close()
    }

    @Test("IPv6 connections are counted by site, IPv4 ones by address, in either spelling")
    func sites() {
        func site(_ host: String) -> RemoteSite { RemoteSite(TransportAddress(host: host, port: 1)) }
        #expect(site("2001:db8:1:2::1") == site("2001:db8:1:2:ffff::9"))
        #expect(site("2001:db8:1:2::1") != site("2001:db8:1:3::1"))
        #expect(site("192.0.2.1") != site("192.0.2.2"))
        #expect(site("::ffff:192.0.2.1") == site("192.0.2.1"))
    }
}
