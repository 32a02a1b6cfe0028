import Pages

/// What the script of the verify page says, by the names under which it asks for it: the script itself has no language.
enum VerifyTexts {
    static let all: [(name: String, phrase: Phrase)] = verdicts + steps + reasons + values + words + limits

    // MARK: - What came of it

    private static let verdicts: [(name: String, phrase: Phrase)] = [
        ("working", Phrase("Checking …", "檢查中……", "检查中……")),
        ("held", Phrase("holds", "成立", "成立")),
        ("failed", Phrase("does not hold", "不成立", "不成立")),
        ("notSo", Phrase("This is NOT so:", "以下所述並不成立：", "以下所述并不成立：")),
        ("verified", Phrase("The proof holds.", "證明成立。", "证明成立。")),
        ("verifiedBy", Phrase("Written by an organisation admitted as", "撰寫者為以下列名稱獲接納的機構：", "撰写者为以下列名称获接纳的机构：")),
        ("verifiedExpected", Phrase("The network is the one you expect:", "網絡與你預期的一致：", "网络与您预期的一致：")),
        (
            "verifiedCompare",
            Phrase(
                "Compare the network’s identifier with one that you know from elsewhere:", "請將網絡識別碼與你從其他途徑得知的識別碼比對：",
                "请将网络标识符与您从其他途径得知的标识符比对：")
        ),
        ("notVerified", Phrase("NOT verified. Do not rely on it.", "未能驗證，請勿信賴。", "未能验证，请勿信赖。")),
        (
            "notVerifiedWhy",
            Phrase(
                "The step that does not hold is marked below; its name for who reports this:", "不成立的步驟已於下方標示；報告時請提供此名稱：",
                "不成立的步骤已在下方标示；报告时请提供此名称：")
        ),
        ("notChecked", Phrase("NOT verified: nothing was checked.", "未能驗證：並未進行檢查。", "未能验证：并未进行检查。")),
        (
            "insecure",
            Phrase(
                "Browsers check signatures only on pages that came over https. Open this page at its https address, or use the tool.",
                "瀏覽器只在經 https 載入的頁面上檢查簽章。請以 https 網址開啟本頁，或使用工具。",
                "浏览器只在经 https 加载的页面上检查签名。请以 https 网址打开本页，或使用工具。")
        ),
        (
            "noEd25519",
            Phrase(
                "This browser cannot check Ed25519 signatures. Firefox from 129, Safari from 17 and Chrome and Edge from 137 on can; or use the tool.",
                "此瀏覽器無法檢查 Ed25519 簽章。Firefox 129、Safari 17、Chrome 及 Edge 137 或以上版本可以；亦可使用工具。",
                "此浏览器无法检查 Ed25519 签名。Firefox 129、Safari 17、Chrome 及 Edge 137 或以上版本可以；也可使用工具。")
        ),
        (
            "badItem",
            Phrase(
                "An item’s identifier has 64 digits from 0 to 9 and a to f. It stands in the item’s address.",
                "項目識別碼由 64 個 0 至 9 及 a 至 f 的數字組成，見於項目的網址。", "条目标识符由 64 个 0 至 9 及 a 至 f 的数字组成，见于条目的网址。")
        ),
        (
            "badNetwork",
            Phrase(
                "A network’s identifier has 64 digits from 0 to 9 and a to f. Correct it or leave it empty.",
                "網絡識別碼由 64 個 0 至 9 及 a 至 f 的數字組成。請更正或留空。", "网络标识符由 64 个 0 至 9 及 a 至 f 的数字组成。请更正或留空。")
        ),
        (
            "unreachable",
            Phrase(
                "This site did not give the proof or the content. Try again later.", "本網站未有提供證明或內容。請稍後再試。",
                "本网站未提供证明或内容。请稍后再试。")
        ),
        (
            "withdrawn",
            Phrase(
                "The item was public and is not any more; its page says why.", "該項目曾經公開，現已不再公開；原因見其頁面。",
                "该条目曾经公开，现已不再公开；原因见其页面。")
        ),
        (
            "notFound",
            Phrase("There is no such public item here, or no proof of it.", "此處沒有這個公開項目，或沒有其證明。", "此处没有这个公开条目，或没有其证明。")
        ),
        ("tooLarge", Phrase("That is larger than a proof can be.", "檔案大於證明的上限。", "文件大于证明的上限。")),
    ]

    // MARK: - Steps, in their order

