import Exchange
import Storage
import Wire

/// What machines were given, for the audit log: noted once an hour for each token and collection before the first page, and counted at the end.
///
/// A record for every page would be thousands a second, each with a write to the disk.
actor ExportBook {
    private struct Key: Hashable {
        let caller: APICaller
        let collection: String
    }

    private struct Count {
        let hour: UInt32
        var objects = 0
        var pages = 0
    }

    private var counts: [Key: Count] = [:]

    /// A machine is about to be given something; throws when that cannot be noted, and then it must not be given.
    func begin(_ caller: APICaller, _ collection: String, at hour: UInt32, in log: NodeAudit) async throws(OperationError) {
        let key = Key(caller: caller, collection: collection)
        if let count = counts[key], count.hour == hour { return }
        if let count = counts[key] { await end(key, count, in: log) }
        counts[key] = Count(hour: hour)
        do throws(OperationError) {
            _ = try await log.begin(.collectionExported, subject: collection, details: ["token": caller.name], by: caller.actor)
        } catch {
            counts[key] = nil
            throw error
        }
    }

    /// It was given so many objects.
    func given(_ objects: Int, to caller: APICaller, from collection: String) {
        let key = Key(caller: caller, collection: collection)
        counts[key]?.objects += objects
        counts[key]?.pages += 1
    }

    /// Notes what was given in the hours that are over, or in all.
    func close(before hour: UInt32, in log: NodeAudit) async {
        for (key, count) in counts.sorted(by: { ($0.key.collection, $0.key.caller.name) < ($1.key.collection, $1.key.caller.name) })
        where count.hour < hour {
            counts[key] = nil
            await end(key, count, in: log)
        }
    }

    private func end(_ key: Key, _ count: Count, in log: NodeAudit) async {
        let details = ["token": key.caller.name, "objects": "\(count.objects)", "pages": "\(count.pages)"]
        await LocalActor.$current.withValue(key.caller.actor) {
            await log.noteAfterwards(.collectionExported, subject: key.collection, details: details)
        }
    }
}
