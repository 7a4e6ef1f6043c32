//! The mapping language: which column, or which text, gives which field of a deal.
//!
//! ```ebnf
//! mapping     = item, { ( "," | newline ), item } ;
//! item        = field, "=", ( column | constant ), { ":", option } ;
//! column      = name | '"', name, '"' ;                      (* as in the header; `Amount#2` is the second of that name *)
//! constant    = "=", text ;                                  (* kind==equity; "=" may be left out if no column is meant *)
//! option      = word                                         (* a role, a currency, a unit, the format of dates *)
//!             | ( "split" | "currency" | "units" | "decimal" | "bound" ), "=", text
//!             | pattern, "=", text ;                         (* a text of a cell and what it stands for; `*` is any text *)
//! ```
//!
//! Quotation marks keep the signs of the language and are written twice inside. In a file, a line that begins with `#` is
//! a comment. `docs/import.md` describes the fields and their options.

use std::fmt;

use super::rule::{DateForm, Field, Options, Origin, Rule, decimal_sign};
use super::syntax::{is_quoted, quoted, split, split_once, unquote};
use crate::deal::{Kind, Party, Role, Status};
use crate::invalid::{Problem, did_you_mean, nearest};
use crate::money::{Currency, Unit};
use crate::sheet::Column;
use crate::text::{fold, quote};

/// How the rows of one sheet become deals. [`Display`](fmt::Display) writes the text that [`Mapping::new`] reads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mapping {
    /// The names of the columns.
    names: Vec<String>,
    pub(super) rules: Vec<Rule>,
}

impl Mapping {
    /// Parses a mapping for a sheet with these columns.
    ///
    /// # Errors
    /// For an unknown field, column or option; names the nearest one.
    pub(crate) fn new(text: &str, columns: &[Column]) -> Result<Self, Problem> {
        let mut mapping = Self::empty(columns);
        let mut keeps_all = false;
        let lines: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with('#')).collect();
        for item in split(&lines.join("\n"), &[',', '\n']) {
            if is_all_fields(item) {
                keeps_all = true;
            } else if !item.trim().is_empty() {
                let rule = mapping.rule(item.trim())?;
                mapping.rules.push(rule);
            }
        }
        if keeps_all {
            mapping.keep_other_columns();
        }
        Ok(mapping)
    }

    /// Keeps every column that no rule uses as a field of the user's own.
    pub(super) fn keep_other_columns(&mut self) {
        for column in 0..self.width() {
            if self.uses_of(column).next().is_none() {
                self.rules.push(Rule::column(Field::Kept, column, Options::default()));
            }
        }
    }

    /// Returns a mapping without rules.
    pub(super) fn empty(columns: &[Column]) -> Self {
        Self { names: columns.iter().map(|column| column.name.clone()).collect(), rules: Vec::new() }
    }

    /// Returns the number of columns of the sheet.
    pub(super) fn width(&self) -> usize {
        self.names.len()
    }

    /// Returns the name of a column.
    pub(super) fn name(&self, column: usize) -> &str {
        self.names.get(column).map_or("", String::as_str)
    }

    /// Returns the rules of a field.
    pub(super) fn rules_of(&self, field: Field) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter(move |rule| rule.field == field)
    }

    /// Returns the rules whose values come from a column.
    pub(super) fn uses_of(&self, column: usize) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter(move |rule| rule.origin == Origin::Column(column))
    }

    /// Gives a column the fields of `fields`, such as `amount:USD` or `party:investor,note`, instead of those that it has.
    ///
    /// # Errors
    /// As [`Mapping::new`].
    pub(crate) fn give(&mut self, column: &str, fields: &str) -> Result<(), Problem> {
        let index = self.find(column).ok_or_else(|| self.unknown(column))?;
        let is_of_column = |rule: &Rule| rule.origin == Origin::Column(index);
        let mut new: Vec<Rule> = Vec::new();
        for field in split(fields, &[',', '\n']).into_iter().filter(|field| !field.trim().is_empty()) {
            let (field, options) = split_once(field, ':').unwrap_or((field, ""));
            // A role alone means a party.
            let (field, options) = match field.parse::<Role>() {
                Ok(_) if options.is_empty() => (Field::Party.as_str(), field.trim()),
                _ => (field, options),
            };
            let separator = if options.is_empty() { "" } else { ":" };
            new.push(self.rule(&format!(
                "{}={}{separator}{options}",
                field.trim(),
                quoted(self.name(index))
            ))?);
        }
        // Lists stay divided as they were.
        for rule in new.iter_mut().filter(|rule| rule.options.split.is_none()) {
            let mut old = self.rules.iter().filter(|old| is_of_column(old) && old.field == rule.field);
            rule.options.split = old.find_map(|old| old.options.split.clone());
        }
        let at = self.rules.iter().position(is_of_column);
        let at = at.unwrap_or(self.rules.len());
        self.rules.retain(|rule| !is_of_column(rule));
        let at = at.min(self.rules.len());
        self.rules.splice(at..at, new);
        Ok(())
    }

    fn rule(&self, item: &str) -> Result<Rule, Problem> {
        let (field, value) = split_once(item, '=').ok_or_else(|| {
            let fields: Vec<&str> = Field::ALL.iter().map(|field| field.as_str()).collect();
            let hint = format!(
                "write for example amount=\"Money Raised\",announced=Date:%d/%m/%Y; the fields are {}",
                fields.join(", ")
            );
            Problem::new(format!("{} is not FIELD=COLUMN", quote(item))).hint(hint)
        })?;
        let field: Field = field.trim().parse()?;
        let (is_constant, value) = match value.trim_start().strip_prefix('=') {
            Some(value) => (true, value),
            None => (false, value),
        };
        let mut parts = split(value, &[':']).into_iter();
        let written = parts.next().unwrap_or_default();
        let mut options = Options::default();
        for part in parts {
            options.add(field, part)?;
        }
        let origin = match self.find(&unquote(written)).filter(|_| !is_constant) {
            Some(column) => Origin::Column(column),
            None => Origin::Constant(self.constant(field, written, is_constant, &options)?),
        };
        Ok(Rule { field, origin, options })
    }

    /// Returns the index of a column, by its name as it is written or as names compare.
    fn find(&self, name: &str) -> Option<usize> {
        let exact = self.names.iter().position(|column| column.trim() == name);
        exact.or_else(|| self.names.iter().position(|column| fold(column) == fold(name)))
    }

    /// Returns the text that a field has in each row.
    ///
    /// # Errors
    /// If it is no value of the field, or is rather the name of a column that does not exist.
    fn constant(
        &self,
        field: Field,
        written: &str,
        is_declared: bool,
        options: &Options,
    ) -> Result<String, Problem> {
        let text = unquote(written);
        if text.trim().is_empty() {
            return Err(Problem::new(format!("the text for {field} is empty"))
                .hint(format!("name a column, or leave {field} out")));
        }
        let is_value = match field {
            Field::Kind => text.parse::<Kind>().map(drop),
            Field::Status => text.parse::<Status>().map(drop),
            Field::Currency => text.parse::<Currency>().map(drop),
            Field::Units => text.parse::<Unit>().map(drop),
            Field::Decimal => decimal_sign(&text).map(drop),
            Field::Party if options.role.is_none() => text.parse::<Party<'_>>().map(drop),
            _ if is_declared || (is_quoted(written) && !self.resembles_column(&text)) => Ok(()),
            _ => return Err(self.unknown(&text)),
        };
        match is_value {
            Ok(()) => Ok(text),
            Err(problem) if is_declared || field == Field::Decimal => Err(problem),
            Err(problem) => {
                let columns = format!("nor the name of a column: {}", self.names.join(", "));
                let near = nearest(&text, self.names.iter().map(String::as_str));
                let hint = match near.first() {
                    Some(near) => format!("did you mean the column {near:?}?"),
                    None => problem.hint.unwrap_or_default(),
                };
                Err(Problem::new(format!("{}, {columns}", problem.message)).hint(hint))
            }
        }
    }

    fn resembles_column(&self, text: &str) -> bool {
        !nearest(text, self.names.iter().map(String::as_str)).is_empty()
    }

    fn unknown(&self, name: &str) -> Problem {
        let columns = format!("the columns are {}", self.names.join(", "));
        let hint = did_you_mean(name, self.names.iter().map(String::as_str), &columns);
        Problem::new(format!("no column is called {}", quote(name)))
            .hint(format!("{hint}; FIELD==TEXT gives each row the same text"))
    }
}

