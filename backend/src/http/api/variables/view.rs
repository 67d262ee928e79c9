//! A variable as it may be shown, with what its value resolves to.

use shared::{
    api::{
        resource::ShownValue,
        setting_change::ShownSetting,
        variable::{Variable, VariableProblem},
    },
    ids::VariableId,
    problem::ProblemCode,
    secret::SecretState,
    text::Locale,
    variable::{Resolved, VariableKind, key, references},
};

use crate::{
    app::App,
    http::AppError,
    settings::{self, Place, Setting, Source as _, resolve::problems, variables::Variables},
    store::Tx,
};

/// The variable of that name, with its place among all of them.
pub(super) fn position(variables: &[Setting], name: &str) -> Result<usize, AppError> {
    let wanted = key(name);
    Ok(variables.iter().position(|variable| key(&variable.name) == wanted).ok_or(ProblemCode::NotFound)?)
}

/// The variable of that name, as it is now.
pub(super) async fn one(
    tx: &mut Tx,
    app: &App,
    place: &Place,
    name: &str,
    locale: Locale,
) -> Result<Variable, AppError> {
    let variables = settings::variables(tx, app, place).await?;
    let at = position(&variables, name)?;
    let resolution = settings::resolve(tx, app, place, &variables, &[]).await?;
    Ok(variable(app, &variables[at], &resolution.variables[at], locale))
}

/// What the API shows.
pub(in crate::http::api) fn variable(app: &App, setting: &Setting, resolved: &Resolved, locale: Locale) -> Variable {
    let state = &setting.state;
    let ShownSetting { value, .. } = Variables.shown(&setting.name, state, setting.value_at);
    let problem = |(fault, reference): (shared::field::FieldFault, String)| VariableProblem {
        code: fault.code().to_owned(),
        reference,
        detail: app.texts.field(fault, locale),
    };
    Variable {
        id: VariableId::new(&setting.id),
        name: setting.name.clone(),
        kind: VariableKind::parse(&state.kind).unwrap_or_default(),
        options: state.options.clone(),
        secret: state.secret,
        protected: state.protected,
        description: state.description.clone(),
        value,
        references: references(state.value.expose()).iter().map(ToString::to_string).collect(),
        resolved: shown(resolved),
        problems: problems(state, resolved).into_iter().map(problem).collect(),
        version: setting.version,
        updated_at: setting.at,
        updated_by: setting.by.clone(),
    }
}

/// How a resolved secret ends is not told: it could be all there is of what it refers to.
fn shown(resolved: &Resolved) -> Option<ShownValue> {
    let text = resolved.text.as_ref()?;
    Some(if resolved.secret {
        ShownValue::Secret(SecretState { set: !text.is_empty(), last4: None, updated_at: None })
    } else {
        ShownValue::Plain(text.expose().to_owned())
    })
}
