/// What a node measures, by the names under which Prometheus keeps it.
///
/// Names are for ever: dashboards and alerts of other people rest on them. Units are the base units (`_bytes`, `_seconds`), and what only
/// grows ends in `_total`. Only counts, ages, sizes and states: whoever can reach the health endpoint can read all of it, so no name, title
/// or identifier of anybody is a label. Each has its row in docs/monitoring.md; a test compares.
public enum Metric: String, CaseIterable, Sendable {
    // The node.
    case buildInfo = "causeway_build_info"
    case nodeInfo = "causeway_node_info"
    case healthy = "causeway_healthy"
    case startTime = "causeway_start_time_seconds"
    case standing = "causeway_standing"
    case findings = "causeway_findings"
    // Keys.
    case keyAccepted = "causeway_key_accepted"
    case ownJournalAhead = "causeway_own_journal_ahead_total"
    case certificateExpiry = "causeway_certificate_expiry_timestamp_seconds"
    case encryptionKeyExpiry = "causeway_encryption_key_expiry_timestamp_seconds"
    case lastBackup = "causeway_last_backup_timestamp_seconds"
    case lastBackupBytes = "causeway_last_backup_bytes"
    case registryAge = "causeway_registry_age_seconds"
    case registryCosigned = "causeway_registry_cosigners"
    case registryContradictions = "causeway_registry_contradictions"
    // Other nodes.
    case peers = "causeway_peers"
    case coordinatorConnected = "causeway_coordinator_connected"
    case sessionsClosed = "causeway_sessions_closed_total"
    case handshakesRefused = "causeway_handshakes_refused_total"
    case connectionsTurnedAway = "causeway_connections_turned_away_total"
    case peerBytes = "causeway_peer_bytes_total"
    case peerMessages = "causeway_peer_messages_total"
    case journalsBehind = "causeway_journals_behind"
    case forksSuspected = "causeway_forks_suspected_total"
    case clockAuthorsAhead = "causeway_clock_authors_ahead"
    case clockStep = "causeway_clock_step_seconds"
    // What it holds.
    case registryRecords = "causeway_registry_records"
    case registryRefused = "causeway_registry_records_refused"
    case organisations = "causeway_registry_organisations"
    case groups = "causeway_groups"
    case entries = "causeway_entries"
    case unopened = "causeway_entries_unopened"
    case unreadable = "causeway_entries_unreadable"
    case items = "causeway_items"
    case bodiesMissing = "causeway_bodies_missing"
    // What happened.
    case entriesReceived = "causeway_entries_received_total"
    case entriesDuplicate = "causeway_entries_duplicate_total"
    case refused = "causeway_refused_total"
    case itemsOpened = "causeway_items_opened_total"
    case itemsInvalid = "causeway_items_invalid_total"
    case shares = "causeway_shares_total"
    // Queues.
    case unstored = "causeway_unstored_bytes"
    case outbox = "causeway_outbox_messages"
    case outboxOverflows = "causeway_outbox_overflows_total"
    case drafts = "causeway_drafts_waiting"
    case storeWaiting = "causeway_store_writes_waiting"
    // The disk.
    case storeWrites = "causeway_store_write_seconds"
    case storeFailures = "causeway_store_failures_total"
    case storeFailing = "causeway_store_failing"
    case intakeFailures = "causeway_intake_failures_total"
    case database = "causeway_database_bytes"
    case volumeFree = "causeway_volume_free_bytes"
    case volumeSize = "causeway_volume_size_bytes"
    // The process; the names that every exporter uses.
    case residentMemory = "process_resident_memory_bytes"
    case virtualMemory = "process_virtual_memory_bytes"
    case processorTime = "process_cpu_seconds_total"
    case openFiles = "process_open_fds"
    case filesMax = "process_max_fds"
    case processStart = "process_start_time_seconds"

    /// How its values are to be read.
    public enum Kind: String, Sendable {
        /// Goes up and down.
        case gauge
        /// Only grows, from 0 at each start.
        case counter
        /// Durations, counted by how long they were.
        case histogram
    }

    public var kind: Kind {
        if self == .storeWrites { return .histogram }
        return rawValue.hasSuffix("_total") ? .counter : .gauge
    }

