//! Results as Parquet.

#[cfg(feature = "parquet")]
pub(super) use with::{DealFile, table};
#[cfg(not(feature = "parquet"))]
pub(super) use without::table;

#[cfg(feature = "parquet")]
mod with {
    use std::io;

    use crate::commands::output::Sink;
    use crate::dataset::{Register, register_text};
    use crate::error::Error;
    use crate::parquet::{Conversion, DealWriter, Row, WriteFault, write_table};
    use crate::report::{Table, Whole};

    /// A table as a Parquet file.
    pub(in crate::commands) fn table(table: &Table) -> Result<Vec<u8>, Error> {
        write_table(table, Vec::new()).map_err(error)
    }

    /// A Parquet file of deals that is being written.
    pub(in crate::commands) struct DealFile<'w> {
        writer: DealWriter<Sink<'w>>,
    }

    impl<'w> DealFile<'w> {
        pub(in crate::commands) fn new(
            sink: Sink<'w>,
            register: &Register,
            converts: bool,
            threads: usize,
        ) -> Result<Self, Error> {
            let writer = DealWriter::new(sink, &register_text(register), converts, threads);
            Ok(Self { writer: writer.map_err(error)? })
        }

        pub(in crate::commands) fn push(&mut self, rows: &[Whole]) -> Result<(), Error> {
            for Whole { deal, record, conversion } in rows {
                let source = conversion.as_ref().map(|(_, value)| value.source()).unwrap_or_default();
                let conversion = conversion.as_ref().map(|(amount, value)| Conversion {
                    amount: *amount,
                    rate: value.rate(),
                    rate_date: value.rate_date(),
                    source: &source,
                });
                self.writer.push(&Row { deal, record, conversion }).map_err(error)?;
            }
            Ok(())
        }

        pub(in crate::commands) fn finish(self) -> Result<(), Error> {
            self.writer.finish().map_err(error)?.finish()
        }
    }

    fn error(fault: WriteFault) -> Error {
        match fault {
            WriteFault::Output(source) => Error::Output(source),
            fault => Error::ParquetResult(fault),
        }
    }

    impl io::Write for Sink<'_> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            match self {
                Sink::Stdout(stdout) => stdout.write(bytes),
                Sink::File(file, _) => file.write(bytes),
            }
        }

        fn flush(&mut self) -> io::Result<()> {
            match self {
                Sink::Stdout(stdout) => stdout.flush(),
                Sink::File(file, _) => file.flush(),
            }
        }
    }
}

#[cfg(not(feature = "parquet"))]
mod without {
    use crate::error::Error;
    use crate::invalid::Invalid;
    use crate::report::Table;

    /// Says that it cannot be done.
    pub(in crate::commands) fn table(_: &Table) -> Result<Vec<u8>, Error> {
        let problem = Invalid::new("this outlay was built without Parquet");
        Err(Error::Usage(problem.hint("build it with the feature \"parquet\"")))
    }
}
