public import Delivery
public import Exchange
import Glibc
import Ledger

extension NodeSettings {
    /// How the way to the mail server is protected, as it stands in the file.
    public var mailSecurityWord: String { mailSecurity.rawValue }

    /// The first key about mail whose value does not fit the others.
    var mailFault: SettingsKey? {
        if let mailFrom, (try? Mailbox(parsing: mailFrom)) == nil { return .mailFrom }
        guard (mailUser == nil) == (mailPasswordFile == nil) else { return mailUser == nil ? .mailUser : .mailPasswordFile }
        guard let mailServer, let endpoint = try? Endpoint(mailServer) else { return nil }
        guard mailFrom != nil else { return .mailFrom }
        let isOpen = mailSecurity == .none
        return isOpen && (mailUser != nil || !MailSettings.isThisMachine(endpoint.host)) ? .mailSecurity : nil
    }

    /// Where mail goes out; `nil` when the settings name no server.
    ///
    /// Throws `mail-authorities` when these cannot be read.
    public func mail() throws(OperationError) -> MailSettings? {
        guard let mailServer, let endpoint = try? Endpoint(mailServer), let from = mailFrom.flatMap({ try? Mailbox(parsing: $0) }) else {
            return nil
        }
        var authorities: [UInt8] = []
        if let mailAuthorities {
            guard let octets = try? SecretFile.read(mailAuthorities, octetsMax: DeliveryLimits.authoritiesOctetsMax), !octets.isEmpty else {
                throw OperationError(
                    code: "mail-authorities", reason: "The authorities of the mail server, \(mailAuthorities), cannot be read.",
                    remedy: "Name a PEM file that the node's user may read in `mail-authorities`, or leave it empty.")
            }
            authorities = octets
        }
        var login: MailSettings.Login?
        if let mailUser, let mailPasswordFile {
            login = MailSettings.Login(user: mailUser) {
                try SecretFile.read(mailPasswordFile, octetsMax: DeliveryLimits.passwordOctetsMax + 2, withoutLineEnd: true)
            }
        }
        do {
            return try MailSettings(
                host: endpoint.host, port: Int(endpoint.port), security: mailSecurity, login: login, from: from, authorities: authorities)
        } catch {
            throw OperationError(
                code: "mail-settings", reason: "Mail would not be protected on its way to \(mailServer).",
                remedy: "Set `mail-security` to tls or starttls; none is for a server on this machine without `mail-user`.")
        }
    }
}

/// A small file that somebody else keeps, read whole and bounded: a password, a list of authorities.
enum SecretFile {
    /// Why a file is not taken.
    enum Fault: Error { case unreadable, tooLong }

    /// - Parameter withoutLineEnd: leaves out one end of a line at the end, as editors put it behind a password.
    static func read(_ path: String, octetsMax: Int, withoutLineEnd: Bool = false) throws(Fault) -> [UInt8] {
        // A pipe that nobody writes to would hold whoever asks.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .unreadable }
        defer { close(descriptor) }
        var octets = [UInt8](repeating: 0, count: octetsMax + 1)
        var count = 0
        while count < octets.count {
            let more = octets.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress?.advanced(by: count), $0.count - count) }
            if more < 0, errno == EINTR { continue }
            guard more >= 0 else { throw .unreadable }
            guard more > 0 else { break }
            count += more
        }
        guard count <= octetsMax else { throw .tooLong }
        if withoutLineEnd, count > 0, octets[count - 1] == 0x0A { count -= 1 }
        if withoutLineEnd, count > 0, octets[count - 1] == 0x0D { count -= 1 }
        octets.removeSubrange(count...)
        return octets
    }
}
