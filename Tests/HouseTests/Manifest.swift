import Foundation

/// What `Package.swift` declares, read as text: the targets in their order.
struct Manifest {
    struct Target {
        let kind: String
        let name: String
        let path: String
        /// Names of targets and products, in the order written.
        let dependencies: [String]

        /// The first folder of its path.
        var room: String { String(path.split(separator: "/").first ?? "") }
        var isSystemLibrary: Bool { kind == "systemLibrary" }
        var isTest: Bool { kind == "testTarget" }
    }

    let targets: [Target]

    /// Reads a manifest written in this project's way: `let name: Target.Dependency = .product(name: "Product", …)`, then targets
    /// as literals, `room("Name", in: "Folder", [needs])` and `tests("Name", [needs])`.
    init(_ text: String) {
        let products = Self.products(in: text)
        let literals = ["systemLibrary", "target", "executableTarget", "testTarget"].flatMap { kind in
            Self.calls(of: "." + kind, in: text).map { ($0.offset, Self.literal(kind: kind, call: $0.text, products: products)) }
        }
        let rooms = Self.calls(of: " room", in: text).map { ($0.offset, Self.room(call: $0.text, products: products)) }
        let tests = Self.calls(of: " tests", in: text).map { ($0.offset, Self.tests(call: $0.text, products: products)) }
        targets = (literals + rooms + tests)
            .filter { !$0.1.room.isEmpty && !$0.1.path.contains("\\(") }
            .sorted { $0.0 < $1.0 }
            .map(\.1)
    }

    func target(_ name: String) -> Target? {
        targets.first { $0.name == name }
    }

    /// Which target's folder holds this file.
    func target(holding path: String) -> Target? {
        targets.filter { path.hasPrefix($0.path + "/") }.max { $0.path.count < $1.path.count }
    }

    private static func products(in text: String) -> [String: String] {
        var products: [String: String] = [:]
        for match in text.matches(of: /let (\w+): Target\.Dependency = \.\w+\(\s*name: "([^"]+)"/) {
            products[String(match.1)] = String(match.2)
        }
        return products
    }

    /// The text between the parentheses of every call that begins so, and where it begins.
    private static func calls(of name: String, in text: String) -> [(offset: Int, text: String)] {
        text.ranges(of: name + "(").compactMap { range in
            guard !text[..<range.lowerBound].hasSuffix("func") else { return nil }
            var depth = 1
            let call = text[range.upperBound...].prefix { character in
                if character == "(" { depth += 1 }
                if character == ")" { depth -= 1 }
                return depth > 0
            }
            return (text.utf8.distance(from: text.startIndex, to: range.lowerBound), String(call))
        }
    }

    private static func literal(kind: String, call: String, products: [String: String]) -> Target {
        let list = call.firstMatch(of: /dependencies:\s*\[([^\]]*)\]/).map { String($0.1) } ?? ""
        return Target(
            kind: kind, name: argument("name:", of: call), path: argument("path:", of: call),
            dependencies: names(in: list, products: products))
    }

    private static func room(call: String, products: [String: String]) -> Target {
        let name = argument("", of: call)
        let list = call.firstMatch(of: /\[([^\]]*)\]/).map { String($0.1) } ?? ""
        return Target(
            kind: "target", name: name, path: argument("in:", of: call) + "/" + name, dependencies: names(in: list, products: products))
    }

    private static func tests(call: String, products: [String: String]) -> Target {
        let name = argument("", of: call)
        let list = call.firstMatch(of: /\[([^\]]*)\]/).map { String($0.1) } ?? ""
        return Target(
            kind: "testTarget", name: name + "Tests", path: "Tests/" + name + "Tests",
            dependencies: [name] + names(in: list, products: products))
    }

    /// The first text after a label; empty when there is none.
    private static func argument(_ label: String, of call: String) -> String {
        guard let found = label.isEmpty ? call.startIndex : call.firstRange(of: label)?.upperBound else { return "" }
        let parts = call[found...].split(separator: "\"", maxSplits: 2, omittingEmptySubsequences: false)
        return parts.count == 3 ? String(parts[1]) : ""
    }

    /// Targets and products in a list: texts, `.product(name: …)`, and names given to products above.
    private static func names(in list: String, products: [String: String]) -> [String] {
        list.matches(of: /\.\w+\(\s*name:\s*"([^"]+)"[^)]*\)|"([^"]+)"|(\w+)/).compactMap { match in
            if let written = match.1 ?? match.2 { return String(written) }
            return match.3.map { products[String($0)] ?? String($0) }
        }
    }
}
