public import Policy

extension STIXBundle {
    /// The bundle with every reference to a stricter mark of the TLP standard changed to this one; all other octets stay.
    ///
    /// For items that their author declassifies: a mark left inside would bind. All identifiers of the standard are equally long, so nothing
    /// moves. A mark that the bundle defines itself is not changed, and binds as before.
    public func remarked(_ tlp: TLP) throws(STIXError) -> STIXBundle {
        let replacement = STIXMarking.identifier(of: tlp)
        let document = try JSONReader.read(bytes)
        var octets = bytes
        var isChanged = false
        for (index, node) in document.nodes.enumerated() where node.kind == .string && !node.hasEscapes {
            let range = document.range(index)
            guard range.count == replacement.utf8.count + 2, let mark = STIXMarking.standard[document.text(index).lowercased()], mark > tlp
            else {
                continue
            }
            octets.replaceSubrange(range.lowerBound + 1..<range.upperBound - 1, with: replacement.utf8)
            isChanged = true
        }
        return isChanged ? try STIXBundle(parsing: octets) : self
    }
}

extension STIXMarking {
    /// The identifier that TLP 2.0 gives the mark.
    static func identifier(of tlp: TLP) -> String {
        switch tlp {
        case .clear: "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487"
        case .green: "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"
        case .amber: "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"
        case .amberStrict: "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003"
        case .red: "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"
        }
    }
}
