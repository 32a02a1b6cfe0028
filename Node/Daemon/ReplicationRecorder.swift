import Exchange
import Foundation
import Gossip
import Logging
import Sodium

/// Writes what replication was told and did to a file, to be played again where somebody looks for a fault (`Recording`).
///
/// It stops by itself at `DaemonLimits.recordingOctetsMax`, and when the disk refuses: the node goes on.
final class ReplicationRecorder {
    private let file: FileHandle
    private let path: String
    private let logger: Logger
    private var pending: [UInt8] = []
    private var octets = 0
    private var hasEnded = false

    /// Makes the file, which must not exist; only its owner can read it.
    init(path: String, beginning: Recording.Beginning, logger: Logger) throws(OperationError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw OperationError(
                code: "recording-not-made", reason: "\(path) cannot be made: \(String(cString: strerror(errno))).",
                remedy: "Name a file that does not exist, in a directory that exists.")
        }
        file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        self.path = path
        self.logger = logger
        logger.notice("recording what replication is told and does", metadata: ["file": "\(path)"])
        write(beginning.frame)
    }

    func note(_ input: Input, at now: Instant, gave actions: [Action]) {
        guard !hasEnded else { return }
        pending += Recording.step(input, at: now, gave: actions)
        if pending.count >= DaemonLimits.recordingBufferOctets { flush() }
    }

    /// Writes what waits; the last step that is on disk is whole unless the process is killed in the middle.
    func flush() {
        guard !hasEnded, !pending.isEmpty else { return }
        write(pending)
        pending = []
    }

    private func write(_ bytes: [UInt8]) {
        guard octets + bytes.count <= DaemonLimits.recordingOctetsMax else { return end("it is full") }
        do {
            try file.write(contentsOf: Data(bytes))
            octets += bytes.count
        } catch {
            end("the disk refused: \(error)")
        }
    }

    private func end(_ reason: String) {
        hasEnded = true
        logger.warning("the recording of replication ended", metadata: ["file": "\(path)", "why": "\(reason)"])
    }
}
