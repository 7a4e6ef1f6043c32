//! The configuration file: where it is, and its text.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use super::bounded::{self, is_absent, utf8};
use crate::error::Error;

/// A configuration file, which may not exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ConfigFile {
    /// The path.
    pub path: PathBuf,
    /// Whether the user named it, so that it must exist.
    pub is_named: bool,
}

impl ConfigFile {
    /// Returns the file that `OUTLAY_CONFIG` names, else the one in the platform's place. Without a home folder, and if the
    /// variable is empty, there is none.
    pub(crate) fn locate(named: Option<OsString>) -> Option<Self> {
        match named {
            Some(path) if path.is_empty() => None,
            Some(path) => Some(Self { path: path.into(), is_named: true }),
            None => {
                let folder = etcetera::choose_base_strategy().ok()?.config_dir();
                Some(Self { path: folder.join("outlay").join("config.toml"), is_named: false })
            }
        }
    }

    /// Returns the text of the file; `None` if it does not exist and need not.
    ///
    /// # Errors
    /// If it cannot be read, or is not UTF-8.
    pub(crate) fn read(&self) -> Result<Option<String>, Error> {
        let file = self.path.display().to_string();
        match bounded::file(&self.path) {
            Ok(bytes) => utf8(bytes, &file).map(Some),
            Err(error) if is_absent(&error) && !self.is_named => Ok(None),
            Err(source) => Err(Error::Read { file, source }),
        }
    }

    /// Returns the file that `text` names in this one: `~/` is the home folder, and other relative paths start at the folder
    /// of this file.
    pub(crate) fn resolve(&self, text: &str) -> PathBuf {
        self.path.parent().unwrap_or(Path::new("")).join(expand_home(text))
    }
}

/// Returns the path in a text, in which `~/` is the home folder.
pub(crate) fn expand_home(text: &str) -> PathBuf {
    match (text.strip_prefix("~/"), etcetera::home_dir()) {
        (Some(rest), Ok(home)) => home.join(rest),
        _ => text.into(),
    }
}
