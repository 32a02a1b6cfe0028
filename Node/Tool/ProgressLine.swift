import Exchange
import Glibc
import Synchronization

/// One line on standard error that says how far a long transfer is; nothing when nobody watches.
final class ProgressLine: Sendable {
    private let verb: String
    private let isWatched = isatty(STDERR_FILENO) == 1
    /// The share last shown, in percent; -1 before the first.
    private let shown = Mutex(-1)

    /// `verb` begins the line: "sending".
    init(_ verb: String) { self.verb = verb }

    func show(_ progress: TransferProgress) {
        guard isWatched, let total = progress.total, total >= ToolLimits.progressOctetsMin else { return }
        let percent = progress.done * 100 / total
        shown.withLock { last in
            guard percent > last else { return }
            last = percent
            let line = "\r\(verb) \(PlainText.octets(progress.done)) of \(PlainText.octets(total)), \(percent) %\u{1B}[K"
            Output.write(Array(line.utf8), to: STDERR_FILENO)
        }
    }

    /// The same for things that are counted.
    func show(_ done: UInt64, of total: UInt64, _ things: String) {
        guard isWatched, total >= ToolLimits.progressThingsMin else { return }
        let percent = Int(done * 100 / total)
        shown.withLock { last in
            guard percent > last else { return }
            last = percent
            Output.write(Array("\r\(verb) \(done) of \(total) \(things), \(percent) %\u{1B}[K".utf8), to: STDERR_FILENO)
        }
    }

    /// Removes the line.
    func end() {
        let wasShown = shown.withLock { last in
            defer { last = -1 }
            return last >= 0
        }
        if wasShown { Output.write(Array("\r\u{1B}[K".utf8), to: STDERR_FILENO) }
    }
}
