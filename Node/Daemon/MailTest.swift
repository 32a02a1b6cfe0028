import Delivery
public import Exchange

/// A message that the mail server took, to see whether the settings are right.
public struct MailTestReport: Codable, Equatable, Sendable {
    /// Who should find it in their mailbox.
    public var to: String
    /// The server that answers for it now.
    public var server: String

    public init(to: String, server: String) {
        self.to = to
        self.server = server
    }
}

extension NodeSettings {
    /// Sends one message as the node would, to see whether the settings are right. Nothing of the node is in it.
    ///
    /// Throws `no-mail-server`, `mail-address`, `mail-authorities`, or `mail-not-taken` with how far it came.
    public func sendTestMail(to text: String) async throws(OperationError) -> MailTestReport {
        guard let settings = try mail(), let mailServer else {
            throw OperationError(
                code: "no-mail-server", reason: "The settings name no mail server.",
                remedy: "Set `mail-server` and `mail-from` in causeway.yaml; `causeway config default` says what they are.")
        }
        guard let recipient = try? Mailbox(parsing: text), let message = try? Self.testMail(from: settings.from, to: recipient) else {
            throw OperationError(
                code: "mail-address", reason: "\"\(text.prefix(100))\" is no address of one mailbox.",
                remedy: "Give it as ann@bank.example, without quotes or comments.")
        }
        guard case .failed(let failure) = await MailSender(settings).send(message) else {
            return MailTestReport(to: recipient.address.text, server: mailServer)
        }
        throw OperationError(
            code: "mail-not-taken", reason: "\(mailServer) did not take the message. \(failure.text).", remedy: Self.remedy(for: failure),
            status: 502)
    }

    private static func testMail(from: Mailbox, to: Mailbox) throws -> MailMessage {
        let text = """
            This message shows that a Causeway node can send mail. There is nothing to do.

            此郵件用以確認 Causeway 節點能夠寄出電郵，毋須處理。

            此邮件用于确认 Causeway 节点能够发送电子邮件，无需处理。

            """
        let id = (0..<2).map { _ in String(UInt64.random(in: 0 ... .max), radix: 16) }.joined()
        return try MailMessage(
            from: from, to: to, subject: "Causeway: test message", text: text, second: WallClock.machine.seconds, id: id)
    }

    private static func remedy(for failure: MailFailure) -> String {
        switch failure.stage {
        case .connecting: "Check host and port of `mail-server`, and whether this machine may connect there."
        case .greeting, .hello, .securing:
            "Check that `mail-security` fits the port (tls mostly 465, starttls mostly 587), that the certificate names the host, and `mail-authorities` if the authority is your own."
        case .authenticating: "Check `mail-user` and the file in `mail-password-file`."
        case .sender: "Check that the server takes mail from the address in `mail-from`."
        case .recipient: "Check the address, and that the server takes mail to it from here."
        case .content: "Ask whoever keeps the server what its answer means."
        }
    }
}
