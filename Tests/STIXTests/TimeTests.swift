import STIX
import Testing

@Suite("Timestamps are read as the calendar has them, or not at all")
struct TimeTests {
    @Test(
        "Times are read and written as the calendar has them",
        arguments: [
            ("1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00.000000Z"),
            ("2024-02-29T23:59:59.5Z", 1_709_251_199_500_000, "2024-02-29T23:59:59.500000Z"),
            ("1969-12-31T23:59:59.999999999Z", -1, "1969-12-31T23:59:59.999999Z"),
            ("0001-01-01T00:00:00.000Z", -62_135_596_800_000_000, "0001-01-01T00:00:00.000000Z"),
            ("2016-12-31T23:59:60.25Z", 1_483_228_800_250_000, "2017-01-01T00:00:00.250000Z"),
            ("2024-01-01T00:00:00.\(String(repeating: "1", count: 60))Z", 1_704_067_200_111_111, "2024-01-01T00:00:00.111111Z"),
            ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z"),
        ])
    func times(text: String, microseconds: Int64, written: String) {
        #expect(STIXTime.microseconds(text) == microseconds)
        #expect(STIXTime.text(microseconds) == written)
    }

    @Test(
        "What is no time is none",
        arguments: [
            "", "Z", "2023-02-29T00:00:00Z", "2022-101-27T00:00:00Z", "2024-01-01T24:00:00Z", "2024-01-01T00:00:00",
            "2024-01-01T00:00:00.Z",
            "2024-01-01 00:00:00Z", "2024-01-01T00:00:00+00:00", "2024-13-01T00:00:00Z", "٢٠٢٤-01-01T00:00:00Z",
            "2024-01-01T00:00:60Z", "2024-01-01T23:59:61Z", "2024-01-01T23:58:60.0Z", "2024-01-01T00:00:00.1xZ", "2024-01-01T00-00:00Z",
            "2024-01-01T00:00-00Z",
        ])
    func noTime(text: String) { #expect(STIXTime.microseconds(text) == nil) }
}
