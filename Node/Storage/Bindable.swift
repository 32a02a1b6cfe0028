import GRDBSQLite
import Sodium
import Wire

/// A value that can stand for a `?` of a statement; SQLite takes its own copy.
protocol Bindable {
    /// Gives SQLite's result code.
    func bind(to statement: OpaquePointer, at index: Int32) -> Int32
}

/// Tells SQLite to copy the octets at once (`SQLITE_TRANSIENT`, a macro that Swift does not import).
private let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

private func bindBlob(_ octets: UnsafeRawBufferPointer, to statement: OpaquePointer, at index: Int32) -> Int32 {
    // An empty buffer may have no address, which SQLite would take for NULL.
    guard let start = octets.baseAddress, !octets.isEmpty else { return sqlite3_bind_zeroblob(statement, index, 0) }
    return sqlite3_bind_blob64(statement, index, start, UInt64(octets.count), copied)
}

extension Int64: Bindable {
    func bind(to statement: OpaquePointer, at index: Int32) -> Int32 { sqlite3_bind_int64(statement, index, self) }
}

extension Int: Bindable {
    func bind(to statement: OpaquePointer, at index: Int32) -> Int32 { sqlite3_bind_int64(statement, index, Int64(self)) }
}

extension String: Bindable {
    func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
        var text = self
        return text.withUTF8 { utf8 in
            guard let start = utf8.baseAddress else { return sqlite3_bind_text(statement, index, "", 0, copied) }
            return start.withMemoryRebound(to: CChar.self, capacity: utf8.count) {
                sqlite3_bind_text(statement, index, $0, Int32(utf8.count), copied)
            }
        }
    }
}

extension [UInt8]: Bindable {
    func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
        withUnsafeBytes { bindBlob($0, to: statement, at: index) }
    }
}

extension ArraySlice<UInt8>: Bindable {
    func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
        withUnsafeBytes { bindBlob($0, to: statement, at: index) }
    }
}

extension Optional: Bindable where Wrapped: Bindable {
    func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
        self?.bind(to: statement, at: index) ?? sqlite3_bind_null(statement, index)
    }
}

extension Octets {
    fileprivate func bindOctets(to statement: OpaquePointer, at index: Int32) -> Int32 {
        withUnsafeBytes { bindBlob($0, to: statement, at: index) }
    }
}

extension Octets32: Bindable {
    func bind(to statement: OpaquePointer, at index: Int32) -> Int32 { bindOctets(to: statement, at: index) }
}

extension Octets64: Bindable {
    func bind(to statement: OpaquePointer, at index: Int32) -> Int32 { bindOctets(to: statement, at: index) }
}

extension Identifier {
    func bind(to statement: OpaquePointer, at index: Int32) -> Int32 { octets.bindOctets(to: statement, at: index) }
}

extension Hash: Bindable {}
extension JournalID: Bindable {}
extension NodeID: Bindable {}
extension GroupTag: Bindable {}
extension Incarnation: Bindable {}
extension OrganisationID: Bindable {}
extension NetworkID: Bindable {}
extension EpochID: Bindable {}
