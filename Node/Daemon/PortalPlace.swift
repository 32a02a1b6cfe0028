import Accounts

/// What accounts need to know of the portal: how it is reached, and who carries letters.
struct PortalPlace: Sendable {
    /// Whose passkeys they are; `nil` where the portal has no address that browsers take for one, and then there are none.
    var party: RelyingParty?
    /// How the world reaches it ("https://portal.bank.example"), without a slash at the end; empty where it is not known, and then no letter has
    /// a link.
    var address = ""
    /// `nil` where the node has no mail server.
    var mailer: (any AccountMailer)?
}
