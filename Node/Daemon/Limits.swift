/// The bounds of what the daemon holds in memory and waits for.
enum DaemonLimits {
    /// Octets of verified entries not yet on disk, above which connections are not read from.
    static let unstoredOctetsMax = 33_554_432
    /// Messages handed to one connection and not yet sent; more end the connection.
    static let outboxMessagesMax = 65_536
    /// Batches written in one transaction, so that announcements keep coming during a long catch-up.
    static let batchesPerTransactionMax = 16
    /// Items that one round of later indexing takes, so that it holds up nobody's writing for long.
    static let itemsIndexedPerRound = 128
    /// Octets of the search index that are merged in one round at rest.
    static let indexOctetsPerRound = 1_048_576
    /// Entries opened in one round of the intake.
    static let intakeEntriesMax = 2_048
    /// Drafts waiting to be published; more are refused.
    static let draftsMax = 1_024
    /// Entries under one checkpoint.
    static let entriesPerBatchMax = 256
    /// Octets of entries under one checkpoint, so that a batch fits one message.
    static let octetsPerBatchMax = 900_000
    /// Seconds for which failures to log in under an address of nobody are counted after the last: a day.
    static let failuresKeptSeconds: UInt64 = 86_400
    /// Refused attempts to log in that get records of their own in an hour: more than people make, and less than a mebibyte a day.
    static let signInRefusalsPerHourMax = 64
    /// Octets of the operator's list of passwords that are not taken: a million lines; it is held in memory.
    static let passwordListOctetsMax = 16_777_216
    /// Subkeys are renewed after this many minutes: 30 days.
    static let subkeyRenewalMinutes: UInt32 = 43_200
    /// Private halves of subkeys are kept, and statements valid, this many minutes: 90 days.
    static let subkeyValidityMinutes: UInt32 = 129_600
    /// A certificate lasts this many minutes: 365 days.
    static let certificateMinutes: UInt32 = 525_600
    /// An epoch is used for new items this many hours at most: 7 days less one hour of slack.
    static let epochHoursMax: UInt32 = 167
    /// Entries that claim a time further ahead than this many minutes are quarantined until it comes: a day.
    static let futureMinutesMax: UInt32 = 1_440
    /// Items judged again in one round, the newest first.
    static let itemsJudgedMax = 10_000
    /// Items listed at once.
    static let itemsListedMax = 10_000
    /// Looks for a pack that was just shared, until it is opened: half a minute, for 256 MiB on a slow disk.
    static let packLooksMax = 600
    /// Milliseconds between two of these looks.
    static let packLookMilliseconds = 50
    /// Items of one page of an inventory.
    static let inventoryItemsMax = 1_000
    /// Seconds before the disk is tried again after it refused something.
    static let storageRetrySeconds = 1
    /// Octets of a trial write: after trouble with the disk, room for a large item must be there again.
    static let trialWriteOctets = 1_048_576
    /// Days without a backup after which status warns: a week.
    static let backupDaysMax = 7
    /// Nodes with a second process that one finding names.
    static let twinsNamedMax = 8
    /// Minutes by which clocks may differ before people are told.
    static let clockMinutesOffMax = 10
    /// Nodes of which is remembered what was refused of them, about 1 kB each: every connection twice.
    static let peersRememberedMax = 512
    /// Runs of one node that are remembered, to tell a restart from a second process.
    static let runsRememberedMax = 8
    /// Seconds a closing connection may take to send its last messages.
    static let farewellSeconds = 2
    /// Seconds after which a dialled connection that failed to stand is given up.
    static let dialSeconds = 10
    /// Seconds a candidate waits for the coordinator's answer.
    static let joinSeconds = 30
    /// Days before a certificate's end at which status warns.
    static let certificateWarningDays = 30
    /// Seconds after which a checkpoint that has not changed is cosigned or time-stamped again: an hour, less the round it may have to wait for.
    static let cosignAgainSeconds: UInt64 = 3_540
    /// Days before an encryption key's end at which status warns: it was to be renewed 30 days earlier.
    static let encryptionKeyWarningDays = 30
    /// Octets free on the volume below which status warns: 2 GiB, for a write-ahead log and some of the largest items while somebody comes.
    static let freeOctetsWarning: Int64 = 2_147_483_648
    /// Octets free below which that is critical: 512 MiB, as an item of 256 MiB is written to the log and to the table.
    static let freeOctetsCritical: Int64 = 536_870_912
    /// Seconds without any peer before somebody is told: connections that break are dialled again within a minute.
    static let peerPatienceSeconds: UInt64 = 60
    /// Seconds without the coordinator before somebody is told: ten minutes, for its restart and upgrade.
    static let coordinatorPatienceSeconds: UInt64 = 600
    /// Seconds that journals may stay behind while no entry arrives: a quarter of an hour, many times the longest pause between requests.
    static let lagPatienceSeconds: UInt64 = 900
    /// Seconds that entries may wait while none is opened: ten minutes, the time of many tries.
    static let openingPatienceSeconds: UInt64 = 600
    /// Seconds after which an admitted node is to have announced an encryption key: ten minutes, of which it needs some seconds.
    static let announcementPatienceSeconds: UInt64 = 600
    /// Peers with a newer release, none of them the coordinator, that make an older one of this: one alone could say so in jest.
    static let newerPeersMin = 2
    /// Devices under one another, such as a partition on LVM on RAID, through which encryption is looked for.
    static let stackedDevicesMax = 16
    /// Seconds between two rounds of what time makes due.
    static let housekeepingSeconds = 60
    /// Seconds an epoch may stay closed to a member before it complains: the roster or subkey that explains it may be on its way.
    static let complaintSeconds: UInt64 = 60
    /// Seconds before the coordinator is asked again to take a record of this node: an hour.
    static let renewalRetrySeconds: UInt64 = 3_600
    /// Decisions of the coordinator that wait for another to be written.
    static let decisionsWaitingMax = 256
    /// How often an organisation may have records about itself taken within a day.
    static let submissionsPerDayMax = 16
    /// Submissions of one peer that are refused within an hour before the next is not looked at.
    static let refusalsPerHourMax = 16
    /// Peers whose refused submissions are counted.
    static let refusalPeersMax = 4_096
    /// Revocations of one organisation's keys that count before the log has them.
    static let revocationsPerOrganisationMax = 64
    /// Calls through relays that are being answered at a time.
    static let relayAnswersMax = 32
    /// Connections of a relay at a time: a network of many members that only dial out keeps one here for each, and legs beside.
    static let relayConnectionsMax = 1_024
    /// Slots sealed by one task: some 30 ms of work.
    static let slotsAtOnce = 256
    /// Claims of one author about an epoch whose nodes are not known here.
    static let claimsPerAuthorMax = 4
    /// Complaints kept of one epoch.
    static let grievancesPerEpochMax = 1_024
    /// Epochs remembered that did not open; the oldest are forgotten.
    static let closedEpochsMax = 4_096
    /// After leaving a group a node goes on telling its members so for this many minutes: a day.
    static let farewellMinutes: UInt32 = 1_440
    /// How often an item is sealed anew because its audience changed meanwhile.
    static let sealAttemptsMax = 3
    /// Seconds before entries are opened again after the disk refused something.
    static let intakeRetrySeconds = 10
    /// Octets of a recording of replication, after which it ends by itself: 1 GiB.
    static let recordingOctetsMax = 1_073_741_824
    /// Octets of a recording that wait in memory for the file.
    static let recordingBufferOctets = 65_536
    /// Octets of content that one round of the intake opens before it writes.
    static let intakeOctetsMax = 67_108_864
    /// Bodies that expire in one transaction, so that the disk is free in between.
    static let expiredPerTransactionMax = 1_000
    /// Sealed bodies that the rules deny and that are remembered until the next hour: about 6 MB; the others are found then.
    static let mailboxDeniedMax = 100_000
    /// Octets of the service manager's address, which has to fit the system's socket address with a zero octet behind it.
    static let supervisorAddressOctetsMax = 107
    /// Seconds between two signs of life for the service manager at most, so that the state it shows is fresh.
    static let signOfLifeSecondsMax: Double = 30
    /// Tiles and bundles of a published registry that an audit fetches at once: 64 MB at most.
    static let auditFetchesMax = 4
    /// Things done to a stopped node that its next start notes: a backup a day for two years.
    static let offlineNotesMax = 1_000
    /// Items of one organisation that were set apart within an hour and get records of their own in the audit log; the rest is counted.
    static let arrivalNotesPerHourMax = 16
    /// Organisations of which that is counted at a time.
    static let arrivalNotesOrganisationsMax = 4_096
    /// Octets of a line of an exported audit log: the longest record has some 4,000, each of which JSON may write as six.
    static let auditLineOctetsMax = 65_536
    /// Records of the audit log from which the operator is told that it is long: half a gigabyte.
    static let auditRecordsWarning: UInt64 = 1_000_000
    /// Thousandths of one processor that a node at rest uses at most: a catch-up uses a hundred times as much.
    static let restPerThousandMax: UInt64 = 20
    /// Items that wait to leave at a time: more than a day's work of a large team, and each may hold a file.
    static let outgoingMax = 256
    /// Items whose end is followed up in one go.
    static let endsPerRoundMax = 256
    /// What stands in the place of an author who must not be named.
    static let unnamedAuthor = "a member who is not named"

