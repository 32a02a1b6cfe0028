import Exchange
import Foundation
import Ledger

/// What `causeway verify` was given: a proof, and perhaps what is said to be the proven content, from a site or from files.
struct ProofSource: Equatable {
    /// The proof file, not yet read.
    var proof: [UInt8]
    /// The content as the site gives it; `nil` when only a proof was named.
    var bundle: [UInt8]?
    /// The item that the address names; `nil` for a file that could be any item's.
    var item: String?
    /// Where the proof and the bundle come from.
    var place: String
    var bundlePlace = ""

    /// Fetches or reads it. Throws why it cannot be had.
    static func gather(_ text: String) async throws(OperationError) -> ProofSource {
        guard text.contains("://") else { return try read(text) }
        let address = try ItemAddress(url: text)
        return try await WebReader.open { (reader) async throws(OperationError) in
            let proof = try await reader.octets(at: address.proof, octetsMax: RegistryLimits.proofOctetsMax)
            try refusePage(proof, at: address.proof)
            var source = ProofSource(proof: proof, item: address.item, place: address.proof)
            guard address.form != .proof else { return source }
            source.bundle = try await reader.octets(at: address.bundle, octetsMax: RegistryLimits.proofBodyOctetsMax)
            source.bundlePlace = address.bundle
            return source
        }
    }

    /// A proof file; or the page, the bundle or the folder of an item in a published zone, of which the proof lies beside.
    private static func read(_ path: String) throws(OperationError) -> ProofSource {
        var isFolder: ObjCBool = false
        let isThere = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        let isBundle = path == "bundle.json" || path.hasSuffix("/bundle.json")
        guard isThere, isFolder.boolValue || isBundle || path.hasSuffix(".html") else {
            return ProofSource(proof: try WholeFile.read(path, octetsMax: RegistryLimits.proofOctetsMax), place: path)
        }
        let absolute = URL(fileURLWithPath: path).standardizedFileURL.path
        guard let address = ItemAddress(file: absolute) else {
            guard isBundle else { throw noItem(path) }
            // A copy of one item, away from its zone: nothing names the item.
            let folder = path.dropLast("bundle.json".utf8.count)
            return try beside(proof: "\(folder)proof.json", bundle: path, item: nil)
        }
        return try beside(proof: address.proof, bundle: address.bundle, item: address.item)
    }

    private static func beside(proof: String, bundle: String, item: String?) throws(OperationError) -> ProofSource {
        guard FileManager.default.fileExists(atPath: proof) else {
            throw OperationError(
                code: "no-proof", reason: "There is no \(proof), by which the item could be verified.",
                remedy: "Fetch the item's proof.json from where the item comes from, and put it there.", status: 404)
        }
        return ProofSource(
            proof: try WholeFile.read(proof, octetsMax: RegistryLimits.proofOctetsMax),
            bundle: try WholeFile.read(bundle, octetsMax: RegistryLimits.proofBodyOctetsMax), item: item, place: proof, bundlePlace: bundle)
    }

    private static func noItem(_ path: String) -> OperationError {
        OperationError(
            code: "not-an-item", reason: "\(path) is not an item of a published zone.",
            remedy: "Name its proof.json, its bundle.json, its page or its folder, such as DIR/items/ID.")
    }

    /// Says so where a site has a page instead of a proof: a portal in between, an error, no zone at all.
    private static func refusePage(_ octets: [UInt8], at place: String) throws(OperationError) {
        guard octets.first(where: { ![0x20, 0x0A, 0x0D, 0x09].contains($0) }) == UInt8(ascii: "<") else { return }
        throw OperationError(
            code: "page-instead-of-proof", reason: "At \(place) there is a page for people, not a proof.",
            remedy: "Check the address. If it opens in a browser, something between you and the site answers in its place.", status: 502)
    }
}
