//! Why a step did not pass.

use crate::adapter::client::AdapterError;
use crate::broker::client::{ClientError, ConnectError};
use crate::link::LinkError;
use crate::record::event::StepStatus;
use crate::stack::parts::PartError;
use crate::stack::time::TimeError;

/// The end of a scenario before its last step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ended {
    /// Seen not to hold, or an act that must be possible was refused.
    Failed(String),
    /// Patience ran out before it could be decided.
    Undecided(String),
    /// The harness or its ground could not do it.
    Error(String),
    /// It cannot apply here.
    NotApplicable(String),
}

impl Ended {
    /// Status of the step.
    pub(crate) fn status(&self) -> StepStatus {
        match self {
            Self::Failed(_) => StepStatus::Failed,
            Self::Undecided(_) => StepStatus::Undecided,
            Self::Error(_) => StepStatus::Error,
            Self::NotApplicable(_) => StepStatus::Skipped,
        }
    }

    /// Why.
    pub(crate) fn reason(&self) -> &str {
        match self {
            Self::Failed(why)
            | Self::Undecided(why)
            | Self::Error(why)
            | Self::NotApplicable(why) => why,
        }
    }
}

impl From<TimeError> for Ended {
    fn from(error: TimeError) -> Self {
        match error {
            TimeError::Patience { .. } => Self::Undecided(error.to_string()),
            TimeError::Adapter(_) => Self::Error(error.to_string()),
        }
    }
}

impl From<PartError> for Ended {
    fn from(error: PartError) -> Self {
        match error {
            PartError::NotOurs { .. } => Self::NotApplicable(error.to_string()),
            PartError::Failed { .. } => Self::Error(error.to_string()),
        }
    }
}

macro_rules! errors {
    ($($error:ty),*) => {$(
        impl From<$error> for Ended {
            fn from(error: $error) -> Self {
                Self::Error(error.to_string())
            }
        }
    )*};
}
errors!(AdapterError, ClientError, ConnectError, LinkError);
