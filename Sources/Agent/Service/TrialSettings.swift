import Glibc
import Journal
import Logging

extension JournalSettings {
    /// What the environment of a debug build asks for, so that a test which cuts the power can show that it sees a loss:
    /// `BUDKAVLE_UNSAFE_SYNCHRONOUS=NORMAL` leaves out the fsync of every commit. Release builds read nothing.
    func onTrial(_ log: Logger) -> JournalSettings {
        #if DEBUG
        guard let value = getenv("BUDKAVLE_UNSAFE_SYNCHRONOUS"), String(cString: value) == "NORMAL" else {
            return self
        }
        log.critical("BUDKAVLE_UNSAFE_SYNCHRONOUS: what is acknowledged is NOT durable; for tests only")
        var settings = self
        settings.isUnsynced = true
        return settings
        #else
        return self
        #endif
    }
}
