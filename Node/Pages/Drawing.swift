/// A picture that says nothing which is not also said in words.
///
/// Law: a picture is SVG in the page, a function of what it is given, the same each time. It has no script, no `style`, no `id` (so no two
/// pictures of a page collide) and loads nothing. Colours are the style sheet's, by class; shapes and words say what colours
/// say. Everything in the picture stands in `words`, too.
public protocol Drawing: Sendable {
    /// The picture: an `svg` element with its name.
    var picture: HTML { get }
    /// What is in the picture, as lists and tables.
    var words: HTML { get }
}

extension Drawing {
    /// The picture, with its words folded up behind it.
    public var figure: HTML {
        """
        <figure class="drawing">\(picture)<details class="drawing-words"><summary>\(Phrase.inWords)</summary>\(words)</details></figure>
        """
    }
}

/// The `svg` element around a picture: its size in CSS pixels, its name, and what it shows in a sentence. What is in it is filled with the colour of the
/// text, unless it says otherwise.
struct Canvas {
    var className: HTML
    var width: Int
    var height: Int
    var name: Phrase
    var summary: Phrase
    /// Whether something in it can be followed. An image is one thing for who cannot see it; a group lets its links be reached.
    var hasLinks = false

    func around(_ content: HTML) -> HTML {
        """
        <svg class="\(className)" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" width="\(width)" height="\(height)" \
        fill="currentColor" role="\(hasLinks ? "group" as HTML : "img")" aria-label="\(name)"><title>\(name)</title><desc>\(summary)</desc>\(content)</svg>
        """
    }
}

extension Phrase {
    fileprivate static let inWords = Phrase("In words", "文字說明", "文字说明")
    static let nothingYet = Phrase("Nothing yet.", "暫無資料。", "暂无数据。")
}
