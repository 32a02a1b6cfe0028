import Foundation
import Simulator

/// Verdicts and traces as text.
enum Report {
    static func text(_ verdict: Verdict, took: Duration, nodes: Int) -> String {
        var lines = [
            "seed \(verdict.seed): \(verdict.holds ? "all laws held" : "\(verdict.violations.count) laws were broken"), "
                + "\(verdict.seconds) virtual seconds in \(seconds(took)) s",
            "\(verdict.published) entries published, \(verdict.signed) checkpoints signed, \(verdict.frames) frames, "
                + "\(verdict.octets) octets, \(verdict.events) events",
        ]
        if let measures = verdict.measures {
            lines.append(
                "delivery p50 \(number(measures.p50Milliseconds)) ms, p99 \(number(measures.p99Milliseconds)) ms, "
                    + "\(measures.hopsMax) hops to the last, \(number(measures.duplicatesPerDelivery)) duplicates and "
                    + "\(number(measures.octetsPerDelivery)) octets a delivery, \(measures.deliveries) deliveries, \(measures.missing) missing"
            )
        }
        if let memory = peakKilobytes { lines.append("peak memory \(memory) KiB, \(memory / nodes) KiB a node") }
        lines.append("trace hash \(String(verdict.traceHash, radix: 16))")
        return lines.joined(separator: "\n")
    }

    static func line(_ violation: Violation) -> String {
        "  \(violation.kind.rawValue) at \(number(Double(violation.time) / 1_000_000)) s: \(violation.text)"
    }

    static func trace(_ lines: ArraySlice<Recorder.Line>) -> String {
        lines.map { "\(number(Double($0.time) / 1_000_000)) s  \($0.machine)  \($0.text)" }.joined(separator: "\n")
    }

    /// Three decimals at most.
    static func number(_ value: Double) -> String {
        let rounded = (value * 1_000).rounded() / 1_000
        return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
    }

    static func value(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    }

    static func seconds(_ duration: Duration) -> String { number(value(duration)) }

    /// The most memory that this process ever had, as the system counts it.
    static var peakKilobytes: Int? {
        guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") })
        else { return nil }
        return line.split(separator: " ").compactMap { Int($0) }.first
    }
}
