import Foundation
import GRDB
import Sodium
import Testing

@testable import Storage

@Suite("The write-ahead log before SQLite reads it back")
struct WriteAheadLogTests {
    /// A log of several transactions as SQLite leaves it when its process is killed.
    private func log(transactions: Int) throws -> [UInt8] {
        let folder = NSTemporaryDirectory() + "causeway-log-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let store = try Store(path: folder)
        for number in 0..<transactions { try store.set("key", to: [UInt8](repeating: UInt8(number), count: 40_000)) }
        let octets = try #require(FileManager.default.contents(atPath: folder + "/" + Store.fileName + "-wal"))
        store.close()
        return [UInt8](octets)
    }

    private func lost(_ log: [UInt8]) -> Int { log.withUnsafeBytes { WriteAheadLog.lostFrames(in: $0) } }

    private let frame = 24 + StorageLimits.pageOctets

    @Test("A whole log, one cut off anywhere, and one with a torn end have lost nothing")
    func sound() throws {
        let log = try log(transactions: 5)
        #expect(lost(log) == 0 && lost([]) == 0 && lost(Array(log.prefix(20))) == 0)
        for end in stride(from: 32, through: log.count, by: 4_111) { #expect(lost(Array(log.prefix(end))) == 0, "cut off at \(end)") }
        #expect(lost(log + SecureRandom.octets(50_000)) == 0)
        var torn = log
        torn[log.count - 5] ^= 1
        #expect(lost(torn) == 0, "the last transaction had not been acknowledged")
    }

    @Test("A frame that cannot be read in front of later transactions was on the disk: it counts, with all behind it")
    func damaged() throws {
        let log = try log(transactions: 5)
        let count = (log.count - 32) / frame
        for broken in [0, 1, count / 3] {
            for offset in [0, 9, 17, 24, frame - 1] {
                var damaged = log
                damaged[32 + broken * frame + offset] ^= 0x40
                #expect(lost(damaged) == count - broken, "frame \(broken), octet \(offset)")
            }
        }
        var headless = log
        headless[17] ^= 1
        #expect(lost(headless) == count)
    }

    @Test("Opening after damage says how much is lost, and the store works")
    func opening() throws {
        let folder = NSTemporaryDirectory() + "causeway-log-\(UUID().uuidString)"
        let copy = folder + "-copy"
        defer { for path in [folder, copy] { try? FileManager.default.removeItem(atPath: path) } }
        let store = try Store(path: folder)
        for number in 0..<5 { try store.set("key", to: [UInt8](repeating: UInt8(number), count: 40_000)) }
        try FileManager.default.copyItem(atPath: folder, toPath: copy)
        store.close()
        let path = copy + "/" + Store.fileName + "-wal"
        var log = [UInt8](try #require(FileManager.default.contents(atPath: path)))
        log[log.count / 2] ^= 1
        try Data(log).write(to: URL(fileURLWithPath: path))
        let damaged = try Store(path: copy)
        #expect(damaged.lostLogFrames > 0)
        #expect(try damaged.check() == [])
        try damaged.tryWriting(octets: 100_000)
        #expect(try damaged.setting("trial") == nil)
        damaged.close()
        #expect(try Store(path: copy).lostLogFrames == 0)
    }
}
