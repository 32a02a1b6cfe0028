import Groups
import Ledger
import Testing
import Wire

/// All orders of a list.
private func orders<Element>(of elements: [Element]) -> [[Element]] {
    guard let first = elements.first else { return [[]] }
    return orders(of: Array(elements.dropFirst())).flatMap { rest in
        (0...rest.count).map { place in Array(rest[..<place]) + [first] + Array(rest[place...]) }
    }
}

@Suite("The line of an item")
struct ItemLinesTests {
    /// What comes, in whatever order.
    private enum Statement: Hashable {
        case version(ItemVersion)
        case withdrawal(IssuedWithdrawal)
    }

    private func version(
        _ id: UInt8, _ replaces: UInt8? = nil, by organisation: UInt8 = 1, expires: UInt64 = 0, original: UInt8? = nil
    ) throws -> Statement {
        .version(
            ItemVersion(
                id: try filled(id), organisation: try filled(organisation), replaces: try replaces.map { try filled($0) },
                expires: expires, original: try original.map { try filled($0) }))
    }

    private func withdrawal(_ id: UInt8, of target: UInt8, to successor: UInt8? = nil, by organisation: UInt8 = 1) throws -> Statement {
        let withdrawal = try Withdrawal(target: try filled(target), successor: try successor.map { try filled($0) })
        return .withdrawal(IssuedWithdrawal(id: try filled(id), organisation: try filled(organisation), withdrawal: withdrawal))
    }

    private func lines(_ statements: some Sequence<Statement>) -> ItemLines {
        var (versions, withdrawals): ([ItemVersion], [IssuedWithdrawal]) = ([], [])
        for statement in statements {
            switch statement {
            case .version(let version): versions.append(version)
            case .withdrawal(let withdrawal): withdrawals.append(withdrawal)
            }
        }
        return ItemLines(versions: versions, withdrawals: withdrawals)
    }

    private func ids(_ octets: UInt8...) throws -> [Hash] { try octets.map { try filled($0) } }

    private func states(_ lines: ItemLines, _ ids: [UInt8], at second: UInt64 = 0) throws -> [ItemState?] {
        try ids.map { lines.state(of: try filled($0), at: second) }
    }

    @Test("goes to its last correction, and the earlier versions are replaced by that")
    func corrections() throws {
        let lines = lines([try version(9), try version(3, 9), try version(7, 3)])
        #expect(try states(lines, [9, 3, 7, 5]) == [.replaced(by: try filled(7)), .replaced(by: try filled(7)), .current, nil])
        #expect(lines.line(of: try filled(3)) == (try ids(9, 3, 7)))
        #expect(lines.line(of: try filled(5)) == [])
    }

    @Test("of two corrections that know nothing of each other takes the one that was corrected further, else the greater")
    func concurrent() throws {
        let two = [try version(1), try version(2, 1), try version(3, 1)]
        #expect(try states(lines(two), [1, 2, 3]) == [.replaced(by: try filled(3)), .replaced(by: try filled(3)), .current])
        let further = lines(two + [try version(0, 2)])
        #expect(try states(further, [2, 3, 0]) == [.replaced(by: try filled(0)), .replaced(by: try filled(0)), .current])
    }

