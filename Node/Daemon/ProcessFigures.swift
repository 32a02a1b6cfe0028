import Foundation
import Glibc

/// What this process takes of the machine, as Linux counts it in /proc; what cannot be read is `nil`.
struct ProcessFigures: Sendable {
    var residentBytes: Int?
    var virtualBytes: Int?
    var processorSeconds: Double?
    var openFiles: Int?
    var filesMax: Int?
    /// Unix time.
    var startSeconds: Double?

    /// The present ones.
    init() {
        // One of the descriptors is the one that lists them.
        openFiles = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count).map { max(0, $0 - 1) }
        var limits = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limits) == 0 { filesMax = Int(clamping: limits.rlim_cur) }
        guard let line = Self.text("/proc/self/stat"), let fields = Self.fields(ofStat: line) else { return }
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        // Counted as in proc(5), of which the first two stand before the closing bracket.
        func field(_ number: Int) -> Int? { fields.indices.contains(number - 3) ? Int(fields[number - 3]) : nil }
        if let user = field(14), let system = field(15) { processorSeconds = Double(user + system) / ticks }
        virtualBytes = field(23)
        residentBytes = field(24).map { $0 * Int(sysconf(Int32(_SC_PAGESIZE))) }
        if let began = field(22), let boot = Self.bootSeconds { startSeconds = boot + Double(began) / ticks }
    }

    /// The fields after the program's name, which may hold spaces and brackets.
    static func fields(ofStat line: String) -> [Substring]? {
        line.lastIndex(of: ")").map { line[line.index(after: $0)...].split(separator: " ") }
    }

    private static var bootSeconds: Double? {
        text("/proc/stat")?.split(separator: "\n").first { $0.hasPrefix("btime ") }.flatMap { Double($0.dropFirst(6)) }
    }

    private static func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }
}
