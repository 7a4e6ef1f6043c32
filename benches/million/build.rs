//! The two builds of outlay that are compared.

use crate::generate::Form;

/// A build of outlay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Build {
    /// The build to measure.
    New,
    /// The build to compare with.
    Baseline,
}

impl Build {
    /// Whether the build takes part with a form of the deals.
    pub(crate) fn reads(self, form: Form) -> bool {
        match self {
            Self::New => true,
            Self::Baseline => form != Form::Minified,
        }
    }

    /// The label of the build with a form of the deals.
    pub(crate) fn label(self, form: Form) -> String {
        let build = match self {
            Self::New => "outlay",
            Self::Baseline => "baseline",
        };
        format!("{build}, {}", form.name())
    }
}
