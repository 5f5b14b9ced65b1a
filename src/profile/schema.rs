//! The XSD files of the profile as text: data that every reader may use in its own way.

use crate::profile::Code;

/// A schema file: its name and its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SchemaFile {
    /// File name, as `xs:include` spells it.
    pub name: &'static str,
    /// The whole file.
    pub text: &'static str,
}

macro_rules! schema_files {
    ($($name:literal),* $(,)?) => {
        /// Every schema file: shared ones first, then one per code.
        pub const FILES: &[SchemaFile] = &[
            $(SchemaFile { name: $name, text: include_str!(concat!("xsd/", $name)) }),*
        ];
    };
}

schema_files!(
    "common.xsd",
    "advice.xsd",
    "incident.xsd",
    "tda.xsd",
    "tpa.xsd",
    "pas.xsd",
    "arr.xsd",
    "res.xsd",
    "wro.xsd",
    "inc.xsd",
    "inf.xsd",
    "dsp.xsd",
    "dsv.xsd",
    "can.xsd",
    "ext.xsd",
    "rcq.xsd",
    "rca.xsd",
    "rcc.xsd",
    "trq.xsd",
    "trr.xsd",
    "fwd.xsd",
    "stq.xsd",
    "sts.xsd",
    "enq.xsd",
    "enr.xsd",
    "eni.xsd",
    "guq.xsd",
    "gur.xsd",
    "guc.xsd",
    "gul.xsd",
    "gcl.xsd",
    "gcr.xsd",
    "hbt.xsd",
    "una.xsd",
    "rfd.xsd",
    "sta.xsd",
    "ack.xsd",
    "fnk.xsd",
    "xnk.xsd",
);

/// The file with this name.
pub fn file(name: &str) -> Option<SchemaFile> {
    FILES.iter().copied().find(|file| file.name == name)
}

/// Name of the file that declares the root element of `code`; it includes shared files.
pub fn file_name(code: Code) -> String {
    format!("{}.xsd", code.as_str().to_ascii_lowercase())
}

/// Text of the file that declares the root element of `code`.
pub fn text(code: Code) -> &'static str {
    file(&file_name(code)).expect("a schema file per code").text
}

/// One self-contained schema for `code`: included files are pasted where they are included.
///
/// For tools that read a schema from memory and cannot follow `xs:include`.
pub fn standalone(code: Code) -> String {
    pasted(text(code))
}

fn pasted(schema: &str) -> String {
    let mut whole = String::with_capacity(schema.len());
    for line in schema.lines() {
        match included(line) {
            Some(file) => whole.push_str(&pasted(inside(file.text))),
            None => whole.push_str(line),
        }
        whole.push('\n');
    }
    whole
}

/// The file that a line includes, if it is an `xs:include` line.
fn included(line: &str) -> Option<SchemaFile> {
    let location = line.trim().strip_prefix("<xs:include schemaLocation=\"")?;
    file(location.strip_suffix("\"/>")?)
}

/// What stands between `<xs:schema …>` and `</xs:schema>`.
fn inside(schema: &'static str) -> &'static str {
    let start = schema.find("<xs:schema").expect("a schema element");
    let open = start + schema[start..].find('>').expect("a closed start tag") + 1;
    let close = schema.rfind("</xs:schema>").expect("an end tag");
    &schema[open..close]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_schema_that_declares_it() {
        for code in Code::ALL {
            let whole = standalone(code);
            assert!(whole.contains(&format!("<xs:element name=\"{code}\">")), "{code}");
            assert!(!whole.contains("xs:include"), "{code}");
            assert_eq!(whole.matches("<xs:schema").count(), 1, "{code}");
        }
    }

    #[test]
    fn the_folder_holds_these_files_and_no_other() {
        let mut on_disk: Vec<String> = std::fs::read_dir("src/profile/xsd")
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        on_disk.sort();
        let mut listed: Vec<&str> = FILES.iter().map(|file| file.name).collect();
        listed.sort_unstable();
        assert_eq!(on_disk, listed);
    }
}
