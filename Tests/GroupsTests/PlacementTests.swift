import Groups
import Ledger
import Policy
import Testing
import Wire

struct PlacementTests {
    private let network: NetworkID
    /// A place of each kind of group: public, community, sector, closed.
    private let tags: [GroupTag]

    init() throws {
        network = try filled(0xAA)
        tags = [publicTag(of: network), communityTag(of: network), sectorTag(of: network, sector: "energy"), try filled(0xBB)]
    }

    private func outcome(_ kind: EntryKind, isSealed: Bool, in tag: GroupTag) -> PlacementError? {
        do throws(PlacementError) {
            try Placement.check(kind, isSealed: isSealed, in: tag, network: network)
            return nil
        } catch {
            return error
        }
    }

    @Test("Items are plain in the public group and sealed in every other")
    func items() {
        #expect(tags.map { outcome(.item, isSealed: false, in: $0) } == [nil, .plainItem, .plainItem, .plainItem])
        #expect(tags.map { outcome(.item, isSealed: true, in: $0) } == [.sealedPublicItem, nil, nil, nil])
    }

    @Test("Keys are handed out in the open, where there is something to open", arguments: [EntryKind.epoch, .grant, .complaint])
    func keyEntries(kind: EntryKind) {
        #expect(tags.map { outcome(kind, isSealed: false, in: $0) } == [.misplacedKind, nil, nil, nil])
        #expect(tags.allSatisfy { outcome(kind, isSealed: true, in: $0) == .sealedKeyEntry })
    }

    @Test("Subkeys stand plain in the community's journals alone")
    func subkeys() {
        #expect(tags.map { outcome(.subkey, isSealed: false, in: $0) } == [.misplacedKind, nil, .misplacedKind, .misplacedKind])
        #expect(tags.allSatisfy { outcome(.subkey, isSealed: true, in: $0) == .sealedKeyEntry })
    }

    @Test("Every journal may have its opening")
    func openings() {
        #expect(tags.allSatisfy { outcome(.opening, isSealed: false, in: $0) == nil })
    }

    @Test("Another network's public group is an unknown group here")
    func otherNetwork() throws {
        #expect(outcome(.item, isSealed: false, in: publicTag(of: try filled(0xAB))) == .plainItem)
    }

    @Test("What stands in the public group is TLP:CLEAR", arguments: TLP.allCases)
    func marks(tlp: TLP) throws {
        let content = try ItemContent(kind: .bundle, tlp: tlp, pap: nil, title: "", mediaType: "", created: 5, data: [])
        for tag in tags {
            if tlp == .clear || tag != publicTag(of: network) {
                try Placement.check(content, in: tag, network: network)
            } else {
                #expect(throws: PlacementError.notClear) { try Placement.check(content, in: tag, network: network) }
            }
        }
    }

    private func refusal(_ content: ItemContent, in audience: AudienceKind) -> PlacementError? {
        do throws(PlacementError) {
            try Placement.check(content, in: audience)
            return nil
        } catch {
            return error
        }
    }

    @Test("Receipts stand where a charter can ask for them, and contributions among the two whom they concern")
    func misplaced() throws {
        let receipts = ItemContent(receipts: try Receipts([Receipts.Receipt(item: try filled(1), applied: 5)]), created: 5)
        let inner = try ItemContent(
            kind: .bundle, tlp: .clear, pap: nil, title: "", mediaType: "", created: 5, data: [], terms: ItemTerms(attribution: .forbidden))
        let contribution = ItemContent(contribution: try Contribution(wanted: try filled(2), content: inner), created: 5)
        let misplaced = PlacementError.misplacedContent
        #expect(AudienceKind.allCases.map { refusal(receipts, in: $0) } == [misplaced, misplaced, misplaced, nil, nil])
        #expect(AudienceKind.allCases.map { refusal(contribution, in: $0) } == [misplaced, misplaced, misplaced, misplaced, nil])
        // The public group and the community are known by their tags alone.
        for content in [receipts, contribution] {
            for tag in [publicTag(of: network), communityTag(of: network)] {
                #expect(throws: misplaced) { try Placement.check(content, in: tag, network: network) }
            }
        }
    }

    @Test("Nobody who must not be named stands in the public group, whose journals name their writer")
    func unnamed() throws {
        let content = try ItemContent(
            kind: .bundle, tlp: .clear, pap: nil, title: "", mediaType: "", created: 5, data: [], terms: ItemTerms(attribution: .forbidden))
        #expect(AudienceKind.allCases.map { refusal(content, in: $0) } == [.attributionForbidden, nil, nil, nil, nil])
        #expect(throws: PlacementError.attributionForbidden) {
            try Placement.check(content, in: publicTag(of: network), network: network)
        }
    }
}
