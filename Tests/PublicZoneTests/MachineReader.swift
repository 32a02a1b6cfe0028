import Foundation
import Testing

@testable import PublicZone

/// Reads what the zone has for machines, as a client would.
struct MachineReader {
    let maker: ZoneMaker

    init(
        _ source: FakeItems, baseURL: String? = "https://zone.example", contact: String? = "mailto:soc@zone.example",
        name: String = "Example"
    ) {
        maker = ZoneMaker(
            site: PublicSite(name: name, identifier: "00", baseURL: baseURL, contact: contact), source: source, logger: silent)
    }

    func octets(_ path: String) async throws -> [UInt8] {
        let address = try #require(ZoneAddress(path: path), "\(path) is no address")
        #expect(address.path == path)
        let document = try await maker.document(address)
        #expect(document.guarding == .file, "\(path) could be shown as a page")
        return document.octets
    }

    func text(_ path: String) async throws -> String { try #require(String(validating: try await octets(path), as: UTF8.self)) }

    func json(_ path: String) async throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(try await octets(path))) as? [String: Any])
    }

    func xml(_ path: String) async throws -> MarkupReader {
        // The reader knows names of letters only.
        try MarkupReader(try await text(path).replacing("xhtml:link", with: "xhtml"), isXML: true)
    }

    /// Why there is nothing; records an issue where there is.
    func refusal(_ path: String) async -> PublicRefusal? {
        guard let address = ZoneAddress(path: path) else { return .notFound }
        return await #expect(throws: PublicRefusal.self) { try await maker.document(address) }
    }
}
