import Sodium
import Testing

@testable import Accounts

@Suite("Logins that wait for their second step")
struct PendingSignInsTests {
    private let identity = ProvenIdentity(issuer: "https://login.bank.example", subject: "1", verifiedAddress: nil)
    private let hash = SecureRandom.octets32()
    private let account = [UInt8](repeating: 1, count: 16)

    private var one: PendingSignIns {
        var waiting = PendingSignIns()
        waiting.add(account, identity, under: hash, at: 1_000)
        return waiting
    }

    @Test("One waits for five minutes and is taken once")
    func once() {
        var waiting = one
        #expect(waiting.entry(hash, at: 1_299)?.account == account && waiting.entry(hash, at: 1_300) == nil)
        #expect(waiting.entry(SecureRandom.octets32(), at: 1_000) == nil)
        let taken = [waiting.take(hash, at: 1_000), waiting.take(hash, at: 1_000)]
        #expect(taken[0]?.identity == identity && taken[1] == nil)
        waiting = one
        let late = waiting.take(hash, at: 1_300)
        #expect(late == nil)
    }

    @Test("One that is put back waits no longer than before, and not beside a later one of its account")
    func putBack() throws {
        var waiting = one
        let taken = waiting.take(hash, at: 1_200)
        let entry = try #require(taken)
        waiting.putBack(entry, under: hash)
        #expect(waiting.entry(hash, at: 1_299) == entry && waiting.entry(hash, at: 1_300) == nil)
        _ = waiting.take(hash, at: 1_200)
        let later = SecureRandom.octets32()
        waiting.add(account, identity, under: later, at: 1_200)
        waiting.putBack(entry, under: hash)
        #expect(waiting.entry(hash, at: 1_200) == nil && waiting.entry(later, at: 1_200) != nil)
    }

    @Test("Of one account the latest waits, and of too many the oldest goes")
    func bounds() {
        var waiting = one
        waiting.add(account, identity, under: SecureRandom.octets32(), at: 1_001)
        #expect(waiting.count == 1 && waiting.entry(hash, at: 1_001) == nil)
        waiting = one
        for number in 0..<AccountsLimits.pendingMax {
            let account = [2] + (0..<15).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
            waiting.add(account, identity, under: SecureRandom.octets32(), at: 1_001)
        }
        #expect(waiting.count == AccountsLimits.pendingMax && waiting.entry(hash, at: 1_001) == nil)
    }
}
