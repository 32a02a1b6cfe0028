/// To whom an event or attribute may go, in the words of the MISP core format (draft 13, section 2.4): a digit in a string.
public enum MISPDistribution: String, Sendable, CaseIterable {
    case organisation = "0"
    case community = "1"
    case connectedCommunities = "2"
    case all = "3"
    case sharingGroup = "4"
    case inherited = "5"
}
