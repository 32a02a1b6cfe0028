import Foundation
import Sodium

/// Whether the time of a refusal tells that an address has an account: unknown addresses and wrong passwords in random order.
///
/// Each address is tried fewer times than there are without a delay. The chance that two samples of one and the same distribution differ so
/// much (Mann and Whitney, 1947, by the normal approximation) is noted beside the rows.
struct RefusalRows {
    /// Addresses of people who have enrolled.
    let accounts: [String]
    /// Somebody who is not logged in.
    let visitor: PortalVisitor

    private enum Kind { case unknown, wrong }

    func measure() async throws -> [Row] {
        let strangers = accounts.map { _ in "ana.lo.\(SecureRandom.octets(8).hex)@example.org" }
        let tries = (strangers.map { (Kind.unknown, $0) } + accounts.map { (Kind.wrong, $0) })
            .flatMap { Array(repeating: $0, count: BenchLimits.refusalsEach) }.shuffled()
        var (unknown, wrong, bare) = (Samples(), Samples(), Samples())
        _ = try await visitor.failToSignIn(address: "nobody@example.org", password: SecureRandom.octets(16).hex)
        for (index, (kind, address)) in tries.enumerated() {
            let taken = try await visitor.failToSignIn(address: address, password: SecureRandom.octets(16).hex)
            switch kind {
            case .unknown: unknown.add(taken)
            case .wrong: wrong.add(taken)
            }
            if index.isMultiple(of: 2) { bare.add(try Self.hashMilliseconds()) }
        }
        let chance = Self.chance(unknown.values, wrong.values)
        note("refusals: unknown address \(Self.text(unknown)), wrong password \(Self.text(wrong)), p = \(Table.number(chance))")
        let (more, less) = (max(unknown.median, wrong.median), min(unknown.median, wrong.median))
        var all = unknown
        for value in wrong.values { all.add(value) }
        return [
            Row(
                name: "refusal of an unknown address, p50", unit: "ms", value: unknown.median, baseline: "of a wrong password, p50",
                baselineValue: wrong.median, ratio: more / less, target: .ratio(1.05), direction: .atMost),
            Row(
                name: "refusal to log in, p50", unit: "ms", value: all.median, baseline: "Argon2id of the same cost alone",
                baselineValue: bare.median, ratio: all.median / bare.median, target: .ratio(1.5), direction: .atMost),
        ]
    }

    private static func hashMilliseconds() throws -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        _ = try PasswordHashing.hash(
            SecretOctets.random(count: 32), salt: SecureRandom.octets(PasswordHashing.saltOctets), cost: .standard)
        return (clock.now - start).inSeconds * 1_000
    }

    /// The two-sided chance of a rank sum at least so far from its mean if both are of one distribution; ties take the mean of their ranks.
    static func chance(_ first: [Double], _ second: [Double]) -> Double {
        let below = first.reduce(0.0) { sum, value in
            sum + second.reduce(0.0) { $0 + ($1 < value ? 1 : $1 == value ? 0.5 : 0) }
        }
        let (m, n) = (Double(first.count), Double(second.count))
        let deviation = (m * n * (m + n + 1) / 12).squareRoot()
        return erfc(abs(below - m * n / 2) / deviation / 2.0.squareRoot())
    }

    private static func text(_ samples: Samples) -> String {
        "\(samples.values.count) × \(Table.number(samples.median)) ms (p10 \(Table.number(samples.quantile(0.1))), p90 \(Table.number(samples.quantile(0.9))))"
    }
}
