/// The way to a value, rebuilt from the index only when a message needs it.
enum JSONPath {
    /// The path to a finished value, as in `objects[3].created`. A member's name has the path of its value.
    ///
    /// With `from`, it begins at a container on that way whose own path is known.
    static func path(
        to target: Int, in nodes: [JSONDocument.Node], of bytes: [UInt8], from start: Int = 0, behind prefix: String = ""
    ) -> String {
        var path = prefix
        var container = start
        while container < target {
            guard let step = step(from: container, toward: target, in: nodes) else { break }
            path += step.text(nodes, bytes, isFirst: path.isEmpty)
            container = step.node
        }
        return path
    }

    /// The path to where reading stopped: through the containers still open to the value that is due or begun.
    static func openPath(in nodes: [JSONDocument.Node], of bytes: [UInt8]) -> String {
        var path = ""
        var container = 0
        while container < nodes.count, nodes[container].next == 0,
            let step = step(from: container, toward: nodes.count, in: nodes)
        {
            path += step.text(nodes, bytes, isFirst: path.isEmpty)
            container = step.node
        }
        return path
    }

    /// One step down: the node reached, and the name or number that leads to it.
    private struct Step {
        let node: Int
        let name: Int?
        let number: Int

        func text(_ nodes: [JSONDocument.Node], _ bytes: [UInt8], isFirst: Bool) -> String {
            guard let name else { return "[\(number)]" }
            let written = bytes[Int(nodes[name].start)..<Int(nodes[name].end)].dropFirst().dropLast()
            let isPlain = !written.isEmpty && written.allSatisfy(Self.isPlain)
            guard isPlain else { return "[\"\(excerpt(written))\"]" }
            return isFirst ? excerpt(written) : ".\(excerpt(written))"
        }

        private static func isPlain(_ octet: UInt8) -> Bool {
            switch octet {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x2D: true
            default: false
            }
        }
    }

    /// The child of a container that holds `target`; with a target behind all nodes, the child that is still being read.
    private static func step(from container: Int, toward target: Int, in nodes: [JSONDocument.Node]) -> Step? {
        var index = container + 1
        var number = 0
        let kind = nodes[container].kind
        guard kind == .object || kind == .array else { return nil }
        while index < nodes.count {
            let name = kind == .object ? index : nil
            if name != nil, nodes[index].next == 0 { return nil }
            let value = name == nil ? index : index + 1
            // Behind a name its value may not have begun; the name alone leads there.
            guard value < nodes.count else { return Step(node: value, name: name, number: number) }
            let next = Int(nodes[value].next)
            if next == 0 || target < next { return Step(node: value, name: name, number: number) }
            index = next
            number += 1
        }
        return nil
    }
}
