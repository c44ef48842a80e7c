/// The network interfaces of this machine and where its packets can leave.
package struct NetworkState: Sendable, Equatable {
    package var interfaces: [Interface] = []
    /// Names of the interfaces that a default route of either family leads through, in order.
    package var defaultRoutes: [String] = []

    package struct Interface: Sendable, Equatable {
        package var name: String
        /// Whether it can carry packets.
        package var isUp: Bool
        package var isLoopback: Bool

        package init(name: String, isUp: Bool, isLoopback: Bool) {
            self.name = name
            self.isUp = isUp
            self.isLoopback = isLoopback
        }
    }

    package init(interfaces: [Interface] = [], defaultRoutes: [String] = []) {
        self.interfaces = interfaces
        self.defaultRoutes = defaultRoutes
    }

    /// Whether an interface of that name is up and a default route leads through it; of any where there is no name.
    package func leadsOut(through name: String?) -> Bool {
        interfaces.contains {
            $0.isUp && !$0.isLoopback && (name == nil || name == $0.name) && defaultRoutes.contains($0.name)
        }
    }
}

extension NetworkState {
    /// More interfaces or routes than this at a gateway are not kept.
    private static let most = 1_024

    private enum MessageType {
        static let newLink: UInt16 = 16
        static let newRoute: UInt16 = 24
    }

    /// Reads the kernel's answers to a question for all links and one for all routes.
    ///
    /// Sources: rtnetlink(7); linux/if_link.h; the operational states of RFC 2863.
    init(_ messages: [NetlinkMessage]) {
        var names: [UInt32: String] = [:]
        for message in messages where message.type == MessageType.newLink && interfaces.count < Self.most {
            guard let index = message.payload.native(UInt32.self, at: 4),
                let interface = Interface(message)
            else { continue }
            names[index] = interface.name
            interfaces.append(interface)
        }
        var ways: Set<String> = []
        for message in messages where message.type == MessageType.newRoute {
            for index in Self.defaultInterfaces(message) {
                if let name = names[index] { ways.insert(name) }
            }
        }
        interfaces.sort { $0.name < $1.name }
        defaultRoutes = ways.sorted()
    }

    /// Indexes of the interfaces that a default route names; empty for another route.
    private static func defaultInterfaces(_ message: NetlinkMessage) -> [UInt32] {
        let fixed = 12
        let unicast: UInt8 = 1
        let (output, nextHops): (UInt16, UInt16) = (4, 9)
        let payload = message.payload
        guard payload.count >= fixed, payload.native(UInt8.self, at: 1) == 0,
            payload.native(UInt8.self, at: 7) == unicast
        else { return [] }
        let attributes = message.attributes(after: fixed)
        var indexes: [UInt32] = []
        if let index = attributes[output]?.native(UInt32.self, at: 0) { indexes.append(index) }
        var rest = attributes[nextHops] ?? []
        while let length = rest.native(UInt16.self, at: 0).map({ Int($0) }), length >= 8,
            length <= rest.count,
            let index = rest.native(UInt32.self, at: 4), indexes.count < 64
        {
            indexes.append(index)
            rest = rest.dropFirst((length + 3) & ~3)
        }
        return indexes
    }
}

extension NetworkState.Interface {
    fileprivate init?(_ message: NetlinkMessage) {
        let fixed = 16
        let (nameType, stateType): (UInt16, UInt16) = (3, 16)
        let (loopback, running): (UInt32, UInt32) = (1 << 3, 1 << 6)
        let (unknown, up): (UInt8, UInt8) = (0, 6)
        let attributes = message.attributes(after: fixed)
        guard let flags = message.payload.native(UInt32.self, at: 8),
            let bytes = attributes[nameType]?.prefix(while: { $0 != 0 }), (1...15).contains(bytes.count),
            let name = String(validating: bytes, as: UTF8.self)
        else { return nil }
        self.name = name
        isLoopback = flags & loopback != 0
        // Drivers without a state of their own, such as those of tunnels and modems, say unknown.
        let state = attributes[stateType]?.first ?? unknown
        isUp = state == up || (state == unknown && flags & running != 0)
    }
}
