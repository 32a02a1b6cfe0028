/// Reference packs, asked for over the local socket.
extension LocalClient {
    public func packs() async throws(OperationError) -> [PackReport] { try await report(of: .init("packs")) }

    public func pack(_ name: String) async throws(OperationError) -> PackDetail { try await report(of: .init("packs", name)) }

    public func packPart(_ pack: String, _ part: String) async throws(OperationError) -> [UInt8] {
        try await answer(to: .init("packs", pack, part))
    }

    public func installPack(_ content: [UInt8], _ request: PackInstallation) async throws(OperationError) -> PackInstalledReport {
        let document = String(decoding: JSONDocument.encode(request), as: UTF8.self)
        return try await upload(.init("packs", query: [("request", document)], sending: content))
    }
}
