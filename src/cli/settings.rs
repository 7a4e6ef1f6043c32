//! Settings: what flags, variables of the environment and the configuration file say, in this order of precedence.

use std::env;
use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::completion::{self, Shell};
use super::reports::{Missing, Target};
use crate::commands::{Color, SettingRow, UpdateRates};
use crate::dataset::Position;
use crate::error::Error;
use crate::invalid::{Problem, keyword_enum};
use crate::io::config_file::ConfigFile;
use crate::io::pager::Pager;
use crate::io::rate_store::RateStore;
use crate::query::RateBasis;
use crate::render::Format;
use crate::text::quote;

/// What the program reads of its environment. The default is an empty environment without a configuration file.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    /// `OUTLAY_DATA`: the dataset.
    data: Option<OsString>,
    /// `OUTLAY_IN`: the currency to convert to.
    target: Option<OsString>,
    /// `OUTLAY_FORMAT`: the output format.
    format: Option<OsString>,
    /// `OUTLAY_RATES_URL`: where newer rates come from.
    rates_url: Option<OsString>,
    /// The rates that were stored.
    pub(super) rate_store: Option<RateStore>,
    /// `PAGER`, and `OUTLAY_PAGER`, which comes before it: the command that shows long results; empty for none.
    pager: Option<OsString>,
    own_pager: Option<OsString>,
    /// `OUTLAY_COMPLETE`: the shell that asks for completions.
    shell: Option<OsString>,
    config: Option<ConfigFile>,
}

impl Environment {
    /// Returns the environment of the process. A variable that is empty counts as not set; an empty `OUTLAY_CONFIG` means
    /// that no configuration file is read.
    #[must_use]
    pub fn of_process() -> Self {
        let variable = |name| env::var_os(name).filter(|value| !value.is_empty());
        Self {
            data: variable(DATA),
            target: variable(IN),
            format: variable(FORMAT),
            rates_url: variable(RATES_URL),
            rate_store: RateStore::locate(),
            pager: env::var_os(PAGER),
            own_pager: env::var_os(OWN_PAGER),
            shell: variable(completion::VARIABLE),
            config: ConfigFile::locate(env::var_os("OUTLAY_CONFIG")),
        }
    }

    /// Returns the shell that asks for completions; `None` if a command line is to be carried out.
    pub(super) fn completes_for(&self) -> Option<Shell> {
        self.shell.as_ref()?.to_str()?.parse().ok()
    }
}

const DATA: &str = "OUTLAY_DATA";
const IN: &str = "OUTLAY_IN";
const FORMAT: &str = "OUTLAY_FORMAT";
const RATES_URL: &str = "OUTLAY_RATES_URL";
const PAGER: &str = "PAGER";
const OWN_PAGER: &str = "OUTLAY_PAGER";

keyword_enum! {
    /// What the configuration file sets.
    pub(crate) enum Key is "setting" {
        /// The dataset.
        Data = "data",
        /// The currency to convert to, or `none`.
        In = "in",
        /// The rates to use.
        At = "at",
        /// What to do if a rate is missing.
        Missing = "missing",
        /// The output format.
        Format = "format",
        /// Files of exchange rates.
        Rates = "rates",
        /// Maximum age of a rate, in days.
        MaxRateAge = "max-rate-age",
        /// Whether rates that were stored are ignored.
        BuiltInRates = "built-in-rates",
        /// Where newer rates come from.
        RatesUrl = "rates-url",
        /// When to use colour.
        Color = "color",
        /// Whether long texts are wrapped.
        Wrap = "wrap",
        /// The command that shows long results; empty for none.
        Pager = "pager",
    }
}

/// Where the value of a setting comes from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Origin {
    #[default]
    Default,
    /// A line of the configuration file, from 1.
    File(usize),
    Variable(&'static str),
    Flag(&'static str),
}

/// A setting with its origin; `None` for the default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Setting<T> {
    pub value: Option<T>,
    origin: Origin,
}

impl<T> Default for Setting<T> {
    fn default() -> Self {
        Self { value: None, origin: Origin::Default }
    }
}

impl<T> Setting<T> {
    fn set(&mut self, value: T, origin: Origin) {
        *self = Self { value: Some(value), origin };
    }

    /// Replaces the value by that of a flag, if it is given.
    pub(super) fn flag(&mut self, flag: &'static str, value: Option<T>) {
        if let Some(value) = value {
            self.set(value, Origin::Flag(flag));
        }
    }
}

