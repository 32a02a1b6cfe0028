import Foundation
import Testing

@testable import Storage

@Suite("Closing the store")
struct ClosingTests {
    @Test("Calls that meet a closing store end or are refused; none reaches a closed connection")
    func race() async throws {
        for _ in 0..<20 {
            let directory = NSTemporaryDirectory() + "causeway-close-\(UUID().uuidString)"
            defer { try? FileManager.default.removeItem(atPath: directory) }
            let store = try Store(path: directory)
            await withTaskGroup(of: Void.self) { group in
                for caller in 0..<4 {
                    group.addTask {
                        for round in 0..<50 {
                            do throws(StorageError) {
                                try store.set("caller-\(caller)", to: [UInt8(round)])
                                _ = try store.setting("caller-\(caller)")
                            } catch {
                                #expect(error == .closed)
                            }
                        }
                    }
                }
                group.addTask { store.close() }
            }
            #expect(throws: StorageError.closed) { try store.set("late", to: [1]) }
        }
    }
}
