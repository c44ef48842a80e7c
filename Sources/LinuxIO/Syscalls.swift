import Glibc

/// Makes a call that answers -1 on error, again for as long as signals interrupt it.
@discardableResult
func attempt<Result: FixedWidthInteger & SignedInteger>(_ call: () -> Result) throws(Errno) -> Result {
    while true {
        let result = call()
        if result != -1 { return result }
        let error = Errno.current
        if error.rawValue != EINTR { throw error }
    }
}
