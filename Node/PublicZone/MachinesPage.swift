import Pages

/// Every address that is for programs, with what is there.
struct MachinesPage {
    let zone: ZonePages

    private struct Entry {
        /// A path, or a pattern of paths where `isPattern`.
        var path: String
        var isPattern = false
        var meaning: Phrase
    }

    var page: ZoneLayout.Page {
        ZoneLayout.Page(
            .forMachines, .machines,
            """
            <h1>\(.forMachines)</h1>
            <p class="lead">\(.machinesLead)</p>
            \(section("feeds", .feeds, feeds))\(section("queries", .queries, queries))\(section("lists", .blockLists, lists))\
            \(section("items", .oneItem, items))\(section("site", .wholeSite, site))
            """)
    }

    private func section(_ id: HTML, _ name: Phrase, _ entries: [Entry]) -> HTML {
        let rows = entries.map { entry -> HTML in
            let shown: HTML = "<code>\(entry.path)</code>"
            let address: HTML = entry.isPattern ? shown : "<a href=\"\(entry.path)\">\(shown)</a>"
            return "<dt>\(address)</dt><dd>\(entry.meaning)</dd>\n"
        }
        return "<section aria-labelledby=\"\(id)\"><h2 id=\"\(id)\">\(name)</h2>\n<dl class=\"addresses\">\(rows)</dl></section>\n"
    }

    private func machine(_ address: MachineAddress, _ meaning: Phrase) -> Entry {
        Entry(path: ZoneAddress.machine(address).path, meaning: meaning)
    }

    private var feeds: [Entry] {
        [machine(.atom(.all), .atomMeaning), machine(.jsonFeed(.all), .jsonFeedMeaning)]
            + Topic.allCases.flatMap { topic in
                [machine(.atom(.topic(topic)), .topicFeed(topic)), machine(.jsonFeed(.topic(topic)), .topicFeed(topic))]
            }
            + [Entry(path: "/feeds/sector-NAME.atom", isPattern: true, meaning: .sectorFeed)]
    }

    private var queries: [Entry] {
        [
            // TAXII answers at the zone's port, not from a file.
            Entry(path: "/taxii2/", isPattern: true, meaning: .taxiiMeaning),
            machine(.mispManifest, .mispMeaning), machine(.mispHashes, .mispHashesMeaning),
        ] + (CSAFNames.isServed(zone.maker.site) ? [machine(.csafProvider, .csafMeaning)] : [])
    }

    private var lists: [Entry] {
        IndicatorKind.allCases.map { machine(.indicators($0), .indicatorList($0)) } + [machine(.indicatorTable, .indicatorTable)]
    }

    private var items: [Entry] {
        [
            Entry(path: "/items/ID/bundle.json", isPattern: true, meaning: .bundleMeaning),
            Entry(path: "/items/ID/proof.json", isPattern: true, meaning: .proofMeaning),
        ]
    }

    private var site: [Entry] {
        // What needs the site's own address is not there without.
        let known = zone.maker.site
        return [machine(.openAPI, .openAPIMeaning)] + (known.baseURL != nil ? [machine(.sitemap, .sitemapMeaning)] : [])
            + [machine(.robots, .robotsMeaning)]
            + (CSAFNames.isServed(known) && known.contact != nil ? [machine(.security, .securityMeaning)] : [])
            + [
                Entry(path: "/registry/checkpoint", isPattern: true, meaning: .checkpointMeaning),
                Entry(path: "/registry/tile/…", isPattern: true, meaning: .tilesMeaning),
            ]
    }
}

extension IndicatorKind {
    var name: Phrase {
        switch self {
        case .ipv4: Phrase("IPv4 addresses", "IPv4 地址", "IPv4 地址")
        case .ipv6: Phrase("IPv6 addresses", "IPv6 地址", "IPv6 地址")
        case .network: Phrase("networks (CIDR)", "網段（CIDR）", "网段（CIDR）")
        case .domain: Phrase("domains", "域名", "域名")
        case .url: Phrase("URLs", "網址", "网址")
        case .email: Phrase("e-mail addresses", "電郵地址", "电子邮件地址")
        case .md5: Phrase("MD5 hashes", "MD5 雜湊值", "MD5 哈希值")
        case .sha1: Phrase("SHA-1 hashes", "SHA-1 雜湊值", "SHA-1 哈希值")
        case .sha256: Phrase("SHA-256 hashes", "SHA-256 雜湊值", "SHA-256 哈希值")
        case .sha512: Phrase("SHA-512 hashes", "SHA-512 雜湊值", "SHA-512 哈希值")
        }
    }
}

