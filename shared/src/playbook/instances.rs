//! A list of service instances as somebody exported it, or copied it out of a table: commas, semicolons or tabs, quoted
//! fields, with or without a line that names the columns, in English or Dutch.

/// The most instances.
const MOST: usize = 2000;
/// The longest column.
const LONGEST: usize = 500;

/// A service instance.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Instance {
    /// What it is called.
    pub name: String,
    /// What it connects to.
    pub service_type: String,
    /// How it proves who it is.
    pub authentication: String,
    /// The server that it talks to; empty: the list does not say.
    pub server: String,
}

/// Why a line was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListFault {
    /// It has no authentication mode.
    TooFew,
    /// A column is far too long.
    TooLong,
    /// It and what follows are more than can be read.
    TooMany,
    /// A quotation mark is never closed.
    Unclosed,
}

impl ListFault {
    /// The stable name.
    pub fn code(self) -> &'static str {
        match self {
            Self::TooFew => "list_too_few",
            Self::TooLong => "list_too_long",
            Self::TooMany => "list_too_many",
            Self::Unclosed => "list_unclosed",
        }
    }
}

/// What was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InstanceList {
    /// The instances, in the list's order.
    pub instances: Vec<Instance>,
    /// The lines that could not be read, from 1.
    pub unread: Vec<(usize, ListFault)>,
}

/// Where the columns are.
#[derive(Debug, Clone, Copy)]
struct Columns {
    name: Option<usize>,
    service_type: usize,
    authentication: usize,
    server: Option<usize>,
}

/// Without a line that says otherwise.
const USUAL: Columns = Columns { name: Some(0), service_type: 1, authentication: 2, server: Some(3) };

const NAME: &[&str] = &[
    "name",
    "naam",
    "displayname",
    "weergavenaam",
    "serviceinstance",
    "serviceinstancename",
    "serviceinstantie",
    "instance",
    "instantie",
    "systemname",
];
const SERVICE_TYPE: &[&str] = &[
    "servicetype",
    "servicetypename",
    "type",
    "service",
    "servicebroker",
    "broker",
    "soortservice",
    "typeservice",
    "diensttype",
];
const AUTHENTICATION: &[&str] = &[
    "authenticationmode",
    "authentication",
    "authmode",
    "authenticationtype",
    "authenticatiemodus",
    "authenticatie",
    "verificatiemodus",
    "verificatie",
    "verificatiemethode",
    "authenticatiemethode",
    "aanmelding",
];
const SERVER: &[&str] = &[
    "server",
    "servername",
    "servernaam",
    "host",
    "hostname",
    "url",
    "serverurl",
    "address",
    "adres",
    "endpoint",
    "exchangeserver",
];

/// Reads a list.
pub fn read_instances(text: &str) -> InstanceList {
    let text = text.trim_start_matches('\u{feff}');
    let (text, given) = separator_line(text);
    let separator = given.unwrap_or_else(|| separator_of(text));
    let mut list = InstanceList::default();
    let mut columns = None;
    let rows = Rows { rest: text, line: 1 + usize::from(given.is_some()), separator };
    for (line, row) in rows {
        let Some(cells) = row else {
            list.unread.push((line, ListFault::Unclosed));
            break;
        };
        if cells.iter().all(String::is_empty) {
            continue;
        }
        if columns.is_none() {
            let named = named(&cells);
            columns = Some(named.unwrap_or(USUAL));
            if named.is_some() {
                continue;
            }
        }
        if list.instances.len() == MOST {
            list.unread.push((line, ListFault::TooMany));
            break;
        }
        match instance(&cells, columns.unwrap_or(USUAL)) {
            Ok(instance) => list.instances.push(instance),
            Err(fault) => list.unread.push((line, fault)),
        }
    }
    list
}

/// `sep=;`, with which some programs begin such a file.
fn separator_line(text: &str) -> (&str, Option<char>) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let separator = first.trim_end_matches('\r').strip_prefix("sep=").and_then(|after| after.chars().next());
    if separator.is_some() { (rest, separator) } else { (text, None) }
}

/// What stands between the columns of the first line that has any.
fn separator_of(text: &str) -> char {
    let outside = |line: &str, separator| {
        let mut quoted = false;
        line.chars().any(|c| {
            quoted ^= c == '"';
            !quoted && c == separator
        })
    };
    let of_line = |line| ['\t', ';', ','].into_iter().find(|separator| outside(line, *separator));
    text.lines().find_map(of_line).unwrap_or(',')
}

/// The columns that a line names, if it names the two that matter.
fn named(cells: &[String]) -> Option<Columns> {
    let plain = |cell: &String| cell.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let cells: Vec<String> = cells.iter().map(plain).collect();
    let find = |names: &[&str]| cells.iter().position(|cell| names.contains(&cell.as_str()));
    Some(Columns {
        name: find(NAME),
        service_type: find(SERVICE_TYPE)?,
        authentication: find(AUTHENTICATION)?,
        server: find(SERVER),
    })
}

