/// One look at the machine: everything that its files tell.
package struct MachineState: Sendable, Equatable {
    package var power: PowerSupplies
    package var hottest: Temperatures.Reading?
    package var flash: FlashWear?
    package var memory: MemoryState?

    package init(_ files: MachineFiles = MachineFiles()) {
        power = PowerSupplies(files)
        hottest = Temperatures(files).hottest
        flash = FlashWear.worst(files)
        memory = MemoryState(files)
    }
}
