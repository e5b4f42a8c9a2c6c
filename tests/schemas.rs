//! The schemas that are published and compiled in.

#[test]
fn published_schemas_are_json_and_compile() {
    for text in [groma::inventory::SCHEMA, groma::blueprint::load::SCHEMA] {
        let schema = serde_json::from_str(text).expect("it is JSON");
        groma::json_schema::JsonSchema::compile(schema).expect("it compiles");
    }
}
