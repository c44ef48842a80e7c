package import LinuxIO
import Synchronization

/// Where everything that is known of the machine's health meets, and what wakes the one who writes it down.
package final class HealthBoard: Sendable {
    private struct State {
        var lines = LineHealth()
        var network: NetworkState?
    }

    private let state = Mutex(State())
    private let files: MachineFiles
    private let changes = Wake()

    package init(files: MachineFiles = MachineFiles()) { self.files = files }

    /// Takes what a line has told; wakes only for something new.
    package func update(_ change: (inout LineHealth) -> Void) {
        let isNew = state.withLock { state in
            let before = state.lines
            change(&state.lines)
            return state.lines != before
        }
        if isNew { changes.signal() }
    }

    /// Has the next look taken now, because something else has changed.
    func lookAgain() { changes.signal() }

    /// Returns when something has changed, after the time, or when the task is cancelled.
    func wait(for duration: Duration) async { await changes.wait(for: duration) }

    /// One look at the machine; reads its files.
    func look() -> MachineStatus {
        let (lines, network) = state.withLock { ($0.lines, $0.network) }
        return MachineStatus(
            machine: MachineState(files),
            lines: lines,
            network: network,
            clock: ClockState.now()
        )
    }

    /// Follows supplies, interfaces and routes until the task is cancelled; the kernel wakes it. Calls `cameUp` when a
    /// way out appears that was not there.
    func follow(_ poller: Poller, cameUp: @escaping @Sendable () -> Void) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                // Where the kernel tells nothing, the look of each minute does.
                guard let power = try? PowerWatcher(poller: poller) else { return }
                while await power.changed() {
                    self.changes.signal()
                    // A supply that never stops talking must not keep the machine awake.
                    guard await poller.sleep(for: .seconds(1)) else { return }
                }
            }
            group.addTask {
                // Without it the network stays unknown, and the status leaves it out.
                guard let network = try? NetworkWatcher(poller: poller) else { return }
                repeat { await self.take(try? await network.state(), cameUp) } while await network.changed()
            }
        }
    }

    private func take(_ network: NetworkState?, _ cameUp: @Sendable () -> Void) async {
        guard !Task.isCancelled else { return }
        let before = state.withLock { state in
            defer { state.network = network }
            return state.network
        }
        guard network != before else { return }
        changes.signal()
        let ways = { (state: NetworkState?) in
            Set(state?.defaultRoutes.filter { state?.leadsOut(through: $0) == true } ?? [])
        }
        if before != nil, !ways(network).isSubset(of: ways(before)) { cameUp() }
    }
}
