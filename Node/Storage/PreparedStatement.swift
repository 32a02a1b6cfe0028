import GRDB
import GRDBSQLite
import Sodium
import Wire

/// One compiled statement of a connection, run with values and read by column, without GRDB's rows in between.
///
/// The statements of this module move whole batches of octets; binding and reading them directly saves two
/// copies and several allocations a row. Compiled once per connection (GRDB's statement cache) and reset after
/// every run. Valid inside the access that made it.
struct PreparedStatement {
    private let statement: Statement
    private var pointer: OpaquePointer { statement.sqliteStatement }

    init(_ database: Database, _ sql: String) throws {
        statement = try database.cachedStatement(sql: sql)
        sqlite3_reset(pointer)
    }

    /// Runs a statement that gives no rows and tells how many it changed.
    @discardableResult
    func run<each Value: Bindable>(_ values: repeat each Value) throws -> Int {
        try bind(repeat each values)
        defer { sqlite3_reset(pointer) }
        let code = sqlite3_step(pointer)
        guard code == SQLITE_DONE else { throw failure(code) }
        return Int(sqlite3_changes(sqlite3_db_handle(pointer)))
    }

    /// Reads the first row, if there is one.
    func first<Result, each Value: Bindable>(_ values: repeat each Value, read: (Columns) throws -> Result) throws -> Result? {
        try bind(repeat each values)
        defer { sqlite3_reset(pointer) }
        switch sqlite3_step(pointer) {
        case SQLITE_ROW: return try read(Columns(pointer))
        case SQLITE_DONE: return nil
        case let code: throw failure(code)
        }
    }

    /// Reads every row.
    func all<Result, each Value: Bindable>(_ values: repeat each Value, read: (Columns) throws -> Result) throws -> [Result] {
        var results: [Result] = []
        try each(repeat each values) { columns in
            results.append(try read(columns))
            return true
        }
        return results
    }

    /// Reads row after row until `read` gives false.
    func each<each Value: Bindable>(_ values: repeat each Value, read: (Columns) throws -> Bool) throws {
        try bind(repeat each values)
        defer { sqlite3_reset(pointer) }
        while true {
            switch sqlite3_step(pointer) {
            case SQLITE_ROW: guard try read(Columns(pointer)) else { return }
            case SQLITE_DONE: return
            case let code: throw failure(code)
            }
        }
    }

    private func bind<each Value: Bindable>(_ values: repeat each Value) throws {
        var index: Int32 = 0
        for value in repeat each values {
            index += 1
            let code = value.bind(to: pointer, at: index)
            guard code == SQLITE_OK else { throw failure(code) }
        }
    }

    private func failure(_ code: Int32) -> DatabaseError {
        DatabaseError(resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(sqlite3_db_handle(pointer))))
    }
}

/// The row a statement stands on; valid until its next step.
struct Columns {
    private let pointer: OpaquePointer

    fileprivate init(_ pointer: OpaquePointer) { self.pointer = pointer }

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(pointer, column) == SQLITE_NULL }

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(pointer, column) }

    /// An integer the schema keeps within the type.
    func integer<T: FixedWidthInteger>(_ column: Int32, as type: T.Type) throws -> T {
        guard let value = T(exactly: integer(column)) else { throw StorageError.corrupt("an integer is out of its range") }
        return value
    }

    func octetCount(_ column: Int32) -> Int { Int(sqlite3_column_bytes(pointer, column)) }

    func bytes(_ column: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(pointer, column) else { return [] }
        return [UInt8](UnsafeRawBufferPointer(start: start, count: octetCount(column)))
    }

    /// The octets where they lie, for the time of the call.
    func withOctets<Result>(_ column: Int32, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try body(UnsafeRawBufferPointer(start: sqlite3_column_blob(pointer, column), count: octetCount(column)))
    }

    func append(_ column: Int32, to octets: inout [UInt8]) {
        guard let start = sqlite3_column_blob(pointer, column) else { return }
        octets.append(contentsOf: UnsafeRawBufferPointer(start: start, count: octetCount(column)))
    }

    /// A blob of exactly the type's number of octets.
    func fixed<T: CBOROctets>(_ column: Int32, as type: T.Type = T.self) throws -> T {
        let start = sqlite3_column_blob(pointer, column)
        guard let value = T(UnsafeRawBufferPointer(start: start, count: octetCount(column))) else {
            throw StorageError.corrupt("a value of \(T.count) octets has \(octetCount(column))")
        }
        return value
    }

    func fixedIfPresent<T: CBOROctets>(_ column: Int32, as type: T.Type = T.self) throws -> T? {
        isNull(column) ? nil : try fixed(column)
    }

    func text(_ column: Int32) -> String {
        guard let start = sqlite3_column_text(pointer, column) else { return "" }
        return String(decoding: UnsafeBufferPointer(start: start, count: octetCount(column)), as: UTF8.self)
    }

    func textIfPresent(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

    func isText(_ column: Int32) -> Bool { sqlite3_column_type(pointer, column) == SQLITE_TEXT }
}
