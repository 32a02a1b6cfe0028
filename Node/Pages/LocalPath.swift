/// A path of these pages, which a picture may link to.
///
/// Law: it begins with one slash and stays on this host: "//host" and "/\host" lead elsewhere, and are no paths here.
struct LocalPath: Equatable, Sendable {
    let text: String

    init?(_ path: String) {
        let octets = Array(path.utf8)
        guard octets.first == UInt8(ascii: "/"), octets.count <= PagesLimits.addressOctetsMax else { return nil }
        guard octets.count == 1 || octets[1] != UInt8(ascii: "/") else { return nil }
        guard octets.allSatisfy({ (0x21...0x7E).contains($0) && !"\"<>\\^`{|}".utf8.contains($0) }) else { return nil }
        text = path
    }
}