    /// Days for which a token can be made: ten years.
    static let tokenDaysMax = 3_650
    /// Collections to which one token is confined.
    static let tokenCollectionsMax = 256
    /// Days for which a machine can ask what became of its objects.
    static let postsKeptDays = 30
    /// Octets of the address of the interface for machines as the world writes it: a host's name has 253 at most.
    static let baseURLOctetsMax = 300
    /// Identifiers of collections that are remembered, of 36 octets each: more than any node has audiences.
    static let collectionNamesKept = 4_096
    /// Days of which it is remembered how much came on each: a year.
    static let activityDaysMax: Int64 = 366
    /// Seconds for which a share may be told to wait, whatever the rules say: a day.
    static let holdSecondsMax = 86_400
    /// Items whose place in the public zone is settled in one transaction: their orders stand in memory meanwhile.
    static let zoneArrivalsPerRound = 32
    /// Characters of the reason for which an item is returned or withdrawn: a paragraph, as much as the store keeps.
    static let zoneReasonCharactersMax = 1_024
    /// Objects of an item that are looked at for where it is filed and what it names.
    static let filedObjectsMax = 20_000
    /// Octets of an object that is looked at for that.
    static let filedObjectOctetsMax = 1_048_576
    /// Values of one item that stand in the lists of indicators.
    static let filedValuesMax = 20_000
    /// Languages into which one object is translated by one item.
    static let filedLanguagesMax = 16
    /// Changed items that are told one by one to who publishes files; more make everything new.
    static let zoneChangesMax = 5_000
    /// Octets of the path of a directory that is published into: the system's own bound.
    static let publishedPathOctetsMax = 4_096
    /// Months for which security.txt is to be believed at least, counted from the month that begins: RFC 9116 asks for less than a year.
    static let securityMonths = 7
    /// Authors whose records are kept for proofs: each takes some kilobytes.
    static let provenAuthorsMax = 10_000
}
