import AsyncHTTPClient
import Foundation
import NIOCore
import Testing

@testable import Exchange

@Suite("The API describes itself, and says neither more nor less than it does")
struct APIDescriptionTests {
    private func description(at door: Door) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(APIDescription(at: door).octets())) as? [String: Any])
    }

    private func value(_ document: Any?, _ path: String...) -> Any? {
        path.reduce(document) { ($0 as? [String: Any])?[$1] }
    }

    @Test("Every operation behind a door stands in its description, and none besides")
    func operations() throws {
        for door in [Door.owner, .machines(FakeMachines())] {
            let paths = try #require(try description(at: door)["paths"] as? [String: [String: Any]])
            let names = paths.flatMap { path, methods in methods.keys.map { "\($0.uppercased()) \(path)" } }
            #expect(names.sorted() == RouteTable.rows.filter { door.leads(to: $0.value) }.keys.sorted())
            let identifiers = paths.values.flatMap { $0.values.compactMap { value($0, "operationId") as? String } }
            #expect(Set(identifiers).count == names.count)
        }
    }

    @Test("Every reference leads to a schema, and every schema is referred to")
    func references() throws {
        let text = String(decoding: APIDescription(at: .owner).octets(), as: UTF8.self)
        let named = Set(text.matches(of: /"\$ref":"#\/components\/schemas\/([^"]+)"/).map { String($0.output.1) })
        let components = try #require(value(try description(at: .owner), "components", "schemas") as? [String: Any])
        #expect(named == Set(components.keys))
        #expect(components.count > 40)
    }

    @Test("A schema has the members of its type: those that may be missing, words, numbers, lists and types inside it")
    func members() throws {
        let schemas = value(try description(at: .owner), "components", "schemas")
        #expect((value(schemas, "ItemPage", "properties") as? [String: Any])?.keys.sorted() == ["items", "next"])
        #expect(value(schemas, "ItemPage", "properties", "items", "items", "$ref") as? String == "#/components/schemas/ItemReport")
        #expect(value(schemas, "ItemPage", "additionalProperties") == nil, "a later version may say more")
        #expect(value(schemas, "ShareRequest", "required") as? [String] == ["to"])
        #expect(value(schemas, "ShareRequest", "additionalProperties") as? Bool == false)
        #expect(
            value(schemas, "GroupChange", "properties", "verb", "enum") as? [String] == ["add", "remove", "appoint", "dismiss", "leave"])
        #expect(value(schemas, "StatusReport", "properties", "registrySize", "minimum") as? Int == 0)
        #expect(value(schemas, "StatusReport", "properties", "counters", "additionalProperties", "type") as? String == "integer")
        #expect(value(schemas, "SearchReport", "properties", "facets", "$ref") as? String == "#/components/schemas/FacetsReport")
        #expect(value(schemas, "FacetsReport.Count", "required") as? [String] == ["count", "value"])
        #expect((value(schemas, "Destination", "oneOf") as? [Any])?.count == 3)
    }

    /// Documents of the tests' node, by the name of their schema.
    private static let documents: [(String, [UInt8])] = [
        ("StatusReport", JSONDocument.encode(FakeNode.status)), ("MemberReport", JSONDocument.encode(FakeNode.member)),
        ("GroupReport", JSONDocument.encode(FakeNode.group)), ("ItemDetail", JSONDocument.encode(FakeNode.detail)),
        ("SearchReport", JSONDocument.encode(FakeNode.found)), ("AudienceReport", JSONDocument.encode(FakeNode.audience)),
        ("CorrelationReport", JSONDocument.encode(FakeNode.correlation)), ("GraphReport", JSONDocument.encode(FakeNode.graphReport)),
        ("AuditPage", JSONDocument.encode(FakeNode.auditPage)), ("BackupProgress", JSONDocument.encode(FakeNode.backup)),
        ("ZonePublicationProgress", JSONDocument.encode(FakeNode.publication)),
    ]

    @Test("What the node writes fits the schema: members that are needed are there, and each has its type", arguments: documents)
    func fits(name: String, document: [UInt8]) throws {
        let schemas = try #require(value(try description(at: .owner), "components", "schemas") as? [String: Any])
        let written = try JSONSerialization.jsonObject(with: Data(document))
        #expect(misfit(written, ["$ref": "#/components/schemas/\(name)"], schemas) == nil)
        // And a document that lacks a needed member does not.
        var less = try #require(written as? [String: Any])
        less[try #require((value(schemas[name], "required") as? [String])?.first)] = nil
        #expect(misfit(less, ["$ref": "#/components/schemas/\(name)"], schemas) != nil)
    }

    /// Where a document does not fit, as far as these schemas go.
    private func misfit(_ document: Any, _ schema: [String: Any], _ schemas: [String: Any]) -> String? {
        if let reference = schema["$ref"] as? String {
            guard let target = schemas[String(reference.split(separator: "/").last ?? "")] as? [String: Any] else { return reference }
            return misfit(document, target, schemas)
        }
        switch schema["type"] as? String {
        case "string": return document is String ? nil : "no text"
        case "boolean": return document is Bool ? nil : "neither true nor false"
        case "integer": return document is NSNumber ? nil : "no number"
        case "array":
            guard let elements = document as? [Any], let element = schema["items"] as? [String: Any] else { return "no list" }
            return elements.lazy.compactMap { misfit($0, element, schemas) }.first
        case "object":
            guard let members = document as? [String: Any] else { return "no object" }
            for name in schema["required"] as? [String] ?? [] where members[name] == nil { return "\(name) is missing" }
            let known = schema["properties"] as? [String: [String: Any]] ?? [:]
            for (name, member) in members {
                guard let inside = known[name] ?? schema["additionalProperties"] as? [String: Any] else { return "\(name) is not known" }
                if let fault = misfit(member, inside, schemas) { return "\(name): \(fault)" }
            }
            return nil
        default: return nil
        }
    }

    @Test("Nobody is asked for a token before they can read how to ask, and nothing in it is an address of this machine")
    func served() async throws {
        try await withAPI { url in
            let response = try await HTTPClient.shared.execute(HTTPClientRequest(url: url + "/v1/openapi.json"), timeout: .seconds(30))
            let described = Array(try await response.body.collect(upTo: 10_000_000).readableBytesView)
            #expect(described == APIDescription(at: .machines(FakeMachines())).octets())
            #expect(!String(decoding: described, as: UTF8.self).contains("127.0.0.1"))
        }
    }
}
