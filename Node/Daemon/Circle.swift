import Groups
import Ledger
import Policy
import Sodium
import Wire

/// One audience as this node knows it: where its members come from, and by which tag its journals go.
enum Circle: Sendable {
    /// The public; plain and signed.
    case everyone(GroupTag)
    /// All members, as the registry has them.
    case community(GroupTag)
    /// The members of one sector, as the registry has them.
    case sector(GroupTag, name: String)
    /// A closed group or a set of named organisations, as charter and operations say.
    case roster(Roster)

    var tag: GroupTag {
        switch self {
        case .everyone(let tag), .community(let tag), .sector(let tag, _): tag
        case .roster(let roster): roster.charter.statement.tag
        }
    }

    var kind: AudienceKind {
        switch self {
        case .everyone: .everyone
        case .community: .community
        case .sector: .sector
        case .roster(let roster): roster.kind == .named ? .named : .closed
        }
    }

    var roster: Roster? {
        if case .roster(let roster) = self { roster } else { nil }
    }

    /// What an epoch's manifest names as the roster it was made by; zeros where the registry is the roster.
    var frontier: Octets32 {
        roster?.frontier ?? EpochTerms.withoutRoster
    }

    /// Whether newcomers are given the keys from before they joined.
    var givesHistory: Bool { roster?.charter.statement.history == .everythingKept }

    /// The nodes that a charter names to keep its ciphertext.
    var mailboxes: [NodeID] { roster?.charter.statement.mailboxes ?? [] }

    /// How long mailboxes keep what is sealed for it; 0 where they decide themselves.
    var keepMinutes: UInt32 { UInt32(roster?.charter.statement.mailboxDays ?? 0) * 1_440 }

    /// The name as people type and read it; named recipients have none.
    var name: String {
        switch self {
        case .everyone: "everyone"
        case .community: "members"
        case .sector(_, let name): "sector:" + name
        case .roster(let roster): roster.charter.statement.name
        }
    }
}
