import Exchange
import Foundation
import Storage
import Testing

extension Faults {
    @Suite("Files that were damaged")
    struct DamageTests {
        @Test("A log torn behind what was acknowledged costs nothing", arguments: ["a garbage tail", "a frame that is cut off"])
        func tornTail(_ kind: String) async throws {
            let seed = Dice.runSeed()
            print("again with: SEED=\(seed)")
            var dice = Dice(seed: seed)
            try await FaultNetwork.play { network in
                let (bank, truth) = (network.bank, Truth())
                for _ in 0..<3 { try await truth.shareSurely(at: bank) }
                try await bank.kill()
                try truth.close(bank)
                let log = try FileHandle(forWritingTo: URL(fileURLWithPath: bank.logFile))
                let end = try log.seekToEnd()
                #expect(end > 0, "what was acknowledged last stands in the log")
                let octets = (0..<Int.random(in: 100..<60_000, using: &dice)).map { _ in UInt8.random(in: 0...255, using: &dice) }
                if kind == "a garbage tail" {
                    try log.write(contentsOf: octets)
                } else {
                    // The beginning of the log's first frame once more: what a crash leaves of a frame that was being written.
                    let first = try Data(contentsOf: URL(fileURLWithPath: bank.logFile))
                    try log.write(contentsOf: first[32..<32 + min(octets.count, 16_000)])
                }
                try log.close()
                try await bank.start()
                try await truth.shareSurely(at: bank)
                try await truth.check(network, "after a torn log")
                let codes = try await bank.findings()
                #expect(codes.isDisjoint(with: [.logDamaged, .entriesReturned]), "\(codes)")
                try await truth.checkDisks(network)
            }
        }

        @Test("Garbage within what was acknowledged is seen and told of, and what was lost comes back from the peers")
        func garbageInLog() async throws {
            let seed = Dice.runSeed()
            print("again with: SEED=\(seed)")
            var dice = Dice(seed: seed)
            try await FaultNetwork.play { network in
                let (bank, truth) = (network.bank, Truth())
                for _ in 0..<6 { try await truth.shareSurely(at: bank) }
                try await truth.check(network)
                try await bank.kill()
                try truth.close(bank)
                let octets = try Data(contentsOf: URL(fileURLWithPath: bank.logFile)).count
                let log = try FileHandle(forWritingTo: URL(fileURLWithPath: bank.logFile))
                // In the first half: whole transactions stand behind it.
                try log.seek(toOffset: UInt64(Int.random(in: 33..<octets / 2, using: &dice)))
                try log.write(contentsOf: (0..<64).map { _ in UInt8.random(in: 0...255, using: &dice) })
                try log.close()
                try await bank.start()
                #expect(bank.logged("the write-ahead log was damaged"))
                try await truth.shareSurely(at: bank)
                try await truth.check(network, "after garbage in the log")
                let codes = try await bank.findings()
                #expect(codes.isSuperset(of: [.logDamaged, .entriesReturned]), "\(codes)")
                try await truth.checkDisks(network)
            }
        }

        @Test("A member that lost its database joins again with its keys, takes part as before, and forks nothing")
        func databaseMovedAway() async throws {
            try await FaultNetwork.play { network in
                let (bank, truth) = (network.bank, Truth())
                try await truth.shareSurely(at: bank)
                try await truth.shareSurely(at: network.telco)
                try await truth.check(network)
                let identifier = try await bank.client.status().network
                try await bank.kill()
                try truth.close(bank)
                for suffix in ["", "-wal", "-shm"] {
                    try? FileManager.default.removeItem(atPath: bank.directory + "/" + Store.fileName + suffix)
                }
                truth.excuse(bank)
                let refusal = try await bank.startRefused()
                #expect(refusal.code == "not-joined" && refusal.remedy.contains("causeway join"))
                let joined = try await BuiltTool.run(
                    [
                        "join", network.address(of: network.coordinator), "--network", identifier, "--contact", "duty desk", "--data",
                        bank.directory, "--json",
                    ], passphraseFile: bank.passphraseFile)
                #expect(joined.exitCode == 0, "\(joined.errors)")
                try await bank.start()
                // The closed group comes back when its next key is made; all members' key is the bank's to make anew.
                try await truth.shareSurely(at: network.telco, to: .everyone)
                for audience in [Truth.Audience.members, .everyone] { try await truth.shareSurely(at: bank, to: audience) }
                try await truth.check(network, "after the bank lost its database")
                try await truth.checkDisks(network)
            }
        }

        @Test("A file of the data directory that is empty, torn or garbage is named with what to do, and put back nothing is missing")
        func files() async throws {
            try await FaultNetwork.play { network in
                let (bank, truth) = (network.bank, Truth())
                try await truth.shareSurely(at: bank)
                try await truth.check(network)
                try await bank.stop()
                let garbage = Data((0..<4_096).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 13) })
                let cases: [(file: String, damaged: (Data) -> Data, codes: Set<String>)] = [
                    ("keys.sealed", { _ in Data() }, ["key-file"]),
                    ("keys.sealed", { $0.dropLast(20) }, ["key-file", "wrong-passphrase"]),
                    ("keys.sealed", { _ in garbage }, ["key-file"]),
                    ("causeway.yaml", { $0 + garbage }, ["settings-malformed"]),
                    (
                        "causeway.yaml", { $0.dropLast(18) + Data("mailbo".utf8) },
                        ["settings-malformed", "unknown-setting", "invalid-setting"]
                    ),
                    ("node.sqlite", { _ in garbage }, ["storage.not-a-database"]),
                    ("node.sqlite", { $0.prefix(8_192) + garbage + garbage + $0.dropFirst(16_384) }, ["storage.corrupt"]),
                    ("node.sqlite", { $0.prefix($0.count / 2) }, ["storage.corrupt"]),
                    ("node.sqlite", { $0.prefix(50) }, ["storage.not-a-database"]),
                ]
                for (file, damaged, codes) in cases {
                    let path = bank.directory + "/" + file
                    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
                    let broken = damaged(whole)
                    try broken.write(to: URL(fileURLWithPath: path))
                    let refusal = try await bank.startRefused()
                    #expect(codes.contains(refusal.code) && refusal.exitCode == 78, "\(file) of \(broken.count) octets: \(refusal)")
                    #expect(!refusal.remedy.isEmpty, "\(refusal)")
                    try whole.write(to: URL(fileURLWithPath: path))
                    for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: bank.directory + "/node.sqlite" + suffix) }
                }
                try Data("{\"netw".utf8).write(to: URL(fileURLWithPath: bank.directory + "/network.json"))
                try await bank.start()
                let codes = try await bank.findings()
                #expect(codes.contains(.networkFileBroken), "\(codes)")
                try await truth.shareSurely(at: bank)
                try await truth.check(network, "after damaged files")
                try await truth.checkDisks(network)
            }
        }
    }
}

extension FaultNode {
    /// The write-ahead log.
    var logFile: String { directory + "/" + Store.fileName + "-wal" }
}
