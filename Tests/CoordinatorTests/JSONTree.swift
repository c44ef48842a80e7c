import FoundationEssentials

/// A JSON document that was read.
indirect enum JSONTree: Decodable, Equatable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSONTree])
    case object([String: JSONTree])

    init(text: some Sequence<UInt8>) throws {
        self = try JSONDecoder().decode(JSONTree.self, from: Data(text))
    }

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let bool = try? value.decode(Bool.self) {
            self = .bool(bool)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let string = try? value.decode(String.self) {
            self = .string(string)
        } else if let array = try? value.decode([JSONTree].self) {
            self = .array(array)
        } else {
            self = .object(try value.decode([String: JSONTree].self))
        }
    }

    subscript(key: String) -> JSONTree? {
        guard case .object(let members) = self else { return nil }
        return members[key]
    }

    subscript(index: Int) -> JSONTree? {
        guard case .array(let values) = self, values.indices.contains(index) else { return nil }
        return values[index]
    }

    var values: [JSONTree] {
        guard case .array(let values) = self else { return [] }
        return values
    }

    /// The name of the type in JSON Schema.
    var type: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .number(let number): number == number.rounded() ? "integer" : "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }
}

extension JSONTree {
    /// Where and how this document breaks a schema of the kind that docs/schemas uses: type, required, properties,
    /// additionalProperties, items, enum, const, anyOf.
    func faults(against schema: JSONTree, at path: String = "$") -> [String] {
        if let choices = schema["anyOf"]?.values {
            return choices.contains { self.faults(against: $0, at: path).isEmpty }
                ? [] : ["\(path): no alternative fits"]
        }
        var faults: [String] = []
        if let type = schema["type"] {
            let allowed = type.values.isEmpty ? [type] : type.values
            let fits =
                allowed.contains(.string(self.type))
                || (self.type == "integer" && allowed.contains(.string("number")))
            if !fits { return ["\(path): \(self.type)"] }
        }
        if let constant = schema["const"], constant != self { faults.append("\(path): not the constant") }
        if let choices = schema["enum"]?.values, !choices.contains(self) { faults.append("\(path): \(self)") }
        if case .object(let members) = self, case .object(let properties)? = schema["properties"] {
            for case .string(let name) in schema["required"]?.values ?? [] where members[name] == nil {
                faults.append("\(path).\(name): missing")
            }
            for (name, value) in members {
                if let property = properties[name] {
                    faults += value.faults(against: property, at: "\(path).\(name)")
                } else {
                    faults.append("\(path).\(name): unknown")
                }
            }
        }
        if case .array(let values) = self, let items = schema["items"] {
            for (index, value) in values.enumerated() {
                faults += value.faults(against: items, at: "\(path)[\(index)]")
            }
        }
        return faults
    }
}
