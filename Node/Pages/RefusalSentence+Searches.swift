extension RefusalSentence {
    /// What was typed is no search, and searches that are kept.
    static let searches: KeyValuePairs<String, RefusalSentence> = [
        "search-too-long": .init(
            "搜尋內容太長。請減少字詞，保留最罕見的便可。",
            "搜索内容太长。请减少词语，保留最罕见的即可。"),
        "search-too-many-parts": .init(
            "搜尋包含的部分太多。請減少字詞，保留最罕見的便可。",
            "搜索包含的部分太多。请减少词语，保留最罕见的即可。"),
        "search-empty": .init(
            "沒有要搜尋的內容。請輸入字詞、以引號括住的語句，或 type:indicator 等欄位。",
            "没有要搜索的内容。请输入词语、以引号括住的语句，或 type:indicator 等字段。"),
        "search-only-excluded": .init(
            "此搜尋只列出要排除的內容。請加入要尋找的字詞，或 type:indicator 等欄位。",
            "此搜索只列出要排除的内容。请加入要查找的词语，或 type:indicator 等字段。"),
        "search-open-quote": .init(
            "引號沒有成對。請補上另一引號，或刪去引號。",
            "引号没有成对。请补上另一引号，或删去引号。"),
        "search-no-word": .init(
            "其中一部分沒有字母或數字。請將其刪去，或輸入其旁邊的文字。",
            "其中一部分没有字母或数字。请将其删去，或输入其旁边的文字。"),
        "search-short-prefix": .init(
            "星號前的字元太少。請在星號前輸入更多字元。",
            "星号前的字符太少。请在星号前输入更多字符。"),
        "search-star-inside": .init(
            "星號不在末尾。星號只可放在末尾，例如 ransom*。",
            "星号不在末尾。星号只能放在末尾，例如 ransom*。"),
        "search-unknown-field": .init(
            "沒有這個欄位。可用欄位載於詳情；如要尋找該文字本身，請以引號括住。",
            "没有这个字段。可用字段见详情；如要查找该文字本身，请以引号括住。"),
        "search-empty-field": .init(
            "冒號後沒有內容。請緊接冒號輸入；含空格的文字請以引號括住，例如 author:\"Harbour Bank\"。",
            "冒号后没有内容。请紧接冒号输入；含空格的文字请以引号括住，例如 author:\"Harbour Bank\"。"),
        "search-invalid-tlp": .init(
            "TLP 標記無效。請使用 clear、green、amber、amber+strict 或 red。",
            "TLP 标记无效。请使用 clear、green、amber、amber+strict 或 red。"),
        "search-invalid-time": .init(
            "時間無效。請輸入 2026、2026-11、2026-11-29、2026-11-29T12:00:00Z，或距今時間，例如 12h、30d、4w。",
            "时间无效。请输入 2026、2026-11、2026-11-29、2026-11-29T12:00:00Z，或距今时间，例如 12h、30d、4w。"),
        "search-invalid-value": .init(
            "不能以此數值尋找物件。請輸入地址、網段、域名、URL、電郵地址、雜湊值、CVE、技術手法或檔案名稱。",
            "不能以此值查找对象。请输入地址、网段、域名、URL、电邮地址、哈希值、CVE、技术手法或文件名。"),
        "search-field-twice": .init(
            "同一時間欄位出現兩次。after 及 before 各只可輸入一次。",
            "同一时间字段出现两次。after 和 before 各只能输入一次。"),
        "search-invalid-cursor": .init(
            "此位置不屬於這次搜尋。請由第一頁重新開始。",
            "此位置不属于这次搜索。请从第一页重新开始。"),
        "search-public-group": .init(
            "公開項目不屬於任何群組。請勿使用 group: 欄位搜尋。",
            "公开条目不属于任何群组。请勿使用 group: 字段搜索。"),
        "invalid-search-name": .init(
            "搜尋的名稱空白、太長，或含有不可見的字元。請輸入一行簡短的名稱。",
            "搜索的名称空白、太长，或含有不可见的字符。请输入一行简短的名称。"),
        "too-many-searches": .init(
            "已儲存的搜尋已達上限。請移除無人使用的搜尋。",
            "已保存的搜索已达上限。请移除无人使用的搜索。"),
        "unknown-search": .init(
            "沒有這個已儲存的搜尋。請查看已儲存的搜尋清單。",
            "没有这个已保存的搜索。请查看已保存的搜索列表。"),
        "unknown-object": .init(
            "此處沒有你可查看的這個物件。請輸入搜尋結果所示的完整識別碼（type--UUID）。",
            "此处没有你可查看的这个对象。请输入搜索结果所示的完整标识符（type--UUID）。"),
    ]
}
