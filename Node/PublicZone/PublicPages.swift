import Pages
import Policy

/// The pages as HTML: each a whole document without a script, and with nothing from elsewhere.
struct PublicPages {
    let site: PublicSite

    /// The list of items, newest first. `next` is the place from which older ones go on, `isFirst` whether newer ones precede.
    func list(_ items: [PublicItem], next: Int64?, isFirst: Bool) -> String {
        var main = "<h1>Public items</h1>\n"
        if isFirst {
            main += "<p>Here the members of <bdi>\(Markup.text(site.name))</bdi> share information on cyber security with everyone; "
            main += "each item is signed by the organisation that wrote it.</p>\n"
        }
        if items.isEmpty {
            main += isFirst ? "<p>Nothing has been published yet.</p>\n" : "<p>There is nothing older.</p>\n"
        } else {
            main += "<ol class=\"items\">\n\(items.map(entry).joined())</ol>\n"
        }
        var links = ""
        if !isFirst { links += "<a href=\"/\">Newest items</a> " }
        if let next { links += "<a href=\"/?before=\(next)\" rel=\"next\">Older items</a>" }
        if !links.isEmpty { main += "<nav class=\"pages\" aria-label=\"Pages\"><p>\(links)</p></nav>\n" }
        return document(title: isFirst ? "Public items" : "Older public items", main)
    }

    private func entry(_ item: PublicItem) -> String {
        """
        <li><article>
        <h2><a href="/items/\(item.id)"><bdi>\(Markup.title(item.title))</bdi></a></h2>
        <p><bdi>\(Markup.text(item.author))</bdi> · \(time(item.received)) · \(kind(item.mediaType)) · \(octets(item.octets))</p>
        </article></li>

        """
    }

    /// One item: what it is, where its content and proof are, and how to check them.
    func item(_ item: PublicItem) -> String {
        let sector = item.sector.isEmpty ? "" : "<dt>Sector</dt><dd><bdi>\(Markup.text(item.sector))</bdi></dd>\n"
        let main = """
            <article>
            <h1><bdi>\(Markup.title(item.title))</bdi></h1>
            <p><span class="mark">\(item.tlp.displayName)</span></p>
            <dl>
            <dt>Written by</dt><dd><bdi>\(Markup.text(item.author))</bdi></dd>
            <dt>Organisation</dt><dd><code>\(Markup.text(item.organisationID))</code></dd>
            \(sector)<dt>Made</dt><dd>\(time(item.created)), as its author says</dd>
            <dt>Received here</dt><dd>\(time(item.received))</dd>
            <dt>Content</dt><dd>\(kind(item.mediaType)), \(octets(item.octets))</dd>
            <dt>Identifier</dt><dd><code>\(item.id)</code></dd>
            </dl>
            <ul>
            <li><a href="/items/\(item.id)/bundle.json" download>Content</a>, exactly as its author gave it</li>
            <li><a href="/items/\(item.id)/proof.json" download>Proof</a> of who wrote it</li>
            </ul>
            \(verification(item))</article>

            """
        return document(title: item.title, main)
    }

    private func verification(_ item: PublicItem) -> String {
        let network = site.network.map { " --network \(Markup.text($0))" } ?? ""
        return """
            <section>
            <h2>How to verify</h2>
            <p>Nobody needs to trust this site. The proof shows where this item stands in the log that its author’s node signed, and whose
            node that is; checking it needs no network and no account:</p>
            <pre><code>causeway verify \(item.id).proof.json\(network)</code></pre>
            <p>The command says who wrote the item, which network admitted them, and what is not proven. Compare the network’s identifier with
            one that you have from elsewhere.</p>
            </section>

            """
    }

    /// A page that says why there is none.
    func refusal(_ refusal: PublicRefusal) -> String {
        document(
            title: refusal.title,
            "<h1>\(refusal.title)</h1>\n<p>\(refusal.advice)</p>\n<p><a href=\"/\">All public items</a></p>\n")
    }

    private func document(title: String, _ main: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(Markup.title(title)) – \(Markup.text(site.name))</title>
        <link rel="stylesheet" href="\(Assets.styleSheet.path)">
        <link rel="alternate" type="application/atom+xml" title="\(Markup.text(site.name))" href="/feeds/all.atom">
        </head>
        <body>
        <header><nav aria-label="Site"><a href="/"><bdi>\(Markup.text(site.name))</bdi></a><a href="/feeds/all.atom">Feed</a></nav></header>
        <main>
        \(main)</main>
        <footer><p>Every item here is <abbr title="Traffic Light Protocol">TLP</abbr>:CLEAR: it may be passed on without limit.</p></footer>
        </body>
        </html>

        """
    }

    /// What the content is, in words where there are some.
    private func kind(_ mediaType: String) -> String {
        mediaType == "application/stix+json;version=2.1" ? "STIX 2.1 bundle" : Markup.text(mediaType)
    }

    private func time(_ seconds: Int64) -> String {
        let time = UTCMoment(seconds)
        return "<time datetime=\"\(time.machineText)\">\(time.text) UTC</time>"
    }

    private func octets(_ count: Int) -> String { count == 1 ? "1 octet" : "\(Self.grouped(count)) octets" }

    /// Digits in groups of three: "1,234,567".
    private static func grouped(_ count: Int) -> String {
        let digits = Array(String(count))
        return digits.indices.reduce(into: "") { text, index in
            if index > 0, (digits.count - index) % 3 == 0 { text += "," }
            text.append(digits[index])
        }
    }
}
