import Exchange
import LinuxIO

extension Doctor {
    /// Interfaces and ways out: those that the links name, or any.
    func network(_ config: AgentConfig?) async -> [Finding] {
        do throws(StreamError) {
            return network(try await NetworkWatcher.state(poller: poller), config)
        } catch {
            return [Finding(.networkUnknown, error.words)]
        }
    }

    func network(_ state: NetworkState, _ config: AgentConfig?) -> [Finding] {
        let links = (config?.links ?? []).filter { !$0.address.isLoopback }
        if config != nil, config?.links.isEmpty == false, links.isEmpty { return [] }
        var findings: [Finding] = []
        for link in links {
            guard let name = link.interface else { continue }
            guard let interface = state.interfaces.first(where: { $0.name == name }) else {
                findings.append(Finding(.interfaceMissing, link.name, name))
                continue
            }
            if !interface.isUp {
                findings.append(Finding(.interfaceDown, link.name, name))
            } else if !state.defaultRoutes.contains(name) {
                findings.append(Finding(.interfaceNoRoute, link.name, name))
            }
        }
        let isAnyLinkFree = links.isEmpty || links.contains { $0.interface == nil }
        if isAnyLinkFree, !state.leadsOut(through: nil) { findings.append(Finding(.noDefaultRoute)) }
        return findings
    }

    /// Calls the coordinator over each link: name, TCP and TLS, without a request.
    func links(_ config: AgentConfig) async -> [Finding] {
        guard !config.links.isEmpty else { return [Finding(.noLinks)] }
        let isSilencePossible = Self.exists("\(config.journal.directory)/journal.db")
        var findings: [Finding] = []
        for link in config.links {
            guard settings.mayTransmit || !isSilencePossible else {
                findings.append(Finding(.coordinatorUntried, link.name))
                continue
            }
            findings.append(await self.link(link))
        }
        return findings
    }

    private func link(_ link: LinkSettings) async -> Finding {
        let url = link.address.description
        var settings = HTTPSSettings(link)
        settings.stallTimeout = min(link.stallTimeout, .seconds(15))
        let carrier = HTTPSCarrier(settings)
        let finding: Finding
        do throws(CarrierError) {
            try await carrier.connect()
            finding = Finding(.coordinatorOk, link.name, url)
        } catch {
            finding = self.link(link.name, url, error)
        }
        await carrier.close()
        return finding
    }

    func link(_ name: String, _ url: String, _ error: CarrierError) -> Finding {
        switch error {
        case .untrusted(let reason): Finding(.coordinatorUntrusted, name, url, reason)
        // libcurl's words for CURLE_COULDNT_RESOLVE_HOST and _PROXY.
        case .unreachable(let reason) where reason.hasPrefix("Could not resolve"):
            Finding(.nameUnresolved, name, url)
        case .unreachable(let reason): Finding(.coordinatorUnreachable, name, url, reason)
        default: Finding(.coordinatorUnreachable, name, url, "\(error)")
        }
    }
}
