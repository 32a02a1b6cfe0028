import Exchange
import Foundation
import Sodium

/// From `share` at one node to the content being read at another, both over their local sockets, through real processes.
///
/// The baseline is what no design can avoid: the item written to disk (fsync) on one side, sent through TLS, written to disk on
/// the other side, acknowledged.
struct DeliveryRows {
    let federation: Federation

    func measure() async throws -> [Row] {
        let roundTrip = try await DurableRoundTrip(folder: federation.data(of: .bank))
        var (delivered, reference, ratios) = (Samples(), Samples(), Samples())
        for index in 0..<(BenchLimits.deliveriesWarmUp + BenchLimits.deliveries) {
            let bare = try await roundTrip.milliseconds()
            let whole = try await milliseconds()
            guard index >= BenchLimits.deliveriesWarmUp else { continue }
            reference.add(bare)
            delivered.add(whole)
            ratios.add(whole / bare)
        }
        await roundTrip.end()
        let baseline = "TLS + fsync on both sides"
        return [
            Row(
                name: "publish to readable, p50", unit: "ms", value: delivered.median, baseline: baseline + ", p50",
                baselineValue: reference.median, ratio: ratios.median, target: .value(250), direction: .atMost),
            Row(
                name: "publish to readable, p99", unit: "ms", value: delivered.quantile(0.99), baseline: baseline + ", p99",
                baselineValue: reference.quantile(0.99), ratio: delivered.quantile(0.99) / reference.quantile(0.99), target: .value(250),
                direction: .atMost),
        ]
    }

    private func milliseconds() async throws -> Double {
        let bundle = Self.bundle()
        let (bank, telco) = (federation.client(of: .bank), federation.client(of: .telco))
        let clock = ContinuousClock()
        let start = clock.now
        let id = try await bank.share(bundle, ShareRequest(to: .group(Federation.group), tlp: "amber")).id
        while clock.now - start < .seconds(BenchLimits.stepSecondsMax) {
            if let content = try? await telco.content(of: id, as: nil) {
                let taken = clock.now - start
                guard content == bundle else { throw BenchFault("the telco read other octets than the bank shared") }
                return taken.inSeconds * 1_000
            }
            try await Task.sleep(for: .milliseconds(BenchLimits.lookMilliseconds))
        }
        throw BenchFault("an item was not delivered within \(BenchLimits.stepSecondsMax) s")
    }

    /// A bundle of one indicator, about `BenchLimits.deliveredOctets` octets.
    static func bundle() -> [UInt8] {
        func identifier() -> String { UUID().uuidString.lowercased() }
        let head = """
            {"type":"bundle","id":"bundle--\(identifier())","objects":[{"type":"indicator","spec_version":"2.1",\
            "id":"indicator--\(identifier())","created":"2026-03-03T09:00:00.000Z","modified":"2026-03-03T09:00:00.000Z",\
            "name":"An address reserved for documentation","indicator_types":["benign"],\
            "pattern":"[ipv4-addr:value = '198.51.100.7']","pattern_type":"stix","valid_from":"2026-03-03T09:00:00Z","description":"
            """
        let tail = "\"}]}"
        let missing = BenchLimits.deliveredOctets - head.utf8.count - tail.utf8.count
        return Array((head + String(repeating: "x", count: max(0, missing)) + tail).utf8)
    }
}
