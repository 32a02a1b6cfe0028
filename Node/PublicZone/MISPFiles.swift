import MISP

/// The newest items as a MISP feed: a manifest, an event for each item, and the hashes of their values.
extension MachineFiles {
    /// Told without contents: what an event holds is in the event.
    func mispManifest() async throws(PublicRefusal) -> ZoneDocument {
        let entries = try await newest(PublicZoneLimits.feedItemsMax).map { item in
            MISPFeed.Entry(MISPConversion(site: site, item: item, content: nil, warned: []).event)
        }
        return ZoneDocument(type: "application/json", octets: MISPFeed.manifest(entries), guarding: .file)
    }

    func mispEvent(_ uuid: String) async throws(PublicRefusal) -> ZoneDocument {
        let item = try await item(ofEvent: uuid)
        guard let content = try await content(of: item) else { throw .notFound }
        let plain = MISPConversion(site: site, item: item, content: content, warned: [])
        let values = plain.event.attributes.filter(\.isForDetection).map(\.value)
        let warned = values.isEmpty ? [] : try await maker.read { () async throws in try await maker.source.warned(values) }
        let event = warned.isEmpty ? plain : MISPConversion(site: site, item: item, content: content, warned: warned)
        return ZoneDocument(type: "application/json", octets: event.event.document, guarding: .file)
    }

    /// The public item whose event has this UUID.
    private func item(ofEvent uuid: String) async throws(PublicRefusal) -> PublicItem {
        for digits in MISPConversion.beginnings(of: uuid) {
            let id = try await maker.read { () async throws in try await maker.source.identifier(beginning: digits) }
            if let id, MISPConversion.uuid(of: id) == uuid { return try await maker.item(id) }
        }
        throw .notFound
    }

    /// The newest items, as far as their contents together stay within `PublicZoneLimits.feedOctetsMax`.
    func mispHashes() async throws(PublicRefusal) -> ZoneDocument {
        var lines = ""
        for item in try await newest(PublicZoneLimits.feedItemsMax, octetsMax: PublicZoneLimits.feedOctetsMax) {
            guard let uuid = MISPUUID(written: MISPConversion.uuid(of: item.id)) else { continue }
            lines += MISPFeed.lines(try await facts(of: item).digests, of: uuid)
        }
        return ZoneDocument(type: "text/csv; charset=utf-8; header=absent", lines)
    }
}
