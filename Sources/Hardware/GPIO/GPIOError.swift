package import LinuxIO

/// Why a chip or a line cannot be used.
package enum GPIOError: Error, Equatable, CustomStringConvertible {
    case noChip(String)
    /// Several chips have this label.
    case manyChips(String)
    case noLine(String)
    /// Somebody else uses the line.
    case busy(line: String, user: String?)
    case system(Errno, String)

    package var description: String {
        switch self {
        case .noChip(let chip): "there is no chip \(chip)"
        case .manyChips(let chip): "several chips are called \(chip): name one by its path"
        case .noLine(let line): "there is no line \(line)"
        case .busy(let line, let user): "line \(line) is in use by \(user ?? "somebody else")"
        case .system(let errno, let what): "\(what): \(errno)"
        }
    }
}
