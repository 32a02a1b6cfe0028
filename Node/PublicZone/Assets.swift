/// The style sheet and the scripts of the pages, each at an address that has its hash.
enum Assets {
    static let styleSheet = Asset(ending: "css", type: "text/css; charset=utf-8", text: StyleSheet.text + VerifyPage.style)
    /// Checks proofs in the reader's browser, on the one page that loads it.
    static let verifyScript = Asset(ending: "js", type: "text/javascript; charset=utf-8", text: VerifyScript.text)

    static let all = [styleSheet, verifyScript]

    struct Asset: Sendable {
        let name: String
        let type: String
        let octets: [UInt8]

        init(ending: String, type: String, text: String) {
            octets = Array(text.utf8)
            name = "\(Fingerprint(octets).digits.prefix(32)).\(ending)"
            self.type = type
        }

        var path: String { "/assets/\(name)" }
    }

    static func document(_ name: String) throws(PublicRefusal) -> ZoneDocument {
        guard let asset = all.first(where: { $0.name == name }) else { throw .notFound }
        return ZoneDocument(type: asset.type, octets: asset.octets, keeping: .forGood)
    }
}
