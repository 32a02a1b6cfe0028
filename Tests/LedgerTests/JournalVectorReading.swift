import Ledger
import Sodium
import Testing
import Vectors
import Wire

extension VectorFile {
    func hash(_ key: String) throws -> Hash { Hash(try octets(key, as: Octets32.self)) }

    func hashes(_ key: String) throws -> [Hash] {
        try list(key).map { try #require(Hash($0)) }
    }

    func text(_ key: String) throws -> String { String(decoding: try octets(key), as: UTF8.self) }

    func keys(_ key: String) throws -> [VerifyingKey] {
        try list(key).map { try VerifyingKey(try #require(Octets32($0))) }
    }

    func identifier<T: Identifier>(_ key: String, as type: T.Type = T.self) throws -> T {
        try #require(T(try octets(key)))
    }
}
