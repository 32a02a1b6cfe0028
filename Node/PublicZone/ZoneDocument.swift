import Exchange

/// What stands at an address of the zone: the same octets from the server and as a file.
struct ZoneDocument: Sendable {
    /// The media type, with its charset.
    var type: String
    var octets: [UInt8]
    /// How long who has it need not ask again.
    var keeping = Keeping.asking
    /// Which fields guard it.
    var guarding = Guarding.page
    /// The name under which a browser stores it; `nil` for what it shows.
    var attachment: String?
    /// The language of a page, for `Content-Language`; `nil` for what has none.
    var language: String?
    /// Held while the octets are in memory for who reads them; `nil` for what is short.
    var reservation: OctetBudget.Reservation?

    enum Keeping: Sendable {
        /// It may change: ask each time, by its ETag.
        case asking
        /// Never: another version has another address.
        case forGood
    }

    enum Guarding: Sendable {
        /// One of our own pages: the style sheet, nothing else.
        case page
        /// One of our own pages with a form that leads to this site.
        case formPage
        /// The page that checks proofs: our own script, which fetches from here.
        case scriptedPage
        /// Somebody else's octets, or something for machines: to be stored, never to be shown as a page of this site.
        case file
    }

    init(
        type: String, octets: [UInt8], keeping: Keeping = .asking, guarding: Guarding = .page, attachment: String? = nil,
        language: String? = nil
    ) {
        self.type = type
        self.octets = octets
        self.keeping = keeping
        self.guarding = guarding
        self.attachment = attachment
        self.language = language
    }

    init(type: String, _ text: String, guarding: Guarding = .file) {
        self.init(type: type, octets: Array(text.utf8), guarding: guarding)
    }
}
