/// A call that SQLite refused.
package struct SQLiteError: Error, Equatable, CustomStringConvertible {
    /// The extended result code, see sqlite.org/rescode.html.
    package let code: Int32
    package let message: String
    /// The SQL, or the name of the call.
    package let operation: String

    package init(code: Int32, message: String, operation: String) {
        self.code = code
        self.message = message
        self.operation = operation
    }

    /// The code without its extension.
    package var primary: Int32 { code & 0xFF }

    package var description: String { "\(operation): \(message) (SQLite \(code))" }
}
