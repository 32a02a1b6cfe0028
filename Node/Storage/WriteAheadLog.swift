import Foundation

/// What stands in a write-ahead log that SQLite is about to read back after a crash (SQLite file format §4).
///
/// SQLite takes the frames up to the last whole transaction and drops the rest without a word. After a crash that is right: what had not
/// reached the disk had not been acknowledged. But a transaction is only begun when the one before is on the disk, so an unreadable frame
/// in front of a later transaction means that the disk lost what had been acknowledged, and people must hear of it.
enum WriteAheadLog {
    private static let headerOctets = 32
    private static let frameHeaderOctets = 24
    private static let magic: UInt32 = 0x377F_0682

    /// How many frames of the log at `path` are lost although they had been on the disk; 0 for a log that is sound, or not there.
    static func lostFrames(_ path: String) -> Int {
        guard let log = FileManager.default.contents(atPath: path) else { return 0 }
        return log.withUnsafeBytes { lostFrames(in: $0) }
    }

    static func lostFrames(in log: UnsafeRawBufferPointer) -> Int {
        guard log.count > headerOctets else { return 0 }
        func word(_ offset: Int) -> UInt32 { UInt32(bigEndian: log.loadUnaligned(fromByteOffset: offset, as: UInt32.self)) }
        let isBigEndian = word(0) & 1 == 1
        let pageOctets = Int(word(8))
        var sum = Checksum(isBigEndian: isBigEndian)
        sum.add(log, 0..<24)
        guard word(0) & ~1 == magic, pageOctets >= 512, pageOctets <= 65_536, pageOctets.nonzeroBitCount == 1,
            sum.first == word(24), sum.second == word(28)
        else {
            // Without its header nothing of the log can be read; the header is on the disk before the first frame is.
            return max(0, (log.count - headerOctets) / (frameHeaderOctets + StorageLimits.pageOctets))
        }
        let salts = (word(16), word(20))
        let frameOctets = frameHeaderOctets + pageOctets
        let count = (log.count - headerOctets) / frameOctets
        func isOfThisLog(_ frame: Int) -> Bool {
            let start = headerOctets + frame * frameOctets
            return word(start + 8) == salts.0 && word(start + 12) == salts.1
        }
        func endsTransaction(_ frame: Int) -> Bool { word(headerOctets + frame * frameOctets + 4) != 0 }
        var broken = 0
        while broken < count, isOfThisLog(broken) {
            let start = headerOctets + broken * frameOctets
            var next = sum
            next.add(log, start..<start + 8)
            next.add(log, start + frameHeaderOctets..<start + frameOctets)
            guard next.first == word(start + 16), next.second == word(start + 20) else { break }
            sum = next
            broken += 1
        }
        let later = (broken..<count).filter(isOfThisLog)
        // The end of the broken transaction, and a frame of another behind it.
        guard let end = later.first(where: { $0 > broken && endsTransaction($0) }), let last = later.last, last > end else { return 0 }
        return last - broken + 1
    }

    /// The running sum over pairs of words (SQLite file format §4.2).
    private struct Checksum {
        let isBigEndian: Bool
        var first: UInt32 = 0
        var second: UInt32 = 0

        mutating func add(_ octets: UnsafeRawBufferPointer, _ range: Range<Int>) {
            for offset in stride(from: range.lowerBound, to: range.upperBound, by: 8) {
                let pair = (
                    octets.loadUnaligned(fromByteOffset: offset, as: UInt32.self),
                    octets.loadUnaligned(fromByteOffset: offset + 4, as: UInt32.self)
                )
                first &+= (isBigEndian ? UInt32(bigEndian: pair.0) : UInt32(littleEndian: pair.0)) &+ second
                second &+= (isBigEndian ? UInt32(bigEndian: pair.1) : UInt32(littleEndian: pair.1)) &+ first
            }
        }
    }
}
