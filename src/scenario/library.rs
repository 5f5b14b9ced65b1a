//! The files of `scenarios/`: those compiled in, or those of a folder that the user names.

use super::{Corridor, ScenarioError};
use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::Path;

static COMPILED_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/scenarios");

/// Texts by path below `scenarios/`, e.g. `corridor/lome-ouagadougou.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Library {
    files: BTreeMap<String, String>,
    root: String,
}

impl Library {
    /// The files that travel inside the executable.
    pub fn compiled_in() -> Self {
        let mut files = BTreeMap::new();
        gather(&COMPILED_IN, &mut files);
        Self { files, root: "scenarios".to_owned() }
    }

    /// The `.toml` files of a folder and its folders.
    pub fn of_folder(root: &Path) -> Result<Self, ScenarioError> {
        let mut files = BTreeMap::new();
        read_folder(root, "", &mut files)?;
        Ok(Self { files, root: root.display().to_string() })
    }

    /// The text of one file.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Paths that begin so, in order.
    pub fn paths(&self, prefix: &str) -> Vec<&str> {
        self.files.keys().map(String::as_str).filter(|path| path.starts_with(prefix)).collect()
    }

    /// The place of a file as messages name it.
    pub fn place(&self, path: &str) -> String {
        format!("{}/{path}", self.root)
    }

    /// The one corridor of `corridor/`.
    pub fn corridor(&self) -> Result<Corridor, ScenarioError> {
        match self.paths("corridor/")[..] {
            [path] => Corridor::read(path, &self.place(path), &self.files[path]),
            [] => Err(ScenarioError::new(
                self.place("corridor/"),
                "no corridor file here",
                "put one NAME.toml into it",
            )),
            _ => Err(ScenarioError::new(
                self.place("corridor/"),
                "more than one corridor file here",
                "keep one in this folder and point --scenarios at it",
            )),
        }
    }

    /// SHA-256 over paths and texts, in order.
    pub fn digest(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        for (path, text) in &self.files {
            hash.update(format!("{path}\0{}\0", text.len()));
            hash.update(text);
        }
        hash.finalize().into()
    }
}

fn gather(dir: &Dir<'_>, files: &mut BTreeMap<String, String>) {
    for file in dir.files() {
        if let (Some(path), Some(text)) = (file.path().to_str(), file.contents_utf8())
            && is_toml(path)
        {
            files.insert(path.to_owned(), text.to_owned());
        }
    }
    dir.dirs().for_each(|dir| gather(dir, files));
}

fn read_folder(
    root: &Path,
    below: &str,
    files: &mut BTreeMap<String, String>,
) -> Result<(), ScenarioError> {
    let folder = root.join(below);
    let wrong = |path: &Path, error: std::io::Error| {
        let remedy = "name a readable folder of scenario files";
        ScenarioError::new(path.display().to_string(), error.to_string(), remedy)
    };
    for entry in std::fs::read_dir(&folder).map_err(|error| wrong(&folder, error))? {
        let path = entry.map_err(|error| wrong(&folder, error))?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let inner = if below.is_empty() { name.to_owned() } else { format!("{below}/{name}") };
        if path.is_dir() {
            read_folder(root, &inner, files)?;
        } else if is_toml(name) {
            let text = std::fs::read_to_string(&path).map_err(|error| wrong(&path, error))?;
            files.insert(inner, text);
        }
    }
    Ok(())
}

fn is_toml(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|ending| ending == "toml")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_compiled_in_corridor_is_whole() {
        let corridor = Library::compiled_in().corridor().unwrap();
        assert_eq!(corridor.name, "lome-ouagadougou");
        assert_eq!(corridor.countries.len(), 2);
        assert!(corridor.journeys.len() > 2);
    }

    #[test]
    fn a_folder_reads_like_what_is_compiled_in() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
        let library = Library::of_folder(&root).unwrap();
        assert_eq!(library.digest(), Library::compiled_in().digest());
        assert!(Library::of_folder(Path::new("/nowhere/at/all")).is_err());
    }
}
