import Synchronization

extension Journal {
    /// A look at the journal, in its turn: while an fsync hangs it waits.
    package func status() async throws(JournalError) -> JournalStatus {
        let status = try await perform { engine throws(JournalError) in try engine.status() }
        remember(status)
        return status
    }

    /// A look that waits for the disk no longer than `patience`; then it is the last one, with its age.
    package func status(patience: Duration) async throws(JournalError) -> JournalStatus {
        let first = FirstAnswer<Result<JournalStatus, JournalError>?>()
        start({ engine throws(JournalError) in try engine.status() }, { first.give($0) })
        async let _: Void = {
            // Cancelled when the journal answers in time.
            try? await Task.sleep(for: patience)
            first.give(nil)
        }()
        let result = await first.value
        guard let result else {
            if let last = lastStatus.withLock({ $0 }) {
                var status = last.status
                status.age = last.instant.duration(to: .now)
                return status
            }
            // Nothing was ever looked at: there is nothing to tell but the answer itself.
            return try await status()
        }
        let status = try result.get()
        remember(status)
        return status
    }

    private func remember(_ status: JournalStatus) {
        lastStatus.withLock { $0 = (status, .now) }
    }
}

/// The first of several answers to one question.
private final class FirstAnswer<Value: Sendable>: Sendable {
    private enum State {
        case open
        case asked(CheckedContinuation<Value, Never>)
        case given(Value)
        case over
    }

    private let state = Mutex(State.open)

    /// Answers, unless somebody did.
    func give(_ value: Value) {
        let waiting: CheckedContinuation<Value, Never>? = state.withLock { state in
            switch state {
            case .open:
                state = .given(value)
                return nil
            case .asked(let continuation):
                state = .over
                return continuation
            case .given, .over: return nil
            }
        }
        waiting?.resume(returning: value)
    }

    /// Waits for the first answer. Ask once.
    var value: Value {
        get async {
            await withCheckedContinuation { continuation in
                let given: Value? = state.withLock { state in
                    if case .given(let value) = state {
                        state = .over
                        return value
                    }
                    state = .asked(continuation)
                    return nil
                }
                if let given { continuation.resume(returning: given) }
            }
        }
    }
}
