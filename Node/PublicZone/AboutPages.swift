import Pages

/// The pages about the zone itself: what it is, how to join, how well it can be used, what it knows of its readers.
struct AboutPages {
    let zone: ZonePages

    private var site: PublicSite { zone.maker.site }
    private var name: String { Label(site.name).text }

    private func page(_ title: Phrase, _ place: ZonePage, _ main: HTML) -> ZoneLayout.Page {
        ZoneLayout.Page(title, place, "<article class=\"passage\">\n<h1>\(title)</h1>\n\(main)</article>")
    }

    private func section(_ id: HTML, _ title: Phrase, _ content: HTML) -> HTML {
        "<section aria-labelledby=\"\(id)\"><h2 id=\"\(id)\">\(title)</h2>\n\(content)</section>\n"
    }

    private func paragraphs(_ phrases: [Phrase]) -> HTML { "\(phrases.map { "<p>\($0)</p>\n" as HTML })" }

    /// Whom to ask, or that nobody is named.
    private var contact: HTML { site.contactLink.map { "<p>\(.contact): \($0)</p>\n" as HTML } ?? "<p>\(.noContact)</p>\n" }

    // MARK: - About

    func about(_ network: PublicNetwork) -> ZoneLayout.Page {
        let items: [Phrase] = [.aboutSigned, .aboutClear, .aboutModerated, .aboutNoEdits]
        let ends: [Phrase] = [.aboutEnds, .aboutGone]
        let identifier = site.network.map { "<dl class=\"facts\"><dt>\(.networkIdentifier)</dt><dd><code>\($0)</code></dd></dl>\n" as HTML }
        return page(
            .about, .about,
            """
            <p class="lead">\(.aboutLead(name))</p>
            <p>\(.membership(network))\(.fullStop)</p>
            \(section("how", .aboutHow, paragraphs(items)))\(section("ends", .aboutWithdrawal, paragraphs(ends)))\
            \(section("trust", .aboutTrust, "\(paragraphs([.aboutTrustText, .aboutLog]))\(identifier ?? "")"))\
            \(section("times", .aboutTimes, paragraphs([.aboutTimesText])))\(section("contact", .aboutContact, contact))
            """)
    }

    // MARK: - How to join

    var join: ZoneLayout.Page {
        let needs: [Phrase] = [.needsMachine, .needsOutbound, .needsPerson]
        let network: HTML = site.network.map { "\($0)" } ?? "NETWORK"
        return page(
            .join, .join,
            """
            <p class="lead">\(.joinLead(name))</p>
            \(section("needs", .joinNeeds, "<ul>\(needs.map { "<li>\($0)</li>\n" as HTML })</ul>\n"))\
            \(section("steps", .joinSteps, """
                <ol><li>\(.stepAsk)</li>
                <li>\(.stepMake) <pre tabindex="0"><code>causeway init --name "YOUR ORGANISATION" --sector finance</code></pre></li>
                <li>\(.stepApply) <pre tabindex="0"><code>causeway join COORDINATOR:7400 --network \(network) --contact "CONTACT"</code></pre></li>
                <li>\(.stepDecided)</li>
                <li>\(.stepAfter)</li></ol>

                """))\
            \(section("reading", .joinReading, paragraphs([.joinReadingText])))\(section("contact", .aboutContact, contact))
            """)
    }

    // MARK: - Accessibility and privacy

    var accessibility: ZoneLayout.Page {
        let kept: [Phrase] = [
            .accessibleKeys, .accessibleContrast, .accessibleZoom, .accessiblePictures, .accessibleScripts, .accessibleLanguages,
        ]
        let short: [Phrase] = [.shortAuthors, .shortLanguage, .shortGraphs]
        return page(
            .accessibility, .accessibility,
            """
            <p class="lead">\(.accessibleLead)</p>
            \(section("kept", .accessibleKept, "<ul>\(kept.map { "<li>\($0)</li>\n" as HTML })</ul>\n"))\
            \(section("short", .accessibleShort, "<ul>\(short.map { "<li>\($0)</li>\n" as HTML })</ul>\n"))\
            \(section("contact", .aboutContact, "\(paragraphs([.accessibleTell]))\(contact)"))
            """)
    }

