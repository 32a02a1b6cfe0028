import Sodium
import Synchronization
import Testing

@testable import Accounts

@Suite("Passwords are long, nobody's first guess and nobody's own name, and kept as Argon2id alone")
struct PasswordTests {
    private let rules = PasswordRules(organisation: ["Harbour Bank Ltd", "portal.harbourbank.example"]) {
        PasswordRules.list("Correct Horse Battery Staple\nanother line of a list").contains($0)
    }

    private func fault(_ password: String) -> PasswordFault? {
        do throws(PasswordFault) {
            try rules.check(password, of: ["Annabel Tan-Lau", "annabel.tan@harbourbank.example", "陳大文"])
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "Any long password that is nobody's first guess is taken, whatever it is composed of",
        arguments: [
            "correct horse battery stable", "ridge ladle copper", "aaaa ridge ladle bbb", "nohtaerbytsurcdna", "我們在海邊釣魚曬太陽看書寫字吃飯",
            "!$&/(=?`*'_:;>°§~",
            "vexing-plum-42-orbit", "The harbour is blue at noon",
        ])
    func taken(password: String) { #expect(fault(password) == nil) }

    @Test("Fourteen characters are too few and fifteen enough, counted as scalars of NFC; 256 octets are the most")
    func lengths() {
        #expect(fault("ridge ladle cop") == nil && fault("ridge ladle co") == .short(min: 15))
        #expect(fault("ridge la\u{64}\u{308}le cop") == nil)
        #expect(fault("e\u{301}e\u{301}ridge ladle") == .short(min: 15), "two letters with an accent each are two")
        let long = String(repeating: "ridge ladle cup ", count: 16)
        #expect(fault(long) == nil && fault(long + "x") == .long(max: 256))
    }

    @Test(
        "What everybody tries is refused",
        arguments: [
            "aaaaaaaaaaaaaaaaaaaa", "abcabcabcabcabcabc", "1212121212121212", "qwertyuiopasdfghjkl", "123456789012345",
            "abcdefghijklmnopqrs",
            "9876543210987654321", "PasswordPassword1", "P@ssw0rd-P@ssw0rd", "Welcome123456789!", "qwerty1234567890qwerty",
            "correct horse battery staple",
            "CORRECT HORSE BATTERY STAPLE", "summer2025summer", "zxcvbnmasdfghjkl", "1qaz2wsx3edc4rfv", "!@#$%^&*()!@#$%^&*()",
        ])
    func common(password: String) { #expect(fault(password) == .common) }

    @Test(
        "What is made of somebody's own names is refused",
        arguments: [
            "annabel.tan.annabel", "HarbourBankHarbour", "Harbour-Bank-2026", "annabel@harbourbank!", "陳大文陳大文陳大文陳大文陳大文",
            "H4rb0ur B4nk Ltd 99",
        ])
    func own(password: String) { #expect([.ownName, .common].contains(fault(password))) }

    /// Hashes without work, and counts.
    private final class Counter: PasswordHasher {
        let runs = Mutex(0)

        func hash(_ password: [UInt8], salt: [UInt8], cost: PasswordHashing.Cost) async throws(AccountRefusal) -> Octets32 {
            runs.withLock { $0 += 1 }
            return Digest.sha256(password + salt + [UInt8(cost.passes)])
        }
    }

    @Test("A hash is read back from its text and accepts its own password alone, in whichever form it was typed")
    func hashes() async throws {
        let hasher = BoundedHasher()
        let hash = try await PasswordHash.make("ridge lädle copper", cost: .minimumForTests, by: hasher)
        let kept = try #require(PasswordHash(hash.text))
        #expect(kept == hash && hash.text.hasPrefix("$argon2id$v=19$m=8,t=1,p=1$"))
        #expect(try await kept.accepts("ridge lädle copper", by: hasher))
        #expect(try await kept.accepts("ridge la\u{308}dle copper", by: hasher), "the same letters from another keyboard")
        for other in ["ridge ladle copper", "ridge lädle copper ", "", "Ridge lädle copper"] {
            #expect(try await !kept.accepts(other, by: hasher))
        }
        let twin = try await PasswordHash.make("ridge lädle copper", cost: .minimumForTests, by: hasher)
        #expect(twin.text != hash.text, "salted")
    }

    @Test("What another program wrote is read")
    func foreign() async throws {
        // argon2-cffi: hash_secret(b"correct horse battery staple", bytes(range(16)), 1, 64, 1, 32, Type.ID)
        let kept = try #require(
            PasswordHash("$argon2id$v=19$m=64,t=1,p=1$AAECAwQFBgcICQoLDA0ODw$ktxdZwGWI4aL3geSdeUi9LfoIT00FO2Fy8KsikERcog"))
        #expect(try await kept.accepts("correct horse battery staple", by: BoundedHasher()))
    }

    @Test(
        "Anything else is no hash",
        arguments: [
            "", "$argon2i$v=19$m=64,t=1,p=1$AAECAwQFBgcICQoLDA0ODw$ktxdZwGWI4aL3geSdeUi9LfoIT00FO2Fy8KsikERcog",
            "$argon2id$v=19$m=64,t=1,p=2$AAECAwQFBgcICQoLDA0ODw$ktxdZwGWI4aL3geSdeUi9LfoIT00FO2Fy8KsikERcog",
            "$argon2id$v=19$m=064,t=1,p=1$AAECAwQFBgcICQoLDA0ODw$ktxdZwGWI4aL3geSdeUi9LfoIT00FO2Fy8KsikERcog",
            "$argon2id$v=19$m=64,t=1,p=1$AAECAwQFBgcICQoLDA0ODw==$ktxdZwGWI4aL3geSdeUi9LfoIT00FO2Fy8KsikERcog",
            "$argon2id$v=19$m=64,t=1,p=1$AAECAwQFBgcICQoLDA0ODw$ktxdZwGWI4aL3geSdeUi9LfoIT00FO2Fy8KsikERco",
        ])
    func noHash(text: String) { #expect(PasswordHash(text) == nil) }

    @Test("A cheaper hash than is asked for now is made anew; a decoy costs as much and fits nobody")
    func costs() async throws {
        let hasher = Counter()
        let dear = PasswordHashing.Cost(passes: 3, memoryKiB: 64)
        let hash = try await PasswordHash.make("ridge ladle copper", cost: .minimumForTests, by: hasher)
        #expect(hash.isCheaper(than: dear) && !hash.isCheaper(than: .minimumForTests))
        #expect(hash.isCheaper(than: .init(passes: 2, memoryKiB: 8)) && hash.isCheaper(than: .init(passes: 1, memoryKiB: 9)))
        let decoy = PasswordHash.decoy(cost: dear)
        #expect(decoy.cost == dear)
        hasher.runs.withLock { $0 = 0 }
        #expect(try await !decoy.accepts("ridge ladle copper", by: hasher))
        #expect(hasher.runs.withLock { $0 } == 1)
    }

    /// How many were inside at the same time at most.
    private final class Most: Sendable {
        private let counts = Mutex((now: 0, most: 0))
        var most: Int { counts.withLock { $0.most } }
        func enter() { counts.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) } }
        func leave() { counts.withLock { $0.now -= 1 } }
    }

    @Test("Two are hashed at a time and so many wait; the next is told that all are busy")
    func bounded() async throws {
        let hasher = BoundedHasher(runningMax: 2, waitingMax: 3)
        let (gate, open) = AsyncStream<Void>.makeStream()
        let (entered, enter) = AsyncStream<Void>.makeStream()
        let most = Most()
        let door = Task { for await _ in gate {} }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<5 {
                group.addTask {
                    try await hasher.turn { () async throws(AccountRefusal) in
                        most.enter()
                        enter.yield()
                        await door.value
                        most.leave()
                    }
                }
            }
            var entries = entered.makeAsyncIterator()
            for _ in 0..<2 { await entries.next() }
            while await hasher.waitingCount < 3 { await Task.yield() }
            await #expect(throws: AccountRefusal.busy) { try await hasher.turn { () async throws(AccountRefusal) in } }
            open.finish()
            try await group.waitForAll()
        }
        #expect(most.most == 2)
        try await hasher.turn { () async throws(AccountRefusal) in }
    }
}
