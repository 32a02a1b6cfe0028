import Groups
import Ledger
import Sodium
import Testing
import Wire

struct ComplaintTests {
    private func complaint(_ epoch: UInt8) throws -> Complaint { Complaint(epoch: try filled(epoch), subkey: try subkey(5)) }

    private func nodes(_ numbers: ClosedRange<UInt8>) throws -> [NodeID] { try numbers.map { try filled($0) } }

    @Test("A complaint comes back as it went in and names the public key by its hash")
    func roundTrip() throws {
        let complaint = try complaint(1)
        #expect(complaint.subkey == Hash(sha256: try subkey(5).publicKey))
        #expect(try Complaint(decoding: complaint.encoded()[...]) == complaint)
    }

    @Test("A complaint is read whole and in one spelling, or not at all")
    func refusals() throws {
        let bytes = try complaint(1).encoded()
        for count in bytes.indices {
            #expect(throws: ComplaintError.encoding(.truncated)) { try Complaint(decoding: bytes[..<count]) }
        }
        #expect(throws: ComplaintError.encoding(.trailingBytes)) { try Complaint(decoding: (bytes + [0])[...]) }
        var version = bytes
        version[1] = 2
        #expect(throws: ComplaintError.unknownVersion) { try Complaint(decoding: version[...]) }
        for mutated in mutations(of: bytes, at: bytes.indices) {
            let decoded = try? Complaint(decoding: mutated[...])
            #expect(decoded.map { $0.encoded() == mutated } ?? true)
        }
    }

    @Test("An epoch about which a node of the wanted set complained seals nothing new; others do")
    func excludes() throws {
        var complaints = Complaints()
        let isHeeded = complaints.heed(try complaint(1), of: try filled(3), at: Minute(100))
        #expect(isHeeded)
        #expect(complaints.exclude(try filled(1), for: try nodes(1...5)))
        #expect(!complaints.exclude(try filled(2), for: try nodes(1...5)))
        #expect(!complaints.exclude(try filled(1), for: try nodes(4...5)))
    }

    @Test("A later grant that forms the set answers a complaint; an earlier one, or one of the same minute, does not")
    func grantAnswers() throws {
        var complaints = Complaints()
        _ = complaints.heed(try complaint(1), of: try filled(3), at: Minute(100))
        let excluded = try [99, 100, 101].map {
            complaints.exclude(try filled(1), for: try nodes(1...5), granted: Minute($0))
        }
        #expect(excluded == [true, true, false])
        _ = complaints.heed(try complaint(1), of: try filled(3), at: Minute(102))
        #expect(complaints.exclude(try filled(1), for: try nodes(1...5), granted: Minute(101)))
    }

    @Test("Four complaints of one node are heeded in any 24 hours, and a repeated one is not counted")
    func perDay() throws {
        var complaints = Complaints()
        let day: UInt32 = 1_440 * 20_000
        var heeded: [Bool] = []
        let claims: [(UInt8, UInt32)] = [
            (1, 700), (1, 700), (2, 701), (3, 1_400), (4, 2_139), (5, 2_139), (5, 2_140), (6, 2_140), (7, 0), (8, 699), (9, 3_579),
            (10, 3_580),
        ]
        for (epoch, minute) in claims {
            heeded.append(complaints.heed(try complaint(epoch), of: try filled(3), at: Minute(day + minute)))
        }
        #expect(heeded == [true, false, true, true, true, false, true, false, true, false, true, true])
        let isHeeded = complaints.heed(try complaint(6), of: try filled(4), at: Minute(day + 700))
        #expect(isHeeded)
    }

    @Test("No choice of dates gives a node more than four complaints in 24 hours", arguments: 0..<20)
    func datesGainNothing(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var complaints = Complaints()
        var heeded: [UInt32] = []
        for number in 0..<400 {
            let minute = 29_000_000 + UInt32.random(in: 0..<1_440 * 6, using: &generator)
            if complaints.heed(try complaint(UInt8(number % 200)), of: try filled(3), at: Minute(minute)) { heeded.append(minute) }
        }
        for first in heeded { #expect(heeded.count { $0 >= first && $0 < first + 1_440 } <= 4) }
        #expect(heeded.count > 12)
    }

    @Test("A complaint is heeded from its epoch's first hour to its last, and eight times at most")
    func life() throws {
        let (start, node): (UInt32, NodeID) = (489_000, try filled(3))
        var heeded: [Bool] = []
        for minute in [start * 60 - 1, start * 60, (start + 169) * 60 - 1, (start + 169) * 60] {
            var complaints = Complaints()
            heeded.append(complaints.heed(try complaint(1), of: node, at: Minute(minute), startHour: start))
        }
        #expect(heeded == [false, true, true, false])
        var complaints = Complaints()
        let days: [Bool] = try (0..<9).map { number in
            complaints.heed(try complaint(1), of: node, at: Minute(start * 60 + number * 1_080), startHour: start)
        }
        #expect(days == [Bool](repeating: true, count: 8) + [false])
        let isHeeded = complaints.heed(try complaint(2), of: node, at: Minute(start * 60 + 8 * 1_080), startHour: start)
        #expect(isHeeded)
    }

    @Test("Complaints about epochs long over are dropped")
    func forgets() throws {
        var complaints = Complaints()
        _ = complaints.heed(try complaint(1), of: try filled(3), at: Minute(100))
        _ = complaints.heed(try complaint(2), of: try filled(3), at: Minute(200))
        complaints.forget(before: Minute(150))
        #expect(!complaints.exclude(try filled(1), for: try nodes(1...5)))
        #expect(complaints.exclude(try filled(2), for: try nodes(1...5)))
        complaints.forget(before: Minute(201))
        #expect(complaints == Complaints())
    }
}
