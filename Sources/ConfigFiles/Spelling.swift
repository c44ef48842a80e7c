/// Finds what a mistyped word was meant to be.
package enum Spelling {
    /// The most edits that still count as a slip.
    package static let tolerance = 3

    /// The word nearest to a mistyped one, within three edits and fewer than it has letters.
    package static func nearest(to word: String, among words: some Sequence<String>) -> String? {
        guard word.utf8.count <= 64 else { return nil }
        return words.map { (word: $0, distance: distance(word, $0)) }
            .filter { $0.distance <= min(tolerance, word.utf8.count - 1) }
            .min { $0.distance < $1.distance }?.word
    }

    /// `; did you mean 'x'?`, or nothing.
    package static func hint(for word: String, among words: some Sequence<String>) -> String {
        nearest(to: word, among: words).map { "; did you mean '\($0)'?" } ?? ""
    }

    /// Insertions, deletions, substitutions and swaps of neighbours that turn one word into the other.
    ///
    /// Optimal string alignment; O(n · m).
    package static func distance(_ a: String, _ b: String) -> Int {
        let a = Array(a.utf8)
        let b = Array(b.utf8)
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                    cost = min(cost, beforeLast[j - 1] + 1)
                }
                row.append(cost)
            }
            (beforeLast, last) = (last, row)
        }
        return last[b.count]
    }
}
