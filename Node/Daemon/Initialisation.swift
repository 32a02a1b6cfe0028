public import Exchange
import Foundation
import Ledger
public import Sodium
import Storage
import Wire

/// What `causeway init` was asked for.
public struct InitRequest: Sendable {
    /// What a coordinator fixes for ever at `init`.
    public struct Network: Sendable {
        /// The origin of the registry's checkpoints, such as "registry.example/causeway".
        public var origin: String
        /// The network's name, for people.
        public var networkName: String
        /// How long newly admitted organisations wait before they enter community groups.
        public var admissionDelayMinutes: UInt32
        /// How many witnesses make a quorum, and of how many; both 0 for none.
        public var witnesses: Witnesses

        /// The numbers of the genesis record.
        public struct Witnesses: Equatable, Sendable {
            /// Two may be away, and any two quorums share three: two false witnesses cannot confirm two registries.
            public static let standard = Witnesses(threshold: 5, count: 7)
            public var threshold: UInt16
            public var count: UInt16

            /// Takes the numbers as they are.
            public init(threshold: UInt16, count: UInt16) {
                self.threshold = threshold
                self.count = count
            }

            /// Reads "5/7"; `nil` for another form and for numbers of which two quorums need not share a witness.
            public init?(_ text: String) {
                let parts = text.split(separator: "/", omittingEmptySubsequences: false)
                guard parts.count == 2, let threshold = UInt16(parts[0]), let count = UInt16(parts[1]),
                    count == 0 && threshold == 0 || threshold <= count && 2 * UInt32(threshold) > UInt32(count),
                    Int(count) <= RegistryLimits.witnessesMax
                else { return nil }
                self.init(threshold: threshold, count: count)
            }
        }

        public init(origin: String, networkName: String, admissionDelayMinutes: UInt32, witnesses: Witnesses = .standard) {
            self.witnesses = witnesses
            self.origin = origin
            self.networkName = networkName
            self.admissionDelayMinutes = admissionDelayMinutes
        }
    }

    public var dataDirectory: String
    public var organisation: String
    public var sector: String
    /// `nil` for a member's node.
    public var coordinator: Network?
    /// A file to copy to the data directory as its settings; `nil` writes the commented defaults.
    public var settingsFile: String?
    /// Whom to invite as the first who may log in and invite others; `nil` for nobody yet.
    public var firstOperator: Operator?

    /// Somebody with a name and an e-mail address.
    public struct Operator: Equatable, Sendable {
        public var name: String
        public var address: String

        public init(name: String, address: String) {
            self.name = name
            self.address = address
        }
    }

    public init(
        dataDirectory: String, organisation: String, sector: String, coordinator: Network?, settingsFile: String?,
        firstOperator: Operator? = nil
    ) {
        self.firstOperator = firstOperator
        self.dataDirectory = dataDirectory
        self.organisation = organisation
        self.sector = sector
        self.coordinator = coordinator
        self.settingsFile = settingsFile
    }
}

/// What `init` made; identifiers bind the network, so a member has them only after `join`.
public struct InitReport: Codable, Equatable, Sendable {
    public var organisation: String
    public var node: String
    public var network: String
    /// Shown once and stored nowhere: with it the organisation takes its place again when its keys are lost or stolen.
    ///
    /// Empty for a coordinator, which nothing but the backup of its data directory brings back.
    public var recoveryCode: String
    /// A coordinator's code for its backups, shown once; a member's recovery code opens its backups as well.
    public var backupCode = ""
    /// What follows the portal's address in the first operator's link, shown once; empty where nobody was invited.
    public var operatorPath = ""
}

