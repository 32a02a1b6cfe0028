import Ledger
import Testing
import Vectors
import Wire

/// Why something was refused, by its name in the specification.
private struct Refused: Error { let name: String }

/// Does something and gives the name of the refusal, or `success`.
private func outcome(_ body: () throws -> Void) throws -> String {
    do {
        try body()
        return "success"
    } catch let error as TileError {
        return error.rawValue
    } catch let error as AuditError {
        return error.name
    } catch let error as Refused {
        return error.name
    }
}

private func tile(at path: String) throws -> Tile {
    guard case .tile(let tile) = try TilePath(path) else { throw Refused(name: "addressUnknown") }
    return tile
}

/// The tiles of a log whose leaf number i holds the octets of i, as a server would have them.
private func octets(_ tile: Tile, of table: SubtreeTable) -> [UInt8] {
    Tile.octets(of: tile.subtrees.map { table.hash(level: $0.level, index: $0.index) })
}

private func record(_ number: UInt64) -> [UInt8] { withUnsafeBytes(of: number.bigEndian) { [UInt8]($0) } }

private func table(_ size: UInt64) -> SubtreeTable { SubtreeTable(leaves: (0..<size).map { .leaf(record($0)) }) }

@Suite("Tiles of a log")
struct TileTests {
    @Test("agree with the vectors", arguments: try VectorFile.all(in: "tile"))
    func vectors(_ vector: VectorFile) throws {
        let words = vector.name.split(separator: "-")
        let found = try outcome {
            switch words[words[0] == "refused" ? 1 : 0] {
            case "path", "address": try checkPath(vector)
            case "inside", "outside":
                let isInside = try tile(at: try vector.text("path")).isInside(size: try vector.number("size"))
                guard isInside else { throw Refused(name: "tileOutside") }
            case "edge": try checkEdge(vector)
            case "full": try checkFull(vector)
            case "bundle": try checkBundle(vector)
            case "audit": try checkAudit(vector)
            default: Issue.record("\(vector.name) is of no known form")
            }
        }
        #expect(found == vector.expect)
    }

    private func checkPath(_ vector: VectorFile) throws {
        let text = try vector.text("path")
        let path = try TilePath(text)
        #expect(path.text == text)
        guard case .tile(let tile) = path else { return }
        let level = vector.list("level").isEmpty ? nil : Int(try vector.number("level"))
        #expect(tile.row == level.map { .hashes(level: $0) } ?? .entries)
        #expect(tile.index == (try vector.number("index")))
        #expect(UInt64(tile.width) == (try vector.number("width")))
    }

    private func checkEdge(_ vector: VectorFile) throws {
        let size = try vector.number("size")
        let tiles = TileTree.edge(size: size)
        #expect(tiles.map { TilePath.tile($0).text } == vector.list("path").map { String(decoding: $0, as: UTF8.self) })
        var reader = TileReader(size: size, root: try vector.hash("root"))
        for (tile, octets) in zip(tiles, vector.list("octets")) { _ = try reader.take(octets, of: tile) }
    }

    /// A full tile below another whose one hash it has to give.
    private func checkFull(_ vector: VectorFile) throws {
        let above = try vector.hash("above")
        var reader = TileReader(size: 256, root: above)
        _ = try reader.take(above.array, of: Tile(.hashes(level: 1), index: 0, width: 1))
        _ = try reader.take(try vector.octets("octets"), of: Tile(.hashes(level: 0), index: 0))
    }

    private func checkBundle(_ vector: VectorFile) throws {
        let bundle = try tile(at: try vector.text("path"))
        let hashes = try vector.hashes("hash")
        let octets = try vector.octets("octets")
        var reader = TileReader(size: UInt64(hashes.count), root: SubtreeTable(leaves: hashes).root)
        _ = try reader.take(Tile.octets(of: hashes), of: Tile(.hashes(level: 0), index: 0, width: hashes.count))
        let records = try reader.take(octets, of: bundle)
        #expect(records.map { [UInt8]($0) } == vector.list("record"))
        #expect(Tile.octets(ofRecords: records.map { [UInt8]($0) }) == octets)
    }

