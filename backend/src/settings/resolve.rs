//! Resolves what an environment's settings refer to.

use shared::{
    field::FieldFault,
    variable::{Fault, Graph, Part, Reference, Resolved, VariableKind, judge, parse, references},
};

use super::{Place, Setting, State, facts::Facts};
use crate::{app::App, store::Tx, vault::VaultError};

/// What an environment's settings resolve to.
#[derive(Debug, Clone, Default)]
pub struct Resolution {
    /// The variables, in the order in which they were given.
    pub variables: Vec<Resolved>,
    /// Other texts that refer to variables, likewise.
    pub texts: Vec<Resolved>,
}

/// Resolves all variables of an environment, and texts beside them, each with whether it is secret by itself.
///
/// # Errors
/// Those of storage.
pub async fn resolve(
    tx: &mut Tx,
    app: &App,
    place: &Place,
    variables: &[Setting],
    texts: &[(&str, bool)],
) -> Result<Resolution, VaultError> {
    let all = variables.iter().map(|variable| variable.state.value.expose()).chain(texts.iter().map(|(text, _)| *text));
    let wanted: Vec<Reference> = all.flat_map(references).collect();
    let facts = Facts::load(tx, app, place, Some(&wanted)).await?;
    let fact = |reference: &Reference| facts.fact(reference);
    let given =
        variables.iter().map(|variable| (variable.name.as_str(), variable.state.value.expose(), variable.state.secret));
    let graph = Graph::new(given, &fact);
    Ok(Resolution {
        variables: (0..variables.len()).map(|at| graph.at(at).clone()).collect(),
        texts: texts.iter().map(|(text, secret)| graph.resolve(text, *secret)).collect(),
    })
}

/// What is wrong with a variable that is stored all the same: its references, or that what they come to is not of its
/// kind. Each with the reference in question; empty when the whole value is meant.
pub fn problems(state: &State, resolved: &Resolved) -> Vec<(FieldFault, String)> {
    let mut problems: Vec<(FieldFault, String)> =
        resolved.problems.iter().map(|(fault, reference)| (in_words(*fault), reference.clone())).collect();
    let refers = parse(state.value.expose()).iter().any(|part| matches!(part, Part::Reference(_)));
    let kind = VariableKind::parse(&state.kind).unwrap_or_default();
    if let Some(text) = resolved.text.as_ref().filter(|_| refers) {
        problems.extend(judge(kind, &state.options, text.expose()).err().map(|fault| (fault, String::new())));
    }
    problems
}

fn in_words(fault: Fault) -> FieldFault {
    match fault {
        Fault::Dangling => FieldFault::ReferenceDangling,
        Fault::Cycle => FieldFault::ReferenceCycle,
        Fault::Malformed => FieldFault::ReferenceMalformed,
        Fault::TooLong => FieldFault::ReferenceTooLong,
    }
}
