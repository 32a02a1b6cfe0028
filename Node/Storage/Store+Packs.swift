import GRDB
public import Reference
public import STIX
public import Wire

/// Reference packs: found among the items, built in the background, looked up.
extension Store {
    /// Looks at what arrived since the last time; gives the coordinator's items that are no packs although they say so.
    @discardableResult
    public func notePacks(_ rule: PackRule) throws(StorageError) -> [RefusedPack] {
        guard try read({ try PackDesk($0).isAnythingToNote }) else { return [] }
        return try write { try PackDesk($0).note(rule) }
    }

    /// The packs that are here, by name, of one name the newest first.
    public func packs() throws(StorageError) -> [StoredPack] { try read { try PackDesk($0).packs() } }

    /// The numbers of the items that are packs.
    public func packItems() throws(StorageError) -> Set<Int64> {
        try read { Set(try PreparedStatement($0, Query.packItems).all { $0.integer(0) }) }
    }

    /// The packs whose warning lists are asked, by their items' identifiers, each with whether its lists are all there: what `warned` says is another
    /// once these are.
    public func warningPacks() throws(StorageError) -> [(id: Hash, isBuilt: Bool)] {
        try read { try PreparedStatement($0, Query.warningPacks).all { (try $0.fixed(0), $0.integer(1) != 0) } }
    }

    /// The next list of a pack that waits, read and sorted; `nil` when nothing is left to build.
    ///
    /// What costs time is done here, where nobody's writing waits for it. A process that ends before `write` has lost nothing.
    public func nextPackWork() throws(StorageError) -> PackWork? {
        let waiting = try read { database in try PackDesk(database).waiting().map { ($0, try WarningHash(database)) } }
        guard let (work, hash) = waiting else { return nil }
        guard let part = work.part else { return PackWork(item: work.item) }
        return PackWork(item: work.item, part: part, artifact: work.artifact, hash: hash)
    }

    /// Writes what `nextPackWork` gave: a list as a whole, or that there are no more. A list that cannot be taken is noted with its fault.
    public func write(_ work: PackWork) throws(StorageError) {
        try write { database in
            // It may have ended while the list was read.
            guard try PreparedStatement(database, Query.isPackUnbuilt).first(work.item, read: { _ in true }) == true else { return }
            try work.write(in: database)
        }
    }

    /// What warning lists say of a value.
    public func warnings(on value: ObservedValue) throws(StorageError) -> Warnings {
        try read { try WarningLookup($0).warnings(on: value) }
    }

    /// The JSON of a part of a pack, as it was when the pack was made; `nil` when it is here no longer.
    public func octets(of part: PackManifest.Part, of pack: StoredPack) throws(StorageError) -> Result<[UInt8], PackFault>? {
        guard let artifact = try read({ try PackDesk($0).artifact(part, of: pack.item.number) }) else { return nil }
        do throws(PackFault) { return .success(try part.unfolded(from: artifact)) } catch { return .failure(error) }
    }
}
