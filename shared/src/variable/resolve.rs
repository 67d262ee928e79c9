//! Resolves the references of all variables of an environment at once: every cycle is found, what refers to a secret
//! is secret, and nothing recurses, however long a chain is.

use std::collections::HashMap;

use super::{
    name::key,
    reference::{Part, Reference, Space, parse},
};
use crate::secret::SecretText;

/// The longest text that a value may resolve to, in bytes: references multiply.
pub const MOST_RESOLVED: usize = 64 * 1024;
/// The most that all values of an environment together may resolve to, in bytes.
const MOST_TOGETHER: usize = 32 * 1024 * 1024;

/// A text and whether it may be shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Text {
    /// The text.
    pub text: SecretText,
    /// Whether it is secret.
    pub secret: bool,
}

impl Text {
    /// One that may be shown.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: SecretText::new(text), secret: false }
    }

    /// One that may not.
    pub fn secret(text: impl Into<String>) -> Self {
        Self { text: SecretText::new(text), secret: true }
    }
}

/// What is known about a reference to something that is no variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// What it stands for.
    Known(Text),
    /// There is no such resource, credential or field, or it has no value.
    Missing,
}

/// Why a reference stands for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// It refers to something that is not there.
    Dangling,
    /// It refers to itself, through others or directly.
    Cycle,
    /// `${` without anything known after it. Stands for itself; worth a look.
    Malformed,
    /// The text would be too long.
    TooLong,
}

impl Fault {
    /// The stable code in the API.
    pub fn code(self) -> &'static str {
        match self {
            Self::Dangling => "reference_dangling",
            Self::Cycle => "reference_cycle",
            Self::Malformed => "reference_malformed",
            Self::TooLong => "reference_too_long",
        }
    }
}

/// A value, resolved as far as it goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resolved {
    /// The text; `None`: a reference stands for nothing.
    pub text: Option<SecretText>,
    /// Whether the value, or anything it refers to, is secret.
    pub secret: bool,
    /// What is wrong, here or further on, with the reference in question.
    pub problems: Vec<(Fault, String)>,
}

impl Resolved {
    fn problem(&mut self, fault: Fault, reference: String) {
        if !self.problems.iter().any(|(known, text)| (*known, text) == (fault, &reference)) {
            self.problems.push((fault, reference));
        }
    }
}

/// The variables of an environment and what they resolve to.
pub struct Graph<'a> {
    by_key: HashMap<String, usize>,
    nodes: Vec<Node<'a>>,
    fact: &'a dyn Fn(&Reference) -> Fact,
    resolved: Vec<Resolved>,
    groups: Vec<usize>,
    cycles: Vec<Vec<usize>>,
    together: usize,
}

struct Node<'a> {
    parts: Vec<Part<'a>>,
    secret: bool,
    next: Vec<usize>,
}

impl std::fmt::Debug for Graph<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Graph of {}", self.nodes.len())
    }
}

impl<'a> Graph<'a> {
    /// Resolves the variables, given as name, value and whether it is secret. `fact` knows everything else.
    pub fn new(
        variables: impl IntoIterator<Item = (&'a str, &'a str, bool)>,
        fact: &'a dyn Fn(&Reference) -> Fact,
    ) -> Self {
        let (mut by_key, mut nodes) = (HashMap::new(), Vec::new());
        for (name, value, secret) in variables {
            by_key.insert(key(name), nodes.len());
            nodes.push(Node { parts: parse(value), secret, next: Vec::new() });
        }
        for node in &mut nodes {
            node.next = variables_of(&node.parts).filter_map(|name| by_key.get(&key(name)).copied()).collect();
        }
        let count = nodes.len();
        let resolved = vec![Resolved::default(); count];
        let mut graph =
            Self { by_key, nodes, fact, resolved, groups: vec![usize::MAX; count], cycles: Vec::new(), together: 0 };
        for group in strongly_connected(&graph.nodes) {
            graph.settle(group);
        }
        graph
    }

    /// Resolves a group of variables that all lead to each other; whatever else they lead to is resolved already.
    fn settle(&mut self, group: Vec<usize>) {
        let number = group[0];
        for node in &group {
            self.groups[*node] = number;
        }
        let circular = group.len() > 1 || self.nodes[number].next.contains(&number);
        for node in &group {
            let resolved =
                self.evaluate(&self.nodes[*node].parts, self.nodes[*node].secret, circular.then_some(number));
            self.together += resolved.text.as_ref().map_or(0, |text| text.expose().len());
            self.resolved[*node] = resolved;
        }
        if circular {
            self.cycles.push(group);
        }
    }

