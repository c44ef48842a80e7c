/// Names one element of a symbol, in any of the systems.
///
/// A GS1 application identifier is its number: 1 for "01", 17, 414, 8018. No two differ only in leading zeros. The other
/// systems have numbers from 10,000 on.
package struct BarcodeField: RawRepresentable, Hashable, Sendable {
    package let rawValue: UInt16

    package init(rawValue: UInt16) { self.rawValue = rawValue }

    /// GS1 AI 01.
    package static let gtin = BarcodeField(rawValue: 1)

    /// A GS1 application identifier as its digits are written: `01`, `414`, `8018`.
    package var identifier: String { rawValue < 10 ? "0\(rawValue)" : "\(rawValue)" }

    /// HIBC, from 10,000: the names of the fields as `budkavle decode barcode` prints them.
    package static let lic = BarcodeField(rawValue: 10_000)
    package static let pcn = BarcodeField(rawValue: 10_001)
    package static let unitOfMeasure = BarcodeField(rawValue: 10_002)
    package static let lot = BarcodeField(rawValue: 10_003)
    package static let serial = BarcodeField(rawValue: 10_004)
    package static let expiry = BarcodeField(rawValue: 10_005)
    package static let manufacture = BarcodeField(rawValue: 10_006)
    package static let quantity = BarcodeField(rawValue: 10_007)
    package static let link = BarcodeField(rawValue: 10_008)
    package static let location = BarcodeField(rawValue: 10_009)
    /// Additional supplemental data under another data identifier, which stands in front of the value.
    package static let supplement = BarcodeField(rawValue: 10_010)

    /// ISO 15434 data identifiers of PPN, from 11,000.
    package static let ppn = BarcodeField(rawValue: 11_000)
    package static let batch = BarcodeField(rawValue: 11_001)
    package static let expiryDay = BarcodeField(rawValue: 11_002)
    package static let serialNumber = BarcodeField(rawValue: 11_003)
    package static let itemNumber = BarcodeField(rawValue: 11_004)
    package static let manufactureDay = BarcodeField(rawValue: 11_005)
    package static let count = BarcodeField(rawValue: 11_006)
    /// Data under another data identifier, which stands in front of the value.
    package static let otherData = BarcodeField(rawValue: 11_007)

    /// ISBT 128 data structure by its number in the standard: 12,001 for 001, the donation identification number. 12,000 is a
    /// structure that a nation or facility defined.
    package static func isbt128(_ structure: UInt16) -> BarcodeField {
        BarcodeField(rawValue: 12_000 + structure)
    }
}
