import Foundation

/// Tells who watches of something beside the table.
func note(_ text: String) { FileHandle.standardError.write(Data("   \(text)\n".utf8)) }
