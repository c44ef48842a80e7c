extension Fix.Source {
    package var name: String { self == .deadReckoned ? "dead_reckoned" : String(describing: self) }
}

extension Fix.Integrity {
    package var name: String { String(describing: self) }
}

extension Fix.Interference {
    package var name: String { String(describing: self) }
}
