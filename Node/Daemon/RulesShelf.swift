import Exchange
import Foundation
import Ledger
import Policy
import Sodium
import Synchronization
import Wire

/// The organisation's own rules as they are in force: what `policy.yaml` in the data directory says.
///
/// Law: rules that are in force are replaced by a right file and by nothing else. A wrong one, and one that has gone, leave them as they are
/// and are told; at a start with a wrong one nothing leaves the node until it is mended. A node that never had the file has the defaults.
final class RulesShelf: Sendable {
    let path: String
    private let state: Mutex<State>

    private struct State {
        var book: Rulebook?
        var faults: [String] = []
        /// Of the file as it was last read; `nil` while there is none.
        var octets: [UInt8]?
        var hasFile = false
        /// Whether the file said something new that is not in the audit log yet.
        var isChanged = false
    }

    init(path: String) {
        self.path = path
        state = Mutex(State())
        look()
        _ = takeChange()
    }

    /// The hash of the file, once after each change; empty where it has gone.
    func takeChange() -> String? {
        state.withLock { state in
            guard state.isChanged else { return nil }
            state.isChanged = false
            return state.octets.map { Hash(sha256: $0).hex } ?? ""
        }
    }

    /// Reads the file again if it says something else than before.
    func look() {
        let found = Self.read(path)
        state.withLock { state in
            state.isChanged = Self.take(found, into: &state) || state.isChanged
        }
    }

    /// Whether the file says something new.
    private static func take(_ found: Result<[UInt8]?, Unreadable>, into state: inout State) -> Bool {
        switch found {
        case .success(nil):
            guard state.hasFile || state.book == nil else { return false }
            if state.hasFile {
                state.faults = ["The file is gone; the rules that it held stay in force. Write an empty one for the defaults."]
            } else {
                state.book = .defaults
            }
            let changed = state.octets != nil
            state.octets = nil
            return changed
        case .success(let octets?):
            guard octets != state.octets else { return false }
            state.octets = octets
            state.hasFile = true
            do throws(RulebookError) {
                state.book = try Rulebook(parsing: octets)
                state.faults = []
            } catch {
                state.faults = error.faults.map(\.description)
            }
            return true
        case .failure(let failure):
            let faults = [failure.reason]
            let changed = state.faults != faults
            state.hasFile = true
            state.faults = faults
            return changed
        }
    }

    /// The rules that are in force; throws `policy-unusable` when there are none, because the file was wrong from the start.
    func rulebook() throws(OperationError) -> Rulebook {
        look()
        guard let book = state.withLock({ $0.book }) else {
            throw OperationError(
                code: "policy-unusable", reason: "The rules in \(path) are wrong, so nobody can say what may leave.",
                remedy: "See `causeway policy check`, mend the file, and try again.", status: 503)
        }
        return book
    }

    /// The rules in force, also where the file is wrong; `nil` when there are none.
    var present: Rulebook? { state.withLock { $0.book } }

    var report: PolicyReport {
        state.withLock { state in
            let standing: String
            switch (state.book, state.faults.isEmpty) {
            case (nil, _): standing = "unusable"
            case (_?, false): standing = "kept"
            case (_?, true): standing = state.hasFile ? "in force" : "defaults"
            }
            var counts: [String: Int] = [:]
            for section in RuleSection.allCases { counts[section.rawValue] = state.book?.count(of: section) ?? 0 }
            return PolicyReport(
                file: path, state: standing, rules: counts, faults: state.faults, warnings: state.book?.warnings.map(\.description) ?? [])
        }
    }

    private struct Unreadable: Error {
        let reason: String
    }

    /// The file's octets, one more than the rules may have at most; `nil` when there is none.
    private static func read(_ path: String) -> Result<[UInt8]?, Unreadable> {
        guard FileManager.default.fileExists(atPath: path) else { return .success(nil) }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            return .failure(Unreadable(reason: "The file \(path) cannot be read. Give the node's account the right to read it."))
        }
        defer { try? handle.close() }
        do {
            return .success([UInt8](try handle.read(upToCount: RulebookLimits.fileOctetsMax + 1) ?? Data()))
        } catch {
            return .failure(Unreadable(reason: "The file \(path) cannot be read: \(error.localizedDescription)"))
        }
    }
}
