import Foundation
import Pages
import Testing
@testable import PublicZone

@Suite("Throw-away: pages as files", .enabled(if: ProcessInfo.processInfo.environment["DUMP_ZONE"] != nil))
struct DumpThrowaway {
    @Test("dump") func dump() async throws {
        let folder = ProcessInfo.processInfo.environment["DUMP_ZONE"] ?? ""
        let source = ExampleZone.source()
        let maker = ZoneMaker(site: ExampleZone.site, source: source, logger: silent)
        var pages: [ZonePage] = ZonePage.single.map(\.page)
        pages += [.item(ExampleZone.rich), .item(ExampleZone.large), .item(identifier(1_003)), .newest(.all), .list(.all, 1), .list(.all, 0), .newest(.sector("Finance")), .newest(.topic(.threats)), .list(.sector("Finance"), 0)]
        if let author = ListName.author(ExampleZone.organisation("Harbour Bank")) { pages.append(.newest(author)) }
        func write(_ path: String, _ octets: [UInt8]) throws {
            let url = URL(fileURLWithPath: folder + path)
            try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(octets).write(to: url)
        }
        for language in Language.allCases {
            for page in pages {
                let address = ZoneAddress.page(language, page)
                let document = try await maker.document(address)
                try write(address.path, document.octets)
                print(document.octets.count, address.path)
            }
            try write("/\(language.step)/results.html", try await maker.document(.page(language, .search), query: "q=phishing&order=newest").octets)
            source.change { $0.findings.fault = "type: is followed by nothing. Write type:indicator." }
            try write("/\(language.step)/fault.html", try await maker.document(.page(language, .search), query: "q=type%3A").octets)
            source.change { $0.findings.fault = nil }
            try write("/\(language.step)/ended.html", RefusalPage(site: ExampleZone.site, refusal: .ended(.replaced, successor: ExampleZone.rich)).document(in: language).octets)
        }
        for asset in Assets.all { try write(asset.path, asset.octets) }
    }
}
