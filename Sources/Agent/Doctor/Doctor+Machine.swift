import FieldModel
import Glibc
import Journal
import LinuxIO

extension Doctor {
    /// Power, heat, memory and the life of the flash.
    func machine() -> [Finding] {
        let state = MachineState(files)
        var findings: [Finding] = []
        if let flash = state.flash {
            let percent = flash.percent.map { $0 > 100 ? "> 100" : "\($0)" } ?? "?"
            let (worn, warning) = (flash.percent ?? 0, flash.warning ?? 1)
            if worn > 100 || warning >= 3 {
                findings.append(Finding(.flashWorn, flash.device, percent))
            } else if worn >= 80 || warning == 2 {
                findings.append(Finding(.flashWearing, flash.device, percent))
            }
        }
        if let hottest = state.hottest, hottest.degrees >= 85 {
            findings.append(Finding(.temperatureHigh, "\(hottest.degrees)", hottest.sensor))
        }
        if let memory = state.memory, memory.available < 64 {
            findings.append(Finding(.memoryLow, "\(memory.available)"))
        }
        if state.power.onMains == false {
            findings.append(Finding(.onBattery, state.power.batteries.first?.percent.map { "\($0)" } ?? "?"))
        }
        return findings
    }

    /// Whether the wall clock, which shows `unix` ms, was set and is kept right.
    func clock(_ state: ClockState?, unix: Int64) -> [Finding] {
        if unix < SystemClock.earliest {
            return [Finding(.clockUnset, Self.day(unix))]
        }
        guard let state, state.isDisciplined else { return [Finding(.clockUndisciplined)] }
        return [Finding(.clockOk, "\(max(state.maximumError, 1))")]
    }

    /// The day in UTC, such as `1970-01-01`.
    private static func day(_ unix: Int64) -> String {
        var seconds = time_t(unix / 1_000)
        var parts = tm()
        guard gmtime_r(&seconds, &parts) != nil else { return "?" }
        let day = (parts.tm_mon + 1) * 100 + parts.tm_mday
        let digits = String(10_000 + day).dropFirst()
        return "\(parts.tm_year + 1_900)-\(digits.prefix(2))-\(digits.suffix(2))"
    }

    /// The disk under the journal, and who may write there.
    func storage(_ config: AgentConfig) -> [Finding] {
        let folder = config.journal.directory
        var findings: [Finding] = []
        let place = Self.nearest(folder)
        if place != folder { findings.append(Finding(.journalAbsent, folder)) }
        do throws(Errno) {
            let space = try DiskSpace(path: place)
            findings += disk(space, folder: folder, quota: config.journal.quota)
        } catch {
            findings.append(Finding(.journalPermission, folder, user.name))
            return findings
        }
        let isOurs = [place, "\(place)/journal.db"].allSatisfy { path in
            Self.exists(path) ? user.may(Self.readAndWrite, path) : true
        }
        if !isOurs { findings.append(Finding(.journalPermission, folder, user.name)) }
        return findings
    }

    /// Whether the disk has room for a journal of so many bytes.
    func disk(_ space: DiskSpace, folder: String, quota: Int64) -> [Finding] {
        let free = "\(space.freeBytes / 1_000_000)"
        if space.isReadOnly { return [Finding(.diskReadOnly, folder)] }
        if space.freeBytes < 8_000_000 { return [Finding(.diskFull, folder, free)] }
        let used = files.size(of: "\(folder)/journal.db") ?? 0
        let (room, overflow) = space.freeBytes.addingReportingOverflow(used)
        if !overflow, room < UInt64(clamping: quota) {
            return [Finding(.diskShort, folder, free, "\(quota / 1_000_000)")]
        }
        return [Finding(.diskOk, folder, free)]
    }
}