    var privacy: ZoneLayout.Page {
        let kept: [Phrase] = [.privacyCookies, .privacyLogs, .privacyElsewhere, .privacySearches, .privacyVerify]
        return page(
            .privacy, .privacy,
            """
            <p class="lead">\(.privacyLead)</p>
            <ul>\(kept.map { "<li>\($0)</li>\n" as HTML })</ul>
            \(section("limits", .privacyLimits, paragraphs([.privacyProxy, .privacyNetwork])))\(section("contact", .aboutContact, contact))
            """)
    }
}

extension Phrase {
    fileprivate static let noContact = Phrase("The coordinator names no address for this.", "統籌機構未有提供聯絡地址。", "统筹机构未提供联络地址。")
    fileprivate static let aboutContact = Phrase("Contact", "聯絡", "联络")

    fileprivate static func aboutLead(_ name: String) -> Phrase {
        Phrase(
            "\(name) is a network of organisations that share information on cyber security with each other. What they share with everyone stands here.",
            "\(name)是機構之間分享網絡安全資訊的網絡。成員向公眾分享的資訊載於本網站。", "\(name)是机构之间分享网络安全信息的网络。成员向公众分享的信息载于本网站。")
    }
    fileprivate static let aboutHow = Phrase("How items come to be here", "項目如何刊登", "条目如何刊登")
    fileprivate static let aboutSigned = Phrase(
        "Each item was written by a member organisation and signed by its node. The signature comes with the item.",
        "每個項目均由成員機構撰寫，並由其節點簽署。簽署隨項目一併提供。", "每个条目均由成员机构撰写，并由其节点签名。签名随条目一并提供。")
    fileprivate static let aboutClear = Phrase(
        "Its author marked it TLP:CLEAR (Traffic Light Protocol 2.0): it may be passed on without limit. Nothing under another mark stands here.",
        "作者已將其標示為 TLP:CLEAR（交通燈協定 2.0）：可不受限制地轉發。其他標示的項目不會在此刊登。",
        "作者已将其标示为 TLP:CLEAR（交通灯协议 2.0）：可不受限制地转发。其他标示的条目不会在此刊登。")
    fileprivate static let aboutModerated = Phrase(
        "A moderator, or a rule that moderators wrote, approved that it stands here. PAP, where it is given, says what may be done with it.",
        "項目經審核員或審核員訂立的規則批准後才會刊登。如附有 PAP，則說明可採取的行動。", "条目经审核员或审核员订立的规则批准后才会刊登。如附有 PAP，则说明可采取的行动。")
    fileprivate static let aboutNoEdits = Phrase(
        "Nobody edits an item, since that would break its signature. A correction is another version by the same author; a translation is a signed item of its own, and says whose it is.",
        "任何人均不會修改項目，因為這會令簽署失效。更正由同一作者另發版本；譯文本身是已簽署的項目，並註明譯者。",
        "任何人都不会修改条目，因为这会使签名失效。更正由同一作者另发版本；译文本身是已签名的条目，并注明译者。")
    fileprivate static let aboutWithdrawal = Phrase("How items leave", "項目如何撤下", "条目如何撤下")
    fileprivate static let aboutEnds = Phrase(
        "An author can take an item back or replace it, its time can be over, and moderators can withdraw it. Its page then says so, and leads to the next version where there is one.",
        "作者可撤回或更新項目，項目亦可到期或由審核員撤下。屆時其頁面會如實說明，並連往新版本（如有）。",
        "作者可撤回或更新条目，条目也可能到期或由审核员撤下。届时其页面会如实说明，并链接到新版本（如有）。")
    fileprivate static let aboutGone = Phrase(
        "What somebody has read or copied cannot be called back.", "已被閱讀或複製的內容無法收回。", "已被阅读或复制的内容无法收回。")
    fileprivate static let aboutTrust = Phrase("Why it can be believed", "為何可信", "为何可信")
    fileprivate static let aboutTrustText = Phrase(
        "The proof of an item can be checked by anybody, years later, without asking this site. It shows who wrote it; whether what it says is true, it does not show.",
        "任何人均可在多年後查核項目的證明，無須詢問本網站。證明只顯示由誰撰寫，並不保證內容屬實。",
        "任何人都可在多年后核查条目的证明，无须询问本网站。证明只显示由谁撰写，并不保证内容属实。")
    fileprivate static let aboutLog = Phrase(
        "Which organisations are members stands in a public log, which the coordinator can add to but not rewrite unseen.",
        "成員機構載於公開日誌；統籌機構可以加入紀錄，但無法暗中改寫。", "成员机构载于公开日志；统筹机构可以加入记录，但无法暗中改写。")
    fileprivate static let networkIdentifier = Phrase("Identifier of the network", "網絡識別碼", "网络标识符")
    fileprivate static let aboutTimes = Phrase("Times", "時間", "时间")
    fileprivate static let aboutTimesText = Phrase(
        "All times are in UTC. When an item was made is what its author says; the other times are this node’s.",
        "所有時間均為 UTC。製作時間由作者提供；其他時間由本節點記錄。", "所有时间均为 UTC。制作时间由作者提供；其他时间由本节点记录。")

