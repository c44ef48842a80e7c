import FieldModel

extension DeviceHealth {
    /// Takes over what the lines tell.
    mutating func take(_ lines: LineHealth) {
        onMains = lines.onMains
        ignition = lines.ignition
        doorsOpen = lines.doorsOpen
        stretchersLatched = lines.stretchersLatched
        isTampered = lines.isTampered
        isLoadQuestioned = lines.isLoadQuestioned
    }
}
