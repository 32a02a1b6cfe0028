import GRDB
import Reference
import Wire

/// Finds the items that are reference packs, inside one access.
///
/// A pack carries an object with an identifier that all packs have, so what arrived is one look into an index, however many items there are.
struct PackDesk {
    private let database: Database

    init(_ database: Database) { self.database = database }

    private static var key: (id: ObjectKey, type: String) {
        let key = ObjectKey(id: PackFormat.extensionID)
        return (key, key.type)
    }

    var isAnythingToNote: Bool {
        get throws {
            if try !arrived(limit: 1).isEmpty { return true }
            return try !candidates(limit: 1).isEmpty
        }
    }

    /// Items behind the last that was looked at which carry the object of all packs.
    private func arrived(limit: Int) throws -> [Int64] {
        let looked = try PreparedStatement(database, Query.packState).first { $0.integer(0) } ?? 0
        return try PreparedStatement(database, Query.packsArrived).all(Self.key.id, Self.key.type, looked, limit) { $0.integer(0) }
    }

    private func candidates(limit: Int) throws -> [Int64] {
        try PreparedStatement(database, Query.packCandidates).all(limit) { $0.integer(0) }
    }

    /// Notes what arrived and what waits; gives the coordinator's items that are no packs although they say so.
    func note(_ rule: PackRule) throws -> [RefusedPack] {
        let new = try arrived(limit: StorageLimits.packCandidatesMax)
        for item in new { try PreparedStatement(database, Query.addPackCandidate).run(item) }
        if let last = new.last { try PreparedStatement(database, Query.setPacksLooked).run(last) }
        var refused: [RefusedPack] = []
        let done = try PreparedStatement(database, Query.deletePackCandidate)
        for item in try candidates(limit: StorageLimits.packCandidatesMax) {
            let view = try ItemView.read(item, database)
            guard let view, view.ended == 0, view.tlp == 0, rule.authors.contains(view.organisation), view.author == view.organisation
            else {
                try done.run(item)
                continue
            }
            guard view.isAccepted, view.created <= rule.horizon else { continue }
            // One that is held comes back when it is let in.
            guard view.isFindable else {
                try done.run(item)
                continue
            }
            switch try description(of: item) {
            case .success(let found):
                let isBuilt = found.manifest.kind != .warningLists
                try PreparedStatement(database, Query.insertPack).run(item, found.manifest.name, found.ordinal, isBuilt ? 1 : 0)
            case .failure(.notAPack): break
            case .failure(let fault): if let stored = try stored(item) { refused.append(RefusedPack(item: stored.id, fault: fault)) }
            }
            try done.run(item)
        }
        return refused
    }

    /// The grouping that describes the pack in an item; a failure of `notAPack` where none does.
    private func description(of item: Int64) throws -> Result<(ordinal: Int64, manifest: PackManifest), PackFault> {
        let groupings = try PreparedStatement(database, Query.groupingsOfItem).all(item, StorageLimits.packGroupingsMax) {
            (ordinal: $0.integer(0), range: Int($0.integer(1))..<Int($0.integer(2)))
        }
        for (ordinal, range) in groupings {
            guard let octets = try ContentReader(database).octets(of: item, in: [range]).first else { continue }
            do throws(PackFault) {
                return .success((ordinal, try PackManifest(reading: octets)))
            } catch {
                if error != .notAPack { return .failure(error) }
            }
        }
        return .failure(.notAPack)
    }

    private func stored(_ item: Int64) throws -> StoredItem? {
        let recipients = try PreparedStatement(database, Query.recipients)
        return try PreparedStatement(database, Query.itemNumbered).first(item) { try StoredItem($0, recipients: recipients) }
    }

    /// All packs, by name, of one name the newest first.
    func packs() throws -> [StoredPack] {
        let rows = try PreparedStatement(database, Query.packs).all { columns in
            (
                item: columns.integer(0), isBuilt: columns.integer(2) == 1, range: Int(columns.integer(3))..<Int(columns.integer(4)),
                isSuperseded: columns.integer(5) == 1
            )
        }
        var packs: [StoredPack] = []
        for row in rows {
            guard let item = try stored(row.item), let manifest = try manifest(of: row.item, in: row.range) else { continue }
            var parts: [String: StoredPack.PartState] = [:]
            try PreparedStatement(database, Query.warningListStates).each(row.item) { columns in
                parts[columns.text(0)] = StoredPack.PartState(leftOut: Int(columns.integer(1)), fault: columns.text(2))
                return true
            }
            packs.append(
                StoredPack(item: item, manifest: manifest, isBuilt: row.isBuilt, isSuperseded: row.isSuperseded, parts: parts))
        }
        return packs
    }

    private func manifest(of item: Int64, in range: Range<Int>) throws -> PackManifest? {
        try ContentReader(database).octets(of: item, in: [range]).first.flatMap { try? PackManifest(reading: $0) }
    }

    /// A pack that waits to be built, with its first list that is not here and what carries that; without a list when all are.
    func waiting() throws -> (item: Int64, part: PackManifest.Part?, artifact: [UInt8]?)? {
        // One that does not count now is not worth the work; when it counts again, it is found here.
        guard let pack = try packs().first(where: { !$0.isBuilt && !$0.isSuperseded }) else { return nil }
        let part = pack.manifest.parts.first { pack.parts[$0.name] == nil }
        return (pack.item.number, part, try part.flatMap { try artifact($0, of: pack.item.number) })
    }

    /// The artifact of a part; `nil` when the item has ended.
    func artifact(_ part: PackManifest.Part, of item: Int64) throws -> [UInt8]? {
        let key = ObjectKey(id: part.ref)
        let range = try PreparedStatement(database, Query.objectPlace).first(key, key.type, item) {
            Int($0.integer(0))..<Int($0.integer(1))
        }
        guard let range else { return nil }
        return try ContentReader(database).octets(of: item, in: [range]).first
    }
}
