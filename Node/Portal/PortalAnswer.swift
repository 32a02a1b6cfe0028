import Pages

/// What is answered: a value, so that tests need no socket.
struct PortalAnswer: Sendable {
    enum Body: Sendable {
        case octets([UInt8])
        /// What is told as it happens; `nil` from it ends the connection.
        case events(EventStream)
    }

    var status: Int
    var fields: [(name: String, value: String)]
    var body: Body

    init(status: Int, fields: [(name: String, value: String)] = [], body: Body = .octets([])) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    /// Sends the browser elsewhere with a GET (RFC 9110, 15.4.4).
    static func seeOther(_ path: String, _ fields: [(String, String)] = []) -> PortalAnswer {
        PortalAnswer(status: 303, fields: [("location", path)] + fields)
    }

    /// Something to be kept as a file.
    static func download(_ octets: [UInt8], type: String, name: String) -> PortalAnswer {
        let plain = String(name.unicodeScalars.map { isPlain($0) ? Character($0) : "_" })
        return PortalAnswer(
            status: 200, fields: [("content-type", type), ("content-disposition", "attachment; filename=\"\(plain)\"")],
            body: .octets(octets))
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "0"..."9", "A"..."Z", "a"..."z", "-", ".", "_": true
        default: false
        }
    }

    var text: String {
        guard case .octets(let octets) = body else { return "" }
        return String(decoding: octets, as: UTF8.self)
    }

    func field(_ name: String) -> String? { fields.first { $0.name == name }?.value }
}
