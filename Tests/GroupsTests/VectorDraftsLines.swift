import Testing
import Wire

@testable import Groups

/// Versions and withdrawals as they came, and what has become of each version.
enum LineDrafts {
    private struct Version {
        var id: UInt8
        var replaces: UInt8?
        var by: UInt8 = 1
        var expires: UInt64 = 0
        var original: UInt8?
    }

    private struct Issued {
        var id: UInt8
        var target: UInt8
        var successor: UInt8?
        var by: UInt8 = 1
    }

    private enum State: UInt8 {
        case current, expired, replaced, withdrawn, moved
    }

    /// What is expected of a version.
    private struct Fate {
        var state: State
        var by: UInt8?
        var to: UInt8?

        static let current = Fate(state: .current)
        static let expired = Fate(state: .expired)
        static func replaced(_ by: UInt8) -> Fate { Fate(state: .replaced, by: by) }
        static func withdrawn(_ by: UInt8) -> Fate { Fate(state: .withdrawn, by: by) }
        static func moved(_ to: UInt8, _ by: UInt8) -> Fate { Fate(state: .moved, by: by, to: to) }
    }

    static func all() -> [VectorDraft] { corrections() + withdrawals() + others() }

    private static func corrections() -> [VectorDraft] {
        let example = [
            Version(id: 0x11), Version(id: 0x22, replaces: 0x11), Version(id: 0x33, replaces: 0x11), Version(id: 0x24, replaces: 0x33),
        ]
        return [
            draft("line-one", "An item of which nobody said anything more.", [Version(id: 0x11)], [], [.current]),
            draft(
                "line-example", "The deepest correction holds.", example, [],
                [.replaced(0x24), .replaced(0x24), .replaced(0x24), .current]),
            draft(
                "line-side-by-side", "Two corrections of one item: the greater holds.", Array(example.dropLast()), [],
                [.replaced(0x33), .replaced(0x33), .current]),
            draft(
                "line-deep-small", "A deeper correction holds against a greater one.",
                [
                    Version(id: 0x11), Version(id: 0x99, replaces: 0x11), Version(id: 0x22, replaces: 0x11),
                    Version(id: 0x01, replaces: 0x22),
                ],
                [], [.replaced(0x01), .replaced(0x01), .replaced(0x01), .current]),
            draft(
                "line-absent", "What was corrected is not here; each organisation's corrections of it are a line.",
                [Version(id: 0x22, replaces: 0x11), Version(id: 0x33, replaces: 0x11), Version(id: 0x44, replaces: 0x11, by: 2)], [],
                [.replaced(0x33), .current, .current]),
            draft(
                "line-expired", "The last version has expired; the first does not come back.",
                [Version(id: 0x11), Version(id: 0x22, replaces: 0x11, expires: 100)], [], [.replaced(0x22), .expired]),
            draft("line-not-expired", "One second before the end.", [Version(id: 0x11, expires: 101)], [], [.current]),
        ]
    }

    private static func withdrawals() -> [VectorDraft] {
        let three = [Version(id: 0x11), Version(id: 0x22, replaces: 0x11), Version(id: 0x33, replaces: 0x22)]
        let (retraction, move) = (Issued(id: 0x88, target: 0x11), Issued(id: 0x77, target: 0x22, successor: 0x55))
        return [
            draft(
                "line-withdrawn", "A retraction of one version retracts them all.", three, [retraction], three.map { _ in .withdrawn(0x88) }
            ),
            draft(
                "line-moved", "A move takes all versions with it; the successor is a line of its own.", three + [Version(id: 0x55)], [move],
                three.map { _ in .moved(0x55, 0x77) } + [.current]),
            draft(
                "line-withdrawn-and-moved", "A retraction counts before a move.", three, [move, retraction],
                three.map { _ in .withdrawn(0x88) }),
            draft(
                "line-withdrawn-twice", "Of two retractions the smaller counts.", three, [Issued(id: 0x90, target: 0x33), retraction],
                three.map { _ in .withdrawn(0x88) }),
            draft(
                "line-moved-twice", "Of two moves the smaller counts.", three, [Issued(id: 0x90, target: 0x33, successor: 0x56), move],
                three.map { _ in .moved(0x55, 0x77) }),
            draft(
                "line-withdrawn-expired", "What is withdrawn does not expire.", [Version(id: 0x11, expires: 50)], [retraction],
                [.withdrawn(0x88)]),
            draft(
                "line-withdrawn-absent", "The target of the retraction is not here, and what corrects it is.",
                [Version(id: 0x22, replaces: 0x11)], [retraction], [.withdrawn(0x88)]),
            draft("line-waiting", "Nothing of what is retracted is here.", [Version(id: 0x22)], [retraction], [.current], waiting: [0x88]),
        ]
    }

