import Foundation
import Glibc

/// What the kernel says of a running node: its memory and whether it has anything to do.
struct NodeProcess {
    let id: Int32

    /// Memory in octets.
    struct Memory {
        /// All that is resident, shared pages of the program's file included: what `ps` and `top` show.
        let resident: Double
        /// What belongs to the process alone.
        let anonymous: Double
    }

    func memory() throws -> Memory {
        Memory(resident: try kibibytes("VmRSS") * 1_024, anonymous: try kibibytes("RssAnon") * 1_024)
    }

    /// Waits until the process has used next to no processor time for a while.
    func rest() async throws {
        let deadline = ContinuousClock.now + .seconds(BenchLimits.manyItemsSecondsMax)
        var before = try ticks()
        while ContinuousClock.now < deadline {
            try await Task.sleep(for: .seconds(BenchLimits.restSeconds))
            let now = try ticks()
            if now - before <= BenchLimits.restTicks { return }
            before = now
        }
        throw BenchFault("the node did not come to rest within \(BenchLimits.manyItemsSecondsMax) s")
    }

    private func kibibytes(_ field: String) throws -> Double {
        let line = try text("status").split(separator: "\n").first { $0.hasPrefix(field + ":") }
        guard let value = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap({ Double($0) }) else {
            throw BenchFault("/proc/\(id)/status has no \(field)")
        }
        return value
    }

    /// User and system time in the kernel's ticks, the 14th and 15th field; the second holds the name, in parentheses.
    private func ticks() throws -> Int {
        let fields = try text("stat").split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 12, let user = Int(fields[11]), let system = Int(fields[12]) else {
            throw BenchFault("/proc/\(id)/stat cannot be read")
        }
        return user + system
    }

    private func text(_ name: String) throws -> String {
        guard let text = try? String(contentsOfFile: "/proc/\(id)/\(name)", encoding: .utf8) else {
            throw BenchFault("the node has ended")
        }
        return text
    }
}

/// Has the kernel forget what it holds of files, so that the next reader waits for the disk.
enum PageCache {
    /// Every file directly in the folders, and the files themselves; what is not yet on disk is written first.
    static func forget(_ paths: [String]) throws {
        for path in paths {
            let inside = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
            for file in inside.isEmpty ? [path] : inside.map({ path + "/" + $0 }) {
                let descriptor = open(file, O_RDONLY | O_CLOEXEC)
                // A socket cannot be opened and has no pages.
                guard descriptor >= 0 else { continue }
                defer { close(descriptor) }
                guard fdatasync(descriptor) == 0, posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED) == 0 else {
                    throw BenchFault("\(file) cannot be taken out of memory: system error \(errno)")
                }
            }
        }
    }
}
