import NIOCore
import Synchronization

/// The connections of one listener: who may come in, who is here, and what has been counted.
///
/// A place is taken when TCP has accepted, and free again when the channel is closed and its handler, if
/// it got one, has returned; so the limits bound sockets and tasks alike.
final class ConnectionCensus: Sendable {
    private struct Place {
        let site: RemoteSite
        let channel: any Channel
        var task: Task<Void, Never>?
        var isClosed = false
    }

    private struct State {
        var places: [ObjectIdentifier: Place] = [:]
        var bySite: [RemoteSite: Int] = [:]
        var counters = TransportCounters()
        var isClosed = false
    }

    private let state = Mutex(State())
    private let settings: TransportSettings

    init(settings: TransportSettings) {
        self.settings = settings
    }

    var counters: TransportCounters {
        state.withLock { state in
            var counters = state.counters
            counters.open = state.places.count
            return counters
        }
    }

    /// Takes a place for a connection that TCP has accepted; says no at a limit, or when the listener is closing.
    func admit(_ channel: any Channel) -> Bool {
        let site = RemoteSite(TransportAddress(channel.remoteAddress))
        let isAdmitted = state.withLock { state in
            state.counters.accepted += 1
            let hasRoom = state.places.count < settings.connectionsMax
            guard hasRoom, state.bySite[site, default: 0] < settings.connectionsPerAddressMax, !state.isClosed else {
                state.counters.turnedAway += 1
                return false
            }
            state.bySite[site, default: 0] += 1
            state.places[ObjectIdentifier(channel)] = Place(site: site, channel: channel)
            return true
        }
        if isAdmitted { channel.closeFuture.whenComplete { _ in self.left(channel) } }
        return isAdmitted
    }

    func refused(_ error: any Error) {
        guard let refusal = error as? HandshakeRefusal else { return }
        state.withLock { $0.counters.refused[refusal, default: 0] += 1 }
    }

    /// Runs the handler of a welcomed connection, in a task of its own.
    func run(_ connection: PeerConnection, on channel: any Channel, _ handler: @escaping @Sendable (PeerConnection) async -> Void) {
        let id = ObjectIdentifier(channel)
        state.withLock { state in
            state.counters.established += 1
            state.places[id]?.task = Task {
                await handler(connection)
                connection.close()
                self.handled(id)
            }
        }
    }

    /// Lets nobody in any more, closes every connection and waits until the last handler has returned.
    func close() async {
        let places = state.withLock { state in
            state.isClosed = true
            return Array(state.places.values)
        }
        for place in places { place.channel.close(mode: .all, promise: nil) }
        for place in places {
            try? await place.channel.closeFuture.get()
            await place.task?.value
        }
    }

    private func left(_ channel: any Channel) {
        state.withLock { state in
            state.places[ObjectIdentifier(channel)]?.isClosed = true
            Self.free(ObjectIdentifier(channel), in: &state)
        }
    }

    private func handled(_ id: ObjectIdentifier) {
        state.withLock { state in
            state.places[id]?.task = nil
            Self.free(id, in: &state)
        }
    }

    private static func free(_ id: ObjectIdentifier, in state: inout State) {
        guard let place = state.places[id], place.isClosed, place.task == nil else { return }
        state.places[id] = nil
        let others = state.bySite[place.site, default: 1] - 1
        state.bySite[place.site] = others == 0 ? nil : others
    }
}
