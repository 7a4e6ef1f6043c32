//! Generates deals: the same in each run, and each smaller dataset is the beginning of a larger one.
//!
//! The frequencies are chosen so that each part of a deal occurs about as often as in a dataset kept by hand. Programs
//! that know nothing of companies' homes or of regions must be able to answer the questions: the principals of a deal
//! without a place have no known home, and no place is wider than a country.
//!
//! - `deals.rs`: one deal after the other
//! - `reference.rs`: companies and sources
//! - `random.rs`: random numbers
//! - `words.rs`: the words of names and sentences

mod deals;
mod random;
mod reference;
mod words;

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use deals::DealGenerator;
use reference::{Companies, Company};

/// Version of the generated files. Increase it with each change of their content, so that old files are replaced.
const VERSION: u32 = 1;

/// A file form of the deals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// JSON Lines.
    Lines,
    /// One JSON document with each deal on a line of its own.
    Document,
    /// The same document without white space.
    Minified,
    /// Parquet, written by outlay from JSON Lines.
    Parquet,
}

impl Form {
    pub(crate) const ALL: [Self; 4] = [Self::Lines, Self::Document, Self::Minified, Self::Parquet];

    /// The name in tables.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Lines => "JSON Lines",
            Self::Document => "document",
            Self::Minified => "document, one line",
            Self::Parquet => "Parquet",
        }
    }

    /// The file name extension.
    pub(crate) const fn extension(self) -> &'static str {
        match self {
            Self::Lines => "jsonl",
            Self::Document => "json",
            Self::Minified => "min.json",
            Self::Parquet => "parquet",
        }
    }
}

/// The files of one dataset.
pub(crate) struct Files {
    folder: PathBuf,
    /// Number of deals.
    pub(crate) count: u32,
}

impl Files {
    /// Returns the files of `count` deals in a folder. Writes them if they are missing or outdated.
    pub(crate) fn ensure(folder: &Path, count: u32) -> io::Result<Self> {
        let files = Self { folder: folder.to_owned(), count };
        let marker = files.path("made");
        if fs::read_to_string(&marker).ok() != Some(files.marker()) {
            fs::create_dir_all(folder)?;
            files.write()?;
            fs::write(&marker, files.marker())?;
        }
        Ok(files)
    }

    /// The path of the file with an extension.
    pub(crate) fn path(&self, extension: &str) -> PathBuf {
        self.folder.join(format!("deals-{}.{extension}", self.count))
    }

    /// The content of the marker file, which is written last: version and sizes.
    fn marker(&self) -> String {
        let size = |form: Form| fs::metadata(self.path(form.extension())).map_or(0, |file| file.len());
        let sizes = [Form::Lines, Form::Document, Form::Minified].map(|form| size(form).to_string());
        format!("version {VERSION}, bytes {}\n", sizes.join(" "))
    }

    fn write(&self) -> io::Result<()> {
        let create = |form: Form| {
            File::create(self.path(form.extension())).map(|file| BufWriter::with_capacity(1 << 20, file))
        };
        let companies = Companies::generate();
        let mut lines = create(Form::Lines)?;
        let mut generator = DealGenerator::new(&companies);
        for index in 0..self.count {
            generator.generate(index);
            // The first line that mentions a company or a source describes it.
            generator.describe_new();
            writeln!(lines, "{}}}", generator.deal)?;
        }
        lines.flush()?;
        // Documents start with the companies and sources that the lines embed, in the same order.
        let (company_list, source_list) = (generator.company_list, generator.source_list);
        for (form, newline) in [(Form::Document, "\n"), (Form::Minified, "")] {
            let mut file = create(form)?;
            write!(
                file,
                "{{\"companies\":[{company_list}],{newline}\"sources\":[{source_list}],{newline}\"deals\":["
            )?;
            let mut generator = DealGenerator::new(&companies);
            for index in 0..self.count {
                generator.generate(index);
                write!(file, "{}{newline}{}}}", if index == 0 { "" } else { "," }, generator.deal)?;
            }
            write!(file, "{newline}]}}{newline}")?;
            file.flush()?;
        }
        Ok(())
    }
}

/// Returns the company that the questions name, and all names of it and its subsidiaries. About one deal in a thousand
/// mentions one of these names.
pub(crate) fn asked_company() -> (String, Vec<String>) {
    const ASKED: usize = 60;
    let companies = Companies::generate();
    let asked = companies.described(ASKED);
    let with_aliases = |company: &Company| {
        std::iter::once(company.name.clone()).chain(company.aliases.iter().cloned()).collect::<Vec<_>>()
    };
    let subsidiaries = companies.all.iter().filter(|company| company.parent == Some(ASKED));
    let names = std::iter::once(asked).chain(subsidiaries).flat_map(with_aliases).collect();
    (asked.name.clone(), names)
}