    private static func others() -> [VectorDraft] {
        [
            draft(
                "line-foreign-version", "Another organisation's correction is an item of its own.",
                [Version(id: 0x11), Version(id: 0x22, replaces: 0x11, by: 2)], [], [.current, .current], foreign: [0x22]),
            draft(
                "line-foreign-withdrawal", "Another organisation's retraction is without effect.", [Version(id: 0x11)],
                [Issued(id: 0x88, target: 0x11, by: 2)], [.current], foreign: [0x88]),
            draft(
                "line-foreign-absent", "The item comes, and is another organisation's than that which corrected and retracted it.",
                [Version(id: 0x11, by: 2), Version(id: 0x22, replaces: 0x11)], [Issued(id: 0x88, target: 0x11)], [.current, .current],
                foreign: [0x22, 0x88]),
            draft(
                "line-reshare", "A re-share goes the way of its original.",
                [Version(id: 0x11), Version(id: 0x22, replaces: 0x11), Version(id: 0x66, by: 2, original: 0x11)], [],
                [.replaced(0x22), .current, .replaced(0x22)]),
            draft(
                "line-reshare-withdrawn", "A re-share of what was retracted.",
                [Version(id: 0x11), Version(id: 0x66, by: 2, original: 0x11)],
                [Issued(id: 0x88, target: 0x11)], [.withdrawn(0x88), .withdrawn(0x88)]),
            draft(
                "line-reshare-own", "A re-sharer takes its re-share back; the original stays.",
                [Version(id: 0x11), Version(id: 0x66, by: 2, original: 0x11)], [Issued(id: 0x88, target: 0x66, by: 2)],
                [.current, .withdrawn(0x88)]),
        ]
    }

    private static func id(_ octet: UInt8?) -> [UInt8] { octet.map { [UInt8](repeating: $0, count: 32) } ?? [] }

    private static func draft(
        _ name: String, _ comment: String, _ versions: [Version], _ issued: [Issued], _ fates: [Fate], foreign: [UInt8] = [],
        waiting: [UInt8] = []
    ) -> VectorDraft {
        precondition(versions.count == fates.count, "\(name) says what becomes of some versions only")
        var draft = VectorDraft(
            topic: "life", name: name, expect: "success", section: "Versions", comment: comment, fields: [("second", big(UInt64(100)))],
            chapter: 9)
        for version in versions {
            draft.fields += [
                ("version", id(version.id)), ("version-organisation", [UInt8](repeating: version.by, count: 16)),
                ("version-replaces", id(version.replaces)), ("version-expires", big(version.expires)),
                ("version-original", id(version.original)),
            ]
        }
        for issued in issued {
            draft.fields += [
                ("withdrawal", id(issued.id)), ("withdrawal-organisation", [UInt8](repeating: issued.by, count: 16)),
                ("withdrawal-target", id(issued.target)), ("withdrawal-successor", id(issued.successor)),
            ]
        }
        for fate in fates { draft.fields += [("state", [fate.state.rawValue]), ("state-by", id(fate.by)), ("state-to", id(fate.to))] }
        draft.fields += foreign.map { ("foreign", id($0)) } + waiting.map { ("waiting", id($0)) }
        return draft
    }
}
