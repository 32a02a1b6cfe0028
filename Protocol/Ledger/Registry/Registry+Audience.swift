public import Wire

/// Who is inside the audiences that the registry defines: the community and the sectors.
extension Registry {
    /// The members of the community in that minute, by ascending identifier: standing admitted, and the delay of the genesis record
    /// is over since the admission.
    public func communityMembers(at minute: Minute) -> [Organisation] {
        organisations.filter { isInside($0, at: minute) }
    }

    /// The members of the community whose sector is this one, octet by octet; none for the empty text, which is no sector.
    public func members(ofSector sector: String, at minute: Minute) -> [Organisation] {
        sectorIndex.members(of: sector).compactMap { organisationTable[$0] }.filter { isInside($0, at: minute) }
    }

    /// The sectors of the organisations whose standing is admitted, each once, ascending by their octets; never the empty one.
    public var sectors: [String] { sectorIndex.sectors }

    /// Whether the organisation is in the community in that minute.
    public func isCommunityMember(_ organisation: OrganisationID, at minute: Minute) -> Bool {
        organisationTable[organisation].map { isInside($0, at: minute) } ?? false
    }

    private func isInside(_ organisation: Organisation, at minute: Minute) -> Bool {
        guard organisation.standing == .admitted, let admitted = organisation.admitted else { return false }
        return UInt64(admitted.rawValue) + UInt64(genesis.admissionDelayMinutes) <= UInt64(minute.rawValue)
    }
}
