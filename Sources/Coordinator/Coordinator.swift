import Crypto
import Hummingbird
import HummingbirdTLS
import Logging
import SwiftProtobuf
import TOMLKit
