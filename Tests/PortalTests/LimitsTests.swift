import Portal
import Testing

@Test func `A form has a bound`() { #expect(PortalLimits.formOctetsMax > 0) }
