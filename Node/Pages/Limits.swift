/// Every bound of what pages are made of.
public enum PagesLimits {
    // MARK: Markdown

    /// Octets of a text that is formatted as Markdown: some twenty printed pages, and in reach of a page of 150 KB.
    public static let markdownOctetsMax = 65_536
    /// Octets of the markup of a text that is not formatted; the rest is left out, and a page may say where the whole is.
    public static let plainTextOctetsMax = 131_072
    /// Block quotes and lists within each other, and elements within each other in what is written.
    static let markdownDepthMax = 32
    /// Pieces of a parsed text; ordinary writing has one for ten octets.
    static let markdownNodesMax = 20_000
    /// Cells of all tables of a text together: the library fills up each short row to the width of its table.
    static let tableCellsMax = 10_000
    /// Lines before what may be a table's second line, in the same paragraph, all such places of a text together: the library reads them
    /// anew for each.
    static let linesBeforeTablesMax = 2_000
    /// Images of a text: the library looks at all that are open for each link.
    static let imagesMax = 100
    /// Octets of a paragraph with a reference's definition, times the brackets that may refer to one: what the library copies.
    static let referenceOctetsMax = 16_777_216
    /// Octets of the markup that is written for a text, so that its page stays near 150 KB.
    static let markdownMarkupOctetsMax = 131_072
    /// Octets of an address that becomes a link: what browsers and servers take without asking.
    static let addressOctetsMax = 2_048

    // MARK: Pictures

    /// Octets of a text in a QR code: a picture of that many is still read by a phone from a screen.
    public static let qrTextOctetsMax = 666
    /// Scalars of somebody's text in a picture, its table or a list; the rest is left out, and marked with an ellipsis.
    static let labelScalarsMax = 400
    /// Octets of markup of such a text.
    public static let labelOctetsMax = 1_200
    /// Octets of markup of all names in a picture, or in its words, together: a page stays near 150 KB whatever its authors call things.
    static let labelsOctetsMax = 24_000
    /// Marks on one letter: more than any script writes, few enough that they stay near their line.
    static let marksOnLetterMax = 4
    /// Bars that stand: two months of days.
    static let standingBarsMax = 62
    /// Bars that lie, each with its name above it.
    static let lyingBarsMax = 24
    /// The largest value that is drawn to scale; a larger one is drawn as this one and written as it is.
    static let plotValueMax = 1_000_000_000_000_000
    /// Events of a timeline: the latest are drawn and listed.
    static let timelineEventsMax = 200
    /// Nodes of a graph that are drawn, nearest first.
    static let graphNodesMax = 160
    /// Edges of a graph that are drawn and listed.
    static let graphEdgesMax = 320
    /// Tactics of a matrix: ATT&CK's three have 14, 14 and 12.
    static let tacticsMax = 40
    /// Techniques of a matrix, all tactics together.
    static let techniquesMax = 400
}
