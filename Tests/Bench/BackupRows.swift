import Exchange
import Foundation
import Glibc
import Storage

/// Backups of a running node with a million items, and what they cost those who share meanwhile.
///
/// The baseline is a plain copy of the database file to the same disk, synchronised: no backup can be read faster, and this one is also
/// encrypted. Restoring puts the whole directory in place again.
struct BackupRows {
    let federation: Federation
    /// A group of the coordinator's to share with.
    let group: String

    private var directory: String { federation.data(of: .coordinator) }
    private var target: String { federation.folder + "/backups" }

    private struct KeyAnswer: Decodable { let code: String }

    private struct RestoreAnswer: Decodable { let backup: String }

    /// Expects the coordinator to run.
    func measure() async throws -> [Row] {
        let codeFile = federation.folder + "/backup.code"
        let code = try federation.run(.coordinator, ["backup", "key", "--new", "--data", directory, "--json"], KeyAnswer.self).code
        try Data(code.utf8).write(to: URL(fileURLWithPath: codeFile))
        let copied = try copySeconds()
        var quiet = Samples()
        for _ in 0..<BenchLimits.sharesAtRest { quiet.add(try await shareMilliseconds()) }
        let (whole, busy) = try await backUp()
        var missing = BenchLimits.sharesBetweenBackups
        while missing > 0 {
            _ = try await shareMilliseconds()
            missing -= 1
        }
        let (further, _) = try await backUp()
        let restored = try seconds {
            _ = try federation.run(
                .coordinator, ["restore", target, "--data", federation.folder + "/restored", "--code-file", codeFile, "--json"],
                RestoreAnswer.self)
        }
        return [
            row("backup of 1 M items", whole, beside: copied), row("backup after 1,000 more items", further, beside: copied),
            row("restore of 1 M items", restored, beside: copied),
            shareRow("p50", busy, quiet, share: 0.5), shareRow("p99", busy, quiet, share: 0.99),
        ]
    }

    private func row(_ name: String, _ seconds: Double, beside copied: Double) -> Row {
        Row(
            name: name, unit: "s", value: seconds, baseline: "a copy of the database, synchronised", baselineValue: copied,
            ratio: seconds / copied, target: .value(60), direction: .atMost)
    }

    private func shareRow(_ word: String, _ busy: Samples, _ quiet: Samples, share: Double) -> Row {
        let (during, before) = (busy.quantile(share), quiet.quantile(share))
        return Row(
            name: "share during a backup, \(word)", unit: "ms", value: during, baseline: "share at rest, \(word)", baselineValue: before,
            ratio: during / before, target: .value(250), direction: .atMost)
    }

    /// Makes a backup of the running node and shares until it is made.
    private func backUp() async throws -> (seconds: Double, shares: Samples) {
        let clock = ContinuousClock()
        let start = clock.now
        let backup = try federation.begin(.coordinator, ["backup", target, "--data", directory, "--json"])
        var shares = Samples()
        while backup.isRunning { shares.add(try await shareMilliseconds()) }
        let taken = (clock.now - start).inSeconds
        guard backup.terminationStatus == 0 else { throw BenchFault("the backup failed; the coordinator's log says why") }
        return (taken, shares)
    }

    private func shareMilliseconds() async throws -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        _ = try await federation.client(of: .coordinator).share(
            DeliveryRows.bundle(), ShareRequest(to: .group(group), tlp: "amber"))
        return (clock.now - start).inSeconds * 1_000
    }

    private func copySeconds() throws -> Double {
        let copy = federation.folder + "/copy"
        defer { try? FileManager.default.removeItem(atPath: copy) }
        let (from, to) = (open(directory + "/" + Store.fileName, O_RDONLY | O_CLOEXEC), open(copy, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600))
        guard from >= 0, to >= 0 else { throw BenchFault("the database cannot be copied: system error \(errno)") }
        defer {
            close(from)
            close(to)
        }
        return try seconds {
            var memory = [UInt8](repeating: 0, count: BenchLimits.copiedOctets)
            while true {
                let count = read(from, &memory, memory.count)
                guard count > 0 else { break }
                guard write(to, memory, count) == count else { throw BenchFault("the copy cannot be written: system error \(errno)") }
            }
            guard fsync(to) == 0 else { throw BenchFault("the copy cannot be synchronised: system error \(errno)") }
        }
    }
}