    private static let steps: [(name: String, phrase: Phrase)] = [
        ("step-file", Phrase("The proof file", "證明檔案", "证明文件")),
        ("step-expected", Phrase("The network", "網絡", "网络")),
        ("step-genesis", Phrase("The network’s beginning", "網絡的起源", "网络的起源")),
        ("step-registryCheckpoint", Phrase("The coordinator’s signature", "協調者的簽章", "协调者的签名")),
        ("step-records", Phrase("Records in the registry", "登記冊中的紀錄", "登记册中的记录")),
        ("step-fold", Phrase("Who signed the records", "紀錄由誰簽署", "记录由谁签署")),
        ("step-writer", Phrase("The author", "撰寫者", "撰写者")),
        ("step-header", Phrase("The item’s header", "項目標頭", "条目标头")),
        ("step-journalCheckpoint", Phrase("The author’s signature", "撰寫者的簽章", "撰写者的签名")),
        ("step-entry", Phrase("The item in the author’s log", "撰寫者日誌中的項目", "撰写者日志中的条目")),
        ("step-body", Phrase("The content", "內容", "内容")),
        ("step-witnesses", Phrase("Witnesses", "見證者", "见证者")),
        ("step-address", Phrase("The item you asked for", "你查詢的項目", "您查询的条目")),
        ("step-content", Phrase("What the author wrote", "撰寫者所寫的內容", "撰写者所写的内容")),
        ("step-original", Phrase("The original’s own proof", "原項目的證明", "原条目的证明")),
        ("step-bundle", Phrase("The file on this site", "本網站上的檔案", "本网站上的文件")),
    ]

    private static let reasons: [(name: String, phrase: Phrase)] = [
        (
            "why-file",
            Phrase(
                "It is in the one form that a proof file has, and nothing in it is too long.", "檔案符合證明檔案的唯一格式，且沒有任何部分超出長度。",
                "文件符合证明文件的唯一格式，且没有任何部分超出长度。")
        ),
        (
            "why-expected",
            Phrase(
                "It is the network that you expect, if you named one.", "如你有指明網絡，該網絡與你預期的一致。", "如果您指明了网络，该网络与您预期的一致。")
        ),
        (
            "why-genesis",
            Phrase(
                "The network’s identifier is the hash of its first record, which the coordinator’s key in it signed.",
                "網絡識別碼是其首項紀錄的雜湊值，該紀錄由其中所載的協調者金鑰簽署。", "网络标识符是其首项记录的哈希值，该记录由其中所载的协调者密钥签署。")
        ),
        (
            "why-registryCheckpoint",
            Phrase(
                "The coordinator’s key signed how many records the registry has, and the root of the tree over them.",
                "協調者金鑰簽署了登記冊的紀錄數目，以及其雜湊樹的樹根。", "协调者密钥签署了登记册的记录数目，以及其哈希树的树根。")
        ),
        (
            "why-records",
            Phrase(
                "Each record in the file leads, hash by hash, to that root: it stands in the registry at its position.",
                "檔案中每項紀錄均可逐步經雜湊值推算至該樹根：它確實位於登記冊的相應位置。",
                "文件中每项记录均可逐步经哈希值推算至该树根：它确实位于登记册的相应位置。")
        ),
        (
            "why-fold",
            Phrase(
                "Each record follows the rules and is signed by whoever must: certificates by the organisation’s root key, admissions by the coordinator.",
                "每項紀錄均符合規則，並由應簽署者簽署：憑證由機構的根金鑰簽署，接納由協調者簽署。",
                "每项记录均符合规则，并由应签署者签署：证书由机构的根密钥签署，接纳由协调者签署。")
        ),
        (
            "why-writer",
            Phrase(
                "The records certify the node that wrote the item, and admit its organisation under this name.",
                "這些紀錄證明撰寫項目的節點，並以此名稱接納其機構。", "这些记录证明撰写条目的节点，并以此名称接纳其机构。")
        ),
        (
            "why-header",
            Phrase(
                "The header, which says what was written when, belongs to this node’s log, and to a registry no newer than this one.",
                "標頭載明所寫內容及時間，屬於此節點的日誌，其登記冊亦不比此登記冊新。",
                "标头载明所写内容及时间，属于此节点的日志，其登记册也不比此登记册新。")
        ),
        (
            "why-journalCheckpoint",
            Phrase(
                "A key that the node holds or held signed the state of that log.", "該節點持有或曾持有的金鑰簽署了該日誌的狀態。",
                "该节点持有或曾持有的密钥签署了该日志的状态。")
        ),
        (
            "why-entry",
            Phrase(
                "The hash of the header is the item’s identifier, and leads, hash by hash, to what was signed.",
                "標頭的雜湊值即項目識別碼，並可逐步經雜湊值推算至已簽署的內容。", "标头的哈希值即条目标识符，并可逐步经哈希值推算至已签署的内容。")
        ),
        (
            "why-body",
            Phrase(
                "The content in the file has the length and the hash that the header names.", "檔案中的內容符合標頭所載的長度及雜湊值。",
                "文件中的内容符合标头所载的长度及哈希值。")
        ),
        (
            "why-witnesses",
            Phrase(
                "Who else signed the registry, as far as the file proves it. An item needs no witness to be its author’s.",
                "在檔案可證明的範圍內，還有誰簽署了登記冊。項目無需見證者亦屬其撰寫者。",
                "在文件可证明的范围内，还有谁签署了登记册。条目无需见证者也属其撰写者。")
        ),
        (
            "why-address",
            Phrase(
                "The proof is about the item whose identifier you gave, not about another.", "證明所涉及的正是你提供識別碼的項目，而非其他項目。",
                "证明所涉及的正是您提供标识符的条目，而非其他条目。")
        ),
        (
            "why-content",
            Phrase(
                "What the proof shows is an item: its title, its mark and its author’s file.", "證明所示的是一個項目：其標題、標記及撰寫者的檔案。",
                "证明所示的是一个条目：其标题、标记及撰写者的文件。")
        ),
        (
            "why-original",
            Phrase(
                "The item shares another one again; that one’s proof holds in the same network and says who wrote it.",
                "此項目為再次分享；原項目的證明在同一網絡中成立，並載明其撰寫者。", "此条目为再次分享；原条目的证明在同一网络中成立，并载明其撰写者。")
        ),
        (
            "why-bundle",
            Phrase(
                "What this site gives as the item’s file is, octet for octet, what the author signed.", "本網站所提供的項目檔案與撰寫者所簽署的逐位元組相同。",
                "本网站所提供的条目文件与撰写者所签署的逐字节相同。")
        ),
    ]

