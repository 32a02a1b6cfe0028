/// Sends letters to people with accounts.
public protocol AccountMailer: Sendable {
    /// Takes a letter to be sent; `false` where it cannot be.
    func send(_ letter: AccountLetter) async -> Bool
}

/// A letter to somebody with an account: plain text.
public struct AccountLetter: Equatable, Sendable {
    /// An e-mail address.
    public let recipient: String
    /// "en", "zh-Hant" or "zh-Hans".
    public let language: String
    public let subject: String
    /// Lines of UTF-8, parted by "\n".
    public let text: String

    public init(recipient: String, language: String, subject: String, text: String) {
        self.recipient = recipient
        self.language = language
        self.subject = subject
        self.text = text
    }
}
