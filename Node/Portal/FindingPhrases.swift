import Exchange
import Pages

/// What the node found of itself and remarked on peers, for those who read Chinese: what it comes to, and what to do next. Names, numbers and
/// commands stand in the English beneath.
extension OperationWords {
    init(_ finding: Finding) {
        self.init(FindingPhrases.of(finding.code), reason: "\(finding.sentence)", remedy: "\(finding.remedy)")
    }

    init(_ remark: PeerRemark) { self.init(FindingPhrases.of(remark: remark.code), reason: "\(remark.sentence)") }
}

enum FindingPhrases {
    /// Every code has one.
    static func of(_ code: Finding.Code) -> Phrase? { membership[code] ?? others[code] ?? machine[code] }

    /// `nil` for a remark of another release.
    static func of(remark code: String) -> Phrase? {
        if let phrase = remarks[code] { return phrase }
        if code.hasPrefix("closed-") { return phrase("此節點關閉了與對方的連線。", "此节点关闭了与对方的连接。") }
        return code.hasPrefix("left-") ? phrase("對方關閉了連線。", "对方关闭了连接。") : nil
    }

    /// Who reads English gets the node's own words.
    private static func phrase(_ traditional: String, _ simplified: String) -> Phrase { Phrase("", traditional, simplified) }

    private static let membership: [Finding.Code: Phrase] = [
        .notAdmitted: phrase(
            "機構尚未獲接納。請等候統籌機構的決定或向其職員查詢；如尚未申請，請執行 `causeway join`。",
            "机构尚未被接纳。请等候统筹机构的决定或向其工作人员查询；如尚未申请，请运行 `causeway join`。"),
        .suspended: phrase(
            "機構已被暫停：其他節點除登記冊外不再向此節點提供任何內容。請向統籌機構職員查詢原因並要求恢復。",
            "机构已被暂停：其他节点除登记册外不再向此节点提供任何内容。请向统筹机构工作人员查询原因并要求恢复。"),
        .expelled: phrase(
            "機構已被除名：其他節點除登記冊外永遠不再向此節點提供任何內容。請向統籌機構職員查詢；重新加入須以新機構及新密鑰申請。",
            "机构已被除名：其他节点除登记册外永远不再向此节点提供任何内容。请向统筹机构工作人员查询；重新加入须以新机构及新密钥申请。"),
        .keyRevoked: phrase(
            "節點的密鑰已被撤銷或取代，它所寫的內容不再獲接受。詳情列明下一步。", "节点的密钥已被撤销或取代，它所写的内容不再被接受。详情列明下一步。"),
        .anotherNode: phrase(
            "另有程序正在使用此節點的密鑰。請停止其中一個；如並非由你的同事啟動，密鑰已被盜用，請立即撤銷。",
            "另有进程正在使用此节点的密钥。请停止其中一个；如并非由你的同事启动，密钥已被盗用，请立即撤销。"),
        .certificateEnds: phrase("節點的憑證即將失效或已失效。請續期。", "节点的证书即将失效或已失效。请续期。"),
        .encryptionKeyEnds: phrase(
            "節點的加密密鑰尚未公布、即將失效或已失效，其他機構未能或將不能與它分享。請重新啟動節點，並查看日誌。",
            "节点的加密密钥尚未公布、即将失效或已失效，其他机构不能或将不能与它分享。请重新启动节点，并查看日志。"),
        .keyFileReplaced: phrase(
            "密鑰檔案已被替換，此程序不會以舊密鑰續期。請重新啟動節點。", "密钥文件已被替换，此进程不会以旧密钥续期。请重新启动节点。"),
        .rotationIncomplete: phrase(
            "已製作新的根密鑰，但未知是否已登記。請再次執行 `causeway keys rotate-root`。",
            "已生成新的根密钥，但不知是否已登记。请再次运行 `causeway keys rotate-root`。"),
        .recoveryKeyMissing: phrase(
            "沒有登記復原密鑰，根密鑰一旦遺失便無法更換。請執行 `causeway keys rotate-root`。",
            "没有登记恢复密钥，根密钥一旦丢失便无法更换。请运行 `causeway keys rotate-root`。"),
    ]

