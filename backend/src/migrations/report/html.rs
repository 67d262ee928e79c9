//! HTML in which whatever is not written here is escaped: there is no other way in.

/// A page that is being written.
#[derive(Debug, Default)]
pub(super) struct Html(String);

/// What stands in a cell of a table.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cell<'a> {
    /// What the row is about.
    Head(&'a str),
    /// Words.
    Text(&'a str),
    /// Words that say how something came out.
    State(&'a str),
    /// Something to be read letter by letter.
    Code(&'a str),
}

impl Html {
    /// Markup of this program.
    pub(super) fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// A sheet of this program: the one text that is not escaped as HTML, because nothing in it is.
    pub(super) fn style(&mut self, sheet: &str) -> &mut Self {
        self.0.push_str(sheet);
        self
    }

    /// Anything else. A line may end behind what separates the parts of an address or of a connection string.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        let mut rest = text.chars().peekable();
        while let Some(c) = rest.next() {
            self.letter(c);
            let on = rest.peek().is_some_and(|next| !next.is_whitespace() && *next != c);
            if on && matches!(c, '/' | '?' | '&' | ';' | '\\') {
                self.0.push_str("<wbr>");
            }
        }
        self
    }

    /// Anything, in an attribute.
    pub(super) fn attribute(&mut self, text: &str) -> &mut Self {
        text.chars().for_each(|c| self.letter(c));
        self
    }

    fn letter(&mut self, c: char) {
        match c {
            '&' => self.0.push_str("&amp;"),
            '<' => self.0.push_str("&lt;"),
            '>' => self.0.push_str("&gt;"),
            '"' => self.0.push_str("&quot;"),
            '\'' => self.0.push_str("&#39;"),
            _ => self.0.push(c),
        }
    }

    /// A paragraph.
    pub(super) fn paragraph(&mut self, text: &str) -> &mut Self {
        self.raw("<p>").text(text).raw("</p>\n")
    }

    /// What somebody typed, with its lines.
    pub(super) fn said(&mut self, text: &str) -> &mut Self {
        self.raw("<p class=\"said\">").text(text).raw("</p>\n")
    }

    /// The head of a table: for each column how wide it is, as a class of the sheet, and what it is called.
    pub(super) fn columns(&mut self, columns: &[(&'static str, String)]) -> &mut Self {
        self.raw("<table><thead><tr>");
        for (width, name) in columns {
            self.raw("<th class=\"").raw(width).raw("\">").text(name).raw("</th>");
        }
        self.raw("</tr></thead><tbody>\n")
    }

    /// A row of a table.
    pub(super) fn row(&mut self, cells: &[Cell<'_>]) -> &mut Self {
        self.raw("<tr>");
        for cell in cells {
            self.cell(*cell);
        }
        self.raw("</tr>\n")
    }

    /// A cell of a row that was begun.
    pub(super) fn cell(&mut self, cell: Cell<'_>) -> &mut Self {
        self.noted(cell, None)
    }

    /// The same with a remark behind what stands in it.
    pub(super) fn noted(&mut self, cell: Cell<'_>, remark: Option<&str>) -> &mut Self {
        let (begin, text, inner, outer) = match cell {
            Cell::Head(text) => ("<th>", text, "", "</th>"),
            Cell::Text(text) => ("<td>", text, "", "</td>"),
            Cell::State(text) => ("<td class=\"state\">", text, "", "</td>"),
            Cell::Code(text) => ("<td><code>", text, "</code>", "</td>"),
        };
        self.raw(begin).text(text).raw(inner);
        if let Some(remark) = remark {
            self.raw(" <small>").text(remark).raw("</small>");
        }
        self.raw(outer)
    }

    /// The end of a table.
    pub(super) fn end(&mut self) -> &mut Self {
        self.raw("</tbody></table>\n")
    }

    pub(super) fn finished(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_comes_from_outside_is_markup() {
        let mut html = Html::default();
        html.raw("<p title=\"").attribute("\"><script>alert('1')</script>&amp;").raw("\">");
        html.row(&[Cell::Text("<b>"), Cell::Code("a")]);
        let expected = "<p title=\"&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;amp;\">\
                        <tr><td>&lt;b&gt;</td><td><code>a</code></td></tr>\n";
        assert_eq!(html.finished(), expected);
    }

    #[test]
    fn an_address_breaks_at_its_slashes() {
        let mut html = Html::default();
        html.text("https://a.example/b/ c;d");
        assert_eq!(html.finished(), "https://<wbr>a.example/<wbr>b/ c;<wbr>d");
    }
}