/// All settings.
#[derive(Debug, Clone, Default)]
pub(crate) struct Settings {
    pub(super) data: Setting<Vec<PathBuf>>,
    pub(super) target: Setting<Target>,
    pub(super) at: Setting<RateBasis>,
    pub(super) missing: Setting<Missing>,
    pub(super) format: Setting<Format>,
    pub(super) rates: Setting<Vec<PathBuf>>,
    pub(super) max_rate_age: Setting<u32>,
    pub(super) built_in_rates: Setting<bool>,
    pub(super) rates_url: Setting<String>,
    pub(super) color: Setting<Color>,
    pub(super) wrap: Setting<bool>,
    pub(super) pager: Setting<String>,
    /// The rates that were stored.
    pub(super) rate_store: Option<RateStore>,
    /// The configuration file, and whether it exists.
    file: Option<(PathBuf, bool)>,
}

impl Settings {
    /// Reads the configuration file, then the variables of the environment.
    ///
    /// # Errors
    /// Returns all faults of the file, or that of a variable.
    pub(crate) fn read(environment: &Environment) -> Result<Self, Error> {
        let mut settings = Self::default();
        // As with git, what is outlay's own comes before what is for all programs.
        if let Some(pager) = &environment.pager {
            settings.pager.set(pager.to_string_lossy().into_owned(), Origin::Variable(PAGER));
        }
        if let Some(file) = &environment.config {
            let text = file.read()?;
            if let Some(text) = &text {
                settings.read_file(text, file)?;
            }
            settings.file = Some((file.path.clone(), text.is_some()));
        }
        if let Some(path) = &environment.data {
            settings.data.set(vec![path.into()], Origin::Variable(DATA));
        }
        if let Some(pager) = &environment.own_pager {
            settings.pager.set(pager.to_string_lossy().into_owned(), Origin::Variable(OWN_PAGER));
        }
        if let Some(url) = &environment.rates_url {
            settings.rates_url.set(url.to_string_lossy().into_owned(), Origin::Variable(RATES_URL));
        }
        settings.rate_store.clone_from(&environment.rate_store);
        variable(&mut settings.target, IN, environment.target.as_ref())?;
        variable(&mut settings.format, FORMAT, environment.format.as_ref())?;
        Ok(settings)
    }

    fn read_file(&mut self, text: &str, file: &ConfigFile) -> Result<(), Error> {
        let mut faults = Vec::new();
        match DeTable::parse(text) {
            Ok(table) => {
                for (key, value) in table.get_ref() {
                    let line = Position::of(text, key.span().start).line;
                    faults.extend(self.read_entry(key, value, line, file).err());
                }
            }
            Err(error) => {
                faults.push((error.span().map_or(0, |span| span.start), Problem::new(error.message())));
            }
        }
        if faults.is_empty() {
            return Ok(());
        }
        faults.sort_by_key(|(offset, _)| *offset);
        let locate = |(offset, problem)| (Position::of(text, offset), problem);
        let faults = faults.into_iter().map(locate).collect();
        Err(Error::Configuration { file: file.path.display().to_string(), faults })
    }

    /// Reads one entry of the file.
    ///
    /// # Errors
    /// Returns the place of what is wrong, in bytes.
    fn read_entry(
        &mut self,
        key: &Spanned<std::borrow::Cow<'_, str>>,
        value: &Spanned<DeValue<'_>>,
        line: usize,
        file: &ConfigFile,
    ) -> Result<(), (usize, Problem)> {
        let known = key.get_ref().parse().map_err(|problem| (key.span().start, problem))?;
        let origin = Origin::File(line);
        let read = match known {
            Key::Data => text(value).map(|path| self.data.set(vec![dataset(file, path)], origin)),
            Key::In => parsed(value).map(|target| self.target.set(target, origin)),
            Key::At => parsed(value).map(|basis| self.at.set(basis, origin)),
            Key::Missing => parsed(value).map(|missing| self.missing.set(missing, origin)),
            Key::Format => parsed(value).map(|format| self.format.set(format, origin)),
            Key::Color => parsed(value).map(|color| self.color.set(color, origin)),
            Key::Pager => string(value).map(|pager| self.pager.set(pager.to_owned(), origin)),
            Key::Rates => texts(value).map(|files| {
                self.rates.set(files.iter().map(|path| file.resolve(path)).collect(), origin);
            }),
            Key::MaxRateAge => days(value).map(|days| self.max_rate_age.set(days, origin)),
            Key::BuiltInRates => boolean(value).map(|ignored| self.built_in_rates.set(ignored, origin)),
            Key::RatesUrl => text(value).map(|url| self.rates_url.set(url.to_owned(), origin)),
            Key::Wrap => boolean(value).map(|wrap| self.wrap.set(wrap, origin)),
        };
        read.map_err(|(offset, problem)| {
            (offset, Problem { message: format!("{known}: {}", problem.message), ..problem })
        })
    }

