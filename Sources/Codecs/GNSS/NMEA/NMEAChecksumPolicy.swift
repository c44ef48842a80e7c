/// Whether a sentence may come without its checksum. A wrong checksum is refused under both.
///
/// NMEA 0183 made it optional for most sentences; the receivers of today all send it.
package enum NMEAChecksumPolicy: Sendable, CaseIterable {
    case require
    case acceptAbsent
}
