import FieldModel
import Inputs
import Journal

extension StorageLevel {
    /// What is done for room, for people.
    var words: String {
        switch self {
        case .ok: "all is kept"
        case .sacrificing: "delivered track, climate and health are removed for room"
        case .thinning: "undelivered track, climate and health are thinned for room"
        case .retiring: "delivered alarms, patients and stock are removed for room"
        case .refusingRoutine: "NEW TRACK AND CLIMATE ARE REFUSED"
        case .reserve: "ONLY ALARMS AND PATIENTS ARE TAKEN, everything else is refused"
        case .full: "FULL: ALARMS AND PATIENTS ARE REFUSED"
        case .diskFull: "THE DISK IS FULL: ALARMS AND PATIENTS ARE REFUSED"
        }
    }
}

extension StatusReport {
    /// A page for a terminal.
    var text: String {
        var lines = [
            "\(config.profile.callSign), node \(config.nodeID), up \(Self.span(seconds(since: started)))"
        ]
        lines.append(isSilent ? "RADIO SILENCE: nothing is transmitted" : "radio: on")
        lines.append("clock: \(clock.name)")
        if let position { lines.append(position.text) }
        lines += machine.text
        lines.append(
            "journal: epoch \(journal.epoch), \(Self.size(journal.databaseBytes + journal.walBytes))"
        )
        if let disk { lines.append("disk: \(disk.total == 0 ? 0 : disk.used * 100 / disk.total) % used") }
        if journal.age > .zero {
            let age = Self.span(UInt64(clamping: journal.age.components.seconds))
            lines.append("THE DISK DOES NOT ANSWER: figures as of \(age) ago")
        }
        lines.append(storageLine)
        if let salvage = journal.salvage {
            let share = salvage.page * 100 / max(salvage.pages, 1)
            lines.append("A DAMAGED JOURNAL is being searched: \(share) %, \(salvage.found) rows found")
        }
        if journal.areProjectionsUnknown {
            lines.append("LOAD AND STOCK ARE UNKNOWN until everything found is counted")
        } else {
            if isLoadUnknown {
                lines.append(
                    "WHO IS ON BOARD IS UNKNOWN: look, then budkavle journal declare onboard --total NUMBER"
                )
            }
            if isStockUnknown { lines.append(stockLine) }
        }
        if journal.foldFailures > 0 { lines.append("UNFOLDED EVENTS: \(journal.foldFailures)") }
        lines.append("")
        lines.append("stream      events      unsent  oldest")
        for stream in journal.streams {
            let oldest = age(stream).map(Self.span) ?? (stream.unsent > 0 ? "unknown" : "")
            lines.append(
                Self.pad(stream.stream.name, 10) + Self.right(stream.next, 8) + Self.right(stream.unsent, 12)
                    + "  "
                    + oldest
            )
        }
        lines.append("")
        for input in inputs {
            let last =
                input.counters.lastData.map { "last data \(Self.span(seconds(since: $0))) ago" }
                ?? "no data yet"
            var line = "input \(input.settings.name): "
            switch input.counters.state {
            case .open: line += "open, \(last)"
            case .waiting(let reason): line += "WAITING (\(reason)), \(last)"
            }
            let faults = input.counters.faults.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            if !faults.isEmpty { line += "; " + faults.joined(separator: ", ") }
            lines.append(line)
        }
        lines += self.lines.text
        lines += probes.map(\.text)
        for link in links {
            let last = link.state.lastSuccess.map { "last receipt \(Self.span(seconds(since: $0))) ago" }
            var line = "link \(link.settings.name): \(last ?? "no receipt yet")"
            if let failure = link.state.lastFailure, failure.instant > link.state.lastSuccess ?? 0 {
                line += "; FAILING: \(failure.reason)"
            }
            lines.append(line)
        }
        return lines.joined(separator: "\n")
    }

    private var stockLine: String {
        let progress = baselines[.stock] ?? .init()
        if let missing = progress.missing {
            let lack =
                missing == 0
                ? "nobody knows whether the coordinator has every movement"
                : "the coordinator's balances lack \(missing) events"
            return
                "STOCK BALANCES ARE UNKNOWN: \(lack); to go on with what it has: "
                + "budkavle journal declare stock --as-coordinator"
        }
        let rows = progress.all > 0 ? ": \(progress.have) of \(progress.all) rows are here" : ""
        return "STOCK BALANCES ARE UNKNOWN until the coordinator gives them back\(rows)"
    }

    private var storageLine: String {
        let share = storage.used * 100 / max(storage.quota, 1)
        var line = "storage: \(share) % of \(Self.size(storage.quota)), \(storage.level.words)"
        if let days = storage.daysLeft { line += "; \(Int(days)) days left without a link" }
        if storage.isDiskShort { line += "; THE DISK HAS LESS THAN THE QUOTA" }
        if !storage.hasBallast { line += "; no ballast" }
        let refused = storage.refused.sorted { $0.key.rawValue < $1.key.rawValue }
        if !refused.isEmpty {
            line += "; REFUSED: " + refused.map { "\($0.key.name) \($0.value)" }.joined(separator: ", ")
        }
        return line
    }

    static func span(_ seconds: UInt64) -> String {
        switch seconds {
        case ..<120: "\(seconds) s"
        case ..<7200: "\(seconds / 60) min"
        case ..<172_800: "\(seconds / 3600) h"
        default: "\(seconds / 86_400) d"
        }
    }

    private static func size(_ bytes: Int64) -> String {
        bytes < 1_000_000 ? "\(bytes / 1000) kB" : "\(bytes / 1_000_000) MB"
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private static func right(_ value: UInt64, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
