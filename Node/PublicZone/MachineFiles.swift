/// What the zone has for machines.
struct MachineFiles {
    let maker: ZoneMaker

    func document(_ address: MachineAddress) async throws(PublicRefusal) -> ZoneDocument {
        switch address {
        case .bundle(let id): return try await bundle(id)
        case .proof(let id): return try await proof(id)
        case .atom(let list):
            let last = try await maker.list(list).last
            let first = max(1, last - PublicZoneLimits.itemsPerPage + 1)
            let items = try await maker.items(in: list, places: first...max(first, last))
            return ZoneDocument(type: "application/atom+xml; charset=utf-8", AtomFeed(site: maker.site).document(items))
        default: throw .notFound
        }
    }

    private func bundle(_ id: String) async throws(PublicRefusal) -> ZoneDocument {
        let item = try await maker.item(id)
        guard let reservation = maker.budget.reserve(item.octets) else { throw .busy }
        guard let octets = try await maker.read({ () async throws in try await maker.source.content(of: id) }) else { throw .notFound }
        let type = ContentType.served(item.mediaType)
        var document = ZoneDocument(type: type, octets: octets, guarding: .file, attachment: "\(id).json")
        document.reservation = reservation
        return document
    }

    private func proof(_ id: String) async throws(PublicRefusal) -> ZoneDocument {
        let item = try await maker.item(id)
        // A proof carries the content in base 64.
        guard let reservation = maker.budget.reserve(item.octets / 3 * 4 + PublicZoneLimits.pieceOctets) else { throw .busy }
        guard let octets = try await maker.read({ () async throws in try await maker.source.proof(of: id) }) else { throw .notFound }
        var document = ZoneDocument(type: "application/json", octets: octets, guarding: .file, attachment: "\(id).proof.json")
        document.reservation = reservation
        return document
    }
}
