// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
    // A section for each function, so that the linker drops those that nobody calls: 0.3 MB of the agent.
    .unsafeFlags(["-Xfrontend", "-function-sections"], .when(configuration: .release)),
]
/// For modules that wait for devices and people: a fifth smaller, 0.4 MB of the agent. What counts events by the second stays fast.
let small = strict + [.unsafeFlags(["-Osize"], .when(configuration: .release))]
/// The static runtime exports every symbol of a program, for plug-ins that we have not. Their names took 2.6 MB of the agent.
let unexported: [LinkerSetting] = [
    .unsafeFlags(["-Xlinker", "--no-export-dynamic"], .when(configuration: .release))
]

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let toml = Target.Dependency.product(name: "TOMLKit", package: "TOMLKit")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTLS = Target.Dependency.product(name: "HummingbirdTLS", package: "hummingbird")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")

func module(
    _ name: String,
    _ dependencies: [Target.Dependency],
    settings: [SwiftSetting] = strict
) -> Target {
    .target(
        name: name,
        dependencies: dependencies,
        exclude: name == "Wire" ? ["event.proto", "exchange.proto", "projection.proto"] : [],
        swiftSettings: settings
    )
}

func tool(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name,
        dependencies: dependencies,
        swiftSettings: strict,
        linkerSettings: unexported
    )
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

let package = Package(
    name: "budkavle",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.0.0"),
    ],
    targets: [
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(
            name: "CCurl",
            pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"])]
        ),
        .systemLibrary(name: "CGPIOD", pkgConfig: "libgpiod", providers: [.apt(["libgpiod-dev"])]),
        .systemLibrary(name: "CModbus", pkgConfig: "libmodbus", providers: [.apt(["libmodbus-dev"])]),
        .systemLibrary(name: "CLinux"),
        module("FieldModel", []),
        module("Wire", ["FieldModel", protobuf]),
        .target(name: "CThread"),
        module("Threads", ["CThread"]),
        .target(name: "CStore", dependencies: ["CSQLite"]),
        module("Store", ["CSQLite", "CStore"]),
        module("LinuxIO", ["FieldModel", "CLinux", logging]),
        module("Codecs", ["FieldModel"]),
        module("ConfigFiles", ["FieldModel", toml]),
        module("Hardware", ["FieldModel", "LinuxIO", "Threads", "CGPIOD", "CModbus"], settings: small),
        module(
            "Inputs",
            ["FieldModel", "LinuxIO", "Codecs", "Hardware", "Threads"],
            settings: small
        ),
        module("Workflows", ["FieldModel", "Wire", protobuf]),
        module(
            "Journal",
            ["FieldModel", "Wire", "Store", "Threads", "LinuxIO", "CLinux", crypto, protobuf]
        ),
        module("Exchange", ["FieldModel", "Wire", "Threads", "CCurl", "CZstd", crypto, protobuf]),
        module("Simulator", ["FieldModel", "LinuxIO"]),
        module(
            "Agent",
            [
                "FieldModel", "LinuxIO", "Codecs", "ConfigFiles", "Hardware", "Inputs", "Workflows",
                "Journal", "Exchange", "Wire", logging, crypto,
            ],
            settings: small
        ),
        .target(
            name: "Coordinator",
            dependencies: [
                "FieldModel", "Wire", "Store", "Threads", "ConfigFiles", "Exchange", "Workflows",
                "LinuxIO", logging, crypto, protobuf, hummingbird, hummingbirdCore, hummingbirdTLS, httpTypes,
                nio, lifecycle,
                unixSignals,
            ],
            resources: [
                .embedInCode("Page/page.html"), .embedInCode("Page/page.css"),
                .embedInCode("Page/page.js"),
            ],
            swiftSettings: strict
        ),
        tool(
            "budkavle",
            ["Agent", "Codecs", "ConfigFiles", "FieldModel", "Hardware", "LinuxIO", "Simulator", arguments]
        ),
        tool(
            "budkavle-coordinator",
            ["ConfigFiles", "Coordinator", "Exchange", "FieldModel", "LinuxIO", arguments, logging]
        ),
        tool(
            "budkavle-bench",
            [
                "Agent", "Codecs", "Exchange", "FieldModel", "Journal", "LinuxIO", "Simulator", "Wire",
                "Threads", "Workflows", "CAllocations", "CSQLite", crypto, arguments,
            ]
        ),
        .target(name: "CAllocations"),
        .target(name: "CFaultVFS", dependencies: ["CSQLite"], path: "Tests/CFaultVFS"),
        .target(
            name: "FaultDisk",
            dependencies: ["CFaultVFS"],
            path: "Tests/FaultDisk",
            swiftSettings: strict
        ),
        .target(
            name: "ModbusSlaves",
            dependencies: ["CModbus", "LinuxIO", "Threads"],
            path: "Tests/ModbusSlaves",
            swiftSettings: strict
        ),
        .target(
            name: "TestKit",
            dependencies: ["FieldModel", "LinuxIO"],
            path: "Tests/TestKit",
            swiftSettings: strict
        ),
        tests("FieldModelTests", ["FieldModel", "TestKit"]),
        tests("WireTests", ["FieldModel", "Wire", "TestKit", protobuf]),
        tests("StoreTests", ["Store", "CStore", "CSQLite", "FaultDisk", "TestKit"]),
        tests("LinuxIOTests", ["LinuxIO", "FieldModel", "TestKit", logging]),
        tests("CodecsTests", ["Codecs", "FieldModel", "TestKit"]),
        tests("ConfigFilesTests", ["ConfigFiles"]),
        tests("HardwareTests", ["Hardware", "LinuxIO", "FieldModel", "ModbusSlaves", "TestKit"]),
        tests(
            "InputsTests",
            ["Inputs", "ModbusSlaves", "Hardware", "LinuxIO", "Codecs", "FieldModel", "TestKit"]
        ),
        tests("WorkflowsTests", ["Workflows", "Codecs", "Wire", "FieldModel", "TestKit"]),
        tests(
            "JournalTests",
            ["Agent", "FaultDisk", "Journal", "Store", "Wire", "Workflows", "FieldModel", "TestKit", crypto]
        ),
        tests("ExchangeTests", ["Exchange", "Threads", "Wire", "FieldModel", "TestKit", crypto, protobuf]),
        tests("SimulatorTests", ["Simulator", "LinuxIO", "FieldModel", "TestKit"]),
        tests(
            "AgentTests",
            [
                "Agent", "Codecs", "ConfigFiles", "Exchange", "FaultDisk", "Hardware", "Inputs",
                "Journal", "Store",
                "LinuxIO", "Simulator",
                "Wire", "Workflows", "FieldModel", "TestKit", logging, crypto,
            ]
        ),
        tests(
            "CoordinatorTests",
            [
                "ConfigFiles", "Coordinator", "Exchange", "FaultDisk", "Workflows", "Wire", "Store",
                "Threads", "LinuxIO",
                "FieldModel", "TestKit", crypto, logging,
            ]
        ),
    ]
)
