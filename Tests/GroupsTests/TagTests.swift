import Groups
import Ledger
import Testing
import Wire

struct TagTests {
    @Test("Tags that are derived differ by kind, network and sector, and are the same everywhere")
    func derived() throws {
        let network: NetworkID = try filled(0xAA)
        let other: NetworkID = try filled(0xAB)
        let tags = [
            publicTag(of: network), communityTag(of: network), sectorTag(of: network, sector: "energy"),
            sectorTag(of: network, sector: "Energy"), sectorTag(of: network, sector: "water"), publicTag(of: other),
            communityTag(of: other), sectorTag(of: other, sector: "energy"),
        ]
        #expect(Set(tags).count == tags.count)
        #expect(communityTag(of: network).hex == "600c5f3869a5ef867f42b38a1cdb1f2f")
    }

    @Test("The public group's tag, the community's and those of the named sectors are reserved; of another network they are not")
    func reserved() throws {
        let (network, other): (NetworkID, NetworkID) = (try filled(0xAA), try filled(0xAB))
        let sectors = ["water", "energy"]
        let taken = [publicTag(of: network), communityTag(of: network)] + sectors.map { sectorTag(of: network, sector: $0) }
        #expect(taken.map { isReservedTag($0, network: network, sectors: sectors) } == [true, true, true, true])
        #expect(taken.map { isReservedTag($0, network: network) } == [true, true, false, false])
        #expect(taken.map { isReservedTag($0, network: other, sectors: sectors) } == [false, false, false, false])
        #expect(!isReservedTag(sectorTag(of: network, sector: "Energy"), network: network, sectors: sectors))
        #expect(!isReservedTag(try filled(0xBB), network: network, sectors: sectors))
    }
}