extension Phrase {
    fileprivate static let machinesLead = Phrase(
        "Everything here is free to fetch, without an account or a key. All has an ETag: ask with If-None-Match, and what has not changed costs nothing.",
        "以下資料均可免費取用，無須帳戶或密鑰。所有資料均附 ETag：以 If-None-Match 查詢，未變更的內容不會重複傳送。",
        "以下资料均可免费取用，无须账户或密钥。所有资料均附 ETag：以 If-None-Match 查询，未变更的内容不会重复传送。")
    fileprivate static let feeds = Phrase("Feeds", "訂閱源", "订阅源")
    fileprivate static let queries = Phrase("Exchange formats", "交換格式", "交换格式")
    fileprivate static let blockLists = Phrase("Indicators to block", "可封鎖的指標", "可封锁的指标")
    fileprivate static let oneItem = Phrase("One item", "單一項目", "单个条目")
    fileprivate static let wholeSite = Phrase("The site and the registry", "網站及登記冊", "网站及登记册")
    fileprivate static let atomMeaning = Phrase("the newest items as Atom (RFC 4287)", "最新項目，Atom 格式（RFC 4287）", "最新条目，Atom 格式（RFC 4287）")
    fileprivate static let jsonFeedMeaning = Phrase("the same as JSON Feed 1.1", "同上，JSON Feed 1.1 格式", "同上，JSON Feed 1.1 格式")
    fileprivate static func topicFeed(_ topic: Topic) -> Phrase {
        func text(_ language: Language) -> String { topic.name.text(in: language) }
        return Phrase(
            "the newest on the topic: \(text(.english))", "最新項目，主題：\(text(.traditionalChinese))", "最新条目，主题：\(text(.simplifiedChinese))")
    }
    fileprivate static let sectorFeed = Phrase(
        "the newest of a sector; its list names the address, and there is .json as well", "某界別的最新項目；地址見該界別的列表，另有 .json",
        "某行业的最新条目；地址见该行业的列表，另有 .json")
    fileprivate static let taxiiMeaning = Phrase(
        "TAXII 2.1, read without an account: discovery, one collection of everything public", "TAXII 2.1，無須帳戶即可讀取：包括探索及一個涵蓋所有公開資料的集合",
        "TAXII 2.1，无须账户即可读取：包括发现及一个涵盖所有公开资料的集合")
    fileprivate static let mispMeaning = Phrase(
        "a feed that MISP reads; each item is an event", "供 MISP 讀取的訂閱源；每個項目為一個事件", "供 MISP 读取的订阅源；每个条目为一个事件")
    fileprivate static let mispHashesMeaning = Phrase("hashes of all values in it, for lookups", "其中所有數值的雜湊值，供查詢之用", "其中所有值的哈希值，供查询之用")
    fileprivate static let csafMeaning = Phrase(
        "CSAF 2.0: where a trusted provider keeps its advisories", "CSAF 2.0：供應者元資料，列明通告位置", "CSAF 2.0：提供者元数据，列明公告位置")
    fileprivate static func indicatorList(_ kind: IndicatorKind) -> Phrase {
        func text(_ language: Language) -> String { kind.name.text(in: language) }
        return Phrase(
            "\(text(.english)), one a line", "\(text(.traditionalChinese))，每行一個", "\(text(.simplifiedChinese))，每行一个")
    }
    fileprivate static let indicatorTable = Phrase(
        "all of them as CSV, each with the item that says so, its times and its confidence", "全部指標，CSV 格式，並附所屬項目、時間及可信度",
        "全部指标，CSV 格式，并附所属条目、时间及可信度")
    fileprivate static let bundleMeaning = Phrase(
        "the item exactly as its author signed it, mostly STIX 2.1", "項目內容，與作者簽署時完全相同，多為 STIX 2.1", "条目内容，与作者签名时完全相同，多为 STIX 2.1")
    fileprivate static let proofMeaning = Phrase(
        "who wrote it, as “causeway verify” checks it", "作者證明，可用「causeway verify」查核", "作者证明，可用“causeway verify”核查")
    fileprivate static let openAPIMeaning = Phrase("this page for programs (OpenAPI 3.1)", "供程式閱讀的本頁（OpenAPI 3.1）", "供程序阅读的本页（OpenAPI 3.1）")
    fileprivate static let sitemapMeaning = Phrase("all pages, for search engines", "所有頁面，供搜尋引擎使用", "所有页面，供搜索引擎使用")
    fileprivate static let robotsMeaning = Phrase("what crawlers may fetch", "網絡爬蟲可取用的範圍", "网络爬虫可取用的范围")
    fileprivate static let securityMeaning = Phrase(
        "whom to tell of a weakness of this site (RFC 9116)", "本網站漏洞的通報途徑（RFC 9116）", "本网站漏洞的通报途径（RFC 9116）")
    fileprivate static let checkpointMeaning = Phrase(
        "the newest checkpoint of the registry, a signed note; where the coordinator publishes the registry",
        "登記冊的最新檢查點（已簽署的註記）；適用於統籌機構公開登記冊時",
        "登记册的最新检查点（已签名的注记）；适用于统筹机构公开登记册时")
    fileprivate static let tilesMeaning = Phrase("its tiles (C2SP tlog-tiles)", "登記冊的資料塊（C2SP tlog-tiles）", "登记册的数据块（C2SP tlog-tiles）")
}