    /// Returns the pager; `None` if results are not paged.
    pub(super) fn pager(&self) -> Option<Pager> {
        let command = self.pager.value.as_deref().unwrap_or(Pager::DEFAULT).trim();
        // `cat` is the usual way to say that no pager is wanted.
        let is_wanted = !command.is_empty() && command != "cat";
        is_wanted.then(|| Pager { command: command.to_owned(), is_named: self.pager.value.is_some() })
    }

    /// Returns each setting with its value and where that comes from.
    pub(super) fn rows(&self) -> Vec<SettingRow> {
        let path = |path: &PathBuf| path.display().to_string();
        let paths = |paths: &Vec<PathBuf>| paths.iter().map(path).collect::<Vec<_>>().join(", ");
        Key::ALL
            .iter()
            .map(|key| match key {
                Key::Data => self.row(*key, &self.data, paths, "the built-in deals"),
                Key::In => self.row(*key, &self.target, ToString::to_string, "none"),
                Key::At => self.row(*key, &self.at, ToString::to_string, "stated"),
                Key::Missing => self.row(*key, &self.missing, ToString::to_string, "keep"),
                Key::Format => self.row(*key, &self.format, ToString::to_string, "table"),
                Key::Rates => self.row(*key, &self.rates, paths, ""),
                Key::MaxRateAge => self.row(*key, &self.max_rate_age, ToString::to_string, ""),
                Key::BuiltInRates => self.row(*key, &self.built_in_rates, ToString::to_string, "false"),
                Key::RatesUrl => self.row(*key, &self.rates_url, Clone::clone, UpdateRates::ECB_HISTORY),
                Key::Color => self.row(*key, &self.color, ToString::to_string, "auto"),
                Key::Wrap => self.row(*key, &self.wrap, ToString::to_string, "false"),
                Key::Pager => self.row(*key, &self.pager, Clone::clone, Pager::DEFAULT),
            })
            .collect()
    }

    fn row<T>(
        &self,
        key: Key,
        setting: &Setting<T>,
        text: impl Fn(&T) -> String,
        default: &str,
    ) -> SettingRow {
        let value = setting.value.as_ref().map_or_else(|| default.to_owned(), text);
        let origin = match setting.origin {
            Origin::Default => "default".to_owned(),
            Origin::Variable(name) => name.to_owned(),
            // A cell that begins with a hyphen would be guarded against spreadsheets.
            Origin::Flag(flag) => format!("flag {flag}"),
            Origin::File(line) => {
                let file = self.file.as_ref().and_then(|(path, _)| path.file_name());
                format!("{}:{line}", file.unwrap_or_default().display())
            }
        };
        SettingRow { name: key.as_str(), value, origin }
    }

    /// Says where the configuration file is.
    pub(super) fn description(&self) -> String {
        match &self.file {
            Some((path, true)) => format!("configuration file {}", path.display()),
            Some((path, false)) => {
                format!("no configuration file; it would be {}", path.display())
            }
            None => "no configuration file is read".to_owned(),
        }
    }
}

