import Reference

/// The package from which a kind of pack is made when it is to be downloaded: one release, known by its hash.
struct PackPin {
    /// As pip calls it.
    let package: String
    let version: String
    /// The SHA-256 of the wheel, hexadecimal.
    let hash: String

    /// `nil` for a kind of which no package has the data.
    static func of(_ kind: PackKind) -> PackPin? {
        switch kind {
        case .warningLists:
            PackPin(
                package: "pymispwarninglists", version: "1.7.0", hash: "18b0922a6334e20850b7ab84a0d9e52746302abc36ec034ecc141fb2db67d4a7")
        case .galaxies:
            PackPin(package: "pymispgalaxies", version: "1.1.1", hash: "261e5765ee0488ee27ffe09ec1c6685d013b15ea1f2b8bf584d2bcd13aea7b60")
        case .taxonomies:
            PackPin(package: "pytaxonomies", version: "2.1.2", hash: "ddd2cd9d76aef5f4a0b048b680ba07c70a9211200bd0639c1e9a7f5347e3cacd")
        case .attack: nil
        }
    }
}