    private static let others: [Finding.Code: Phrase] = [
        .noPeer: phrase(
            "沒有連接任何節點，收不到亦送不出任何內容。請檢查網絡及防火牆是否容許向外連線，並查看日誌。",
            "没有连接任何节点，收不到也送不出任何内容。请检查网络及防火墙是否允许向外连接，并查看日志。"),
        .coordinatorAway: phrase(
            "未連接統籌機構，接納、除名及續期會較遲到達。請檢查能否連到其地址，或向其職員查詢。",
            "未连接统筹机构，接纳、除名及续期会较迟到达。请检查能否连到其地址，或向其工作人员查询。"),
        .journalsBehind: phrase(
            "部分日誌一直落後於其他節點。如只涉及一個節點，請聯絡其操作員；否則請檢查此節點的磁碟及日誌。",
            "部分日志一直落后于其他节点。如只涉及一个节点，请联系其操作员；否则请检查此节点的磁盘及日志。"),
        .olderRelease: phrase("其他節點使用較新的版本。請閱讀新版本的說明並升級。", "其他节点使用较新的版本。请阅读新版本的说明并升级。"),
        .twinSeen: phrase(
            "有機構以同一密鑰執行兩個程序。請通知該機構停止其中一個。", "有机构以同一密钥运行两个进程。请通知该机构停止其中一个。"),
        .journalForked: phrase(
            "有機構簽署了同一日誌的兩個版本。請通知該機構：其機器可能由同一映像恢復了兩次，或密鑰落入他人手中。",
            "有机构签署了同一日志的两个版本。请通知该机构：其机器可能由同一映像恢复了两次，或密钥落入他人手中。"),
        .nodeSuspended: phrase(
            "有機構再次簽署同一日誌的兩個版本，不再接收其內容。請向該機構查詢；事情解決後可作豁免。",
            "有机构再次签署同一日志的两个版本，不再接收其内容。请向该机构查询；事情解决后可予以豁免。"),
        .ownJournalForked: phrase(
            "此節點的密鑰簽署了自己日誌的兩個版本，其他節點可以證明。請按詳情處理；再次發生後其他節點將不再接收它的內容。",
            "此节点的密钥签署了自己日志的两个版本，其他节点可以证明。请按详情处理；再次发生后其他节点将不再接收它的内容。"),
        .clockOff: phrase(
            "此節點或其他節點的時鐘不準。請與可信的時鐘比對。", "此节点或其他节点的时钟不准。请与可信的时钟比对。"),
        .registrySplit: phrase(
            "出現互相矛盾的登記冊。請按詳情處理，並與其他成員及統籌機構核對。", "出现互相矛盾的登记册。请按详情处理，并与其他成员及统筹机构核对。"),
        .registryStale: phrase(
            "登記冊已有一段時間無人確認，成員名單可能已有變動。請檢查時鐘及連線。", "登记册已有一段时间无人确认，成员名单可能已有变动。请检查时钟及连接。"),
        .notVouching: phrase(
            "此節點是見證者，但現時不會為登記冊作證。詳情列明原因及下一步。", "此节点是见证者，但现在不会为登记册作证。详情列明原因及下一步。"),
    ]

