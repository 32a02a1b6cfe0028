import Exchange
import Foundation
import Ledger
import Logging
import Policy
import STIX
import Sodium
import Storage
import Wire

/// What authors are told when moderators returned or withdrew an item: a note, shared with the author's organisation alone.
///
/// It is an item as any other, signed and sealed, under the sender's own rules. What cannot be sent is told to the moderator, and the
/// decision stands.
extension NodeCore {
    func tellAuthor(
        of item: StoredItem, _ report: ZoneItemReport, _ reason: String, wasPublic: Bool
    ) async -> ZoneRefusalReport {
        // Whoever shared it with everyone is told: of a re-share its author may know nothing.
        guard item.organisation != organisation else { return ZoneRefusalReport(item: report, letter: "own") }
        do throws(OperationError) {
            let objects = try await reading { (store) throws(StorageError) in try store.objects(item.id) }
            let letter = ZoneLetter(
                item: item.id.hex, title: item.title,
                object: objects.first { ZoneLetter.isWriting($0.type) }?.id ?? objects.first?.id ?? "",
                reason: reason, wasPublic: wasPublic, sender: registry.snapshot.organisation(organisation)?.name ?? organisation.hex)
            var request = ShareRequest(
                to: .organisations([NamedRecipient(item.organisation.hex)]), tlp: TLP.amberStrict.displayName, title: letter.heading)
            request.resharing = "never"
            let sent = try await share(letter.bundle(at: clock.seconds), request)
            return ZoneRefusalReport(item: report, letter: sent.state == "waiting" ? "waiting" : "sent", letterItem: sent.id)
        } catch {
            logger.warning(
                "the author of an item could not be told that it is not public", metadata: ["item": "\(item.id)", "code": "\(error.code)"])
            return ZoneRefusalReport(item: report, letter: "not-sent", letterFault: "\(error.reason) \(error.remedy)")
        }
    }
}

/// A letter to an author as a STIX note.
struct ZoneLetter {
    /// The item's identifier in hexadecimal.
    var item: String
    var title: String
    /// The identifier of the object that the note is about.
    var object: String
    var reason: String
    /// Whether the item was public, and was withdrawn; else it was returned.
    var wasPublic: Bool
    /// The organisation that moderates.
    var sender: String

    static func isWriting(_ type: String) -> Bool { ["report", "grouping", "note"].contains(type) }

    var heading: String { wasPublic ? "Withdrawn from the public zone" : "Returned: not published in the public zone" }

    private var text: String {
        """
        \(sender) moderates the public zone and \(wasPublic ? "has withdrawn an item of yours from it" : "has not published an item of yours in it"). \
        The item is still with the members of the network, as you shared it.

        Item: \(item)

        Title: \(title)

        Reason: \(reason)

        To have it published, share a correction (`causeway correct`) or a new item; it waits for the moderators again.
        """
    }

    /// The octets of a bundle with the note in it.
    func bundle(at second: UInt64) -> [UInt8] {
        let time = WallClock.iso8601(second).replacing("Z", with: ".000Z")
        func identifier() -> String {
            var octets = SecureRandom.octets(16)
            octets[6] = octets[6] & 0x0F | 0x40
            octets[8] = octets[8] & 0x3F | 0x80
            return CollectionName.uuid(octets)
        }
        let note = Note(
            id: "note--\(identifier())", created: time, modified: time, abstract: heading, content: text,
            labels: [wasPublic ? "public-zone:withdrawn" : "public-zone:returned"],
            external_references: [.init(source_name: "causeway", description: "The item", external_id: item)], object_refs: [object])
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let octets = try? encoder.encode(Bundle(id: "bundle--\(identifier())", objects: [note])) else {
            preconditionFailure("texts and lists of texts could not be written as JSON")
        }
        return Array(octets)
    }

    private struct Bundle: Encodable {
        var type = "bundle"
        var id: String
        var objects: [Note]
    }

    /// STIX 2.1 section 4.14; the names are the standard's.
    private struct Note: Encodable {
        struct Reference: Encodable {
            var source_name: String
            var description: String
            var external_id: String
        }

        var type = "note"
        var spec_version = "2.1"
        var id: String
        var created: String
        var modified: String
        var abstract: String
        var content: String
        var labels: [String]
        var external_references: [Reference]
        var object_refs: [String]
    }
}