    @Test("is withdrawn as a whole, with versions that were written or come later")
    func withdrawals() throws {
        let all = [try version(1), try version(2, 1), try version(3, 2), try withdrawal(8, of: 2)]
        #expect(try states(lines(all), [1, 2, 3]) == Array(repeating: .withdrawn(by: try filled(8)), count: 3))
        let moved = lines(all.dropLast() + [try withdrawal(8, of: 1, to: 5), try version(5)])
        #expect(
            try states(moved, [1, 3, 5]) == [
                .moved(to: try filled(5), by: try filled(8)), .moved(to: try filled(5), by: try filled(8)), .current,
            ])
    }

    @Test("is retracted rather than moved, and by the smallest of several statements")
    func severalWithdrawals() throws {
        let moves = [try version(1), try withdrawal(4, of: 1, to: 6), try withdrawal(5, of: 1, to: 7)]
        #expect(try states(lines(moves), [1]) == [.moved(to: try filled(6), by: try filled(4))])
        let all = moves + [try withdrawal(9, of: 1), try withdrawal(8, of: 1)]
        #expect(try states(lines(all), [1]) == [.withdrawn(by: try filled(8))])
    }

    @Test("does not heed what another organisation says, and tells of it")
    func foreign() throws {
        let own = [try version(1), try version(2, 1)]
        let all = own + [try version(3, 2, by: 2), try withdrawal(8, of: 1, by: 2), try withdrawal(9, of: 3, by: 1)]
        let lines = lines(all)
        #expect(try states(lines, [1, 2, 3]) == [.replaced(by: try filled(2)), .current, .current])
        #expect(lines.foreign == (try ids(3, 8, 9)))
    }

    @Test("of which the first versions are not here holds together by what names them, each organisation's by itself")
    func absent() throws {
        let parts = [try version(2, 1), try version(3, 1), try version(4, 1, by: 2)]
        #expect(try states(lines(parts), [2, 3, 4]) == [.replaced(by: try filled(3)), .current, .current])
        let withdrawn = parts + [try withdrawal(8, of: 1)]
        #expect(try states(lines(withdrawn), [2, 3, 4]) == [.withdrawn(by: try filled(8)), .withdrawn(by: try filled(8)), .current])
        #expect(lines([try withdrawal(8, of: 1)]).waiting == (try ids(8)))
        // The first version comes, and is the other organisation's.
        let come = lines(withdrawn + [try version(1, by: 2)])
        #expect(try states(come, [1, 2, 3, 4]) == [.replaced(by: try filled(4)), .current, .current, .current])
        #expect(come.foreign == (try ids(2, 3, 8)))
    }

    @Test("ends in the second that its last version names, and the earlier versions do not come back")
    func expiry() throws {
        let lines = lines([try version(1), try version(2, 1, expires: 100)])
        #expect(try states(lines, [1, 2], at: 99) == [.replaced(by: try filled(2)), .current])
        #expect(try states(lines, [1, 2], at: 100) == [.replaced(by: try filled(2)), .expired])
        let longer = self.lines([try version(1, expires: 100), try version(2, 1)])
        #expect(try states(longer, [2], at: .max) == [.current])
    }

    @Test("takes a re-share with it, which is a line of the re-sharer's own")
    func reshares() throws {
        let shared = [try version(1), try version(5, by: 2, original: 1)]
        #expect(try states(lines(shared), [5]) == [.current])
        #expect(try states(lines(shared + [try version(2, 1)]), [5]) == [.replaced(by: try filled(2))])
        #expect(try states(lines(shared + [try withdrawal(8, of: 1)]), [5]) == [.withdrawn(by: try filled(8))])
        #expect(try states(lines(shared + [try withdrawal(8, of: 5)]), [5]) == [.current])
        #expect(try states(lines(shared + [try withdrawal(8, of: 5, by: 2)]), [1, 5]) == [.current, .withdrawn(by: try filled(8))])
        #expect(try states(lines([try version(5, by: 2, original: 1)]), [5]) == [.current])
    }

    @Test("in which identifiers form a circle stops nobody")
    func circles() throws {
        let lines = lines([try version(1, 2), try version(2, 1), try version(3, 3), try version(4, 1)])
        #expect(try states(lines, [1, 2, 3, 4]) == [.replaced(by: try filled(4)), .current, .current, .current])
    }

    @Test("is the same in every order, twice as much of everything, and in whatever batches")
    func everyOrder() throws {
        let statements = [
            try version(9), try version(3, 9), try version(7, 3, expires: 50), try version(4, 9), try version(2, 7, by: 2),
            try withdrawal(0xA0, of: 3, by: 2), try version(5, by: 2, original: 9),
        ]
        let expected: [ItemState?] = [
            .replaced(by: try filled(7)), .replaced(by: try filled(7)), .expired, .replaced(by: try filled(7)), .current,
            .replaced(by: try filled(7)),
        ]
        for order in orders(of: statements) {
            let lines = lines(order)
            #expect(try states(lines, [9, 3, 7, 4, 2, 5], at: 50) == expected)
            #expect(lines.foreign == (try ids(2, 0xA0)))
        }
        #expect(try states(lines(statements + statements.reversed()), [9, 3, 7, 4, 2, 5], at: 50) == expected)
    }

    /// Statements about few items by three organisations, so that much of it meets.
    private func random(_ generator: inout SeededGenerator) throws -> [Statement] {
        var statements: [Statement] = []
        let count = UInt8.random(in: 3...12, using: &generator)
        for id in 0..<count {
            let replaces = id > 0 && Bool.random(using: &generator) ? UInt8.random(in: 0..<id, using: &generator) : nil
            let expires = UInt64.random(in: 0...3, using: &generator)
            statements.append(try version(id, replaces, by: UInt8.random(in: 1...3, using: &generator), expires: expires))
        }
        for id in 0..<UInt8.random(in: 0...4, using: &generator) {
            let successor = Bool.random(using: &generator) ? UInt8(0xF0) : nil
            statements.append(
                try withdrawal(
                    0xA0 + id, of: UInt8.random(in: 0..<count, using: &generator), to: successor,
                    by: UInt8.random(in: 1...3, using: &generator)))
        }
        return statements
    }

    @Test(
        "is the same whatever is missing, in any order, and whatever another organisation says of it", arguments: 0..<400 as Range<UInt64>)
    func independence(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var statements = try random(&generator)
        // Some are missing here, as at a newcomer.
        statements.removeAll { _ in UInt8.random(in: 0..<5, using: &generator) == 0 }
        let second = UInt64.random(in: 0...4, using: &generator)
        let ids: [UInt8] = Array(0..<12)
        let whole = lines(statements)
        let expected = try states(whole, ids, at: second)
        for _ in 0..<5 {
            let again = lines(statements.shuffled(using: &generator))
            #expect(try states(again, ids, at: second) == expected)
            #expect(again.foreign == whole.foreign && again.waiting == whole.waiting)
        }
        for id in UInt8(0x40)..<0x48 {
            let target = UInt8.random(in: 0..<12, using: &generator)
            statements.append(try version(id, target, by: 9))
            statements.append(try withdrawal(id + 0x70, of: target, to: Bool.random(using: &generator) ? 0xF0 : nil, by: 9))
        }
        #expect(try states(lines(statements.shuffled(using: &generator)), ids, at: second) == expected)
    }

    @Test(
        "has at every second before all expiry exactly one version that is current, unless it was withdrawn",
        arguments: 400..<600 as Range<UInt64>)
    func oneCurrent(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let lines = lines(try random(&generator))
        for id in try (0..<12).map({ try filled($0) as Hash }) where lines.state(of: id, at: 0) != nil {
            let states = lines.line(of: id).map { lines.state(of: $0, at: 0) }
            #expect(states.count { $0 == .current } == 1 || Set(states).count == 1 && states[0] != .current)
        }
    }

    @Test("of 20,000 corrections in a row is folded without a stack of that depth")
    func long() throws {
        func id(_ number: Int) throws -> Hash { Hash(sha256: withUnsafeBytes(of: number.bigEndian) { [UInt8]($0) }) }
        let versions = try (0..<20_000).map { number in
            ItemVersion(id: try id(number), organisation: try filled(1), replaces: number == 0 ? nil : try id(number - 1), expires: 0)
        }
        let lines = ItemLines(versions: versions.reversed(), withdrawals: [])
        #expect(lines.state(of: try id(0), at: 0) == .replaced(by: try id(19_999)))
        #expect(lines.line(of: try id(7)).count == 20_000)
    }
}
