//! The files of `scenarios/`: those compiled in, or those of a folder that the user names.

use super::{Corridor, ScenarioError};
use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::Path;

static COMPILED_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/scenarios");

/// The corridor that is played when there are several and none is named.
const ORDINARY: &str = "lome-ouagadougou";

fn path_of(corridor: &str) -> String {
    format!("corridor/{corridor}.toml")
}

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

    /// The corridor that is played when none is named: the only one, or the one of this house.
    pub fn corridor(&self) -> Result<Corridor, ScenarioError> {
        match self.paths("corridor/")[..] {
            [path] => self.read(path),
            [] => Err(ScenarioError::new(
                self.place("corridor/"),
                "no corridor file here",
                "put one NAME.toml into it",
            )),
            _ if self.files.contains_key(&path_of(ORDINARY)) => self.read(&path_of(ORDINARY)),
            _ => Err(ScenarioError::new(
                self.place("corridor/"),
                format!("more than one corridor file here: {}", self.corridors().join(", ")),
                "name one with --corridor",
            )),
        }
    }

    /// The corridor whose file has this name, without its ending.
    pub fn corridor_called(&self, name: &str) -> Result<Corridor, ScenarioError> {
        if self.files.contains_key(&path_of(name)) {
            return self.read(&path_of(name));
        }
        let known = self.corridors().join(", ");
        Err(ScenarioError::new(
            self.place("corridor/"),
            format!("no corridor is called `{name}`"),
            format!("name one of {known}, or a folder that has it with --scenarios"),
        ))
    }

    /// Names of the corridors, in order.
    pub fn corridors(&self) -> Vec<&str> {
        let paths = self.paths("corridor/").into_iter();
        paths.filter_map(|path| path.strip_prefix("corridor/")?.strip_suffix(".toml")).collect()
    }

    fn read(&self, path: &str) -> Result<Corridor, ScenarioError> {
        Corridor::read(path, &self.place(path), &self.files[path])
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
    }

    #[test]
    fn every_compiled_in_corridor_is_found_by_its_name() {
        let library = Library::compiled_in();
        assert_eq!(library.corridors(), ["lome-ouagadougou", "tema-ouagadougou"]);
        for name in library.corridors() {
            assert_eq!(library.corridor_called(name).unwrap().name, name);
        }
        let error = library.corridor_called("atlantis").unwrap_err().to_string();
        assert!(error.contains("lome-ouagadougou, tema-ouagadougou"), "{error}");
    }

    #[test]
    fn one_of_several_corridors_must_be_named_where_none_is_ordinary() {
        let folder = tempfile::tempdir().unwrap();
        let text =
            Library::compiled_in().text("corridor/tema-ouagadougou.toml").unwrap().to_owned();
        std::fs::create_dir(folder.path().join("corridor")).unwrap();
        let write = |name: &str| {
            std::fs::write(folder.path().join("corridor").join(name), &text).unwrap();
        };
        write("a.toml");
        let only = Library::of_folder(folder.path()).unwrap().corridor().unwrap();
        assert_eq!(only.name, "a");
        write("b.toml");
        let error = Library::of_folder(folder.path()).unwrap().corridor().unwrap_err();
        assert!(error.to_string().contains("a, b; name one with --corridor"), "{error}");
    }

    #[test]
    fn a_folder_reads_like_what_is_compiled_in() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
        let library = Library::of_folder(&root).unwrap();
        assert_eq!(library.digest(), Library::compiled_in().digest());
        assert!(Library::of_folder(Path::new("/nowhere/at/all")).is_err());
    }
}
