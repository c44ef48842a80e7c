import Glibc
import Journal
import Testing

@testable import Agent

struct KeyStoreTests {
    let place: JournalPlaceOnDisk

    init() throws { place = try JournalPlaceOnDisk() }

    private func mode(_ path: String) -> mode_t {
        var information = stat()
        return stat(path, &information) == 0 ? information.st_mode & 0o777 : 0
    }

    @Test func `new keys are read back, and only their owner can`() throws {
        let folder = place.path + "/keys"
        defer {
            for name in ["node.key", "journal.key"] { unlink("\(folder)/\(name)") }
            rmdir(folder)
        }
        let made = try KeyStore.create(directory: folder)
        let read = try KeyStore(directory: folder)
        #expect(read.publicKeyText == made.publicKeyText)
        #expect(read.publicKeyText.count == 128)
        #expect(read.journal == made.journal)
        #expect(mode(folder) == 0o700)
        #expect(mode(folder + "/node.key") == 0o600)
        #expect(mode(folder + "/journal.key") == 0o600)
    }

    @Test func `keys that exist are never overwritten`() throws {
        let made = try KeyStore.create(directory: place.path)
        #expect(throws: KeyStoreError.exists(place.path + "/node.key")) {
            try KeyStore.create(directory: place.path)
        }
        #expect(try KeyStore(directory: place.path).publicKeyText == made.publicKeyText)
        unlink(place.path + "/node.key")
        #expect(throws: KeyStoreError.exists(place.path + "/journal.key")) {
            try KeyStore.create(directory: place.path)
        }
    }

    @Test func `a run that was cut off between the two names is ended by the next`() throws {
        let made = try KeyStore.create(directory: place.path)
        let node = place.path + "/node.key"
        try #require(rename(node, node + ".new") == 0)
        let ended = try KeyStore.create(directory: place.path)
        #expect(ended.publicKeyText == made.publicKeyText)
        #expect(ended.journal == made.journal)
        #expect(access(node + ".new", F_OK) != 0)
    }

    @Test func `a run that was cut off before that is begun again`() throws {
        for name in ["node.key", "journal.key"] {
            try DurableFile.prepare("\(place.path)/\(name)", with: Array("half".utf8))
        }
        _ = try KeyStore.create(directory: place.path)
        #expect(throws: KeyStoreError.exists(place.path + "/node.key")) {
            try KeyStore.create(directory: place.path)
        }
    }

    @Test func `half a node key is not the rest of a run that was cut off`() throws {
        _ = try KeyStore.create(directory: place.path)
        let node = place.path + "/node.key"
        unlink(node)
        try DurableFile.prepare(node, with: Array("00ff\n".utf8))
        #expect(throws: KeyStoreError.exists(place.path + "/journal.key")) {
            try KeyStore.create(directory: place.path)
        }
    }

    @Test func `a missing key is named`() throws {
        _ = try KeyStore.create(directory: place.path)
        unlink(place.path + "/journal.key")
        #expect(throws: KeyStoreError.missing(place.path + "/journal.key")) {
            try KeyStore(directory: place.path)
        }
        unlink(place.path + "/node.key")
        #expect(throws: KeyStoreError.missing(place.path + "/node.key")) {
            try KeyStore(directory: place.path)
        }
    }

    @Test(arguments: ["", "00", String(repeating: "0g", count: 64), String(repeating: "0", count: 127)])
    func `a damaged key is named`(text: String) throws {
        _ = try KeyStore.create(directory: place.path)
        for name in ["journal.key", "node.key"] {
            try DurableFile.replace("\(place.path)/\(name)", with: Array(text.utf8))
            #expect(throws: KeyStoreError.damaged("\(place.path)/\(name)")) {
                try KeyStore(directory: place.path)
            }
        }
    }
}
