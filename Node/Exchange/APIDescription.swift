/// The API's own description in OpenAPI 3.1, made from the table of operations and the types that they read and write.
struct APIDescription {
    private let door: Door
    private let probe = SchemaProbe()

    init(at door: Door) { self.door = door }

    /// The description as a document; the same text for the same program.
    func octets() -> [UInt8] { JSONDocument.encode(document()) }

    private func document() -> JSONValue {
        var paths: [String: [String: JSONValue]] = [:]
        for (name, row) in RouteTable.rows where door.leads(to: row) {
            let words = name.split(separator: " ").map(String.init)
            paths[words[1], default: [:]][words[0].lowercased()] = operation(words[0], words[1], row)
        }
        // Whatever is refused, is refused so.
        let failure = probe.schema(of: OperationError.self)
        var components: [String: JSONValue] = [
            "responses": .object([
                "Refusal": .object([
                    "description": "Why it was refused, and what to do next.",
                    "content": .object(["application/json": .object(["schema": failure.document(isSent: false)])]),
                ])
            ])
        ]
        if case .machines = door {
            components["securitySchemes"] = .object(["token": .object(["type": "http", "scheme": "bearer"])])
        }
        let sent = sentTypes
        components["schemas"] = .object(
            Dictionary(
                uniqueKeysWithValues: probe.components.map { name, schema in
                    (name, schema.document(isSent: sent.contains(name)))
                }))
        return .object([
            "openapi": "3.1.1", "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
            "info": .object([
                "title": "Causeway", "version": "1", "summary": "The HTTP API of a node.",
                "description": "Lists go on with `cursor`. A GET is answered with an ETag, which `If-None-Match` takes.",
            ]),
            "servers": .array([.object(["url": "/"])]), "paths": .object(paths.mapValues { .object($0) }),
            "components": .object(components),
        ])
    }

    // MARK: - Operations

    private func operation(_ method: String, _ path: String, _ row: RouteRow) -> JSONValue {
        var parameters = path.split(separator: "/").filter { $0.first == "{" }.map { parameter(inPath: String($0.dropFirst().dropLast())) }
        parameters += row.query(at: door).map { parameter(inQuery: $0) }
        var answers: [String: JSONValue] = [
            "200": success(row.answer, isTagged: method == "GET"), "4XX": .object(["$ref": "#/components/responses/Refusal"]),
            "5XX": .object(["$ref": "#/components/responses/Refusal"]),
        ]
        if method == "GET" { answers["304"] = .object(["description": "What `If-None-Match` named is still what there is."]) }
        return .object([
            "operationId": .string(identifier(method, path)), "summary": .string(row.summary),
            "parameters": parameters.isEmpty ? nil : .array(parameters), "requestBody": body(row.body), "responses": .object(answers),
            "security": security(row),
        ])
    }

    /// "getItemsContent" for GET /v1/items/{id}/content, "getItem" would be two things; names follow the path alone.
    private func identifier(_ method: String, _ path: String) -> String {
        path.split(separator: "/").dropFirst().reduce(method.lowercased()) { name, part in
            let isName = part.first == "{"
            let words = part.filter { $0 != "{" && $0 != "}" }.split { $0 == "-" || $0 == "." }.map {
                $0.prefix(1).uppercased() + $0.dropFirst()
            }
            return name + (isName ? "By" : "") + words.joined()
        }
    }

    private func security(_ row: RouteRow) -> JSONValue? {
        guard case .machines = door else { return nil }
        return row.access == .anyone ? .array([]) : .array([.object(["token": .array([])])])
    }

    private func parameter(inPath name: String) -> JSONValue {
        .object([
            "name": .string(name), "in": "path", "required": .boolean(true),
            "schema": Self.pathSchema(name).document(isSent: true),
        ])
    }

    /// What stands in a path.
    private static func pathSchema(_ name: String) -> JSONSchema {
        name == "id" ? .text(6...64, pattern: "^[0-9A-Fa-f]{6,64}$") : .text(1...400)
    }