    // MARK: - Values

    private static let values: [(name: String, phrase: Phrase)] = [
        ("value-octets", Phrase("octets", "位元組", "字节")), ("value-network", Phrase("network", "網絡", "网络")),
        ("value-networkName", Phrase("called", "名稱", "名称")), ("value-isExpected", Phrase("as expected", "符合預期", "符合预期")),
        ("value-origin", Phrase("signed as", "簽署名稱", "签署名称")), ("value-size", Phrase("entries", "項數", "项数")),
        ("value-root", Phrase("root", "樹根", "树根")), ("value-records", Phrase("records", "紀錄", "记录")),
        ("value-kinds", Phrase("kinds", "類別", "类别")), ("value-organisation", Phrase("organisation", "機構", "机构")),
        ("value-organisationID", Phrase("identifier", "識別碼", "标识符")), ("value-standing", Phrase("standing", "狀態", "状态")),
        ("value-node", Phrase("node", "節點", "节点")), ("value-journal", Phrase("log", "日誌", "日志")),
        ("value-claimedTime", Phrase("time, by the author’s word", "撰寫者聲稱的時間", "撰写者声称的时间")),
        ("value-key", Phrase("key", "金鑰", "密钥")), ("value-item", Phrase("item", "項目", "条目")),
        ("value-position", Phrase("position", "位置", "位置")), ("value-state", Phrase("content", "內容", "内容")),
        ("value-hash", Phrase("hash", "雜湊值", "哈希值")),
        ("value-coordinatorTime", Phrase("time-stamped by the coordinator", "協調者時間戳記", "协调者时间戳")),
        ("value-cosigners", Phrase("organisations that cosigned", "聯署機構數目", "联署机构数目")),
        ("value-unproven", Phrase("signatures of unknown parties", "未能證明來源的簽章", "未能证明来源的签名")),
        ("value-quorum", Phrase("witnesses that signed", "已簽署的見證者", "已签署的见证者")),
        ("value-isInside", Phrase("time within the key’s certificate", "時間在金鑰憑證期內", "时间在密钥证书期内")),
        ("value-title", Phrase("title", "標題", "标题")), ("value-mark", Phrase("mark", "標記", "标记")),
        ("value-created", Phrase("made, by the author’s word", "撰寫者聲稱的製作時間", "撰写者声称的制作时间")),
        ("value-mediaType", Phrase("kind of file", "檔案類型", "文件类型")),
    ]

