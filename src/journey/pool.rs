//! Cells for scenarios: raised when needed, used again when they are clean, else thrown away.

use super::inventory::Entry;
use crate::profile::Country;
use crate::record::Recorder;
use crate::scenario::Corridor;
use crate::stack::Stack;
use crate::stack::cell::Cell;
use crate::stack::greeting::CellError;
use crate::stack::parts::{CellPlan, PartError, Topology};
use jiff::Timestamp;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Raises and keeps cells.
pub(super) struct Pool {
    pub(super) stack: Arc<dyn Stack>,
    /// What every cell is raised from; name, folder and countries are the cell's own.
    pub(super) template: CellPlan,
    pub(super) corridor: Arc<Corridor>,
    pub(super) recorder: Recorder,
    pub(super) anchor: Timestamp,
    made: AtomicU32,
    idle: Mutex<Vec<Cell>>,
}

impl Pool {
    pub(super) fn new(
        stack: Arc<dyn Stack>,
        template: CellPlan,
        corridor: Arc<Corridor>,
        recorder: Recorder,
        anchor: Timestamp,
    ) -> Self {
        let (made, idle) = (AtomicU32::new(0), Mutex::default());
        Self { stack, template, corridor, recorder, anchor, made, idle }
    }

    /// A cell of the entry's countries and topology that nobody uses, raised for it where its broker must be new.
    pub(super) async fn cell(&self, entry: &Entry) -> Result<Cell, CellError> {
        let (countries, topology) = (&*entry.countries, entry.topology);
        let idle = {
            let mut idle = self.lock();
            let alike = |cell: &Cell| cell.countries() == countries && cell.topology() == topology;
            let fits = idle.iter().position(alike);
            fits.map(|at| idle.swap_remove(at))
        };
        match idle {
            Some(cell) if entry.new_broker => {
                cell.take_down().await.map_err(crate::stack::StackError::from)?;
            }
            Some(cell) => return Ok(cell),
            None => (),
        }
        if self.template.sut.is_some() {
            // The seat of somebody else's node has one address: no two cells can have it.
            self.close().await.map_err(crate::stack::StackError::from)?;
        }
        self.raise(countries, topology).await
    }

    /// Raises a cell beforehand, so that what is wrong with the ground is found before any scenario.
    pub(super) async fn prepare(
        &self,
        countries: &[Country],
        topology: Topology,
    ) -> Result<(), CellError> {
        let cell = self.raise(countries, topology).await?;
        self.keep(cell);
        Ok(())
    }

    /// Keeps a clean cell for the next scenario.
    pub(super) fn keep(&self, cell: Cell) {
        self.lock().push(cell);
    }

    /// Takes every idle cell down.
    pub(super) async fn close(&self) -> Result<(), PartError> {
        let cells = std::mem::take(&mut *self.lock());
        for cell in cells {
            cell.take_down().await?;
        }
        Ok(())
    }

    async fn raise(&self, countries: &[Country], topology: Topology) -> Result<Cell, CellError> {
        let number = self.made.fetch_add(1, Ordering::Relaxed) + 1;
        let name = format!("cell-{number}");
        let folder: PathBuf = self.template.folder.join(&name);
        let made = std::fs::create_dir_all(&folder);
        made.map_err(|error| crate::stack::StackError::Ground {
            what: format!("make {}: {error}", folder.display()),
            remedy: "free some disk, or set TMPDIR to another folder".to_owned(),
        })?;
        let countries = countries.to_vec();
        let corridor = Arc::new(self.corridor.among(&countries));
        let plan = CellPlan { name, countries, topology, folder, ..self.template.clone() };
        let recorder = self.recorder.clone();
        Cell::raise(&*self.stack, plan, corridor, recorder, self.anchor).await
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Cell>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
