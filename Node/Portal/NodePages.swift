import Accounts
import Exchange
import Foundation
import Pages

/// How the node stands, for operators: findings, peers, storage, keys, backup, tokens, audit log.
struct NodePages: Sendable {
    let node: any NodeOperations
    let audit: any AuditDesk
    let layout: Layout

    /// The pages of a node.
    enum Tab: String, CaseIterable, Sendable {
        case state = ""
        case people
        case peers
        case keys
        case tokens
        case audit

        var name: Phrase {
            switch self {
            case .state: .condition
            case .people: .people
            case .peers: .peers
            case .keys: .keys
            case .tokens: .tokens
            case .audit: .auditLog
            }
        }
    }

    func routes() -> [PortalRoute] {
        [
            .get("node", .permitted(.operate)) { layout.answer(try await state($0), $0) },
            .get("node/peers", .permitted(.operate)) { layout.answer(try await peers($0), $0) },
            .get("node/keys", .permitted(.operate)) { layout.answer(try await keys($0), $0) },
            .get("node/tokens", .permitted(.operate)) { layout.answer(try await tokens($0), $0) },
            .post("node/tokens", .permitted(.operate), stepped: true) { try await makeToken($0) },
            .post("node/tokens/:name/revoke", .permitted(.operate), stepped: true) { page in
                let name = page.parameter("name")
                _ = try await node.revokeToken(name)
                return .seeOther("/node/tokens")
            },
            .post("node/backup", .permitted(.operate), stepped: true) { page in
                let request = BackupRequest(target: page.form["target"].trimmingSpaces)
                do {
                    _ = try await audit.acting(.backup, "", ["target": request.target]) { try await node.startBackup(request) }
                } catch let error as OperationError where error.status < 500 {
                    return layout.answer(try await state(page, RefusalPage.notice(error)), page, status: error.status)
                }
                return .seeOther("/node")
            },
            .get("node/audit", .permitted(.operate)) { layout.answer(try await auditLog($0), $0) },
        ]
    }

