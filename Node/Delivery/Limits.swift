/// Every bound of delivering.
public enum DeliveryLimits {
    /// Octets of a line that a mail server sends (RFC 5321, 4.5.3.1.5, and room for long texts).
    public static let replyLineOctetsMax = 2_048
}