/// Sets a value from the variable `name`.
///
/// # Errors
/// If it is not a value of the setting.
fn variable<T>(setting: &mut Setting<T>, name: &'static str, value: Option<&OsString>) -> Result<(), Error>
where
    T: FromStr<Err = Problem>,
{
    if let Some(value) = value {
        let parsed = value.to_string_lossy().parse().map_err(|problem: Problem| {
            Error::Usage(Problem { message: format!("{name}: {}", problem.message), ..problem })
        })?;
        setting.set(parsed, Origin::Variable(name));
    }
    Ok(())
}

/// A value, or the place of what is wrong, in bytes.
type Read<T> = Result<T, (usize, Problem)>;

/// Returns the path of a dataset; `-` is standard input.
fn dataset(file: &ConfigFile, path: &str) -> PathBuf {
    if path == "-" { path.into() } else { file.resolve(path) }
}

fn boolean(value: &Spanned<DeValue<'_>>) -> Read<bool> {
    let boolean = value.get_ref().as_bool();
    boolean.ok_or_else(|| (value.span().start, unexpected(value.get_ref(), "true or false")))
}

fn string<'a>(value: &'a Spanned<DeValue<'_>>) -> Read<&'a str> {
    let text = value.get_ref().as_str();
    text.ok_or_else(|| (value.span().start, unexpected(value.get_ref(), "a text in quotes")))
}

fn text<'a>(value: &'a Spanned<DeValue<'_>>) -> Read<&'a str> {
    match string(value)? {
        "" => Err((value.span().start, Problem::new("the text is empty"))),
        text => Ok(text),
    }
}

fn parsed<T: FromStr<Err = Problem>>(value: &Spanned<DeValue<'_>>) -> Read<T> {
    text(value)?.parse().map_err(|problem| (value.span().start, problem))
}

/// Reads a text, or a list of texts.
fn texts<'a>(value: &'a Spanned<DeValue<'_>>) -> Read<Vec<&'a str>> {
    match value.get_ref().as_array() {
        Some(values) => values.iter().map(text).collect(),
        None => text(value).map(|text| vec![text]),
    }
}

fn days(value: &Spanned<DeValue<'_>>) -> Read<u32> {
    let number = value.get_ref().as_integer().filter(|number| number.radix() == 10);
    let days = number.and_then(|number| number.as_str().parse().ok());
    days.ok_or_else(|| (value.span().start, unexpected(value.get_ref(), "a number of days")))
}

/// Returns the problem of a value of another type than `expected`.
fn unexpected(value: &DeValue<'_>, expected: &str) -> Problem {
    let found = match value {
        DeValue::String(text) => quote(text),
        DeValue::Integer(number) => number.as_str().to_owned(),
        value => format!("a value of the type {}", value.type_str()),
    };
    Problem::new(format!("{found} is not {expected}"))
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(currency) => currency.fmt(f),
            None => f.write_str("none"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Message;

    fn read(text: &str) -> Result<Settings, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("config.toml");
        std::fs::write(&path, text).unwrap();
        let config = Some(ConfigFile { path, is_named: true });
        Settings::read(&Environment { config, ..Environment::default() }).map_err(|error| {
            let lines = error.messages().iter().flat_map(Message::lines).collect::<Vec<_>>();
            lines.into_iter().map(|(_, text)| text).collect::<Vec<_>>().join("\n")
        })
    }

    #[test]
    fn every_setting_is_read_from_a_file() {
        let settings = read(
            "data = \"deals.json\"\nin = \"EUR\"\nat = \"2025-03\"\nmissing = \"fail\"\nformat = \"csv\"\n\
             rates = [\"/r/ecb.csv\"]\nmax-rate-age = 30\nbuilt-in-rates = true\nrates-url = \"/r/new.csv\"\ncolor = \"never\"\nwrap = true\npager = \"less -S\"",
        )
        .unwrap();
        let rows = settings.rows();
        let found = |row: &SettingRow| (row.value.clone(), row.origin.clone());
        for (line, key) in Key::ALL.iter().enumerate() {
            assert_eq!(found(&rows[line]).1, format!("config.toml:{}", line + 1), "{key}");
        }
        let values: Vec<String> = rows.iter().skip(1).map(|row| row.value.clone()).collect();
        let expected = [
            "EUR", "2025-03", "fail", "csv", "/r/ecb.csv", "30", "true", "/r/new.csv", "never", "true",
            "less -S",
        ];
        assert_eq!(values, expected);
        // A relative path starts at the folder of the file.
        let folder = settings.file.as_ref().unwrap().0.parent().unwrap();
        assert_eq!(settings.data.value.unwrap(), [folder.join("deals.json")]);
    }

    #[test]
    fn every_fault_of_a_file_has_its_place() {
        let faults =
            read("in = \"EURX\"\nformt = \"csv\"\nwrap = 1\nmax-rate-age = \"x\"\n[data]\n").unwrap_err();
        for expected in [
            ":1:6: in: \"EURX\" is not a currency",
            ":2:1: \"formt\" is not a setting",
            "did you mean \"format\"? allowed: data, in, at, missing, format, rates, max-rate-age, built-in-rates, rates-url, color, wrap, pager",
            ":3:8: wrap: 1 is not true or false",
            ":4:16: max-rate-age: \"x\" is not a number of days",
            ":5:1: data: a value of the type table is not a text in quotes",
            "5 faults",
        ] {
            assert!(faults.contains(expected), "{expected}\n{faults}");
        }
        let faults = read("in = EUR").unwrap_err();
        assert!(faults.contains("config.toml:1:6: "), "{faults}");
    }
}
