//! Hashes of the texts of deals.

use std::hash::BuildHasher;

use foldhash::quality::FixedState;

use super::records::Records;
use super::{Backing, ChunkReader, DealScan, ReadError};
use crate::parallel::run_ordered;

/// The hash of the text of a deal, and its position.
pub(crate) type TextHash = (u64, u64);

impl DealScan {
    /// Passes the hash of the text of each deal to `take`, in the order of the dataset. Deals with equal texts are equal. The
    /// hash has 64 bits: the chance that any two different texts of two files of a million deals share one is below one in ten
    /// million. Returns whether every deal has a text: deals in memory have none, and a malformed file does not show where
    /// deals end.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub(crate) fn hash_texts(&self, mut take: impl FnMut(TextHash) + Send) -> Result<bool, ReadError> {
        let threads = self.options.threads;
        let mut is_sound = true;
        let hash = |text: &str| FixedState::default().hash_one(text);
        let take = |index: usize, hashes: Option<Vec<TextHash>>| {
            self.report_progress(index);
            is_sound &= hashes.is_some();
            hashes.into_iter().flatten().for_each(&mut take);
            Ok::<_, ReadError>(())
        };
        match &self.backing {
            Backing::Deals(_) => return Ok(false),
            Backing::File(path) => {
                let worker = || Ok(ChunkReader::open(path)?);
                let work = |reader: &mut ChunkReader<'_>, index| {
                    let chunk = reader.chunk(&self.plan, index)?;
                    let mut records = Records::new(chunk.text, self.plan.form);
                    let mut hashes = Vec::new();
                    while let Some(record) = records.next() {
                        hashes.push((hash(&chunk.text[record.clone()]), chunk.at + record.start as u64));
                    }
                    Ok(records.find_fault().is_none().then_some(hashes))
                };
                run_ordered(self.plan.count(), threads, worker, work, take)?;
            }
            #[cfg(feature = "parquet")]
            Backing::Parquet(file) => {
                let work = |reader: &mut crate::parquet::DealReader<'_>, group| {
                    let mut hashes = Vec::new();
                    reader.read_records(group, |record, row| {
                        hashes.push((hash(record), row));
                        Ok::<_, ReadError>(())
                    })?;
                    Ok(Some(hashes))
                };
                run_ordered(file.groups(), threads, || Ok(file.reader()?), work, take)?;
            }
        }
        Ok(is_sound)
    }
}
