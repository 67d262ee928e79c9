//! `/api/openapi.json`, made from the same rows that mount the routes.

use axum::routing::MethodFilter;
use shared::problem::Problem;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        ComponentsBuilder, ContentBuilder, InfoBuilder, OpenApi, OpenApiBuilder, PathItem, PathsBuilder, Ref, RefOr,
        Required, ResponseBuilder, Schema,
        path::{HttpMethod, OperationBuilder, ParameterBuilder, ParameterIn},
        request_body::RequestBodyBuilder,
        schema::{ArrayBuilder, ObjectBuilder, Type},
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
    },
};

use super::{auth::Access, router::Route};

/// What a row says about its route.
#[derive(Clone)]
pub struct Docs {
    summary: &'static str,
    body: Option<Described>,
    status: u16,
    answer: Option<Described>,
    is_list: bool,
    query: &'static [&'static str],
}

impl std::fmt::Debug for Docs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.summary)
    }
}

#[derive(Clone)]
struct Described {
    name: String,
    all: Vec<(String, RefOr<Schema>)>,
}

fn described<T: ToSchema>() -> Described {
    let mut all = vec![(T::name().into_owned(), T::schema())];
    T::schemas(&mut all);
    Described { name: T::name().into_owned(), all }
}

impl Docs {
    /// A route that answers 204 until told otherwise.
    pub fn new(summary: &'static str) -> Self {
        Self { summary, body: None, status: 204, answer: None, is_list: false, query: &[] }
    }

    /// What it takes.
    #[must_use]
    pub fn takes<T: ToSchema>(mut self) -> Self {
        self.body = Some(described::<T>());
        self
    }

    /// What it answers, with 200 unless it [`creates`](Self::creates).
    #[must_use]
    pub fn answers<T: ToSchema>(mut self) -> Self {
        self.answer = Some(described::<T>());
        if self.status == 204 {
            self.status = 200;
        }
        self
    }

    /// It answers a page of these.
    #[must_use]
    pub fn lists<T: ToSchema>(mut self) -> Self {
        self.is_list = true;
        self.query = &["limit", "cursor"];
        self.answers::<T>()
    }

    /// It answers 200 with plain text.
    #[must_use]
    pub fn text(mut self) -> Self {
        self.status = 200;
        self
    }

    /// It answers 201 with what it created.
    #[must_use]
    pub fn creates<T: ToSchema>(mut self) -> Self {
        self.status = 201;
        self.answers::<T>()
    }

    /// The query parameters it knows.
    #[must_use]
    pub fn query(mut self, names: &'static [&'static str]) -> Self {
        self.query = names;
        self
    }

    /// The words about it.
    pub fn summary(&self) -> &'static str {
        self.summary
    }
}

/// The whole document.
pub fn document(table: &[Route]) -> OpenApi {
    let mut components = ComponentsBuilder::new();
    for (name, schema) in table.iter().flat_map(schemas).chain(described::<Problem>().all) {
        components = components.schema(name, schema);
    }
    let session = ApiKeyValue::new(crate::identity::session::COOKIE);
    components = components
        .security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(session)))
        .security_scheme("api_key", SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build()));
    let mut paths = PathsBuilder::new();
    for route in table {
        paths = paths.path(route.path, PathItem::new(method(route.method), operation(route)));
    }
    let info = InfoBuilder::new().title("Consentry").version(env!("CARGO_PKG_VERSION"));
    OpenApiBuilder::new().info(info.build()).paths(paths.build()).components(Some(components.build())).build()
}

fn schemas(route: &Route) -> Vec<(String, RefOr<Schema>)> {
    [&route.docs.body, &route.docs.answer].into_iter().flatten().flat_map(|described| described.all.clone()).collect()
}

fn method(filter: MethodFilter) -> HttpMethod {
    match filter {
        MethodFilter::POST => HttpMethod::Post,
        MethodFilter::PUT => HttpMethod::Put,
        MethodFilter::PATCH => HttpMethod::Patch,
        MethodFilter::DELETE => HttpMethod::Delete,
        _ => HttpMethod::Get,
    }
}

fn operation(route: &Route) -> OperationBuilder {
    let docs = &route.docs;
    let mut answer = ResponseBuilder::new().description(docs.summary);
    if let Some(described) = &docs.answer {
        let item = RefOr::Ref(Ref::from_schema_name(described.name.clone()));
        let schema = if docs.is_list { page_of(item) } else { item };
        answer = answer.content("application/json", ContentBuilder::new().schema(Some(schema)).build());
    }
    let problem = RefOr::<Schema>::Ref(Ref::from_schema_name(Problem::name().into_owned()));
    let problem = ContentBuilder::new().schema(Some(problem)).build();
    let refusal = ResponseBuilder::new().description("A problem").content("application/problem+json", problem);
    let mut operation = OperationBuilder::new()
        .summary(Some(docs.summary))
        .description(Some(needs(route.access)))
        .response(docs.status.to_string(), answer.build())
        .response("default", refusal.build());
    for name in route.path.split('{').skip(1).filter_map(|rest| rest.split('}').next()) {
        operation = operation.parameter(parameter(name, ParameterIn::Path));
    }
    for name in docs.query {
        operation = operation.parameter(parameter(name, ParameterIn::Query));
    }
    if let Some(body) = &docs.body {
        let schema = RefOr::<Schema>::Ref(Ref::from_schema_name(body.name.clone()));
        let content = ContentBuilder::new().schema(Some(schema)).build();
        let body = RequestBodyBuilder::new().required(Some(Required::True)).content("application/json", content);
        operation = operation.request_body(Some(body.build()));
    }
    if route.access != Access::Public {
        operation = operation.security(SecurityRequirement::new("session", Vec::<String>::new()));
        if route.access != Access::Person {
            operation = operation.security(SecurityRequirement::new("api_key", Vec::<String>::new()));
        }
    }
    operation
}

fn parameter(name: &str, place: ParameterIn) -> ParameterBuilder {
    let required = if matches!(place, ParameterIn::Path) { Required::True } else { Required::False };
    ParameterBuilder::new().name(name).parameter_in(place).required(required).schema(Some(String::schema()))
}

fn page_of(item: RefOr<Schema>) -> RefOr<Schema> {
    let cursor = ObjectBuilder::new().schema_type(Type::String).description(Some("null on the last page"));
    ObjectBuilder::new()
        .property("items", ArrayBuilder::new().items(item))
        .property("next_cursor", cursor)
        .required("items")
        .into()
}

fn needs(access: Access) -> String {
    match access {
        Access::Public => "Needs no identity.".to_owned(),
        Access::Person => "Needs a session.".to_owned(),
        Access::SignedIn(permission) => format!("Needs a session, or an API key that carries {permission:?}."),
        Access::Portal(permission) => {
            format!("Needs a portal administrator, or an API key for all tenants that carries {permission:?}.")
        }
        Access::Tenant(permission) => format!("Needs {permission:?} on the tenant."),
        Access::Either(one, other) => {
            format!("Needs {one:?} or {other:?} on the tenant, whichever covers what is asked.")
        }
    }
}
