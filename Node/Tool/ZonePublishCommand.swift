import ArgumentParser
import Exchange
import Foundation
import PublicZone

/// `causeway zone publish`
struct ZonePublishCommand: AsyncParsableCommand, Reporting {
    static let configuration = CommandConfiguration(
        commandName: "publish",
        abstract: "Write the whole zone into a directory, as files that any web server serves.",
        discussion: """
            The running node writes: its user needs the right to. What stands there already and has not changed is left alone, so that a \
            second publication takes moments, and programs that copy the directory elsewhere copy what is new. Searches and TAXII need the \
            node; everything else is there, octet by octet what the node serves.
            """)

    @OptionGroup var node: NodeOptions
    @OptionGroup var output: OutputOptions

    @Argument(
        help: ArgumentHelp("An empty directory, or one that was published into before.", valueName: "directory"), completion: .directory)
    var directory: String

    func run() async throws {
        let line = ProgressLine("writing")
        defer { line.end() }
        let client = node.client()
        var progress = try await client.startZonePublication(ZonePublicationRequest(directory: wholePath(directory)))
        while progress.state == .running {
            try await Task.sleep(for: .milliseconds(ToolLimits.progressMilliseconds))
            progress = try await client.zonePublication()
            line.show(TransferProgress(done: progress.itemsDone, total: progress.itemsTotal))
        }
        if let error = progress.error { throw error }
        guard progress.state == .done, let report = progress.report else {
            throw OperationError(
                code: "publication-unknown", reason: "The node does not say what became of the publication.", remedy: "Run it again.")
        }
        if output.json { return Output.document(report) }
        var facts = Facts()
        facts.add("edition", "\(report.edition), \(report.isWhole ? "made anew" : "what changed")")
        facts.add("in", report.directory)
        facts.add("files", "\(report.files), \(report.written) written, \(report.removed) removed")
        facts.add("written", "\(PlainText.octets(report.octets)) in \(Double(report.milliseconds) / 1_000) seconds")
        facts.add("zone.json", report.digest)
        facts.say()
    }
}

/// `causeway zone verify`
struct ZoneVerifyCommand: AsyncParsableCommand, Reporting {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Read a published directory, or a copy of one, to the last octet and say whether it is whole.",
        discussion: "Needs no node. With --proofs every item's proof is checked too, as `causeway verify` does for one.")

    @OptionGroup var output: OutputOptions

    @Argument(help: ArgumentHelp("The directory.", valueName: "directory"), completion: .directory)
    var directory: String

    @Flag(help: "Check every item's proof, and that its bundle is what the proof says.")
    var proofs = false

    @Option(help: ArgumentHelp("Demand that `zone.json` has this hash.", valueName: "sha-256"))
    var digest: String?

    func run() async throws {
        let line = ProgressLine("reading")
        defer { line.end() }
        let inspection = PublicationInspection(directory: wholePath(directory), proofs: proofs) { done, total in
            line.show(TransferProgress(done: done, total: total))
        }
        let findings: PublicationInspection.Findings
        do throws(PublicationInspection.Fault) {
            findings = try inspection.run()
        } catch {
            throw OperationError(code: error.code, reason: error.reason, remedy: error.remedy)
        }
        line.end()
        let isWanted = digest.map { $0.lowercased() == findings.digest } ?? true
        if output.json {
            Output.document(findings)
        } else {
            var facts = Facts()
            facts.add("edition", "\(findings.edition)")
            facts.add("network", findings.network)
            facts.add("zone.json", findings.digest)
            facts.add("files", "\(findings.files) whole")
            if proofs { facts.add("proofs", "\(findings.proofs) hold") }
            if findings.others > 0 { facts.add("others", "\(findings.others), in no manifest and at no address of the zone") }
            for fault in findings.faults.prefix(ToolLimits.faultsShownMax) { facts.add("fault", fault) }
            if findings.faultCount > ToolLimits.faultsShownMax {
                facts.add("and", PlainText.count(findings.faultCount - ToolLimits.faultsShownMax, "more fault"))
            }
            if !isWanted { facts.add("fault", "zone.json is not the one that was asked for") }
            facts.say()
        }
        if findings.faultCount > 0 || !isWanted { throw ExitCode(1) }
    }
}