    private func checkAudit(_ vector: VectorFile) throws {
        let paths = vector.list("path").map { String(decoding: $0, as: UTF8.self) }
        let files = Dictionary(uniqueKeysWithValues: zip(paths, vector.list("octets")))
        func octets(_ path: TilePath) throws -> [UInt8] { try #require(files[path.text], "\(path.text) is not in \(vector.name)") }
        let claimed = try ClaimedRegistry(note: try octets(.checkpoint))
        let expected = try vector.list("expected").first.map { try #require(NetworkID($0)) }
        var audit = try RegistryAudit(claimed, firstBundle: try octets(.tile(claimed.firstBundle)), expecting: expected)
        for tile in audit.plan {
            #expect(audit.findings == nil)
            try audit.take(try octets(.tile(tile)), of: tile)
        }
        let findings = try #require(audit.findings)
        #expect(findings.registry.network == (try vector.identifier("network")))
        #expect(findings.checkpoint.size == (try vector.number("size")))
        #expect(UInt64(findings.registry.organisations.count) == (try vector.number("organisations")))
        #expect(findings.refused.map { Array($0.reason.rawValue.utf8) } == vector.list("refused"))
        #expect(findings.refused.map { [UInt8($0.position)] } == vector.list("refused-position"))
        #expect(findings.witnessing.unproven == findings.note.signatures.count - 1 && findings.witnessing.quorum == nil)
        #expect(findings.notProven(isCompared: false).count == (expected == nil ? 5 : 4))
    }

    @Test("provoke every refusal")
    func coverage() throws {
        let provoked = Set(try VectorFile.all(in: "tile").map(\.expect))
        for error in TileError.allCases { #expect(provoked.contains(error.rawValue), "no vector expects \(error.rawValue)") }
    }

    @Test(
        "give every record of a log, each after the tile that it stands under",
        arguments: [1, 2, 255, 256, 257, 511, 512, 700, 65_535, 65_536, 65_537, 66_000])
    func everyRecord(size: UInt64) throws {
        let table = table(size)
        var reader = TileReader(size: size, root: table.root)
        var seen: Set<Tile> = []
        var position: UInt64 = 0
        for tile in TilePlan(size: size) {
            #expect(tile.isInside(size: size) && seen.insert(tile).inserted)
            guard tile.row == .entries else {
                _ = try reader.take(octets(tile, of: table), of: tile)
                continue
            }
            #expect(tile.positions.lowerBound == position)
            let records = try reader.take(Tile.octets(ofRecords: tile.positions.map(record)), of: tile)
            #expect(records.map { [UInt8]($0) } == tile.positions.map(record))
            position = tile.positions.upperBound
        }
        #expect(position == size)
        let rows = (0..<7).map { size >> UInt64(8 * $0) }
        #expect(seen.count == rows.reduce(0) { $0 + Int(($1 + 255) / 256) } + Int((size + 255) / 256))
    }

    @Test(
        "of which one bit is another, or that changed places with a neighbour, are refused where they stand", arguments: [257, 700, 66_000])
    func everyTileCounts(size: UInt64) throws {
        let table = table(size)
        let plan = Array(TilePlan(size: size)).filter { $0.row != .entries }
        // All of the edge and of the upper rows, and some of row 0.
        for changed in plan where changed.level > 0 || changed.index == 1 || changed.width < 256 {
            var reader = TileReader(size: size, root: table.root)
            var refusedAt: Tile?
            for tile in TilePlan(size: size) {
                var octets =
                    tile.row == .entries ? Tile.octets(ofRecords: tile.positions.map(record)) : octets(tile, of: table)
                if tile == changed { octets[octets.count / 2] ^= 4 }
                do {
                    _ = try reader.take(octets, of: tile)
                } catch {
                    #expect(error == .tileNotIncluded)
                    refusedAt = tile
                    break
                }
            }
            let edge = TileTree.edge(size: size)
            #expect(refusedAt == (edge.contains(changed) ? edge.last : changed))
        }
    }

    @Test("that are partial are the beginning of the full ones", arguments: [1, 7, 255])
    func beginnings(width: Int) throws {
        let table = table(256)
        let hashes = Tile(.hashes(level: 0), index: 0, width: width)
        #expect(try hashes.beginning(ofFull: octets(hashes.full, of: table)) == octets(hashes, of: table))
        let bundle = Tile(.entries, index: 0, width: width)
        let full = Tile.octets(ofRecords: bundle.full.positions.map(record))
        #expect(try bundle.beginning(ofFull: full) == Tile.octets(ofRecords: bundle.positions.map(record)))
        #expect(throws: TileError.tileLength) { try hashes.beginning(ofFull: [UInt8](repeating: 0, count: 8_191)) }
        #expect(throws: TileError.bundleMalformed) { try bundle.beginning(ofFull: [0]) }
    }

    @Test("have addresses that are read back", arguments: [UInt64(0), 1, 999, 1_000, 999_999, 1_000_000, TilePath.indexMax])
    func addresses(index: UInt64) throws {
        for row in [Tile.Row.entries, .hashes(level: 0), .hashes(level: 63)] {
            for width in [1, 99, 255, 256] {
                let path = TilePath.tile(Tile(row, index: index, width: width))
                #expect(try TilePath(path.text) == path)
            }
        }
    }

    @Test("of a log of the largest size lead to its rows")
    func largest() {
        let edge = TileTree.edge(size: LedgerLimits.logSizeMax)
        #expect(edge == [Tile(.hashes(level: 6), index: 0, width: 32)])
        #expect(TileTree.edge(size: LedgerLimits.logSizeMax - 1).count == 7)
        #expect(TileTree.edge(size: 0).isEmpty && Array(TilePlan(size: 0)).isEmpty)
        #expect(TileTree.root(size: 3, edge: []) == nil)
    }
}
