/// What the lines of the board tell of the machine. `nil` where no line has that role, or before its first reading.
package struct LineHealth: Sendable, Equatable {
    package var onMains: Bool?
    package var ignition: Bool?
    package var doorsOpen: UInt32?
    package var stretchersLatched: UInt32?
    package var isTampered: Bool?
    package var isLoadQuestioned: Bool?

    package init() {}
}
