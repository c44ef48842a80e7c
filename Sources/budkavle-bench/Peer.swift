import ArgumentParser

/// Other programs that keep messages until somebody takes them, each set so that nothing acknowledged hangs on a power cut.
enum Peer: String, CaseIterable {
    case mosquitto
    case fullMosquitto = "mosquitto-full"
    case rsyslogFile = "rsyslog-file"
    case rsyslogQueue = "rsyslog-queue"

    var title: String {
        switch self {
        case .mosquitto: "Mosquitto, saved after every change"
        case .fullMosquitto: "Mosquitto, the same with 20,000 messages waiting"
        case .rsyslogFile: "rsyslog, file with sync"
        case .rsyslogQueue: "rsyslog, synced disk queue"
        }
    }

    /// Under which its rates are kept.
    func series(inFlight: Int) -> String { "\(rawValue), \(inFlight)" }

    /// Durable messages a second, as `command` prints them.
    func rate(_ command: String, inFlight: Int, seconds: Double, bytes: Int, folder: String) throws -> Double
    {
        let options = "--in-flight \(inFlight) --seconds \(seconds) --bytes \(bytes)"
        let answer = Shell.output("\(command) \(rawValue) \(options) --directory \(Shell.quoted(folder))")
        guard let answer,
            let rate = answer.split(whereSeparator: \.isWhitespace).first.flatMap({ Double($0) })
        else { throw ValidationError("\(title) could not be measured") }
        return rate
    }
}