    fileprivate static func joinLead(_ name: String) -> Phrase {
        Phrase(
            "Organisations of any size can apply to join \(name). Members share with each other, from nodes of their own, what is not for everyone.",
            "任何規模的機構均可申請加入\(name)。成員透過各自的節點互相分享不宜公開的資訊。", "任何规模的机构均可申请加入\(name)。成员通过各自的节点互相分享不宜公开的信息。")
    }
    fileprivate static let joinNeeds = Phrase("What it takes", "所需條件", "所需条件")
    fileprivate static let needsMachine = Phrase(
        "a machine with Linux for the node: one program, one directory", "一部安裝 Linux 的機器以運行節點：一個程式、一個目錄", "一台安装 Linux 的机器以运行节点：一个程序、一个目录")
    fileprivate static let needsOutbound = Phrase(
        "outgoing connections; no port has to be open", "可對外連線；無須開放連接埠", "可对外连接；无须开放端口")
    fileprivate static let needsPerson = Phrase(
        "a representative whom the coordinator can reach", "一名統籌機構可聯絡的代表", "一名统筹机构可联系的代表")
    fileprivate static let joinSteps = Phrase("Steps", "步驟", "步骤")
    fileprivate static let stepAsk = Phrase(
        "Ask the coordinator for its address and for the identifier of the network, by a way that you trust.",
        "以你信任的途徑向統籌機構索取其地址及網絡識別碼。", "以您信任的途径向统筹机构索取其地址及网络标识符。")
    fileprivate static let stepMake = Phrase("Make a node.", "建立節點。", "建立节点。")
    fileprivate static let stepApply = Phrase("Apply.", "提出申請。", "提出申请。")
    fileprivate static let stepDecided = Phrase(
        "The coordinator’s staff check whether the organisation is eligible, and admit it. Every decision stands in the public log.",
        "統籌機構職員審核資格並接納申請。每項決定均載於公開日誌。", "统筹机构职员审核资格并接纳申请。每项决定均载于公开日志。")
    fileprivate static let stepAfter = Phrase(
        "Start the node: it finds the others by itself.", "啟動節點：它會自行找到其他節點。", "启动节点：它会自行找到其他节点。")
    fileprivate static let joinReading = Phrase("Only reading?", "只想閱讀？", "只想阅读？")
    fileprivate static let joinReadingText = Phrase(
        "Nobody has to join to read, subscribe and verify what stands here.", "閱讀、訂閱及驗證本網站的內容無須加入。", "阅读、订阅及验证本网站的内容无须加入。")

