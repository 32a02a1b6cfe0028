import Pages

/// What a site says to programs that come by: whom to tell of a fault, and what not to read.
extension MachineFiles {
    /// RFC 9116; there is none without a contact, without a day on which it ends, or where the address of the site is not known.
    func securityText() async throws(PublicRefusal) -> ZoneDocument {
        let until = try await maker.read { () async throws in try await maker.source.edition() }.securityUntil
        let base = try base(isSecure: true)
        guard until > 0, let contact = site.contact, contact.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { throw .notFound }
        let canonical = base + ZoneAddress.machine(.security).path
        return ZoneDocument(
            type: "text/plain; charset=utf-8",
            """
            Contact: \(contact)
            Expires: \(UTCMoment(until).machineText)
            Preferred-Languages: en, zh
            Canonical: \(canonical)
            CSAF: \(base + ZoneAddress.machine(.csafProvider).path)

            """)
    }

    /// Searches are made anew for every query, and lead to what stands elsewhere.
    func robots() -> ZoneDocument {
        let searches = Language.allCases.map { "Disallow: \(ZoneAddress.page($0, .search).path)?\n" }.joined()
        let map = site.baseURL.map { "\nSitemap: \($0 + ZoneAddress.machine(.sitemap).path)\n" } ?? ""
        return ZoneDocument(type: "text/plain; charset=utf-8", "User-agent: *\n\(searches)\(map)")
    }
}
