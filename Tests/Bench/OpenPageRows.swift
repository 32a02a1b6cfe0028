import Exchange
import Foundation
import Sodium

/// From `share` at one node to the title standing in the page that somebody has open at another organisation's portal.
///
/// The page does as its script does: it hears that something arrived and fetches itself. Publications come after random pauses, so that some
/// fall into the time for which the portal gathers what arrives. The baseline is that of `DeliveryRows`.
struct OpenPageRows {
    let federation: Federation
    /// Somebody who is logged in at the telco.
    let visitor: PortalVisitor

    func measure() async throws -> [Row] {
        let roundTrip = try await DurableRoundTrip(folder: federation.data(of: .bank))
        let signs = try await visitor.arrivals()
        var arrivals = signs.makeAsyncIterator()
        var (seen, reference, ratios) = (Samples(), Samples(), Samples())
        for index in 0..<(BenchLimits.publicationsWarmUp + BenchLimits.publications) {
            let bare = try await roundTrip.milliseconds()
            let whole = try await milliseconds(&arrivals)
            try await Task.sleep(for: .milliseconds(Int.random(in: 0..<BenchLimits.publicationPauseMilliseconds)))
            guard index >= BenchLimits.publicationsWarmUp else { continue }
            reference.add(bare)
            seen.add(whole)
            ratios.add(whole / bare)
        }
        await roundTrip.end()
        let baseline = "TLS + fsync on both sides"
        return [
            Row(
                name: "publish to an open page, p50", unit: "ms", value: seen.median, baseline: baseline + ", p50",
                baselineValue: reference.median, ratio: ratios.median, target: .value(250), direction: .atMost),
            Row(
                name: "publish to an open page, p99", unit: "ms", value: seen.quantile(0.99), baseline: baseline + ", p99",
                baselineValue: reference.quantile(0.99), ratio: seen.quantile(0.99) / reference.quantile(0.99), target: .value(250),
                direction: .atMost),
        ]
    }

    private func milliseconds(_ arrivals: inout AsyncStream<Void>.Iterator) async throws -> Double {
        let title = "Publication \(SecureRandom.octets(8).hex)"
        let (bundle, bank) = (DeliveryRows.bundle(), federation.client(of: .bank))
        let clock = ContinuousClock()
        let start = clock.now
        _ = try await bank.share(bundle, ShareRequest(to: .group(Federation.group), tlp: "amber", title: title))
        while clock.now - start < .seconds(BenchLimits.stepSecondsMax) {
            // Signs of life come too, so that this does not wait for ever.
            guard await arrivals.next(isolation: #isolation) != nil else { throw BenchFault("the portal's events ended") }
            let page = try await visitor.look("/items")
            if PortalVisitor.text(in: page.octets, after: title, until: "<") != nil { return (clock.now - start).inSeconds * 1_000 }
        }
        throw BenchFault("a publication was not seen within \(BenchLimits.stepSecondsMax) s")
    }
}
