/// The properties that objects of a type must have (STIX 2.1 §3.2, §4 to §7).
enum STIXRequired {
    static func properties(of type: String) -> Set<String> { Set(STIXSchema.structure(of: type)?.required ?? []) }
}
