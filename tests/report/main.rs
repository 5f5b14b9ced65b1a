//! What is drawn of a run: pages, machine files, terminal, and the committed sample.

#[cfg(test)]
mod cli;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod sample;