    private func parameter(inQuery member: QueryMember) -> JSONValue {
        var parameter: [String: JSONValue] = [
            "name": .string(member.name), "in": "query", "required": .boolean(member.isNeeded), "description": .string(member.says),
        ]
        switch member.form {
        case .text(let schema): parameter["schema"] = schema.document(isSent: true)
        case .number(let range, let fallback): parameter["schema"] = JSONSchema.integer(range, fallback: fallback).document(isSent: true)
        case .flag: parameter["schema"] = JSONSchema.boolean.document(isSent: true)
        case .document(let type):
            parameter["content"] = .object(["application/json": .object(["schema": probe.schema(of: type).document(isSent: true)])])
        }
        return .object(parameter)
    }

    private func body(_ body: RouteRow.Body) -> JSONValue? {
        switch body {
        case .none: nil
        case .document(let type):
            .object([
                "required": .boolean(true),
                "content": .object(["application/json": .object(["schema": probe.schema(of: type).document(isSent: true)])]),
            ])
        case .content:
            .object([
                "required": .boolean(true), "description": "What is shared, octet for octet: a STIX 2.1 bundle.",
                "content": .object(ContentMedia.taken.reduce(into: [:]) { $0[$1] = .object([:]) }),
            ])
        }
    }

    private func success(_ answer: RouteRow.Answer, isTagged: Bool) -> JSONValue {
        let (media, schema): (String, JSONValue) =
            switch answer {
            case .document(let type): ("application/json", .object(["schema": probe.schema(of: type).document(isSent: false)]))
            case .octets(let mediaType): (mediaType, .object([:]))
            }
        return .object([
            "description": "What was asked for.", "content": .object([media: schema]), "links": links(of: answer),
            "headers": isTagged
                ? .object([
                    "ETag": .object(["description": "Changes when the answer does.", "schema": JSONSchema.string().document(isSent: false)])
                ]) : nil,
        ])
    }

    /// Where what is in an answer leads: the first of a list stands for each.
    private func links(of answer: RouteRow.Answer) -> JSONValue? {
        guard case .document(let type) = answer else { return nil }
        let (prefix, parameter, place): (String, String, String)
        switch type {
        case is ItemPage.Type: (prefix, parameter, place) = ("/v1/items/{id}", "id", "/items/0/id")
        case is ShareReport.Type: (prefix, parameter, place) = ("/v1/items/{id}", "id", "/id")
        case is SearchReport.Type: (prefix, parameter, place) = ("/v1/objects/{object}", "object", "/hits/0/id")
        default: return nil
        }
        var links: [String: JSONValue] = [:]
        for (name, row) in RouteTable.rows where door.leads(to: row) {
            let words = name.split(separator: " ").map(String.init)
            guard words[1].hasPrefix(prefix) else { continue }
            let identifier = identifier(words[0], words[1])
            links[identifier] = .object([
                "operationId": .string(identifier), "parameters": .object([parameter: .string("$response.body#\(place)")]),
            ])
        }
        return .object(links)
    }

    /// Names of the types that only travel to the node.
    private var sentTypes: Set<String> {
        let sent = SchemaProbe()
        let received = SchemaProbe()
        for row in RouteTable.rows.values {
            if case .document(let type) = row.body { _ = sent.schema(of: type) }
            for member in row.query { if case .document(let type) = member.form { _ = sent.schema(of: type) } }
            if case .document(let type) = row.answer { _ = received.schema(of: type) }
        }
        return Set(sent.components.keys).subtracting(received.components.keys)
    }
}

/// Media types of content that is shared.
enum ContentMedia {
    static let taken = ["application/stix+json;version=2.1", "application/json", "application/octet-stream"]

    /// Whether a `Content-Type` is one of them, whatever its parameters.
    static func isTaken(_ field: String?) -> Bool {
        let type = name(field)
        return taken.contains { name($0) == type }
    }

    static func isJSON(_ field: String?) -> Bool { name(field) == "application/json" }

    private static func name(_ field: String?) -> String {
        String((field ?? "").prefix { $0 != ";" }).lowercased().filter { $0 != " " && $0 != "\t" }
    }
}
