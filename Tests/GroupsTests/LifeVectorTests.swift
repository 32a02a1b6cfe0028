import Ledger
import Policy
import Testing
import Vectors
import Wire

@testable import Groups

struct LifeVectorTests {
    @Test("Every vector of lines and re-shares ends as it says", arguments: try VectorFile.all(in: "life"))
    func life(vector: VectorFile) throws {
        guard vector.name.hasPrefix("reshare-") else { return try line(vector) }
        do throws(ReshareError) {
            let reshare = try self.reshare(vector)
            #expect(vector.expect == "success", "\(vector.name) was accepted")
            #expect(reshare.item.array == vector.list("item").first)
            #expect(reshare.author.array == vector.list("author").first)
            #expect(reshare.original.encoded() == vector.list("original").first)
        } catch {
            #expect(error.name == vector.expect, "\(vector.name)")
        }
    }

    private func reshare(_ vector: VectorFile) throws(ReshareError) -> Reshare {
        let records = vector.list("record")
        guard let octets = try? vector.octets("content"), let content = try? ItemContent(decoding: octets[...]),
            let number = try? vector.number("audience"), let audience = AudienceKind(rawValue: UInt8(number)),
            var registry = try? Registry(genesis: records[0])
        else { preconditionFailure("\(vector.name) is no vector of a re-share") }
        for record in records.dropFirst() { _ = registry.apply(record[...]) }
        return try Reshare(opening: content, audience: audience, registry: registry)
    }

    private func line(_ vector: VectorFile) throws {
        func id(_ octets: [UInt8]) -> Hash? { Hash(octets) }
        let (replaces, expires, originals) = (
            vector.list("version-replaces"), vector.list("version-expires"), vector.list("version-original")
        )
        let organisations = vector.list("version-organisation")
        let versions = try vector.list("version").enumerated().map { place, octets in
            ItemVersion(
                id: try #require(Hash(octets)), organisation: try #require(OrganisationID(organisations[place])),
                replaces: id(replaces[place]), expires: expires[place].reduce(0) { $0 << 8 | UInt64($1) },
                original: id(originals[place]))
        }
        let (targets, successors) = (vector.list("withdrawal-target"), vector.list("withdrawal-successor"))
        let issuers = vector.list("withdrawal-organisation")
        let withdrawals = try vector.list("withdrawal").enumerated().map { place, octets in
            IssuedWithdrawal(
                id: try #require(Hash(octets)), organisation: try #require(OrganisationID(issuers[place])),
                withdrawal: try Withdrawal(target: try #require(Hash(targets[place])), successor: id(successors[place])))
        }
        let second = try vector.number("second")
        for (versions, withdrawals) in [(versions, withdrawals), (versions.reversed(), withdrawals.reversed())] {
            let lines = ItemLines(versions: versions, withdrawals: withdrawals)
            for (place, octets) in vector.list("version").enumerated() {
                let version: Hash = try #require(Hash(octets))
                let state = try #require(lines.state(of: version, at: second))
                #expect(spelt(state) == [vector.list("state")[place], vector.list("state-by")[place], vector.list("state-to")[place]])
            }
            #expect(lines.foreign.map(\.array) == vector.list("foreign"))
            #expect(lines.waiting.map(\.array) == vector.list("waiting"))
        }
    }

    private func spelt(_ state: ItemState) -> [[UInt8]] {
        switch state {
        case .current: [[0], [], []]
        case .expired: [[1], [], []]
        case .replaced(let by): [[2], by.array, []]
        case .withdrawn(let by): [[3], by.array, []]
        case .moved(let to, let by): [[4], by.array, to.array]
        }
    }
}