    private static let words: [(name: String, phrase: Phrase)] = [
        ("word-applied", Phrase("applied", "已申請", "已申请")), ("word-admitted", Phrase("admitted", "已接納", "已接纳")),
        ("word-suspended", Phrase("suspended", "已暫停", "已暂停")), ("word-expelled", Phrase("expelled", "已除名", "已除名")),
        ("word-absent", Phrase("not in the file", "不在檔案中", "不在文件中")),
        ("word-plain", Phrase("in the file, never sealed", "在檔案中，未曾加密", "在文件中，未曾加密")),
        ("word-sealed", Phrase("in the file, sealed", "在檔案中，已加密", "在文件中，已加密")),
        ("word-opened", Phrase("in the file, with the key that opens it", "在檔案中，附有解密金鑰", "在文件中，附有解密密钥")),
        ("word-isExpected-true", Phrase("yes", "是", "是")), ("word-isExpected-false", Phrase("you named none", "你未有指明", "您没有指明")),
        ("word-isInside-true", Phrase("yes", "是", "是")), ("word-isInside-false", Phrase("NO", "否", "否")),
        ("word-organisation", Phrase("organisation", "機構", "机构")), ("word-certificate", Phrase("certificate", "憑證", "证书")),
        ("word-admission", Phrase("admission", "接納", "接纳")), ("word-standing", Phrase("change of standing", "狀態變更", "状态变更")),
        ("word-revocation", Phrase("revocation", "撤銷", "撤销")), ("word-authority", Phrase("change of keys", "金鑰變更", "密钥变更")),
        ("word-sector", Phrase("change of sector", "界別變更", "行业变更")),
    ]

    // MARK: - What is not proven

    private static let limits: [(name: String, phrase: Phrase)] = [
        (
            "limit-network",
            Phrase(
                "That this is the network you mean: compare its identifier with one that you had from elsewhere.",
                "這就是你所指的網絡：請將其識別碼與你從其他途徑取得的比對。", "这就是您所指的网络：请将其标识符与您从其他途径取得的比对。")
        ),
        (
            "limit-time",
            Phrase(
                "When it was written: the time is the author’s claim, and no witness limits it in either direction.",
                "撰寫時間：該時間為撰寫者的聲稱，沒有見證者為其設定上下限。", "撰写时间：该时间为撰写者的声称，没有见证者为其设定上下限。")
        ),
        (
            "limit-registry",
            Phrase(
                """
                That the registry says nothing else of the author: a suspension, expulsion, revocation or change of keys may be left out of the file, \
                or come later.
                """,
                "登記冊沒有關於撰寫者的其他記載：暫停、除名、撤銷或金鑰變更可能未載於檔案，或在其後發生。",
                "登记册没有关于撰写者的其他记载：暂停、除名、撤销或密钥变更可能未载于文件，或在其后发生。")
        ),
        (
            "limit-views",
            Phrase(
                "That everybody is shown the same registry and the same log of the author.", "所有人所見的登記冊及撰寫者日誌均相同。",
                "所有人所见的登记册及撰写者日志均相同。")
        ),
        (
            "limit-journal",
            Phrase(
                "That everybody is shown the same log of the author: the witnesses signed the registry.",
                "所有人所見的撰寫者日誌均相同：見證者只簽署了登記冊。", "所有人所见的撰写者日志均相同：见证者只签署了登记册。")
        ),
        (
            "limit-name",
            Phrase(
                "That the organisation is who its name says: the coordinator admitted it under that name.",
                "該機構確如其名：協調者只是以該名稱接納它。", "该机构确如其名：协调者只是以该名称接纳它。")
        ),
        (
            "limit-person",
            Phrase("Which person wrote it, and who else received it.", "由機構內何人撰寫，以及還有誰收到。", "由机构内何人撰写，以及还有谁收到。")
        ),
        ("limit-truth", Phrase("That what it says is true.", "其內容屬實。", "其内容属实。")),
        (
            "limit-absent",
            Phrase(
                "What the item says: the file holds the length and the hash of the content, not the content.",
                "項目的內容：檔案只載有內容的長度及雜湊值，而沒有內容本身。", "条目的内容：文件只载有内容的长度及哈希值，而没有内容本身。")
        ),
        (
            "limit-sealed",
            Phrase(
                "What the item says: the content is sealed, and the file holds no key.", "項目的內容：內容已加密，而檔案沒有金鑰。",
                "条目的内容：内容已加密，而文件没有密钥。")
        ),
        (
            "limit-opened",
            Phrase(
                "That members could open it: the author committed to this content and no other, but only members can tell.",
                "成員能夠解密：撰寫者已承諾此內容而非其他，但只有成員才能確定。", "成员能够解密：撰写者已承诺此内容而非其他，但只有成员才能确定。")
        ),
    ]
}
