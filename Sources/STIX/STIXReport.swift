/// Everything in a file that is not as STIX 2.1 has it, all at once.
///
/// Reading a bundle refuses what cannot be stored; this tells the rest, too, and goes on after each fault.
public struct STIXReport: Sendable {
    /// How many objects the bundle has.
    public let objectCount: Int
    /// The findings in the order of the file; at most `STIXLimits.findingsMax` of each level.
    public let findings: [STIXFinding]
    /// How many faults there were, the ones left out counted.
    public let faultCount: Int
    /// How many warnings there were, the ones left out counted.
    public let warningCount: Int
    /// Why the file would be refused when it is shared; `nil` when it would be taken.
    public let refusal: STIXError?

    /// Whether nothing in it is against the standard.
    public var isGood: Bool { faultCount == 0 && refusal == nil }

    /// Checks a file. Throws only where there are no objects to look at: what is not JSON, not a bundle, or STIX 2.0 as a whole.
    public init(checking bytes: [UInt8]) throws(STIXError) {
        let document = try JSONReader.read(bytes)
        let nodes = try STIXBundle.objectNodes(of: document, STIXObjectReader(document: document))
        var checker = STIXChecker(document: document)
        checker.checkBundle(objects: nodes)
        do throws(STIXError) {
            _ = try STIXBundle(document: document)
            refusal = nil
        } catch {
            refusal = error
        }
        objectCount = nodes.count
        findings = checker.notes.findings(in: document)
        faultCount = checker.notes.faultCount
        warningCount = checker.notes.warningCount
    }
}

/// Findings as they are met: of each level the first are kept, all are counted.
struct STIXNotes {
    private struct Note {
        let code: STIXFinding.Code
        let node: Int
        /// The object it is in, by number and node; the bundle itself has none.
        let object: (number: Int, node: Int)?
        let reason: String
    }

    private var faults: [Note] = []
    private var warnings: [Note] = []
    private(set) var faultCount = 0
    private(set) var warningCount = 0

    mutating func add(_ code: STIXFinding.Code, _ node: Int, in object: (number: Int, node: Int)?, _ reason: String) {
        switch code.level {
        case .fault:
            faultCount += 1
            guard faults.count < STIXLimits.findingsMax else { return }
            faults.append(Note(code: code, node: node, object: object, reason: reason))
        case .warning:
            warningCount += 1
            guard warnings.count < STIXLimits.findingsMax else { return }
            warnings.append(Note(code: code, node: node, object: object, reason: reason))
        }
    }

    /// The findings with their places, in the order of the file. Lines are counted once for all of them.
    func findings(in document: JSONDocument) -> [STIXFinding] {
        let notes = (faults + warnings).enumerated()
            .sorted { ($0.element.node, $0.offset) < ($1.element.node, $1.offset) }.map(\.element)
        var counter = STIXPlace.Counter(document.bytes)
        return notes.map { note in
            let path: String
            if let object = note.object {
                path = JSONPath.path(
                    to: note.node, in: document.nodes, of: document.bytes, from: object.node, behind: "objects[\(object.number)]")
            } else {
                path = JSONPath.path(to: note.node, in: document.nodes, of: document.bytes)
            }
            let place = counter.place(offset: document.range(note.node).lowerBound, path: path)
            return STIXFinding(code: note.code, place: place, reason: note.reason)
        }
    }
}