    /// One line for people; no line break in it.
    public var help: String {
        switch self {
        case .buildInfo: "Always 1; the label names the release."
        case .nodeInfo: "Always 1; the labels say what the node is to others."
        case .healthy: "1 while the node reads and writes its store, as GET /health says."
        case .startTime: "Unix time at which the node started."
        case .standing: "1 for the organisation's standing in the registry, 0 for the others."
        case .findings: "What the operator should know now, by severity; causeway status says what it is."
        case .keyAccepted: "1 while the registry holds this node's key as its current one, 0 when revoked or replaced."
        case .ownJournalAhead: "Times a peer held more of this run's own journal than this node wrote: two nodes use one key file."
        case .certificateExpiry: "Unix time at which the certificate of the operation key ends."
        case .encryptionKeyExpiry: "Unix time at which the newest encryption key ends; it is renewed monthly."
        case .lastBackup: "Unix time of the last backup that was completed."
        case .lastBackupBytes: "Octets of what the last backup holds."
        case .registryAge: "Seconds for which this node's copy of the registry may have been out of date."
        case .registryCosigned: "Witnesses that cosigned the newest checkpoint of the registry."
        case .registryContradictions: "Pieces of evidence that the coordinator signed two registries."
        case .peers: "Open connections to other nodes."
        case .coordinatorConnected: "1 while the coordinator is connected; always 1 on the coordinator."
        case .sessionsClosed: "Connections that this node ended, by reason."
        case .handshakesRefused: "Incoming connections that ended in the handshake, by reason."
        case .connectionsTurnedAway: "Incoming connections that were closed at a limit on connections."
        case .peerBytes: "Octets of frames from and to other nodes, before TLS."
        case .peerMessages: "Frames from and to other nodes."
        case .journalsBehind: "Journals of which the peer that is furthest ahead holds more."
        case .forksSuspected: "Times a peer showed another root for a journal of the same size."
        case .clockAuthorsAhead: "Nodes whose newest entry was dated ahead of this clock when it came."
        case .clockStep: "How far the clock was set since the start, against one that is never set."
        case .registryRecords: "Records in this node's copy of the registry."
        case .registryRefused: "Of these, records that broke a rule and changed nothing."
        case .organisations: "Organisations in the registry."
        case .groups: "Closed groups and sets of named recipients in which the organisation is."
        case .entries: "Entries on disk, readable or not, with the registry's records."
        case .unopened: "Entries that wait to be opened."
        case .unreadable: "Entries that cannot be opened here; on a mailbox, what it keeps for others."
        case .items: "Items that this node can read."
        case .bodiesMissing: "Detached bodies that are still to be fetched."
        case .entriesReceived: "Entries that came from peers, verified and new."
        case .entriesDuplicate: "Entries that came again."
        case .refused: "What was not taken from others, by what was wrong."
        case .itemsOpened: "Items that were opened."
        case .itemsInvalid: "Of these, items whose content is no valid STIX bundle."
        case .shares: "Calls to share an item, by outcome."
        case .unstored: "Octets that were verified and wait for the disk."
        case .outbox: "Messages that wait for peers to take them."
        case .outboxOverflows: "Connections that were ended because the peer took too little."
        case .drafts: "Drafts that wait to be sealed and written."
        case .storeWaiting: "Transactions that wait for their turn."
        case .storeWrites: "Time of a writing transaction, with its fsync."
        case .storeFailures: "Calls to the store that failed, by code."
        case .storeFailing: "1 while the last writing transaction failed because of the disk."
        case .intakeFailures: "Rounds of opening entries that failed and are tried again."
        case .database: "Size of the database with its write-ahead log."
        case .volumeFree: "Space that the node can still use on the volume of its data directory."
        case .volumeSize: "Size of that volume."
        case .residentMemory: "Resident memory."
        case .virtualMemory: "Virtual memory."
        case .processorTime: "Processor time in user and system mode."
        case .openFiles: "Open file descriptors."
        case .filesMax: "File descriptors that may be open."
        case .processStart: "Unix time at which the process started."
        }
    }
}
