//! The stack without Docker: broker, links and nodes as child processes on loopback.

mod cell;
mod child;

use crate::stack::parts::{CellPlan, Parts};
use crate::stack::{Stack, StackError};
use cell::EmbeddedCell;
use futures::FutureExt;
use futures::future::BoxFuture;
use std::path::PathBuf;

/// Raises cells out of child processes of one executable, which is `passavant` itself.
#[derive(Debug, Clone)]
pub struct Embedded {
    exe: PathBuf,
}

impl Embedded {
    /// Parts are started as `exe broker`, `exe link`, `exe node`.
    pub fn new(exe: impl Into<PathBuf>) -> Self {
        Self { exe: exe.into() }
    }
}

impl Stack for Embedded {
    fn name(&self) -> &'static str {
        "embedded"
    }

    fn check(&self) -> BoxFuture<'_, Result<(), StackError>> {
        let found = self.exe.is_file();
        let what = format!("{} is no executable file", self.exe.display());
        async move {
            let remedy = "start passavant by its path".to_owned();
            if found { Ok(()) } else { Err(StackError::Ground { what, remedy }) }
        }
        .boxed()
    }

    fn raise(&self, plan: CellPlan) -> BoxFuture<'_, Result<Box<dyn Parts>, StackError>> {
        async move {
            let cell = EmbeddedCell::raise(&self.exe, plan).await?;
            Ok(Box::new(cell) as Box<dyn Parts>)
        }
        .boxed()
    }
}
