/// What is to be written into the audit log: everything of a record but its number, its time and its place in the chain.
///
/// Longer texts than a record takes are cut, so that nobody's long name keeps something from being noted. No secret and nothing of an
/// item's content belongs here: a title only as its hash, so that what is retracted does not live on in the log.
public struct AuditNote: Equatable, Sendable {
    /// Who did it: a user of the machine, or "node" for what the node does by itself.
    public let actor: String
    /// What was done, by its name in the list of docs/audit.md.
    public let action: String
    /// The item, group, organisation or person it is about, as an identifier or name; may be empty.
    public let subject: String
    /// Short facts by name.
    public let details: [String: String]

    public init(actor: String, action: String, subject: String = "", details: [String: String] = [:]) {
        self.actor = Self.cut(actor.isEmpty ? "?" : actor, StorageLimits.auditActorOctetsMax)
        self.action = Self.cut(action.isEmpty ? "?" : action, StorageLimits.auditActionOctetsMax)
        self.subject = Self.cut(subject, StorageLimits.auditSubjectOctetsMax)
        var kept: [String: String] = [:]
        for (key, value) in details.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) })
        where kept.count < StorageLimits.auditDetailsMax {
            kept[Self.cut(key, StorageLimits.auditActionOctetsMax)] = Self.cut(value, StorageLimits.auditDetailOctetsMax)
        }
        self.details = kept
    }

    /// The beginning of a text, with an ellipsis where something was left out.
    private static func cut(_ text: String, _ octetsMax: Int) -> String {
        guard text.utf8.count > octetsMax else { return text }
        let ellipsis = "…"
        var cut = ""
        var octets = ellipsis.utf8.count
        for scalar in text.unicodeScalars {
            octets += String(scalar).utf8.count
            guard octets <= octetsMax else { break }
            cut.unicodeScalars.append(scalar)
        }
        return cut + ellipsis
    }
}