    fn evaluate(&self, parts: &[Part<'_>], secret: bool, circle: Option<usize>) -> Resolved {
        let mut resolved = Resolved { secret, ..Resolved::default() };
        let mut text = Some(String::new());
        for part in parts {
            let piece = match part {
                Part::Text(plain) => Some((*plain).to_owned()),
                Part::Escape => Some("${".to_owned()),
                Part::Malformed(plain) => {
                    resolved.problem(Fault::Malformed, (*plain).to_owned());
                    Some((*plain).to_owned())
                }
                Part::Reference(reference) => self.follow(reference, circle, &mut resolved),
            };
            text = match (text, piece) {
                (Some(text), Some(piece)) if text.len() + piece.len() <= MOST_RESOLVED => Some(text + &piece),
                (Some(_), Some(_)) => {
                    resolved.problem(Fault::TooLong, String::new());
                    None
                }
                _ => None,
            };
        }
        if text.as_ref().is_some_and(|text| self.together + text.len() > MOST_TOGETHER) {
            resolved.problem(Fault::TooLong, String::new());
            text = None;
        }
        resolved.text = text.map(SecretText::new);
        resolved
    }

    fn follow(&self, reference: &Reference, circle: Option<usize>, resolved: &mut Resolved) -> Option<String> {
        if reference.space != Space::Variable {
            return match (self.fact)(reference) {
                Fact::Known(text) => {
                    resolved.secret |= text.secret;
                    Some(text.text.expose().to_owned())
                }
                Fact::Missing => {
                    resolved.problem(Fault::Dangling, reference.to_string());
                    None
                }
            };
        }
        let Some(at) = self.by_key.get(&key(&reference.name)).copied() else {
            resolved.problem(Fault::Dangling, reference.to_string());
            return None;
        };
        if circle.is_some_and(|circle| self.groups[at] == circle) {
            // Whatever is in the circle, its secrets could be anywhere in it.
            resolved.secret |= self.nodes[at].secret;
            resolved.problem(Fault::Cycle, reference.to_string());
            return None;
        }
        let other = &self.resolved[at];
        resolved.secret |= other.secret;
        for (fault, text) in other.problems.iter().filter(|(fault, _)| *fault != Fault::Malformed) {
            resolved.problem(*fault, text.clone());
        }
        other.text.as_ref().map(|text| text.expose().to_owned())
    }

    /// What the variable at that place, in the order in which they were given, resolves to.
    pub fn at(&self, place: usize) -> &Resolved {
        &self.resolved[place]
    }

    /// Resolves a text that is no variable itself.
    pub fn resolve(&self, value: &str, secret: bool) -> Resolved {
        self.evaluate(&parse(value), secret, None)
    }

    /// The variables that lead to themselves, by their places, circle by circle.
    pub fn cycles(&self) -> &[Vec<usize>] {
        &self.cycles
    }
}

fn variables_of<'a>(parts: &'a [Part<'_>]) -> impl Iterator<Item = &'a str> {
    parts.iter().filter_map(|part| match part {
        Part::Reference(reference) if reference.space == Space::Variable => Some(reference.name.as_str()),
        _ => None,
    })
}

/// Groups of nodes that lead to each other, those that others lead to first (Tarjan 1972, with a stack of our own).
fn strongly_connected(nodes: &[Node<'_>]) -> Vec<Vec<usize>> {
    const UNSEEN: usize = usize::MAX;
    let (mut seen, mut low) = (vec![UNSEEN; nodes.len()], vec![0; nodes.len()]);
    let (mut open, mut is_open) = (Vec::new(), vec![false; nodes.len()]);
    let (mut groups, mut count) = (Vec::new(), 0);
    for start in 0..nodes.len() {
        if seen[start] != UNSEEN {
            continue;
        }
        let mut way: Vec<(usize, usize)> = vec![(start, 0)];
        while let Some((node, step)) = way.pop() {
            if step == 0 {
                (seen[node], low[node]) = (count, count);
                count += 1;
                open.push(node);
                is_open[node] = true;
            }
            if let Some(next) = nodes[node].next.get(step).copied() {
                way.push((node, step + 1));
                if seen[next] == UNSEEN {
                    way.push((next, 0));
                } else if is_open[next] {
                    low[node] = low[node].min(seen[next]);
                }
                continue;
            }
            if let Some((before, _)) = way.last() {
                low[*before] = low[*before].min(low[node]);
            }
            if low[node] == seen[node] {
                let at = open.iter().rposition(|open| *open == node).unwrap_or(0);
                let group: Vec<usize> = open.split_off(at);
                for node in &group {
                    is_open[*node] = false;
                }
                groups.push(group);
            }
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    fn known(reference: &Reference) -> Fact {
        match (reference.space, reference.field.as_str()) {
            (Space::Tenant, "name") => Fact::Known(Text::plain("Contoso")),
            (Space::Credential, "secret") => Fact::Known(Text::secret("hunter2hunter2")),
            _ => Fact::Missing,
        }
    }

    fn text(graph: &Graph<'_>, place: usize) -> Option<String> {
        graph.at(place).text.as_ref().map(|text| text.expose().to_owned())
    }

    #[test]
    fn references_resolve_through_each_other_whatever_their_order() {
        let graph = Graph::new(
            [("Url", "https://${variable:HOST}/${tenant:name}", false), ("Host", "mail.$${x}.example.com", false)],
            &known,
        );
        assert_eq!(text(&graph, 0).as_deref(), Some("https://mail.${x}.example.com/Contoso"));
        assert!(!graph.at(0).secret && graph.at(0).problems.is_empty());
    }

    #[test]
    fn what_refers_to_a_secret_is_secret_at_any_distance() {
        let graph = Graph::new(
            [
                ("a", "x${variable:b}", false),
                ("b", "${variable:c}", false),
                ("c", "s", true),
                ("d", "${credential:M.secret}", false),
            ],
            &known,
        );
        assert!(graph.at(0).secret && graph.at(1).secret && graph.at(3).secret);
        assert!(graph.resolve("${variable:a}", false).secret);
        assert_eq!(text(&graph, 0).as_deref(), Some("xs"));
    }

    #[test]
    fn cycles_are_found_and_what_leads_to_them_does_not_resolve() {
        let graph = Graph::new(
            [
                ("a", "${variable:b}", false),
                ("b", "${variable:A}", false),
                ("c", "${variable:a}", false),
                ("d", "${variable:d}", false),
                ("e", "e", false),
            ],
            &known,
        );
        let cycles: Vec<HashSet<usize>> = graph.cycles().iter().map(|group| group.iter().copied().collect()).collect();
        assert_eq!(cycles, [HashSet::from([0, 1]), HashSet::from([3])]);
        for place in 0..4 {
            assert_eq!(text(&graph, place), None, "{place}");
            assert!(graph.at(place).problems.iter().any(|(fault, _)| *fault == Fault::Cycle), "{place}");
        }
        assert_eq!(text(&graph, 4).as_deref(), Some("e"));
    }

    #[test]
    fn what_dangles_says_what_is_missing_even_from_afar() {
        let graph = Graph::new([("a", "${variable:b}", false), ("b", "${resource:Mail.client_id}", false)], &known);
        let expected = vec![(Fault::Dangling, "${resource:Mail.client_id}".to_owned())];
        assert_eq!((&graph.at(0).problems, &graph.at(1).problems), (&expected, &expected));
        let graph = Graph::new([("a", "${variable:Nobody}", false), ("b", "${PATH}", false)], &known);
        assert_eq!(graph.at(0).problems, [(Fault::Dangling, "${variable:Nobody}".to_owned())]);
        assert_eq!((text(&graph, 1).as_deref(), graph.at(1).problems[0].0), (Some("${PATH}"), Fault::Malformed));
    }

    #[test]
    fn a_long_chain_needs_no_deep_stack_and_a_wide_one_no_memory() {
        let names: Vec<String> = (0..20_000).map(|n| format!("v{n}")).collect();
        let values: Vec<String> = (1..20_000).map(|n| format!("${{variable:v{n}}}")).chain(["end".into()]).collect();
        let chain = names.iter().zip(&values).map(|(name, value)| (name.as_str(), value.as_str(), false));
        let graph = Graph::new(chain, &known);
        assert_eq!(text(&graph, 0).as_deref(), Some("end"));
        let doubled: Vec<String> =
            (1..60).map(|n| format!("${{variable:v{n}}}${{variable:v{n}}}")).chain(["xx".into()]).collect();
        let wide = names.iter().zip(&doubled).map(|(name, value)| (name.as_str(), value.as_str(), false));
        let graph = Graph::new(wide, &known);
        assert_eq!(text(&graph, 0), None);
        assert!(graph.at(0).problems.iter().any(|(fault, _)| *fault == Fault::TooLong));
    }

    proptest! {
        /// Against the obvious way: a variable is in a cycle exactly if it can be reached from itself.
        #[test]
        fn cycles_are_what_can_reach_itself(edges in prop::collection::vec((0..8_usize, 0..8_usize), 0..20)) {
            let names: Vec<String> = (0..8).map(|n| format!("v{n}")).collect();
            let reference = |(_, to): &(usize, usize)| format!("${{variable:v{to}}}");
            let of = |node| edges.iter().filter(move |(from, _)| *from == node).map(reference).collect::<Vec<_>>();
            let values: Vec<String> = (0..8).map(|node| of(node).concat()).collect();
            let graph = Graph::new(names.iter().zip(&values).map(|(n, v)| (n.as_str(), v.as_str(), false)), &known);
            let circular: HashSet<usize> = graph.cycles().iter().flatten().copied().collect();
            for start in 0..8 {
                let (mut reached, mut todo) = (HashSet::new(), vec![start]);
                while let Some(node) = todo.pop() {
                    for (_, to) in edges.iter().filter(|(from, _)| *from == node) {
                        if reached.insert(*to) {
                            todo.push(*to);
                        }
                    }
                }
                prop_assert_eq!(circular.contains(&start), reached.contains(&start));
                let leads_to_one = reached.iter().any(|node| circular.contains(node)) || circular.contains(&start);
                prop_assert_eq!(graph.at(start).text.is_none(), leads_to_one);
            }
        }
    }
}
