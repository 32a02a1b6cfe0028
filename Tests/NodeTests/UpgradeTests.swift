import Exchange
import Foundation
import GRDB
import Testing

@testable import Daemon
@testable import Storage

/// A data directory as the release before left it, made from one of this release: the same files, and a database of that release's
/// schema with every row that it can hold.
enum EarlierDirectory {
    static func run(_ sql: String, on directory: String) throws {
        let queue = try DatabaseQueue(path: directory + "/" + Store.fileName)
        try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
    }

    /// Rebuilds the stopped node's database by the first `steps` steps.
    static func make(of directory: String, steps: Int) throws {
        let file = directory + "/" + Store.fileName
        let new = file + ".new"
        try FileManager.default.moveItem(atPath: file, toPath: new)
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA page_size = 16384") }
        let queue = try DatabaseQueue(path: file, configuration: configuration)
        try queue.writeWithoutTransaction { database in
            database.add(function: SealedItemFunction.function)
            for step in Schema.steps.prefix(steps) { try database.execute(sql: step) }
            try database.execute(
                sql: "PRAGMA application_id = \(Schema.applicationID); PRAGMA user_version = \(steps)")
            try database.execute(sql: "ATTACH DATABASE ? AS new", arguments: [new])
            try database.execute(sql: "DELETE FROM main.tally")
            let triggers = try String.fetchAll(database, sql: "SELECT sql FROM main.sqlite_schema WHERE type = 'trigger'")
            let names = try String.fetchAll(database, sql: "SELECT name FROM main.sqlite_schema WHERE type = 'trigger'")
            for name in names { try database.execute(sql: "DROP TRIGGER \(name)") }
            for table in try String.fetchAll(database, sql: "SELECT name FROM main.sqlite_schema WHERE type = 'table'") {
                let columns = try String.fetchAll(database, sql: "SELECT name FROM pragma_table_info('\(table)')").joined(separator: ", ")
                try database.execute(sql: "INSERT INTO main.\(table) (\(columns)) SELECT \(columns) FROM new.\(table)")
            }
            for trigger in triggers { try database.execute(sql: trigger) }
            try database.execute(sql: "DETACH DATABASE new")
            try database.execute(sql: "PRAGMA journal_mode = WAL")
        }
        try queue.close()
        try FileManager.default.removeItem(atPath: new)
        // The release before knew no backups.
        try? FileManager.default.removeItem(atPath: directory + "/backup.key")
    }
}

@Suite("Upgrades: data directories of earlier releases")
struct UpgradeTests {
    @Test("A data directory of the release before is looked at, backed up, upgraded, and everything in it is read")
    func upgraded() async throws {
        let federation = try await Federation()
        let bank = try await federation.member("Harbour Bank")
        try await federation.waitForKeys([bank])
        _ = try await bank.core.createGroup(GroupCreation(name: "Notes", mailbox: false))
        let contents = [bundle("One"), bundle("Two", padding: 200_000), bundle("Three")]
        var ids: [String] = []
        for content in contents { ids.append(try await bank.core.share(content, ShareRequest(to: .group("Notes"), tlp: "amber")).id) }
        for id in ids { try await bank.waitForItem(id) }
        let running = #expect(throws: OperationError.self) { try planUpgrade(of: bank.directory) }
        #expect(running?.code == "storage.in-use")
        await bank.stop()
        try EarlierDirectory.make(of: bank.directory, steps: 2)
        let plan = try planUpgrade(of: bank.directory)
        #expect(plan.schemaFound == 2 && plan.schemaKnown == Schema.version && plan.steps.count == Schema.version - 2 && !plan.isDone)
        #expect(plan.neededOctets == plan.databaseOctets && plan.databaseOctets > 200_000)
        #expect(try planUpgrade(of: bank.directory).schemaFound == 2, "a look takes no step")
        let target = federation.home + "/backups"
        let noKey = #expect(throws: OperationError.self) { try upgradeNode(bank.directory, backup: target, progress: { _, _ in }) }
        #expect(noKey?.code == "backup.no-key")
        #expect(try planUpgrade(of: bank.directory).schemaFound == 2, "without its backup nothing is done")
        let code = try makeBackupKey(in: bank.directory, from: nil).code
        let done = try upgradeNode(bank.directory, backup: target, progress: { _, _ in })
        #expect(done.isDone && done.schemaFound == Schema.version && !done.backup.isEmpty)
        #expect(try planUpgrade(of: bank.directory).steps.isEmpty)
        #expect(try upgradeNode(bank.directory, backup: nil, progress: { _, _ in }).isDone == false)

        let again = try await bank.restarted()
        for (id, content) in zip(ids, contents) {
            try await again.waitForItem(id)
            #expect(try await again.core.content(of: id, as: nil) == content)
        }
        await again.stop()
        // The backup is of the directory as it was.
        _ = try restoreNode(
            RestoreRequest(source: target, dataDirectory: federation.home + "/before", at: nil, code: code), progress: { _, _ in })
        #expect(try planUpgrade(of: federation.home + "/before").schemaFound == 2)
        await federation.coordinator.stop()
    }

    @Test("A newer schema is refused by the plan, the upgrade and a restore, and stays as it is")
    func newer() async throws {
        let federation = try await Federation()
        let directory = federation.coordinator.directory
        await federation.coordinator.stop()
        try EarlierDirectory.run("PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE)", on: directory)
        let before = SmallFile.read(directory + "/node.sqlite")
        for attempt in [{ try planUpgrade(of: directory) }, { try upgradeNode(directory, backup: nil, progress: { _, _ in }) }] {
            let error = #expect(throws: OperationError.self) { try attempt() }
            #expect(error?.code == "storage.newer-schema")
        }
        #expect(SmallFile.read(directory + "/node.sqlite") == before)
    }
}