    static func tabs(_ current: Tab) -> HTML {
        let entries = Tab.allCases.map { tab -> HTML in
            let path: HTML = tab == .state ? "/node" : "/node/\(tab.rawValue)"
            return "<li><a href=\"\(path)\"\(" aria-current=\"page\"", if: tab == current)>\(tab.name)</a></li>\n"
        }
        return "<nav class=\"tabs\" aria-label=\"\(.node)\"><ul>\(entries)</ul></nav>"
    }

    // MARK: - State, storage, backup

    private func state(_ page: PageRequest, _ notice: HTML = "") async throws -> Layout.Page {
        let status = try await node.status()
        let backup = try await node.backup()
        let used = Int(clamping: status.volumeBytes - max(0, status.volumeFreeBytes))
        return Layout.Page(
            .node, .node,
            """
            <h1>\(.node)</h1>
            \(Self.tabs(.state))
            \(notice)
            <section aria-labelledby="findings" data-live="findings"><h2 id="findings">\(.condition)</h2>
            \("<p class=\"state good\">\(.allWell)</p>", if: status.findings.isEmpty)
            <ul class="findings">\(status.findings.map { finding($0) })</ul></section>
            <div class="halves"><section aria-labelledby="work"><h2 id="work">\(.work)</h2><dl class="facts">
            <dt>\(.readableItems)</dt><dd>\(status.items)</dd><dt>\(.entries)</dt><dd>\(status.entries)</dd>
            <dt>\(.unopened)</dt><dd>\(status.unopened)</dd><dt>\(.bodiesMissing)</dt><dd>\(status.bodiesMissing)</dd>
            <dt>\(.journalsBehind)</dt><dd>\(status.journalsBehind)</dd><dt>\(.outbox)</dt><dd>\(status.outboxMessages)</dd>
            <dt>\(.version)</dt><dd>\(status.version)</dd></dl></section>
            <section aria-labelledby="storage"><h2 id="storage">\(.storage)</h2>
            \(Meter(.volumeUsed, used: used, of: Int(clamping: status.volumeBytes), unit: .octets).figure, if: status.volumeBytes > 0)
            <dl class="facts"><dt>\(.database)</dt><dd>\(ItemParts.size(status.databaseBytes))</dd>
            <dt>\(.free)</dt><dd>\(status.volumeFreeBytes < 0 ? "–" : ItemParts.size(status.volumeFreeBytes))</dd>
            <dt>\(.encryption)</dt><dd lang="en">\(status.volumeEncryption)</dd></dl></section>
            \(self.backup(backup, status, page))</div>
            """)
    }

    private func finding(_ finding: Finding) -> HTML {
        let name: HTML =
            switch finding.severity {
            case .critical: "bad"
            case .warning: "warn"
            case .notice: "note"
            }
        return """
            <li class="\(name)">\(OperationWords(finding).paragraphs)<p class="fine"><code>\(finding.code.rawValue)</code> \(Clock.element(finding.since))</p></li>

            """
    }

    private func backup(_ backup: BackupProgress, _ status: StatusReport, _ page: PageRequest) -> HTML {
        let state: HTML =
            switch backup.state {
            case .running:
                "<p>\(.backupRuns) \(ItemParts.size(Int64(clamping: backup.octetsDone))) / \(ItemParts.size(Int64(clamping: backup.octetsTotal)))</p>"
            case .failed: backup.error.map { RefusalPage.notice($0) } ?? ""
            case .none, .done: ""
            }
        return """
            <section aria-labelledby="backup"><h2 id="backup">\(.backup)</h2>
            <p>\(.lastBackup) \(status.lastBackup.isEmpty ? "–" : Clock.element(status.lastBackup))</p>\(state)
            <form method="post" action="/node/backup" class="narrow">\(page.visitor.token)
            \(Fields.text("target", .backupTarget, value: backup.report?.target ?? "", hint: .backupTargetHint, isNeeded: true))
            <p><button>\(.startBackup)</button></p></form></section>
            """
    }

    // MARK: - Peers and keys

    private func peers(_ page: PageRequest) async throws -> Layout.Page {
        let peers = try await node.peers(all: true)
        let rows = peers.prefix(PortalLimits.namesShownMax).map { peer -> HTML in
            """
            <tr><th scope="row"><bdi>\(peer.organisation)</bdi><br><code class="fine">\(peer.node.prefix(12))</code></th>
            <td>\(peer.connectedSince.isEmpty ? Phrase.notConnected : .connected)<br><span class="fine">\(peer.address) \(peer.direction)</span></td>
            <td>\(peer.journalsBehind)</td><td>\(peer.entriesReceived)</td>
            <td>\(peer.remarks.prefix(3).map { "<p>\(OperationWords($0).line)</p>" as HTML })</td></tr>

            """
        }
        return Layout.Page(
            .peers, .node,
            """
            <h1>\(.peers)</h1>
            \(Self.tabs(.peers))
            \(Self.table(.peers, [.organisation, .connection, .journalsBehind, .entriesReceived, .remarks], Array(rows)))
            """)
    }

    private func keys(_ page: PageRequest) async throws -> Layout.Page {
        let keys = try await node.keys()
        let rows = keys.keys.map { key -> HTML in
            """
            <tr><th scope="row">\(key.use)</th><td>\(key.state)</td><td>\(Clock.element(key.until))\(key.daysLeft.map { " (\($0))" } ?? "")</td>
            <td><code class="wrap">\(key.key)</code></td></tr>

            """
        }
        return Layout.Page(
            .keys, .node,
            """
            <h1>\(.keys)</h1>
            \(Self.tabs(.keys))
            \(keys.warnings.map { "<div class=\"notice bad\"><p lang=\"en\">\($0)</p></div>\n" as HTML })
            <p>\(.keysMeaning) <code>causeway keys</code></p>
            <dl class="facts ids"><dt>\(.networkName)</dt><dd><code class="wrap">\(keys.network)</code></dd><dt>\(.organisation)</dt><dd><code class="wrap">\(keys.organisationId)</code></dd>
            <dt>\(.node)</dt><dd><code class="wrap">\(keys.node)</code></dd></dl>
            \(Self.table(.keys, [.use, .condition, .until, .publicKey], rows))
            """)
    }

    // MARK: - Tokens

    private func tokens(_ page: PageRequest, _ notice: HTML = "") async throws -> Layout.Page {
        let tokens = try await node.tokens()
        let rows = tokens.map { token -> HTML in
            let revoke = Fields.button(
                "/node/tokens/\(FormFields.encoded(token.name))/revoke", .revoke, page.visitor, class: "small danger")
            return """
                <tr><th scope="row"><bdi>\(token.name)</bdi></th><td>\(token.scopes.joined(separator: ", "))</td><td>\(ItemParts.mark(token.tlpMax))</td>
                <td>\(Clock.element(token.used))</td><td>\(token.state)</td><td>\(token.state == "in force" ? revoke : "")</td></tr>

                """
        }
        return Layout.Page(
            .tokens, .node,
            """
            <h1>\(.tokens)</h1>
            \(Self.tabs(.tokens))
            \(notice)<p>\(.tokensMeaning)</p>
            \(Self.table(.tokens, [.name, .scopes, .mark, .lastUsed, .condition, .whatToDo], rows))
            <section aria-labelledby="make"><h2 id="make">\(.makeToken)</h2>
            <form method="post" action="/node/tokens" class="narrow">\(page.visitor.token)
            \(Fields.text("name", .name, value: page.form["name"], isNeeded: true, lengthMax: 64))
            <fieldset><legend>\(.scopes)</legend>\(Fields.check("scope", value: "read", "\(.scopeRead)", isChecked: true))\(Fields.check("scope", value: "write", "\(.scopeWrite)"))</fieldset>
            \(Fields.select("tlp", .strictestMark, ["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT"].map { ($0, Phrase(verbatim: $0)) }, chosen: "TLP:GREEN"))
            \(Fields.select("days", .until, [("30", Phrase.days(30)), ("90", .days(90)), ("365", .days(365)), ("", .never)], chosen: "90"))
            <p><button class="main">\(.makeToken)</button></p></form></section>
            """)
    }

    private func makeToken(_ page: PageRequest) async throws -> PortalAnswer {
        let form = page.form
        let creation = TokenCreation(
            name: form["name"].trimmingSpaces, scopes: form.all("scope"), tlpMax: form["tlp"], expiresDays: Int(form["days"]))
        let made: TokenMade
        do throws(OperationError) {
            made = try await node.createToken(creation)
        } catch {
            guard error.status < 500 else { throw error }
            return layout.answer(try await tokens(page, RefusalPage.notice(error)), page, status: error.status)
        }
        let notice: HTML = """
            <div class="notice good" role="status"><p>\(.tokenShownOnce)</p><p><code class="wrap secret">\(made.token)</code></p></div>
            """
        return layout.answer(try await tokens(page, notice), page)
    }

    // MARK: - Audit log

    private func auditLog(_ page: PageRequest) async throws -> Layout.Page {
        let asked = UInt64(page.query["after"])
        let last = try await node.audit(after: 0, limit: 1).last
        let after = asked ?? (last > UInt64(PortalLimits.auditPerPage) ? last - UInt64(PortalLimits.auditPerPage) : 0)
        let records = try await node.audit(after: after, limit: PortalLimits.auditPerPage).records
        let rows = records.reversed().map { record -> HTML in
            let details = record.details.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: "; ")
            return """
                <tr><td>\(record.number)</td><td>\(Clock.element(record.time))</td><td><bdi>\(record.actor)</bdi></td><td><code>\(record.action)</code></td>
                <td><code class="wrap">\(record.subject)</code> <span class="fine"><bdi>\(details)</bdi></span></td></tr>

                """
        }
        let earlier = after > UInt64(PortalLimits.auditPerPage) ? after - UInt64(PortalLimits.auditPerPage) : 0
        return Layout.Page(
            .auditLog, .node,
            """
            <h1>\(.auditLog)</h1>
            \(Self.tabs(.audit))
            <p>\(.auditMeaning) <code>causeway audit-log verify</code></p>
            \(Self.table(.auditLog, [.number, .time, .who, .action, .onWhat], Array(rows)))
            \("<p><a class=\"button\" rel=\"next\" href=\"/node/audit?after=\(earlier)\">\(.older)</a></p>", if: after > 0)
            """)
    }

    /// A table that scrolls by itself where it is wider than the screen.
    static func table(_ name: Phrase, _ heads: [Phrase], _ rows: [HTML]) -> HTML {
        """
        <div class="scroll" role="region" aria-label="\(name)" tabindex="0"><table><thead><tr>\(heads.map { "<th scope=\"col\">\($0)</th>" as HTML })</tr></thead>
        <tbody>\(rows)</tbody></table></div>

        """
    }
}

