import GRDB
import Reference
import STIX

/// A warning list of a pack, ready to be written; or the end of a pack, whose lists are all there.
public struct PackWork: Sendable {
    let item: Int64
    private let part: PackManifest.Part?
    private var list: WarningList?
    private var table: WarningTable?
    private var fault = ""

    init(item: Int64) {
        self.item = item
        part = nil
    }

    /// Unfolds a list and reads it; `artifact` is `nil` where it is not in the item.
    init(item: Int64, part: PackManifest.Part, artifact: [UInt8]?, hash: WarningHash) {
        self.item = item
        self.part = part
        guard let artifact else {
            fault = PackFault.partMissing(part: part.name).code
            return
        }
        do throws(PackFault) {
            let list = try WarningList(name: part.name, reading: try part.unfolded(from: artifact))
            table = try WarningTable(list, hash: hash.number)
            self.list = list
        } catch {
            fault = error.code
        }
    }

    func write(in database: Database) throws {
        guard let part else {
            try PreparedStatement(database, Query.setPackBuilt).run(item)
            return
        }
        try PreparedStatement(database, Query.insertWarningList).run(
            item, part.name, list?.title ?? part.title, Int(list?.matching.rawValue ?? 0), ValueKinds.bits(list?.kinds ?? []),
            table?.lengths ?? [], table?.leftOut ?? 0, fault)
        guard let table else { return }
        let number = database.lastInsertedRowID
        let insert = try PreparedStatement(database, Query.insertWarningBlock)
        for row in WarningBlocks.rows(of: table) { try insert.run(number, row.first, row.octets) }
    }
}