    private static let machine: [Finding.Code: Phrase] = [
        .storeFailing: phrase(
            "節點未能寫入或讀取其資料庫。請檢查磁碟及日誌。", "节点未能写入或读取其数据库。请检查磁盘及日志。"),
        .databaseDamaged: phrase(
            "資料庫已損壞。請按詳情處理，並由備份還原。", "数据库已损坏。请按详情处理，并由备份还原。"),
        .logDamaged: phrase(
            "節點啟動時預寫日誌已損壞，遺失的內容會向其他節點取回。請檢查磁碟，並與其他節點核對最近分享的內容。",
            "节点启动时预写日志已损坏，丢失的内容会向其他节点取回。请检查磁盘，并与其他节点核对最近分享的内容。"),
        .entriesReturned: phrase(
            "此節點曾寫入的記錄由其他節點送回：可能還原了副本，或磁碟曾遺失內容。如沒有人還原副本，請檢查磁碟。",
            "此节点曾写入的记录由其他节点送回：可能还原了副本，或磁盘曾丢失内容。如没有人还原副本，请检查磁盘。"),
        .backupOld: phrase("從未備份，或備份已舊。請備份此節點。", "从未备份，或备份已旧。请备份此节点。"),
        .networkFileBroken: phrase(
            "無法讀取 network.json，只能按登記冊連接統籌機構。請由備份還原該檔案，或再次執行 `causeway join`。",
            "无法读取 network.json，只能按登记册连接统筹机构。请由备份还原该文件，或再次运行 `causeway join`。"),
        .entriesNotOpened: phrase(
            "有記錄等候開啟但一直未能開啟。請查看日誌並重新啟動節點。", "有记录等候打开但一直未能打开。请查看日志并重新启动节点。"),
        .diskLow: phrase("資料目錄所在的磁碟空間不足。請騰出空間或擴大磁碟。", "数据目录所在的磁盘空间不足。请腾出空间或扩大磁盘。"),
        .volumeNotEncrypted: phrase(
            "資料目錄所在的磁碟沒有加密，已開啟的內容可在磁碟上讀取。請移至加密磁碟（LUKS）；如由供應商加密，請設定 `volume-encrypted: true`。",
            "数据目录所在的磁盘没有加密，已打开的内容可在磁盘上读取。请移至加密磁盘（LUKS）；如由供应商加密，请设置 `volume-encrypted: true`。"),
        .volumeEncryptionUnknown: phrase(
            "無法得知資料目錄所在的磁碟是否已加密。請自行確認，然後設定 `volume-encrypted: true`。",
            "无法得知数据目录所在的磁盘是否已加密。请自行确认，然后设置 `volume-encrypted: true`。"),
        .directoryOpen: phrase(
            "此機器的其他使用者可以進入或讀取節點的檔案。請按詳情收窄權限。", "此机器的其他用户可以进入或读取节点的文件。请按详情收紧权限。"),
        .auditLogLong: phrase(
            "審計日誌很長，且永不縮短。請預留磁碟空間，並可匯出副本。", "审计日志很长，且永不缩短。请预留磁盘空间，并可导出副本。"),
    ]

    private static let remarks: [String: Phrase] = [
        "suspended": phrase(
            "曾多次簽署同一日誌的不同版本：在更換密鑰或獲豁免前，不接收其自身內容。", "曾多次签署同一日志的不同版本：在更换密钥或获豁免前，不接收其自身内容。"),
        "claim-doubted": phrase("聲稱持有更多登記冊內容但沒有提供，其聲稱不再計算。", "声称持有更多登记册内容但没有提供，其声称不再计算。"),
        "asked-last": phrase("沒有送出被要求的日誌，暫時最後才向它索取。", "没有送出被要求的日志，暂时最后才向它索取。"),
        "bodies-withheld": phrase("未及時送出大型內容，暫時不向它索取。", "未及时送出大型内容，暂时不向它索取。"),
        "journals-set-aside": phrase(
            "送來的部分日誌未能通過驗證，改向其他節點索取，直至登記冊更新。", "送来的部分日志未能通过验证，改向其他节点索取，直至登记册更新。"),
        "forged-entries": phrase(
            "送來未能通過驗證的記錄，未予接收；過錯可能在作者而非此節點。", "送来未能通过验证的记录，未予接收；过错可能在作者而非此节点。"),
        "fork-suspected": phrase(
            "持有某日誌的另一版本；過錯在日誌作者而非此節點。", "持有某日志的另一版本；过错在日志作者而非此节点。"),
        "malformed-message": phrase("送來無法解讀的訊息。", "送来无法解读的消息。"),
        "false-body": phrase("送來不屬於該內容的片段，改向其他節點索取。", "送来不属于该内容的片段，改向其他节点索取。"),
        "unanswered": phrase("被要求送出記錄但 10 秒內沒有送出，先向其他節點索取。", "被要求送出记录但 10 秒内没有送出，先向其他节点索取。"),
        "refused-journal": phrase(
            "提及不予接收的日誌：其作者在此處已佔滿份額，或已被暫停。", "提及不予接收的日志：其作者在此处已占满份额，或已被暂停。"),
        "refused-evidence": phrase("送來未能證明任何事的分叉證據。", "送来不能证明任何事的分叉证据。"),
    ]
}
