public import Ledger

/// Where the public pages get the registry's log, which they show as C2SP tiles; called for every request, side by side.
///
/// Nothing but the registry: journals are not published (specification chapter 8).
public protocol PublicLog: Sendable {
    /// The newest checkpoint whose entries are all here, as a signed note; `nil` when there is none.
    func checkpoint() async throws -> [UInt8]?
    /// What stands at the address of a tile; `nil` when a log of the size of the newest checkpoint does not have it.
    func octets(of tile: Tile) async throws -> [UInt8]?
}
