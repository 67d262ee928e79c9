//! The API's description (OpenAPI 3) as a reader wants it: operations in groups, fields in lines.

use serde_json::Value;

/// Operations that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Group {
    /// The first word of their paths after `/api/v1`.
    pub(crate) name: String,
    /// The operations, in the order of the document.
    pub(crate) operations: Vec<Operation>,
}

/// One method of one path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Operation {
    /// `GET`, `POST` …
    pub(crate) method: String,
    /// The path with its places.
    pub(crate) path: String,
    /// What it does.
    pub(crate) summary: String,
    /// What it needs, and more.
    pub(crate) description: String,
    /// Query and path parameters.
    pub(crate) parameters: Vec<Field>,
    /// Fields of the request's body.
    pub(crate) request: Vec<Field>,
    /// Fields of the answer.
    pub(crate) answer: Vec<Field>,
}

/// One field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    /// Its name.
    pub(crate) name: String,
    /// Its type, in a word.
    pub(crate) kind: String,
    /// Whether it must be there.
    pub(crate) required: bool,
    /// What it means.
    pub(crate) description: String,
}

/// Reads the document.
pub(crate) fn groups(document: &Value) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let Some(paths) = document["paths"].as_object() else { return groups };
    for (path, methods) in paths {
        let name = group_of(path);
        for method in ["get", "post", "put", "patch", "delete"] {
            let told = &methods[method];
            if told.is_null() {
                continue;
            }
            let operation = operation(document, method, path, told);
            match groups.iter_mut().find(|group| group.name == name) {
                Some(group) => group.operations.push(operation),
                None => groups.push(Group { name: name.clone(), operations: vec![operation] }),
            }
        }
    }
    groups
}

/// `/api/v1/tenants/{tenant}/resources` belongs to `resources`, `/health/live` to `health`.
fn group_of(path: &str) -> String {
    let rest = path.trim_start_matches("/api/v1");
    let mut words = rest.split('/').filter(|word| !word.is_empty() && !word.starts_with('{'));
    let first = words.next().unwrap_or("api").to_owned();
    if first == "tenants" { words.next().map_or(first, str::to_owned) } else { first }
}

fn operation(document: &Value, method: &str, path: &str, told: &Value) -> Operation {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let parameters = told["parameters"].as_array().into_iter().flatten().map(|parameter| Field {
        name: text(&parameter["name"]),
        kind: kind_of(&parameter["schema"]),
        required: parameter["required"].as_bool().unwrap_or(false),
        description: text(&parameter["description"]),
    });
    let answers = told["responses"].as_object();
    let good = answers.and_then(|all| all.iter().find(|(code, _)| code.starts_with('2'))).map(|(_, answer)| answer);
    Operation {
        method: method.to_uppercase(),
        path: path.to_owned(),
        summary: text(&told["summary"]),
        description: text(&told["description"]),
        parameters: parameters.collect(),
        request: fields(document, body(&told["requestBody"])),
        answer: good.map(|answer| fields(document, body(answer))).unwrap_or_default(),
    }
}

/// The JSON schema of a body.
fn body(value: &Value) -> &Value {
    &value["content"]["application/json"]["schema"]
}

fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(reference) => document.pointer(reference.trim_start_matches('#')).unwrap_or(&Value::Null),
        None => schema,
    }
}

fn fields(document: &Value, schema: &Value) -> Vec<Field> {
    let schema = resolve(document, schema);
    if let Some(parts) = schema["allOf"].as_array() {
        return parts.iter().flat_map(|part| fields(document, part)).collect();
    }
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let properties = schema["properties"].as_object().into_iter().flatten();
    properties
        .map(|(name, property)| Field {
            name: name.clone(),
            kind: kind_of(property),
            required: required.contains(&name.as_str()),
            description: property["description"].as_str().unwrap_or_default().to_owned(),
        })
        .collect()
}

/// A schema's type in a word: `string`, `date-time`, `Role`, `Tenant[]`.
fn kind_of(schema: &Value) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        return reference.rsplit('/').next().unwrap_or_default().to_owned();
    }
    for key in ["oneOf", "anyOf", "allOf"] {
        if let Some(parts) = schema[key].as_array() {
            let kinds: Vec<String> = parts.iter().map(kind_of).filter(|kind| kind != "null").collect();
            return kinds.join(" | ");
        }
    }
    let kind = match &schema["type"] {
        Value::Array(kinds) => {
            kinds.iter().filter_map(Value::as_str).filter(|kind| *kind != "null").collect::<Vec<_>>().join(" | ")
        }
        kind => kind.as_str().unwrap_or("any").to_owned(),
    };
    match kind.as_str() {
        "array" => format!("{}[]", kind_of(&schema["items"])),
        "string" => schema["format"].as_str().unwrap_or("string").to_owned(),
        _ => kind,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_document_is_read_into_groups() {
        let document = json!({
            "paths": {
                "/api/v1/tenants": { "get": { "summary": "Lists tenants", "responses": { "200": {} } } },
                "/api/v1/tenants/{tenant}/resources": { "post": {
                    "summary": "Adds a resource",
                    "parameters": [{ "name": "tenant", "in": "path", "required": true, "schema": { "type": "string" } }],
                    "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/New" } } } },
                    "responses": { "201": {} },
                } },
            },
            "components": { "schemas": { "New": {
                "required": ["name"],
                "properties": {
                    "name": { "type": "string", "description": "Its name." },
                    "tags": { "type": "array", "items": { "type": "string" } },
                    "at": { "type": ["string", "null"], "format": "date-time" },
                    "role": { "oneOf": [{ "type": "null" }, { "$ref": "#/components/schemas/Role" }] },
                },
            } } },
        });
        let groups = groups(&document);
        assert_eq!(groups.iter().map(|group| group.name.as_str()).collect::<Vec<_>>(), ["tenants", "resources"]);
        let operation = &groups[1].operations[0];
        assert_eq!((operation.method.as_str(), operation.parameters.len()), ("POST", 1));
        let kinds: Vec<(&str, &str, bool)> =
            operation.request.iter().map(|f| (f.name.as_str(), f.kind.as_str(), f.required)).collect();
        assert_eq!(
            kinds,
            [
                ("at", "date-time", false),
                ("name", "string", true),
                ("role", "Role", false),
                ("tags", "string[]", false)
            ]
        );
    }
}
