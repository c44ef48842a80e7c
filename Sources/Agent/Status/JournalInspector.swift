import FieldModel
import Glibc
import Journal
import LinuxIO

/// Opens a journal that no agent holds, to answer one question about it or to write one event.
package enum JournalInspector {
    package static func answer(
        _ request: ControlRequest,
        config: AgentConfig
    ) async throws(AgentError) -> String {
        // Looking must not make a journal.
        guard access(config.journal.directory + "/journal.db", F_OK) == 0 else {
            throw .system("there is no journal in \(config.journal.directory) yet")
        }
        FileOwner.act(for: config.journal.directory + "/journal.db")
        let keys: KeyStore
        do { keys = try KeyStore(directory: config.keyDirectory) } catch { throw .keys(error) }
        do {
            let journal = try await Journal.open(
                JournalSettings(
                    directory: config.journal.directory,
                    keysDirectory: config.keyDirectory,
                    node: config.nodeID,
                    quota: config.journal.quota,
                    retention: config.journal.retention
                ),
                key: keys.journal,
                bootID: BootClock.bootID(),
                projector: .node
            )
            let text = try await text(request, journal, config.label)
            await journal.close()
            return text
        } catch let error as JournalError {
            throw .journal(error)
        } catch let error as AgentError {
            throw error
        } catch {
            throw .system("\(error)")
        }
    }

    private static func text(
        _ request: ControlRequest,
        _ journal: Journal,
        _ label: InformationLabel
    ) async throws -> String {
        switch request {
        case .journalStat: return JournalText.stat(try await journal.status())
        case .journalVerify: return JournalText.verify(try await journal.verify())
        case .journalList(let stream, let epoch, let first, let limit):
            return JournalText.list(try await journal.list(stream, epoch: epoch, from: first, limit: limit))
        case .declareOnboard(let total): return try await journal.declareOnboard(total: total, label: label)
        case .status, .findings, .lines, .silence, .acceptStock:
            throw AgentError.system("needs a running agent")
        }
    }
}
