/// How findings look on a terminal.
package enum DoctorText {
    /// What is said before a scan is waited for.
    package static func askForScan(_ scanner: String, _ language: DoctorLanguage) -> String {
        switch language {
        case .swedish: "\(scanner): skanna något nu"
        case .english: "\(scanner): scan something now"
        }
    }

    /// What is said before lines are watched.
    package static func askForLines(_ seconds: Int64, _ language: DoctorLanguage) -> String {
        switch language {
        case .swedish: "rör linjerna nu (tändning, dörrar, bårar, knappar): \(seconds) s"
        case .english: "move the lines now (ignition, doors, stretchers, buttons): \(seconds) s"
        }
    }
}

extension Finding {
    /// Two lines for a terminal: what is wrong, and what to do about it.
    package func text(_ language: DoctorLanguage) -> String {
        let first = "\(severity.word(language)) \(problem(language)) [\(code.rawValue)]"
        let remedy = remedy(language)
        return remedy.isEmpty ? first : "\(first)\n    \(remedy)"
    }
}

extension Finding.Severity {
    func word(_ language: DoctorLanguage) -> String {
        switch (self, language) {
        case (.error, .swedish): "FEL"
        case (.error, .english): "ERROR"
        case (.warning, .swedish): "VARNING"
        case (.warning, .english): "WARNING"
        case (.note, .swedish), (.note, .english): "ok"
        }
    }
}

extension [Finding] {
    /// The last line.
    package func summary(_ language: DoctorLanguage) -> String {
        let (errors, warnings) = (count { $0.severity == .error }, count { $0.severity == .warning })
        switch language {
        case .swedish: return "\(errors) fel, \(warnings) \(warnings == 1 ? "varning" : "varningar")"
        case .english:
            return "\(errors) \(errors == 1 ? "error" : "errors"), "
                + "\(warnings) \(warnings == 1 ? "warning" : "warnings")"
        }
    }
}
