//! The feature files: those compiled in, or those of a folder that the user names.

use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io;
use std::path::Path;

static COMPILED_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/features");

/// Texts by path below `features/`, e.g. `link/cut.feature`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Features {
    files: BTreeMap<String, String>,
    root: String,
}

impl Features {
    /// The files that travel inside the executable.
    pub fn compiled_in() -> Self {
        let mut files = BTreeMap::new();
        gather(&COMPILED_IN, &mut files);
        Self { files, root: "features".to_owned() }
    }

    /// The `.feature` files of a folder and its folders.
    pub fn of_folder(root: &Path) -> io::Result<Self> {
        let mut files = BTreeMap::new();
        read_folder(root, "", &mut files)?;
        Ok(Self { files, root: root.display().to_string() })
    }

    /// Every file: path below the root, and text.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The place of a line as messages name it.
    pub fn place(&self, path: &str, line: usize) -> String {
        format!("{}/{path}:{line}", self.root)
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
            && is_feature(path)
        {
            files.insert(path.to_owned(), text.to_owned());
        }
    }
    dir.dirs().for_each(|dir| gather(dir, files));
}

fn read_folder(root: &Path, below: &str, files: &mut BTreeMap<String, String>) -> io::Result<()> {
    let named = |path: &Path, error: io::Error| {
        io::Error::new(error.kind(), format!("{}: {error}", path.display()))
    };
    let folder = root.join(below);
    for entry in std::fs::read_dir(&folder).map_err(|error| named(&folder, error))? {
        let path = entry?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let inner = if below.is_empty() { name.to_owned() } else { format!("{below}/{name}") };
        if path.is_dir() {
            read_folder(root, &inner, files)?;
        } else if is_feature(name) {
            let text = std::fs::read_to_string(&path).map_err(|error| named(&path, error))?;
            files.insert(inner, text);
        }
    }
    Ok(())
}

fn is_feature(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|ending| ending == "feature")
}
