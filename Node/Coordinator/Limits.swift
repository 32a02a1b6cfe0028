/// The bounds of what candidates may bring (specification chapter 3).
public enum CoordinatorLimits {
    /// Applications kept at once; when full, the next candidate is asked to come back.
    public static let applicationsMax = 4_096
    /// Octets of a contact: a name, a telephone number, an address.
    public static let contactOctetsMax = 1_024
}
