import NIOCore
import Synchronization
import Wire

/// A mutually authenticated connection to another node, over which frames go both ways.
///
/// One task receives; any task may send, and frames of one `send` up to `TransportLimits.writeOctetsMax` stay together.
/// Nothing here is unbounded: reading stops while `TransportLimits.inboxOctetsMax` octets wait to be received, and
/// `send` returns only when its frames have left the process. Dropping the last reference closes the connection.
///
/// A connection for `.relay` is a leg: `Dialer.connect(through:)` or `TransportListener.accept(from:)` makes of it the connection inside, and
/// from then on the leg only carries.
public final class PeerConnection: Sendable {
    /// Who is at the other end; see there what is proven and what is not.
    public let peer: PeerIdentity
    /// What the connection is for.
    public let purpose: ConnectionPurpose
    /// The other end's address, as this machine sees it; the relay's for a connection through a relay.
    public let remoteAddress: TransportAddress
    /// Whether this node dialled.
    public let isOutbound: Bool
    /// Who joined the two legs of this connection, if it goes through a relay.
    public var relay: PeerIdentity? { leg?.peer }
    let inbox: Inbox
    let channel: any Channel
    private let leg: PeerConnection?
    private let isTaken = Atomic(false)

    init(
        peer: PeerIdentity, purpose: ConnectionPurpose, isOutbound: Bool, channel: any Channel, inbox: Inbox, leg: PeerConnection? = nil
    ) {
        self.peer = peer
        self.purpose = purpose
        self.isOutbound = isOutbound
        self.channel = channel
        self.inbox = inbox
        self.leg = leg
        remoteAddress = TransportAddress(channel.remoteAddress)
    }

    deinit {
        close()
    }

    /// The payloads of all frames that have arrived, in order, waiting for at least one; `nil` when the connection was closed in order.
    ///
    /// Throws `TransportError` when it ended otherwise (`.lost`, `.frame`), and `CancellationError` when the task
    /// is cancelled, which leaves the connection as it is. Only one task at a time may wait here.
    public func receive() async throws -> [[UInt8]]? {
        try await inbox.receive()
    }

    /// Sends payloads of 1 to `WireLimits.frameOctetsMax` octets, each as one frame; returns when the system has taken them all. On a
    /// leg the limit is `TransportLimits.legFrameOctetsMax`.
    ///
    /// Waits as long as the peer does not read. Throws `TransportError`: `.frame` for a payload of a wrong size, before anything of
    /// it is sent; `.closed` or `.lost` when the connection ends first. Cancelling the task closes the connection, as part of a frame may be out.
    public func send(_ frames: [[UInt8]]) async throws {
        if isTaken.load(ordering: .acquiring) { throw TransportError.closed }
        try await transmit(frames)
    }

    func transmit(_ frames: [[UInt8]]) async throws {
        for frame in frames {
            if frame.isEmpty { throw TransportError.frame(.empty) }
            if frame.count > purpose.frameOctetsMax { throw TransportError.frame(.tooLong) }
        }
        var next = frames.startIndex
        while next < frames.endIndex {
            try await write(frames[Self.group(frames, from: next, end: &next)])
        }
    }

    /// Says goodbye and closes. Returns at once; frames already sent still go out, those not received yet are dropped.
    public func close() {
        channel.close(mode: .all, promise: nil)
    }

    // MARK: - A leg

    /// Closes at a point in time unless the alarm is cancelled.
    func closing(at deadline: NIODeadline) -> Scheduled<Void> {
        let channel = channel
        return channel.eventLoop.scheduleTask(deadline: deadline) { channel.close(mode: .all, promise: nil) }
    }

    /// Takes this leg away from its users, to carry another connection; says no the second time.
    func take() -> Bool {
        precondition(purpose == .relay && isOutbound, "a leg is dialled, for the purpose of a relay")
        return !isTaken.exchange(true, ordering: .acquiringAndReleasing)
    }

    /// Makes this leg the carrier of another connection.
    func nest(_ early: [[UInt8]], _ terms: Pipeline.Terms) async throws -> Pipeline.Pending {
        try await channel.eventLoop.submit { [self] in try Pipeline.nest(in: self, channel, early: early, terms) }.get()
    }

    // MARK: - Writing

    /// The longest run of frames that fits into one write, at least one frame.
    private static func group(_ frames: [[UInt8]], from start: Int, end: inout Int) -> Range<Int> {
        var octets = 0
        end = start
        repeat {
            octets += Frame.lengthOctets + frames[end].count
            end += 1
        } while end < frames.endIndex && octets + Frame.lengthOctets + frames[end].count <= TransportLimits.writeOctetsMax
        return start..<end
    }

    private func write(_ frames: ArraySlice<[UInt8]>) async throws {
        let (pieces, last) = cut(frames)
        let channel = channel
        // In one go on the event loop, so that no other sender's frames come between the pieces.
        let written: EventLoopFuture<Void> = channel.eventLoop.flatSubmit {
            for piece in pieces { channel.writeAndFlush(piece, promise: nil) }
            return channel.writeAndFlush(last)
        }
        do {
            try await withTaskCancellationHandler {
                try await written.get()
            } onCancel: {
                channel.close(mode: .all, promise: nil)
            }
        } catch {
            try Task.checkCancellation()
            throw error.asConnectionError
        }
    }

    /// The octets of frames, lengths included, in pieces that TLS and the allocator like.
    private func cut(_ frames: ArraySlice<[UInt8]>) -> (pieces: [ByteBuffer], last: ByteBuffer) {
        var missing = frames.reduce(0) { $0 + Frame.lengthOctets + $1.count }
        var pieces: [ByteBuffer] = []
        var piece = ByteBuffer()
        func begin() { piece = channel.allocator.buffer(capacity: min(missing, TransportLimits.pieceOctetsMax)) }
        func finish() {
            missing -= piece.readableBytes
            pieces.append(piece)
            begin()
        }
        begin()
        for frame in frames {
            if piece.readableBytes + Frame.lengthOctets > TransportLimits.pieceOctetsMax { finish() }
            piece.writeInteger(UInt32(frame.count))
            var rest = frame[...]
            while true {
                let part = rest.prefix(TransportLimits.pieceOctetsMax - piece.readableBytes)
                piece.writeBytes(part)
                rest = rest.dropFirst(part.count)
                if rest.isEmpty { break }
                finish()
            }
        }
        return (pieces, piece)
    }
}