/// Whether an item of a mapping is `fields=*`.
fn is_all_fields(item: &str) -> bool {
    split_once(item, '=')
        .is_some_and(|(field, value)| field.trim() == Field::Kept.as_str() && value.trim() == "*")
}

impl fmt::Display for Mapping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, rule) in self.rules.iter().enumerate() {
            if index > 0 {
                f.write_str(",")?;
            }
            write!(f, "{}=", rule.field)?;
            match &rule.origin {
                Origin::Column(column) => {
                    let name = self.name(*column);
                    // A line break in a header reads as a space where the names differ in more.
                    let line = name.split_whitespace().collect::<Vec<_>>().join(" ");
                    let name = if self.find(&line) == Some(*column) { &line } else { name };
                    write!(f, "{}", quoted(name))?;
                }
                Origin::Constant(text) => {
                    let is_keyword = matches!(
                        rule.field,
                        Field::Kind | Field::Status | Field::Currency | Field::Units | Field::Decimal
                    );
                    let sign = if is_keyword && self.find(text).is_none() { "" } else { "=" };
                    write!(f, "{sign}{}", quoted(text))?;
                }
            }
            write!(f, "{}", rule.options)?;
        }
        Ok(())
    }
}

impl Rule {
    /// Returns the rule that gives a field the cells of a column.
    pub(super) fn column(field: Field, column: usize, options: Options) -> Self {
        Self { field, origin: Origin::Column(column), options }
    }

    /// Returns the declared form of dates.
    pub(super) fn date_form(&self) -> Option<&DateForm> {
        self.options.date.as_ref()
    }
}
