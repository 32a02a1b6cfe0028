/// Every bound of the portal.
public enum PortalLimits {
    /// Octets of a form's fields together, but for content that is shared.
    public static let formOctetsMax = 65_536
}
