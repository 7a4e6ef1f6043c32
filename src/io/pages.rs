//! The texts of sources: files of a folder, each named after the id of its source.

use std::fs;
use std::path::Path;

use super::table_file;
use crate::error::Error;
use crate::report::{Markup, Page, Pages};

/// The extensions of texts. Where a source has several files, the first of these counts.
const EXTENSIONS: [(&str, Markup); 4] =
    [("txt", Markup::None), ("md", Markup::Markdown), ("html", Markup::Html), ("htm", Markup::Html)];

/// Reads the files of `folder` whose names end in `.txt`, `.md`, `.html` or `.htm`. What precedes that is the id of a
/// source.
///
/// # Errors
/// If the folder or a file cannot be read, and for a file that is no text.
pub(crate) fn read(folder: &Path) -> Result<Pages, Error> {
    let unreadable = |path: &Path| {
        let file = path.display().to_string();
        move |source| Error::Read { file, source }
    };
    let mut pages = Pages::default();
    let mut ranks: crate::hash::HashMap<String, usize> = crate::hash::HashMap::default();
    for entry in fs::read_dir(folder).map_err(unreadable(folder))? {
        let path = entry.map_err(unreadable(folder))?.path();
        let extension = path.extension().and_then(|extension| extension.to_str()).map(str::to_lowercase);
        let rank = EXTENSIONS.iter().position(|(known, _)| Some(*known) == extension.as_deref());
        let (Some(rank), Some(id)) = (rank, path.file_stem().and_then(|stem| stem.to_str())) else {
            continue;
        };
        if ranks.get(id).is_some_and(|known| *known < rank) {
            continue;
        }
        let bytes = fs::read(&path).map_err(unreadable(&path))?;
        let text = table_file::text(&bytes, &path, None)?;
        ranks.insert(id.to_owned(), rank);
        pages.insert(id.to_owned(), Page::new(&text, EXTENSIONS[rank].1));
    }
    Ok(pages)
}
