import Crypto
import FieldModel
import Store
import Wire

/// The journal on its own thread: the one connection and everything that is kept in memory beside it.
///
/// Memory does not grow with the backlog: heads, interval sets, boot records and a bounded cache of projections.
final class Engine {
    /// Routine events that may wait in memory while commits fail; then new ones are refused.
    static let deferredLimit = 8192

    let settings: JournalSettings
    let connection: Connection
    let seal: Seal
    let projector: Projector
    let marks: HighWaterMarks
    /// The journal's key, for the record beside the keys and for journals that were set aside.
    let key: SymmetricKey

    var epochs: [EpochState] = []
    var boots: [Boot] = []
    var recipients: [Domain: Recipient] = [:]
    /// The newest snapshot of each kind, to be sent before history.
    var newest = Newest()
    var projections = ProjectionCache()
    /// Events that were folded since the rows were written.
    var eventsSinceRows = 0
    /// Epoch and next offsets, by stream, when the rows were written.
    var rowsReach = (ordinal: 0, next: [UInt64](repeating: 0, count: Stream.allCases.count))
    /// What is being fetched from a journal that was set aside.
    var salvage: Salvage?
    /// The rows that the present batch is filling, by stream.
    var openRuns = [EventRun?](repeating: nil, count: Stream.allCases.count)
    /// The last rows of streams whose rows grow from commit to commit.
    var tails: [FieldModel.Stream: Tail] = [:]
    /// Track and climate events that wait for the next commit.
    var deferred: [Event] = []
    /// Whether deferred events are committed as soon as they come, because the power may go.
    var isHasty = false
    /// Streams whose delivered sets changed since the last commit.
    var dirtyAcknowledgements: Set<AcknowledgementRow> = []
    var areRecipientsDirty = false
    /// Rows that could not be folded: their events are kept, the state stays as it was.
    var foldFailures = 0
    /// Why the last commit failed, if it did.
    var commitFailure: JournalError?
    /// The disk failed to give a page back before this opening.
    var wasSuspect = false
    /// The database turned out to be damaged in its structure.
    var isDamaged = false
    /// Whether projections are to be folded again before anyone may believe them.
    var areProjectionsUnknown: Bool { rebuild != nil || salvage != nil }
    /// What folds them again.
    var rebuild: Rebuild?
    /// There was no room for the last step of salvage or rebuild.
    var areChoresStuck = false
    /// Streams of which a row that is not there may have been, so that its state is unknown rather than none.
    var absentUnknown: Set<FieldModel.Stream> = []
    /// Streams of which nobody knows how far they came in an epoch that was lost.
    var endUnknown: Set<FieldModel.Stream> = []
    /// Streams of which events were retired during a search that rows which are still to be found may lack.
    var retiredUnfolded: Set<FieldModel.Stream> = []
    /// Streams of which a row was met whose state is unknown.
    var metUnknown: Set<FieldModel.Stream> = []
    /// Room, and what was refused for want of it.
    var quota = Quota(pageSize: 4096, limit: .max / 8192)
    var ballast: Ballast
    var pageLimit: Int64 = 0
    /// The level of which others know.
    var toldLevel = StorageLevel.ok
    /// Sacrifice has to begin: the next step of housekeeping waits for nothing.
    var isTidyDue = false
    var rowsSinceLook = 0
    /// When the file system was asked last for what it has left between two looks.
    var lastSpaceCheck = ContinuousClock.now - .seconds(1)
    var refused: [FieldModel.Stream: UInt64] = [:]
    var thinning = ThinningCursors()
    var dayMarks = DayMarks()
    /// CLOCK_BOOTTIME milliseconds and how many events could not be given up then.
    var heldSamples: [(instant: UInt64, held: Int64)] = []
    /// Totals of the gap records, until one changes.
    var knownTotals: [StorageStatus.GapTotal]?
    /// Why the last step of housekeeping did nothing, if it failed.
    var lastTidyFailure: JournalError?
    /// Set by a lookup that failed inside a closure which cannot throw.
    var lookupFailure: JournalError?

    /// The last row of a stream in the database, which the next commit may write again with more events.
    struct Tail {
        var epoch: Int
        var run: EventRun
    }

    struct AcknowledgementRow: Hashable {
        var epoch: Int
        var stream: FieldModel.Stream
    }

    struct Boot {
        var epoch: Int
        var record: BootRecord
    }

    init(
        settings: JournalSettings,
        connection: Connection,
        key: SymmetricKey,
        journal: [UInt8],
        projector: Projector
    ) throws(JournalError) {
        self.settings = settings
        self.key = key
        self.connection = connection
        self.projector = projector
        seal = Seal(key: key, journal: journal)
        marks = try HighWaterMarks(path: settings.marks, journal: journal, key: key)
        ballast = Ballast(path: settings.ballast, bytes: settings.ballastBytes)
    }

    var current: EpochState {
        get { epochs[epochs.count - 1] }
        _modify { yield &epochs[epochs.count - 1] }
    }

    /// The ordinal of this boot in the present epoch.
    var boot: UInt32 { boots.last?.record.ordinal ?? 0 }

    /// Whether something waits for the next commit.
    var hasPending: Bool { !deferred.isEmpty || !dirtyAcknowledgements.isEmpty || areRecipientsDirty }

    /// Takes events that need no commit of their own.
    func postpone(_ events: [Event]) -> Result<Void, any Error> {
        // Written later with the requests of others, which they must not undo.
        if let refusal = Self.refusal(of: events) ?? Self.encodingRefusal(of: events) {
            return .failure(refusal)
        }
        guard events.allSatisfy({ $0.body.stream?.isDeferrable == true }) else {
            return .failure(JournalError.invalidEvent("only track and climate can wait"))
        }
        if let refusal = refusalForRoom(events) {
            countRefused(events)
            return .failure(refusal)
        }
        guard deferred.count < Self.deferredLimit else {
            countRefused(events)
            return .failure(commitFailure ?? .full(quota.level))
        }
        deferred += events
        return .success(())
    }

    /// Runs `body` in a transaction whose commit is on the disk when this returns.
    func commit(_ body: () throws(JournalError) -> Void) throws(JournalError) {
        do throws(JournalError) {
            try connection.transaction(body, mapping: JournalError.storage)
        } catch {
            if error.needsReopening { commitFailure = error }
            throw error
        }
    }

    /// Whether no commit failed in a way that only reopening can heal.
    var isSound: Bool { !isDamaged && commitFailure?.needsReopening != true }
}

/// Calls SQLite and names its error as the journal's.
func storing<Value>(_ body: () throws(SQLiteError) -> Value) throws(JournalError) -> Value {
    do { return try body() } catch { throw .storage(error) }
}
