import Delivery
import Testing

@Test func `A line of a mail server has a bound`() { #expect(DeliveryLimits.replyLineOctetsMax >= 512) }
