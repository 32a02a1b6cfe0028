import Exchange

/// What the fake node answers about reference packs.
extension FakeNode {
    static let packReport = PackReport(
        name: "warning-lists", kind: "warning-lists", version: "1.2", title: "MISP warning lists", state: "building", item: "0f",
        author: "CERT",
        created: "2026-01-01T00:00:00Z", octets: 7, source: "a.whl", sourceHash: "0a", licence: "CC0", contents: 2, entries: 9, built: 1)
    static let packDetail = PackDetail(
        pack: packReport,
        parts: [.init(name: "l", title: "漢", version: "1", matching: "cidr", entries: 9, octets: 7, state: "ready", leftOut: 1)])
    static let packInstalled = PackInstalledReport(name: "attack-ics", version: "18.1", outcome: "corrected", item: "0f", before: "17.1")
    static let packPart: [UInt8] = [0x7B, 0x7D]

    func packs() async throws(OperationError) -> [PackReport] {
        try note("packs")
        return [Self.packReport]
    }

    func pack(_ name: String) async throws(OperationError) -> PackDetail {
        try note("pack \(name)")
        return Self.packDetail
    }

    func packPart(_ pack: String, _ part: String) async throws(OperationError) -> [UInt8] {
        try note("packPart \(pack) \(part)")
        return Self.packPart
    }

    func installPack(_ content: [UInt8], _ request: PackInstallation) async throws(OperationError) -> PackInstalledReport {
        try note("installPack \(content.count) \(request.replace)")
        return Self.packInstalled
    }
}
