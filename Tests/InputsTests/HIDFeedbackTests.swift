import Glibc
import LinuxIO
import Testing

@testable import Inputs

/// A pipe blocks whoever writes to it once it is full, as a scanner does that takes no report.
@Suite(.timeLimit(.minutes(1))) struct HIDFeedbackTests {
    private let counters = InputCounters()
    private let reader: FileDescriptor
    private let writer: FileDescriptor

    init() throws {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        reader = FileDescriptor(owning: ends[0])
        writer = FileDescriptor(owning: ends[1])
    }

    private func fill() throws -> Int {
        try #require(fcntl(writer.rawValue, F_SETFL, O_NONBLOCK) == 0)
        let block = [UInt8](repeating: 0, count: 4_096)
        var count = 0
        while let written = try? writer.write(block[...]) { count += written }
        try #require(fcntl(writer.rawValue, F_SETFL, 0) == 0)
        return count
    }

    private func read(_ count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: count)
        while bytes.count < count { bytes += buffer[..<(try reader.read(into: &buffer))] }
        return bytes
    }

    private func feedback() -> HIDFeedback {
        let feedback = HIDFeedback(counters: counters)
        feedback.attach(HIDFeedback.Beeper(descriptor: writer, good: [4, 1], bad: [4, 2]))
        return feedback
    }

    @Test func `the good beep says accepted, the bad one all else`() async throws {
        let feedback = feedback()
        for (signal, report) in [(ScanSignal.accepted, [4, 1]), (.refused, [4, 2]), (.expired, [4, 2])]
            as [(ScanSignal, [UInt8])]
        {
            var faults: [String: UInt64]
            repeat {
                // Refused while the thread of the last beep is not over.
                faults = counters.snapshot.faults
                await feedback.signal(signal)
            } while counters.snapshot.faults != faults
            #expect(try read(2) == report)
        }
    }

    @Test func `a scanner that takes no report holds nobody up, and gets none that is late`() async throws {
        let filled = try fill()
        let feedback = feedback()
        for _ in 0..<3 { await feedback.signal(.accepted) }
        #expect(counters.snapshot.faults == ["feedback": 2])
        #expect(try read(filled + 2).suffix(2) == [4, 1])
    }

    @Test func `a scanner that is gone is counted`() async throws {
        let feedback = HIDFeedback(counters: counters)
        await feedback.signal(.accepted)
        #expect(counters.snapshot.faults == ["feedback": 1])
        feedback.attach(HIDFeedback.Beeper(descriptor: reader, good: [1], bad: nil))
        await feedback.signal(.refused)
        await feedback.signal(.accepted)
        while counters.snapshot.faults != ["feedback": 2] { await Task.yield() }
    }
}
