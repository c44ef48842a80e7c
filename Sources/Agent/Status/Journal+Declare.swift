import FieldModel
import Journal
import LinuxIO

extension Journal {
    /// Writes down that so many are on board, whatever was known before.
    ///
    /// - Returns: one JSON object for the command line, once the event is durable.
    func declareOnboard(total: UInt32, label: InformationLabel) async throws(JournalError) -> String {
        let event = Event(
            instant: BootInstant(boot: 0, milliseconds: BootClock.now()),
            source: .agent,
            label: label,
            body: .patientLoad(PatientLoad(foldedThrough: 0, total: total, isDeclared: true))
        )
        let identities = try await append([event]).identities
        return JSONValue.object([
            ("ok", .bool(true)),
            ("onboard", .integer(total)),
            ("epoch", .optional(identities.first?.epoch.description)),
            ("offset", .optional(identities.first?.offset)),
        ]).text
    }
}
