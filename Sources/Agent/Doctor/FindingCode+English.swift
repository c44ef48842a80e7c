extension FindingCode {
    /// The texts in English.
    var english: (problem: String, remedy: String) {
        switch self {
        case .configMissing:
            (
                "There is no configuration to read: {0}: {1}.",
                "Write one: 'budkavle doctor --suggest' prints a first one, /usr/share/doc/budkavle/configuration.md "
                    + "explains every key."
            )
        case .configFault:
            (
                "The configuration is wrong at {0}: {1}.",
                "Correct that line, then run 'budkavle check'."
            )
        case .agentStopped:
            (
                "The agent does not run: nobody answers on {0}.",
                "Start it: 'systemctl start budkavle'; why it stopped: 'journalctl -u budkavle'."
            )
        case .agentUnasked:
            (
                "The agent runs, but you may not ask it: {0}.",
                "Run doctor as root: 'sudo budkavle doctor'."
            )
        case .agentRunning:
            (
                "The agent runs since {0}.",
                ""
            )
        case .deviceMissing:
            (
                "{0}: the device {1} does not exist.",
                "Check cable and power. 'ls -l /dev/serial/by-id' shows what is plugged in; put that "
                    + "path into the configuration."
            )
        case .deviceNotSerial:
            (
                "{0}: {1} is no serial device.",
                "Put the path of the device into the configuration; 'ls -l /dev/serial/by-id' shows "
                    + "them."
            )
        case .devicePermission:
            (
                "{0}: the user {2} may not use {1}.",
                "Run 'sudo usermod -a -G {3} {2}' and start the agent again."
            )
        case .deviceMode:
            (
                "{0}: the user {2} may not use {1}, and no group that it could join may: its mode is "
                    + "{3}.",
                "Install budkavle's udev rules or write one for this device, run 'sudo udevadm control --reload', and plug the "
                    + "device in again."
            )
        case .deviceHeld:
            (
                "{0}: {1} is held by another program: {2}.",
                "Stop that program, or disable it if it takes the device at every start (ModemManager "
                    + "and gpsd do)."
            )
        case .deviceRefused:
            (
                "{0}: {1} cannot be opened: {2}.",
                "Unplug the device and plug it in again; 'dmesg | tail' shows what the kernel says of "
                    + "it."
            )
        case .receiverSilent:
            (
                "{0}: the receiver on {1} sent nothing in {2} s.",
                "Check its power and that its TX goes to the gateway's RX. A receiver may have its "
                    + "messages switched off on this port."
            )
        case .receiverWrongBaud:
            (
                "{0}: the receiver on {1} sends at {3} baud, not at {2}.",
                "Set baud = {3} for this input."
            )
        case .receiverGarbled:
            (
                "{0}: {2} bytes came from {1}, and at no usual baud rate are they NMEA or UBX.",
                "Check that this device is the receiver, then parity and data bits, and ground between "
                    + "the two."
            )
        case .receiverNoisy:
            (
                "{0}: {2} of the frames from {1} were damaged, {3} were sound.",
                "A cable that is too long, too near to something strong or without ground does this; "
                    + "so does a baud rate that is too low for the messages."
            )
        case .receiverNoFix:
            (
                "{0}: the receiver on {1} speaks and has no position.",
                "Give it sky and some minutes. Indoors that is normal; outside check the aerial and "
                    + "its cable."
            )
        case .receiverOk:
            (
                "{0}: the receiver on {1} gave {2} positions in {3} s.",
                ""
            )
        case .receiverUnreachable:
            (
                "{0}: nobody answers on {1}: {2}.",
                "Check that the router or gpsd is on, that its output of positions is switched on, and "
                    + "the address."
            )
        case .receiverAnswers:
            (
                "{0}: the receiver's service on {1} answers.",
                ""
            )
        case .scannerReady:
            (
                "{0}: the scanner's line {1} can be opened. Whether it reads is seen with --wait and a "
                    + "scan.",
                ""
            )
        case .scannerSilent:
            (
                "{0}: nothing was scanned on {1} within {2} s.",
                "If you did scan: put the scanner into the mode that its input says, see "
                    + "/usr/share/doc/budkavle/scanners.md; on a serial line check the baud rate, too."
            )
        case .scannerNoSuffix:
            (
                "{0}: the scan on {1} did not end with CR or LF.",
                "Set the scanner to send CR after each code, see /usr/share/doc/budkavle/scanners.md."
            )
        case .scannerNoSymbology:
            (
                "{0}: the scan on {1} did not begin with an AIM identifier, so the kind of code has to "
                    + "be guessed.",
                "Set the scanner to send the AIM identifier, see /usr/share/doc/budkavle/scanners.md."
            )
        case .scannerOk:
            (
                "{0}: the scanner on {1} sends scans as it should.",
                ""
            )
        case .inputWaiting:
            (
                "{0}: the agent waits for {1}: {2}.",
                "Check that the device is plugged in and that the agent's user may use it; stop the "
                    + "agent and run doctor again for a closer look."
            )
        case .inputQuiet:
            (
                "{0}: nothing came from {1} for {2}.",
                "Check its power and cable; stop the agent and run doctor again for a look at what it "
                    + "sends."
            )
        case .inputFaults:
            (
                "{0}: bad input was dropped: {1}.",
                "Checksum errors come from the cable or the baud rate; other names stand in "
                    + "/usr/share/doc/budkavle/gnss.md and /usr/share/doc/budkavle/scanners.md."
            )
        case .inputOk:
            (
                "{0}: the agent heard {1} {2} ago.",
                ""
            )
        case .chipUnusable:
            (
                "{0}: the GPIO chip {1} cannot be used: {2}.",
                "Check that the board in the configuration is this machine's ('gpiodetect' shows the "
                    + "chips), and that the agent's user is in the group gpio."
            )
        case .lineMissing:
            (
                "{0}: the GPIO chip {1} has no line {2}.",
                "'gpioinfo {1}' shows its lines; correct the board or the [[line]]."
            )
        case .lineHeld:
            (
                "{0}: line {2} of {1} is held by {3}.",
                "Stop that program, or remove what takes the line from the device tree, or use another "
                    + "line."
            )
        case .lineTrouble:
            (
                "{0}: the line gives trouble: {1}.",
                "A contact that bounces wants a longer debounce; a line that storms wants a pull-up, a "
                    + "shield or a repair."
            )
        case .lineLevel:
            (
                "{0}: {1} is {2} now.",
                ""
            )
        case .lineChanged:
            (
                "{0}: {1} was {2} and is {3} now, with {4} edges in {5} s.",
                ""
            )
        case .receiverFound:
            (
                "A receiver sends on {0} at {1} baud.",
                ""
            )
        case .scannerFound:
            (
                "{0} is a scanner by its name.",
                ""
            )
        case .deviceUnclear:
            (
                "What is on {0} cannot be told: {1}.",
                ""
            )
        case .slaveSilent:
            (
                "{0}: the Modbus device {2} on the bus {1} does not answer: {3}.",
                "Check its power, its address, A and B (swapped is usual), the bus's baud rate and "
                    + "parity, and the 120 Ω at both ends."
            )
        case .slavePartial:
            (
                "{0}: the Modbus device {2} on the bus {1} answers and does not give every value: {3}.",
                "Check that the map is the device's, with its version; a value out of its valid range "
                    + "counts as missing."
            )
        case .slaveOk:
            (
                "{0}: the Modbus device {2} on the bus {1} gave {3} values.",
                ""
            )
        case .noInputs:
            (
                "No input is configured: this node sees and reads nothing.",
                "Add an [[input]] for the receiver and for the scanner; 'budkavle doctor --suggest' "
                    + "looks for them."
            )
        case .keyMissing:
            (
                "The key {0} is missing.",
                "Restore it from your backup; only on a new node run 'budkavle keys init'."
            )
        case .keyDamaged:
            (
                "The key {0} is damaged.",
                "Restore it from your backup."
            )
        case .keyUnreadable:
            (
                "The key {0} cannot be read: {1}.",
                "Run doctor as root: 'sudo budkavle doctor'. If it is root already, the disk is "
                    + "damaged."
            )
        case .keyMode:
            (
                "Others may read the secret {0}: its mode is {1}.",
                "Run 'chmod o= {0}', and give the node new keys if others use this machine."
            )
        case .keyOwner:
            (
                "The user {1} may not read the key {0}.",
                "Run 'chown {1} {0}'."
            )
        case .fileUnreadable:
            (
                "The user {1} may not read {0}.",
                "Run 'sudo chgrp {2} {0}' and 'sudo chmod g+r {0}'; its folders must let that user in, too."
            )
        case .keySetBad:
            (
                "The coordinator's key set is not to be trusted: {0}.",
                "Copy the key set and the root key from the coordinator again, by a way that you trust."
            )
        case .keysOk:
            (
                "The keys in {0} are whole, and only their user may read them.",
                ""
            )
        case .journalAbsent:
            (
                "There is no journal in {0} yet; the agent makes it at its first start.",
                ""
            )
        case .journalPermission:
            (
                "The user {1} may not write into the journal's folder {0}.",
                "Run 'chown -R {1} {0}'."
            )
        case .journalFilling:
            (
                "The journal runs short of room: {0}.",
                "Give the node a link so that it can deliver, or a larger journal.quota."
            )
        case .journalRefusing:
            (
                "The journal refuses events: {0}.",
                "Give the node a link at once, or free space on the disk."
            )
        case .journalSearching:
            (
                "A damaged journal is being searched for what can be saved.",
                "Let the agent run until it is done; 'budkavle status' shows how far it is."
            )
        case .loadUnknown:
            (
                "Who is on board is unknown.",
                "Look, then tell it: 'budkavle journal declare onboard --total NUMBER'."
            )
        case .stockUnknown:
            (
                "Stock balances are unknown: the journal lost movements.",
                "The coordinator gives them back over the next link. Where 'budkavle status' says that it lacks some, "
                    + "or that nobody knows: 'budkavle journal declare stock --as-coordinator', then count."
            )
        case .diskReadOnly:
            (
                "The file system of {0} is read-only.",
                "It may be damaged: 'dmesg | grep -i error'. Run 'mount -o remount,rw' on it, or "
                    + "exchange the disk."
            )
        case .diskFull:
            (
                "The file system of {0} is full: {1} MB are free.",
                "Remove what is not needed: 'journalctl --vacuum-size=50M', old packages, logs."
            )
        case .diskShort:
            (
                "The file system of {0} has {1} MB left, less than the journal's quota of {2} MB.",
                "Free space, or set a smaller journal.quota."
            )
        case .diskOk:
            (
                "The file system of {0} has {1} MB left.",
                ""
            )
        case .flashWorn:
            (
                "The flash memory {0} is at its end: {1} % of its life used, or nearly no spare blocks "
                    + "left.",
                "Exchange the gateway or its memory now; it may refuse to write at any time."
            )
        case .flashWearing:
            (
                "The flash memory {0} has used {1} % of its life.",
                "Plan its exchange, and look for what writes so much: 'iotop -ao'."
            )
        case .memoryLow:
            (
                "Only {0} MiB of memory are free.",
                "See what takes it: 'top -o %MEM'."
            )
        case .temperatureHigh:
            (
                "The machine is too hot: {0} °C ({1}).",
                "Give it air and shade; processors slow down or stop above about 85 °C."
            )
        case .onBattery:
            (
                "The machine runs on its battery, {0} % left.",
                "Check plug, fuse and the vehicle's supply."
            )
        case .clockUnset:
            (
                "The clock was never set: it shows {0}.",
                "Install chrony, and give it a network or a receiver to learn the time from; check the "
                    + "battery of the hardware clock."
            )
        case .clockUndisciplined:
            (
                "Nobody keeps the clock right.",
                "Install and start chrony: 'systemctl enable --now chrony'; if it runs, 'chronyc "
                    + "sources' shows what it hears."
            )
        case .clockOk:
            (
                "The clock is kept right, within {0} ms.",
                ""
            )
        case .networkUnknown:
            (
                "The kernel does not tell of its network interfaces: {0}.",
                "Allow AF_NETLINK in the service's unit."
            )
        case .noDefaultRoute:
            (
                "No interface that is up has a default route: nothing can leave this machine.",
                "Check cable, SIM card and aerial; 'ip address' and 'ip route' show what there is."
            )
        case .interfaceMissing:
            (
                "{0}: the network interface {1} does not exist.",
                "'ip link' shows the names; put the right one into link.interface. A modem may need to "
                    + "be switched on."
            )
        case .interfaceDown:
            (
                "{0}: the network interface {1} is down.",
                "Check cable, SIM card and aerial; then 'ip link set {1} up' or the network manager's "
                    + "own command."
            )
        case .interfaceNoRoute:
            (
                "{0}: no default route leads through {1}.",
                "Let DHCP or the modem set one, with a higher metric than the main one where there are "
                    + "several."
            )
        case .nameUnresolved:
            (
                "{0}: the name in {1} is not found in DNS.",
                "Check the name, and the DNS servers in /etc/resolv.conf."
            )
        case .coordinatorUnreachable:
            (
                "{0}: {1} cannot be reached: {2}.",
                "Check the address and the port, and that firewalls let this machine out to it."
            )
        case .coordinatorUntrusted:
            (
                "{0}: TLS with {1} fails: {2}.",
                "Check link.ca_file and the client certificate, their dates too, and that the clock "
                    + "is right."
            )
        case .coordinatorOk:
            (
                "{0}: {1} answers.",
                ""
            )
        case .coordinatorUntried:
            (
                "{0}: not tried, because the agent does not run and radio silence may be ordered.",
                "Start the agent, or run doctor with --transmit."
            )
        case .linkFailing:
            (
                "{0}: the agent does not get through: {1}.",
                "Run doctor's other advice for this link first; then ask the coordinator's operator "
                    + "whether this node is enrolled."
            )
        case .linkOk:
            (
                "{0}: the coordinator's last receipt came {1} ago.",
                ""
            )
        case .unsentOld:
            (
                "{0} events wait for a link, the oldest since {1}.",
                "They are kept. Give the node a link."
            )
        case .radioSilence:
            (
                "Radio silence is ordered: nothing is transmitted.",
                "When it is over: 'budkavle silence off'."
            )
        case .noLinks:
            (
                "No link is configured: this node keeps everything and sends nothing.",
                "Add [coordinator] and a [[link]], see /usr/share/doc/budkavle/configuration.md."
            )
        }
    }
}
