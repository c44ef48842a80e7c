/// The languages that technicians read.
package enum DoctorLanguage: String, CaseIterable, Sendable {
    case swedish = "sv"
    case english = "en"

    /// By the locale, as in setlocale(3): the first of the variables that is not empty decides.
    package init(environment: (String) -> String?) {
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap(environment).first { !$0.isEmpty }
        self = locale?.hasPrefix("sv") == true ? .swedish : .english
    }
}
