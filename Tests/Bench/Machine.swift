import Foundation
import Glibc

/// What the numbers were measured on, for numbers without their machine say nothing.
struct Machine: Codable, Sendable {
    let processor: String
    let cores: Int
    let memoryGiB: Int
    let system: String
    /// Processes that wanted to run in the minute before the start: above zero, others shared the machine.
    let loadBefore: Double

    init() {
        let lines = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.split(separator: "\n") ?? []
        processor =
            lines.first { $0.hasPrefix("model name") }.flatMap { $0.split(separator: ":").last }
            .map { $0.trimmingCharacters(in: .whitespaces) } ?? "an unknown processor"
        cores = ProcessInfo.processInfo.activeProcessorCount
        memoryGiB = Int((Double(ProcessInfo.processInfo.physicalMemory) / 1_073_741_824).rounded())
        system = ProcessInfo.processInfo.operatingSystemVersionString
        var loads = [0.0, 0, 0]
        loadBefore = getloadavg(&loads, 3) > 0 ? loads[0] : 0
    }

    var text: String {
        let load = (loadBefore * 10).rounded() / 10
        let noise = load > 0.5 ? " Other work shared the machine (load \(load)): trust the ratios, not the values." : ""
        return "\(processor), \(cores) cores, \(memoryGiB) GiB, \(system).\(noise)"
    }
}
