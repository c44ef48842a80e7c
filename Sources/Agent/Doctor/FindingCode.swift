/// Everything that doctor can find. The raw value stands in `--json` and never changes its meaning.
package enum FindingCode: String, CaseIterable, Sendable {
    case configMissing = "config_missing"
    case configFault = "config_fault"
    case agentStopped = "agent_stopped"
    case agentUnasked = "agent_unasked"
    case agentRunning = "agent_running"
    case deviceMissing = "device_missing"
    case deviceNotSerial = "device_not_serial"
    case devicePermission = "device_permission"
    case deviceMode = "device_mode"
    case deviceHeld = "device_held"
    case deviceRefused = "device_refused"
    case receiverSilent = "receiver_silent"
    case receiverWrongBaud = "receiver_wrong_baud"
    case receiverGarbled = "receiver_garbled"
    case receiverNoisy = "receiver_noisy"
    case receiverNoFix = "receiver_no_fix"
    case receiverOk = "receiver_ok"
    case receiverUnreachable = "receiver_unreachable"
    case receiverAnswers = "receiver_answers"
    case scannerReady = "scanner_ready"
    case scannerSilent = "scanner_silent"
    case scannerNoSuffix = "scanner_no_suffix"
    case scannerNoSymbology = "scanner_no_symbology"
    case scannerOk = "scanner_ok"
    case inputWaiting = "input_waiting"
    case inputQuiet = "input_quiet"
    case inputFaults = "input_faults"
    case inputOk = "input_ok"
    case chipUnusable = "chip_unusable"
    case lineMissing = "line_missing"
    case lineHeld = "line_held"
    case lineTrouble = "line_trouble"
    case lineLevel = "line_level"
    case lineChanged = "line_changed"
    case receiverFound = "receiver_found"
    case scannerFound = "scanner_found"
    case deviceUnclear = "device_unclear"
    case slaveSilent = "slave_silent"
    case slavePartial = "slave_partial"
    case slaveOk = "slave_ok"
    case noInputs = "no_inputs"
    case keyMissing = "key_missing"
    case keyDamaged = "key_damaged"
    case keyUnreadable = "key_unreadable"
    case keyMode = "key_mode"
    case keyOwner = "key_owner"
    case fileUnreadable = "file_unreadable"
    case keySetBad = "key_set_bad"
    case keysOk = "keys_ok"
    case journalAbsent = "journal_absent"
    case journalPermission = "journal_permission"
    case journalFilling = "journal_filling"
    case journalRefusing = "journal_refusing"
    case journalSearching = "journal_searching"
    case loadUnknown = "load_unknown"
    case stockUnknown = "stock_unknown"
    case diskReadOnly = "disk_read_only"
    case diskFull = "disk_full"
    case diskShort = "disk_short"
    case diskOk = "disk_ok"
    case flashWorn = "flash_worn"
    case flashWearing = "flash_wearing"
    case memoryLow = "memory_low"
    case temperatureHigh = "temperature_high"
    case onBattery = "on_battery"
    case clockUnset = "clock_unset"
    case clockUndisciplined = "clock_undisciplined"
    case clockOk = "clock_ok"
    case networkUnknown = "network_unknown"
    case noDefaultRoute = "no_default_route"
    case interfaceMissing = "interface_missing"
    case interfaceDown = "interface_down"
    case interfaceNoRoute = "interface_no_route"
    case nameUnresolved = "name_unresolved"
    case coordinatorUnreachable = "coordinator_unreachable"
    case coordinatorUntrusted = "coordinator_untrusted"
    case coordinatorOk = "coordinator_ok"
    case coordinatorUntried = "coordinator_untried"
    case linkFailing = "link_failing"
    case linkOk = "link_ok"
    case unsentOld = "unsent_old"
    case radioSilence = "radio_silence"
    case noLinks = "no_links"

    package var severity: Finding.Severity {
        switch self {
        case .agentStopped, .agentUnasked, .receiverNoisy, .receiverNoFix, .scannerSilent,
            .scannerNoSuffix, .scannerNoSymbology, .inputFaults, .lineTrouble, .slavePartial, .noInputs,
            .journalFilling, .journalSearching, .loadUnknown, .stockUnknown, .diskShort, .flashWearing,
            .memoryLow,
            .onBattery, .clockUndisciplined, .networkUnknown, .coordinatorUntried, .unsentOld,
            .radioSilence, .noLinks:
            .warning
        case .agentRunning, .receiverOk, .receiverAnswers, .scannerReady, .scannerOk, .inputOk, .lineLevel,
            .lineChanged, .receiverFound, .scannerFound, .deviceUnclear,
            .slaveOk, .keysOk, .journalAbsent, .diskOk, .clockOk, .coordinatorOk, .linkOk:
            .note
        default: .error
        }
    }

    /// What is wrong and what to do, with `{0}`, `{1}` … where arguments go.
    func texts(_ language: DoctorLanguage) -> (problem: String, remedy: String) {
        switch language {
        case .swedish: swedish
        case .english: english
        }
    }

    /// What the arguments are.
    package var argumentNames: [String] {
        switch self {
        case .configMissing, .keyUnreadable:
            ["file", "reason"]
        case .configFault:
            ["place", "message"]
        case .agentStopped, .agentUnasked:
            ["socket"]
        case .agentRunning:
            ["time"]
        case .deviceMissing, .deviceNotSerial, .receiverNoFix, .scannerReady, .scannerNoSuffix,
            .scannerNoSymbology, .scannerOk:
            ["input", "path"]
        case .devicePermission:
            ["input", "path", "user", "group"]
        case .deviceMode:
            ["input", "path", "user", "mode"]
        case .deviceHeld:
            ["input", "path", "holder"]
        case .deviceRefused, .inputWaiting:
            ["input", "path", "reason"]
        case .receiverSilent, .scannerSilent:
            ["input", "path", "seconds"]
        case .receiverWrongBaud:
            ["input", "path", "configured", "found"]
        case .receiverGarbled:
            ["input", "path", "bytes"]
        case .receiverNoisy:
            ["input", "path", "damaged", "sound"]
        case .receiverOk:
            ["input", "path", "epochs", "seconds"]
        case .receiverUnreachable:
            ["input", "address", "reason"]
        case .receiverAnswers:
            ["input", "address"]
        case .inputQuiet, .inputOk:
            ["input", "path", "time"]
        case .inputFaults:
            ["input", "faults"]
        case .chipUnusable:
            ["line", "chip", "reason"]
        case .lineMissing:
            ["line", "chip", "place"]
        case .lineHeld:
            ["line", "chip", "place", "user"]
        case .lineTrouble:
            ["line", "trouble"]
        case .lineLevel:
            ["line", "role", "level"]
        case .lineChanged:
            ["line", "role", "before", "level", "edges", "seconds"]
        case .receiverFound:
            ["path", "baud"]
        case .scannerFound:
            ["path"]
        case .deviceUnclear:
            ["path", "reason"]
        case .slaveSilent, .slavePartial:
            ["input", "bus", "unit", "reason"]
        case .slaveOk:
            ["input", "bus", "unit", "values"]
        case .noInputs, .journalSearching, .loadUnknown, .stockUnknown, .clockUndisciplined, .noDefaultRoute,
            .radioSilence, .noLinks:
            []
        case .keyMissing, .keyDamaged:
            ["file"]
        case .keyMode:
            ["file", "mode"]
        case .keyOwner:
            ["file", "user"]
        case .fileUnreadable:
            ["file", "user", "group"]
        case .keySetBad, .networkUnknown:
            ["reason"]
        case .keysOk, .journalAbsent, .diskReadOnly:
            ["folder"]
        case .journalPermission:
            ["folder", "user"]
        case .journalFilling, .journalRefusing:
            ["level"]
        case .diskFull, .diskOk:
            ["folder", "free"]
        case .diskShort:
            ["folder", "free", "quota"]
        case .flashWorn, .flashWearing:
            ["device", "percent"]
        case .memoryLow:
            ["free"]
        case .temperatureHigh:
            ["degrees", "sensor"]
        case .onBattery:
            ["percent"]
        case .clockUnset:
            ["date"]
        case .clockOk:
            ["error"]
        case .interfaceMissing, .interfaceDown, .interfaceNoRoute:
            ["link", "interface"]
        case .nameUnresolved, .coordinatorOk:
            ["link", "url"]
        case .coordinatorUnreachable, .coordinatorUntrusted:
            ["link", "url", "reason"]
        case .coordinatorUntried:
            ["link"]
        case .linkFailing:
            ["link", "reason"]
        case .linkOk:
            ["link", "time"]
        case .unsentOld:
            ["count", "time"]
        }
    }
}