    fileprivate static let accessibleLead = Phrase(
        "These pages are made to conform to the Web Content Accessibility Guidelines 2.2, level AA.",
        "本網站按《無障礙網頁內容指引》（WCAG）2.2 AA 級別設計。", "本网站按《Web 内容无障碍指南》（WCAG）2.2 AA 级别设计。")
    fileprivate static let accessibleKept = Phrase("What that means here", "具體措施", "具体措施")
    fileprivate static let accessibleKeys = Phrase(
        "Everything can be reached and used with a keyboard; what has the focus is outlined; a link leads past the navigation.",
        "所有功能均可用鍵盤操作；焦點清晰可見；設有跳過導覽的連結。", "所有功能均可用键盘操作；焦点清晰可见；设有跳过导航的链接。")
    fileprivate static let accessibleContrast = Phrase(
        "Text has a contrast of at least 4.5 to 1, light and dark; colours never say alone what something is.",
        "不論淺色或深色模式，文字對比度至少為 4.5:1；不會只用顏色傳達意思。", "不论浅色或深色模式，文字对比度至少为 4.5:1；不会只用颜色传达意思。")
    fileprivate static let accessibleZoom = Phrase(
        "Pages fit a width of 320 pixels, or 400 % enlargement, and can be printed.", "頁面可於 320 像素闊度或放大至 400% 時閱讀，並可列印。",
        "页面可于 320 像素宽度或放大至 400% 时阅读，并可打印。")
    fileprivate static let accessiblePictures = Phrase(
        "What a picture shows is also said in words, as a list or a table.", "圖像所示內容均另以文字列表或表格說明。", "图像所示内容均另以文字列表或表格说明。")
    fileprivate static let accessibleScripts = Phrase(
        "Everything works without scripts, but for the checking of proofs in the browser; the command does the same.",
        "除在瀏覽器驗證證明外，所有功能均無須指令碼；命令列程式可作相同驗證。", "除在浏览器验证证明外，所有功能均无须脚本；命令行程序可作相同验证。")
    fileprivate static let accessibleLanguages = Phrase(
        "Each page exists in three languages, and says which it is in.", "每頁均有三種語言版本，並標明語言。", "每页均有三种语言版本，并标明语言。")
    fileprivate static let accessibleShort = Phrase("What is known to fall short", "已知不足", "已知不足")
    fileprivate static let shortAuthors = Phrase(
        "Items are shown as their authors wrote them: some have headings out of order, or long values that are hard to listen to.",
        "項目按作者原文顯示：部分標題層次欠妥，或含難以聆聽的長串數值。", "条目按作者原文显示：部分标题层次欠妥，或含难以聆听的长串值。")
    fileprivate static let shortLanguage = Phrase(
        "The language of an author’s text is said only where the author named it.", "作者文字的語言只在作者註明時標示。", "作者文字的语言仅在作者注明时标示。")
    fileprivate static let shortGraphs = Phrase(
        "Wide pictures of relations scroll sideways in a frame of their own; their words do not.", "較闊的關聯圖須在其框內橫向捲動；其文字說明則不須。",
        "较宽的关联图须在其框内横向滚动；其文字说明则不须。")
    fileprivate static let accessibleTell = Phrase(
        "Tell us what you could not read or use.", "如有內容無法閱讀或使用，請告訴我們。", "如有内容无法阅读或使用，请告诉我们。")

    fileprivate static let privacyLead = Phrase(
        "This site wants to know nothing of who reads it.", "本網站無意得知讀者身分。", "本网站无意得知读者身份。")
    fileprivate static let privacyCookies = Phrase(
        "It sets no cookies and stores nothing in the browser.", "不設 cookie，亦不在瀏覽器儲存資料。", "不设 cookie，也不在浏览器存储数据。")
    fileprivate static let privacyLogs = Phrase(
        "The node keeps no record of requests: no addresses, no pages, no times.", "節點不會記錄任何請求：不記錄地址、頁面或時間。", "节点不会记录任何请求：不记录地址、页面或时间。")
    fileprivate static let privacyElsewhere = Phrase(
        "Nothing is loaded from elsewhere, and no other site learns that you were here: links carry no referrer.",
        "不會從其他網站載入內容，其他網站亦不會得知你曾到訪：連結不附來源地址。", "不会从其他网站加载内容，其他网站也不会得知您曾到访：链接不附来源地址。")
    fileprivate static let privacySearches = Phrase(
        "What you search for is answered and forgotten.", "搜尋內容在回應後不予保留。", "搜索内容在回应后不予保留。")
    fileprivate static let privacyVerify = Phrase(
        "A proof that you verify in the browser is checked there; it is not sent anywhere.", "在瀏覽器驗證的證明只在本機查核，不會傳送。",
        "在浏览器验证的证明只在本机核查，不会发送。")
    fileprivate static let privacyLimits = Phrase("What that cannot cover", "未能涵蓋之處", "未能涵盖之处")
    fileprivate static let privacyProxy = Phrase(
        "Whoever runs a proxy in front of this node, or hosts a copy of these files, can keep records of their own.",
        "在本節點前運作代理伺服器或寄存網頁副本的人士可自行保存紀錄。", "在本节点前运行代理服务器或托管网页副本的人士可自行保存记录。")
    fileprivate static let privacyNetwork = Phrase(
        "Your own network sees that you read this site.", "你所用的網絡可得知你曾閱讀本網站。", "您所用的网络可得知您曾阅读本网站。")
}
