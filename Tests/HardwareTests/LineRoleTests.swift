import Hardware
import Testing

@Suite struct LineRoleTests {
    @Test func `lights and beepers are outputs and what is sensed is not`() {
        let outputs: [LineRole] = [.acceptedLight, .refusedLight, .beeper, .stateLight]
        let inputs: [LineRole] = [.ignition, .duress, .odometer(millimetresPerPulse: 250)]
        #expect(outputs.map(\.isOutput) == [true, true, true, true])
        #expect(inputs.map(\.isOutput) == [false, false, false])
    }
}