fn instance(cells: &[String], columns: Columns) -> Result<Instance, ListFault> {
    if cells.iter().any(|cell| cell.chars().count() > LONGEST) {
        return Err(ListFault::TooLong);
    }
    let cell = |column: Option<usize>| column.and_then(|column| cells.get(column)).cloned().unwrap_or_default();
    let service_type = cell(Some(columns.service_type));
    let authentication = cell(Some(columns.authentication));
    if service_type.is_empty() || authentication.is_empty() {
        return Err(ListFault::TooFew);
    }
    let name = Some(cell(columns.name)).filter(|name| !name.is_empty()).unwrap_or_else(|| service_type.clone());
    Ok(Instance { name, service_type, authentication, server: cell(columns.server) })
}

/// Rows with the lines on which they begin. A quoted field may go over several lines; one that is never closed is `None`.
struct Rows<'a> {
    rest: &'a str,
    line: usize,
    separator: char,
}

impl Iterator for Rows<'_> {
    type Item = (usize, Option<Vec<String>>);

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let begun = self.line;
        let (mut cells, mut cell, mut quoted, mut was_quoted) = (Vec::new(), String::new(), false, false);
        let mut characters = self.rest.char_indices().peekable();
        let mut end = self.rest.len();
        while let Some((at, c)) = characters.next() {
            match c {
                '"' if quoted && characters.peek().is_some_and(|(_, next)| *next == '"') => {
                    characters.next();
                    cell.push('"');
                }
                '"' if quoted => quoted = false,
                '"' if cell.trim().is_empty() && !was_quoted => {
                    (quoted, was_quoted) = (true, true);
                    cell.clear();
                }
                '\n' if !quoted => {
                    self.line += 1;
                    end = at + 1;
                    break;
                }
                _ if !quoted && c == self.separator => {
                    cells.push(cell.trim().to_owned());
                    (cell, was_quoted) = (String::new(), false);
                }
                _ => {
                    self.line += usize::from(c == '\n');
                    cell.push(c);
                }
            }
        }
        cells.push(cell.trim().to_owned());
        self.rest = &self.rest[end..];
        Some((begun, (!quoted).then_some(cells)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, service_type: &str, authentication: &str, server: &str) -> Instance {
        let [name, service_type, authentication, server] =
            [name, service_type, authentication, server].map(str::to_owned);
        Instance { name, service_type, authentication, server }
    }

    fn read(text: &str) -> Vec<Instance> {
        let list = read_instances(text);
        assert_eq!(list.unread, Vec::new(), "{text:?}");
        list.instances
    }

    #[test]
    fn lists_are_read_however_they_were_exported() {
        let expected = vec![
            of("Mail, HR", "Exchange Online", "OAuth", "outlook.office365.com"),
            of("Old \"one\"", "Exchange Management", "Static", ""),
        ];
        for text in [
            "\"Mail, HR\",Exchange Online,OAuth,outlook.office365.com\n\"Old \"\"one\"\"\",Exchange Management,Static\n",
            "Name;Service Type;Authentication Mode;Server\r\nMail, HR;Exchange Online;OAuth;outlook.office365.com\r\n\r\n\"Old \"\"one\"\"\";Exchange Management;Static;\r\n",
            "Naam\tServicetype\tVerificatiemodus\tServer\nMail, HR\tExchange Online\tOAuth\toutlook.office365.com\n Old \"one\" \tExchange Management\tStatic",
            "\u{feff}sep=;\nServer;Authenticatie-modus;Extra;Service type;Weergavenaam\noutlook.office365.com;OAuth;x;Exchange Online;Mail, HR\n;Static;;Exchange Management;\"Old \"\"one\"\"\"",
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
        assert_eq!(read("type,authentication\na,b"), vec![of("a", "a", "b", "")]);
        assert_eq!(read("\"a\nb\",c,d"), vec![of("a\nb", "c", "d", "")]);
        assert_eq!(read(""), Vec::new());
    }

    #[test]
    fn lines_that_cannot_be_read_are_named() {
        let long = "x".repeat(501);
        let list = read_instances(&format!("a,b,c\n\nonly one\na,b,\n{long},b,c\nd,e,f\n\"never,closed,\nx,y,z"));
        assert_eq!(list.instances.len(), 2);
        let expected =
            [(3, ListFault::TooFew), (4, ListFault::TooFew), (5, ListFault::TooLong), (7, ListFault::Unclosed)];
        assert_eq!(list.unread, expected);
        let many = read_instances(&"a,b,c\n".repeat(2005));
        assert_eq!((many.instances.len(), many.unread), (2000, vec![(2001, ListFault::TooMany)]));
    }
}