/// Makes a data directory with fresh keys; for a coordinator also the network with its first records.
public func initialiseNode(_ request: InitRequest, passphrase: borrowing SecretOctets) throws(OperationError) -> InitReport {
    let directory = request.dataDirectory
    try checkNames(request)
    if let first = request.firstOperator { _ = try FirstOperator.check(name: first.name, address: first.address) }
    var settingsText: [UInt8]?
    if let file = request.settingsFile {
        guard let bytes = SmallFile.read(file) else {
            throw OperationError(
                code: "no-settings", reason: "The settings file \(file) cannot be read.", remedy: "Name an existing file with --settings.")
        }
        settingsText = bytes
    }
    do {
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: directory)
    } catch {
        throw OperationError(
            code: "cannot-write", reason: "The data directory \(directory) cannot be made: \(error.localizedDescription)",
            remedy: "Choose another directory with --data or correct the permissions.", status: 500)
    }
    let recovery = request.coordinator == nil ? RecoveryCode.generate() : nil
    let keys = try NodeKeys.create(in: directory, isCoordinator: request.coordinator != nil, passphrase: passphrase)
    try SmallFile.write(
        Candidate(organisation: request.organisation, sector: request.sector, recoveryKey: recovery?.publicKey.hex),
        to: DataDirectoryLayout.candidate(in: directory))
    let code = recovery?.text ?? RecoveryCode.generate().text
    _ = try BackupCode.keep(code, in: directory)
    let settingsPath = DataDirectoryLayout.settings(in: directory)
    if !SmallFile.exists(settingsPath) {
        try SmallFile.write(settingsText ?? [UInt8](NodeSettings.commentedDefaults.utf8), to: settingsPath)
    }
    var operatorPath = ""
    if let first = request.firstOperator {
        operatorPath = try FirstOperator.invite(
            name: first.name, address: first.address, at: WallClock.machine.seconds, in: directory)
    }
    guard let network = request.coordinator else {
        return InitReport(organisation: "", node: "", network: "", recoveryCode: recovery?.text ?? "", operatorPath: operatorPath)
    }
    let settings = try NodeSettings.load(file: settingsPath, environment: [:], overrides: [:])
    var report = try foundNetwork(network, request, keys, endpoints: settings.advertise)
    report.backupCode = code
    report.operatorPath = operatorPath
    return report
}

private func checkNames(_ request: InitRequest) throws(OperationError) {
    // The registry's own rules for names, before anything is written.
    do throws(RecordError) {
        let key = SigningKey.generate().verifyingKey.octets
        let organisation = OrganisationRecord(
            rootKey: key, name: request.organisation, sector: request.sector, created: WallClock.machine.minute)
        _ = try RegistryPayload(RegistryPayload.organisation(organisation).encoded()[...])
        if let network = request.coordinator {
            let genesis = GenesisRecord(
                origin: network.origin, name: network.networkName, coordinatorKey: key, created: WallClock.machine.minute,
                admissionDelayMinutes: network.admissionDelayMinutes)
            _ = try RegistryPayload(RegistryPayload.genesis(genesis).encoded()[...])
        }
    } catch {
        throw OperationError(
            code: "invalid-name", reason: "A name cannot stand in the registry (\(error.rawValue)).",
            remedy: "Use 1 to 128 printable characters without leading or trailing spaces; the origin is like registry.example/causeway.")
    }
}

/// The first records of a network: genesis, and the coordinator's own organisation, certificate and admission.
private func foundNetwork(
    _ network: InitRequest.Network, _ request: InitRequest, _ keys: NodeKeys, endpoints: [String]
) throws(OperationError) -> InitReport {
    guard keys.coordinator != nil else { preconditionFailure("a coordinator's keys were made without the coordinator key") }
    let genesis = keys.signGenesis(
        GenesisRecord(
            origin: network.origin, name: network.networkName, coordinatorKey: keys.coordinatorOctets, created: WallClock.machine.minute,
            admissionDelayMinutes: network.admissionDelayMinutes, witnessThreshold: network.witnesses.threshold,
            witnessCount: network.witnesses.count))
    do {
        var registry = try Registry(genesis: genesis.bytes)
        let candidate = Candidate(organisation: request.organisation, sector: request.sector)
        let own = try keys.records(for: candidate, network: registry.network, role: .coordinator, endpoints: endpoints)
        let admission = keys.signAsCoordinator(
            .admission(AdmissionRecord(organisation: own.organisation, sector: request.sector, admitted: WallClock.machine.minute)),
            network: registry.network)
        let records = [genesis.bytes, own.organisationRecord, own.certificateRecord, admission.bytes]
        for record in records.dropFirst() {
            if case .refused(let error) = registry.apply(record[...]) { throw error }
        }
        let store = try Store(path: request.dataDirectory)
        defer { store.close() }
        var writer = JournalWriter(registryOf: registry.network, origin: registry.origin)
        try store.append([keys.appendRegistry(records, to: &writer)])
        try SmallFile.write(
            JoinedNetwork(network: registry.network.hex, coordinator: ""), to: DataDirectoryLayout.network(in: request.dataDirectory))
        return InitReport(
            organisation: own.organisation.hex, node: own.node.hex, network: registry.network.hex, recoveryCode: "")
    } catch let error as OperationError {
        throw error
    } catch let error as StorageError {
        throw OperationError(error)
    } catch {
        throw OperationError(
            code: "cannot-found-network", reason: "The network's first records are not valid (\(error)).",
            remedy:
                "Check names, origin and the `advertise` addresses in the settings; then remove the new data directory and run init again.")
    }
}
