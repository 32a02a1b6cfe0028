/// The answer to `GET /metrics`: samples in the Prometheus text exposition format, version 0.0.4.
///
/// Metrics stand in the order of `Metric.allCases` and samples in the order in which they were added, so equal figures are equal text. What
/// is no number is left out with its line: a gap says "not known", and 0 would be a lie. Adding the same labels twice stops the process: a
/// scraper would refuse the whole page.
///
/// https://prometheus.io/docs/instrumenting/exposition_formats/
public struct MetricsPage: Equatable, Sendable {
    /// The media type of `text`.
    public static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

    private struct Sample: Equatable {
        let suffix: String
        let labels: [Label]
        let value: Double
    }

    /// A label's name and value; the value may hold anything.
    public struct Label: Equatable, Sendable {
        let name: String
        let value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    private var samples: [Metric: [Sample]] = [:]

    public init() {}

    /// Adds one sample; nothing when the value is not known or no number.
    public mutating func add(_ metric: Metric, _ value: Double?, _ labels: Label...) {
        precondition(metric.kind != .histogram, "\(metric.rawValue) is a histogram")
        guard let value, value.isFinite else { return }
        append(metric, Sample(suffix: "", labels: labels, value: value))
    }

    /// Adds one sample of a whole number.
    public mutating func add(_ metric: Metric, _ value: Int?, _ labels: Label...) {
        guard let value else { return }
        append(metric, Sample(suffix: "", labels: labels, value: Double(value)))
    }

    /// Adds a yes or no as 1 or 0.
    public mutating func add(_ metric: Metric, _ value: Bool, _ labels: Label...) {
        append(metric, Sample(suffix: "", labels: labels, value: value ? 1 : 0))
    }

    /// Adds a histogram, as its cumulative buckets, sum and count.
    public mutating func add(_ metric: Metric, _ histogram: Histogram) {
        precondition(metric.kind == .histogram, "\(metric.rawValue) is no histogram")
        var count = 0
        for (bound, inside) in zip(Histogram.boundsSeconds, histogram.counts) {
            count += inside
            append(metric, Sample(suffix: "_bucket", labels: [Label("le", Self.number(bound))], value: Double(count)))
        }
        append(metric, Sample(suffix: "_bucket", labels: [Label("le", "+Inf")], value: Double(histogram.count)))
        append(metric, Sample(suffix: "_sum", labels: [], value: histogram.sumSeconds))
        append(metric, Sample(suffix: "_count", labels: [], value: Double(histogram.count)))
    }

    private mutating func append(_ metric: Metric, _ sample: Sample) {
        let isNew = samples[metric]?.contains { $0.suffix == sample.suffix && $0.labels == sample.labels } != true
        precondition(isNew, "\(metric.rawValue) was added twice with the labels \(sample.labels)")
        samples[metric, default: []].append(sample)
    }

    /// The page.
    public var text: String {
        var text = ""
        for metric in Metric.allCases {
            guard let samples = samples[metric] else { continue }
            text +=
                "# HELP \(metric.rawValue) \(Self.escape(metric.help, quotes: false))\n# TYPE \(metric.rawValue) \(metric.kind.rawValue)\n"
            for sample in samples {
                let labels = sample.labels.map { "\($0.name)=\"\(Self.escape($0.value, quotes: true))\"" }.joined(separator: ",")
                text += "\(metric.rawValue)\(sample.suffix)\(labels.isEmpty ? "" : "{\(labels)}") \(Self.number(sample.value))\n"
            }
        }
        return text
    }

    /// Backslashes and line ends, and in labels quotation marks.
    private static func escape(_ text: String, quotes: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where quotes: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// Whole numbers without a point, others in the shortest form that reads back as the same.
    private static func number(_ value: Double) -> String {
        Int64(exactly: value).map { "\($0)" } ?? "\(value)"
    }
}