extension Phrase {
    static let condition = Phrase("State", "狀態", "状态")
    static let peers = Phrase("Peers", "對等節點", "对等节点")
    static let keys = Phrase("Keys", "密鑰", "密钥")
    static let tokens = Phrase("API tokens", "API 權杖", "API 令牌")
    static let auditLog = Phrase("Audit log", "審計日誌", "审计日志")
    static let work = Phrase("Work", "處理情況", "处理情况")
    static let entries = Phrase("Entries on disk", "磁碟上的記錄", "磁盘上的记录")
    static let unopened = Phrase("Waiting to be opened", "等待開啟", "等待打开")
    static let bodiesMissing = Phrase("Bodies being fetched", "正在取回的內容", "正在取回的内容")
    static let journalsBehind = Phrase("Journals behind", "落後的日誌", "落后的日志")
    static let outbox = Phrase("Messages to be sent", "待發送訊息", "待发送消息")
    static let version = Phrase("Version", "版本", "版本")
    static let storage = Phrase("Storage", "儲存空間", "存储空间")
    static let volumeUsed = Phrase("Used space of the volume", "儲存卷已用空間", "存储卷已用空间")
    static let database = Phrase("Database", "資料庫", "数据库")
    static let free = Phrase("Free", "可用", "可用")
    static let encryption = Phrase("Encryption of the volume", "儲存卷加密", "存储卷加密")
    static let backup = Phrase("Backup", "備份", "备份")
    static let backupRuns = Phrase("A backup is being made:", "正在備份：", "正在备份：")
    static let lastBackup = Phrase("Last backup:", "上次備份：", "上次备份：")
    static let backupTarget = Phrase("Directory for backups", "備份目錄", "备份目录")
    static let backupTargetHint = Phrase(
        "A whole path on the node’s machine, better on another volume.", "節點機器上的完整路徑，宜放於另一儲存卷。", "节点机器上的完整路径，最好在另一存储卷。")
    static let startBackup = Phrase("Back up now", "立即備份", "立即备份")
    static let connection = Phrase("Connection", "連接", "连接")
    static let entriesReceived = Phrase("Entries received", "收到的記錄", "收到的记录")
    static let remarks = Phrase("Remarks", "備註", "备注")
    static let keysMeaning = Phrase(
        "Keys are made, rotated and revoked on the machine itself:", "密鑰只可在機器上製作、更換及撤銷：", "密钥只能在机器上制作、更换和撤销：")
    static let use = Phrase("Use", "用途", "用途")
    static let until = Phrase("Until", "有效至", "有效至")
    static let publicKey = Phrase("Public key", "公開密鑰", "公开密钥")
    static let scopes = Phrase("What it may do", "權限", "权限")
    static let revoke = Phrase("Revoke", "撤銷", "撤销")
    static let tokensMeaning = Phrase(
        "For SIEM, firewall, MISP and scripts. TLP:RED is never given to a machine.", "供 SIEM、防火牆、MISP 及指令稿使用。TLP:RED 不會提供給機器。",
        "供 SIEM、防火墙、MISP 和脚本使用。TLP:RED 不会提供给机器。")
    static let makeToken = Phrase("Make a token", "建立權杖", "创建令牌")
    static let scopeRead = Phrase("read", "讀取", "读取")
    static let scopeWrite = Phrase("share", "分享", "分享")
    static let strictestMark = Phrase("Strictest mark that it handles", "可處理的最嚴格標記", "可处理的最严格标记")
    static let tokenShownOnce = Phrase("The token. It is shown this once.", "權杖只顯示這一次。", "令牌只显示这一次。")
    static let auditMeaning = Phrase(
        "Each record names the one before it. Check the whole with", "每項記錄均連結前一項。核實整份日誌：", "每项记录均链接前一项。核实整份日志：")
    static let number = Phrase("Number", "編號", "编号")
    static let time = Phrase("Time", "時間", "时间")
    static let who = Phrase("Who", "何人", "何人")
    static let action = Phrase("Action", "動作", "动作")
    static let onWhat = Phrase("On what", "對象", "对象")
}
